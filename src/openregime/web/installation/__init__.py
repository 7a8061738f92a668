"""Looking after one installation: backup, restore, and what is unsafe or missing in it.

Works on the data folder and the database; called by the command line, by nothing that answers a reader.
"""
