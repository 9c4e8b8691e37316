"""Measurements, and the registers of any size that they are made on."""
