"""Mutation testing: small faults are put into the code, and the tests should find them."""
