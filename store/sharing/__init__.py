"""Sharing without a server: partners, what may come in, merging, taking over and handing out."""
