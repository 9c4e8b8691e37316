"""Tests of `tui`: words, verbs, screens and widgets."""
