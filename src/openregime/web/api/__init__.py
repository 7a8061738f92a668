"""THE INTERFACE FOR PROGRAMS: everything that the pages show, as JSON under /api/v1/, described by OpenAPI.

Reading only. `schemas` say what is sent, `shapes` turn core objects into it, `routes_*` parse, ask and answer.
"""
