"""Conflicts with an independent facilitator between the parties: cases, their steps, their private
part.
"""
