"""What people say and write about a chunk: comments, questions, items, texts, amendments,
positions, objections.
"""
