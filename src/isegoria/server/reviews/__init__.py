"""Reviews of those who hold an office: opened on schedule or early, answered by group, published,
followed by an act.
"""
