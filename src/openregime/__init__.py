"""OpenRegime: the global nuclear security regime as sourced, dated data.

`load()` gives the shipped library; everything else is reached from what it returns.
Importing this package reads nothing: `load` and what it needs come in on first use.
"""

__version__ = "0.1.0"
__all__ = ["__version__", "load"]


def __getattr__(name: str) -> object:
    if name == "load":
        from openregime.io.observatories import load

        return load
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
