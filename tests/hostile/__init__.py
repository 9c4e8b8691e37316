"""What comes in from partners that mean harm, or whose machines are broken, by every way in."""
