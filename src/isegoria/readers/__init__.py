"""Other people's formats into values. Nothing here guesses beyond what the source says."""
