"""What was decided about who may see what: rulings, situations, reviews of classification, appeals; and the profiles
through which every query of other apps asks the gate.

The gate itself is `core.sharing`; the table that it starts from is explained by `web.sharing`.
"""
