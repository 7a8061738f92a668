"""Claims by people: proposed for an organisation, approved by a second person, shown through the gate.

A proposed claim is never edited after it was submitted: a correction supersedes it. What anybody sees of one comes from
`queries`, already cut down to what the gate allows.
"""
