"""Canonical bytes of the record, and what proves them."""
