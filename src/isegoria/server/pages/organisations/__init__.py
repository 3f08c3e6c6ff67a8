"""Pages of organisations: who speaks for them."""
