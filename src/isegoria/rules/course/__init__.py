"""The course of one process: what is kept of it, what moves it on, and what becomes of its
outcome.
"""
