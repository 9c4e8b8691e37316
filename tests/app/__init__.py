"""The whole application on real registers: every screen, by keys, as people use it."""
