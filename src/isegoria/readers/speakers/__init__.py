"""Who spoke each turn: what a turn says of itself, what the session says of it, and how that
weighs.
"""
