"""Rules played through before people live under them."""
