"""THE GATE ON PAGES: the default table of who may see what, readable; no accounts and nothing that is withheld.

`pages` make contexts, `words` say the core's sentences in the reader's language, `table` is the same as a file.
"""
