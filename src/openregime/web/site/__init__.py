"""The Django project: settings, addresses, middleware, error pages, the server, base templates and static files.

What every page shares lives here; what belongs to one noun lives in that noun's app.
"""
