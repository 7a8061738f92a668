"""The commands: each parses its arguments, asks the library, and shows a report.

`readings` ask how things stand, `repairs` what to do, `library` looks after the record, `site` writes and serves pages.
"""
