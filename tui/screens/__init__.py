"""What fills the terminal: the base that every screen stands on, and the questions it asks."""
