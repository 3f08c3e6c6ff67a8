"""What comes out of a chunk, the dissent that travels with it, and what happened afterwards."""
