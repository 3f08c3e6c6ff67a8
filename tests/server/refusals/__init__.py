"""Tables of what brings about each refusal of the server, a module for each folder.

`tests/server/test_refusals.py` tries every row, and fails while an entry of a catalogue is in no
table.
"""
