"""What people see and type: the terminal application, the verbs, and all words in German and English."""

__version__ = "0.1.0"
