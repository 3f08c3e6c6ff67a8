"""What all pages share: forms, lists, errors, and what was typed."""
