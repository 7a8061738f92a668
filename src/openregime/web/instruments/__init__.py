"""Instruments: the list, one page each, and the crosswalk from provisions to national measures."""
