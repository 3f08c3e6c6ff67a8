"""How rules are written down: the model language, its types, and its reader."""
