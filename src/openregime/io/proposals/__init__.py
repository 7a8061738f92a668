"""Claims that people hand in as tables, and the files attached to them."""
