"""The base of every error that OpenRegime raises on purpose."""


class OpenRegimeError(Exception):
    """Base of every error raised on purpose. `code` is stable and public; the text may improve."""

    code = "error"
