"""Bytes to core objects and back: tables, the shipped library, downloads. Nothing else touches files."""
