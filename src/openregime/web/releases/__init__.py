"""Releases that others can check: keys of organisations, what they published and signed, and the one log of it all.

Everything here is public, save private keys, which rest encrypted, and statements, which their holder discloses.
"""
