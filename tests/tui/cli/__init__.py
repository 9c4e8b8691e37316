"""Tests of the command line: as processes where the process matters, else in this one."""
