"""Sharing, with real registers and bare repositories."""
