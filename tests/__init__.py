"""Tests: a mirror of the three packages, the house itself, and the whole program."""
