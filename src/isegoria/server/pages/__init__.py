"""The wing for people: what a browser, a reader of files and a feed are given.

Work never imports it.
"""
