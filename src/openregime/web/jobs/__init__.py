"""JOBS: long work that a person asked for, and what falls due by itself, done by workers beside the server.

What is to be done lies in the database, so nothing is lost with a process; what a job makes is there whole or not.
"""
