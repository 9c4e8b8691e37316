"""Tests of the house: layers, imports, catalogues, sizes, and the wheel as people install it."""
