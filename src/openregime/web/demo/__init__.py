"""A place to try the program: an invented State with organisations, people and a history, marked, and removable whole.

Everything is made by the same actions that people use; nothing here writes rows of its own.
"""
