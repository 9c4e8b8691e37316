"""Tests of the way between a file and its data."""
