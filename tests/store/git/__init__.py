"""Tests of the git layer: real git, real files, real processes."""
