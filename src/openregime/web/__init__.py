"""The web shell: Django, one app per noun, over core and io.

`site` is the project (settings, addresses, middleware, base templates); the other packages are apps with models,
queries, actions and views. Nothing in core or io imports from here.
"""
