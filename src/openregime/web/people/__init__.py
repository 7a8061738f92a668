"""People, the organisations that they act for, and their roles there.

Signing in is django-allauth's; what is ours is who belongs where, who let them in, and which acts need two people.
"""
