"""Settings that are a number within limits, or one of a few words."""

from openregime.core.errors import OpenRegimeError


class BadSetting(OpenRegimeError, ValueError):
    """A setting has a value that it cannot have. `name` is its variable; the message says which values there are."""

    code = "bad-setting"

    def __init__(self, name: str, given: str, wanted: str) -> None:
        self.name, self.given = name, given
        super().__init__(f"{name} is “{given[:40]}”. Write {wanted}, or unset it. See docs/reference/settings.")


def whole_number(name: str, given: str, *, default: int, low: int, high: int) -> int:
    """A setting that is a whole number from low to high, both included; the default where nothing is given.

    Raises:
        BadSetting.
    """
    text = given.strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and low <= int(text[:9]) <= high):
        raise BadSetting(name, text, f"a whole number from {low} to {high}")
    return int(text)


def one_word(name: str, given: str, *, default: str, words: tuple[str, ...]) -> str:
    """A setting that is one of a few words; the default where nothing is given.

    Raises:
        BadSetting.
    """
    text = given.strip().lower() or default
    if text not in words:
        raise BadSetting(name, text, f"one of {', '.join(words)}")
    return text
