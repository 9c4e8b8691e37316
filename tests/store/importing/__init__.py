"""Tests of bringing records in."""
