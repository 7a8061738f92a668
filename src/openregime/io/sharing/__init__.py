"""Disclosure in files: the shipped table, releases, credentials and their keys."""
