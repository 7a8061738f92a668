"""Words that everybody would try first here, kept out of passwords."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from openregime.web.people.kinds import OrganisationKind, Role
from openregime.web.people.models import Organisation, Person

OF_THIS_PLACE = (
    "openregime", "regime", "nuclear", "atomic", "atom", "radiation", "radiological", "reactor", "uranium", "plutonium",
    "security", "safety", "safeguards", "regulator", "authority", "agency", "ministry", "government", "state", "iaea",
    "cppnm", "icsant", "ippas", "infcirc", "treaty", "summit", "gate", "claim", "password", "passphrase", "secret",
    "letmein", "welcome", "login", "signin", "account", "admin", "spring", "summer", "autumn", "winter",
)  # fmt: skip
"""Names of the product and of its field, of what people do here, and what is written when nothing comes to mind."""
LEAST_OWN = 8
"""Letters that must be left once such words are taken out."""
_LOOKS_LIKE = str.maketrans("013457@$!", "oieastasi")


class NotOfThisPlace:
    """Refuses a password of which little is left without the words of this place and of one's own organisation."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Look at letters only: figures and signs between or after them are what everybody adds.

        Raises:
            ValidationError: at least one such word is in it, and fewer than LEAST_OWN other letters.
        """
        letters = _letters(password.casefold().translate(_LOOKS_LIKE))
        plain, left = _letters(password.casefold()), letters
        for word in sorted(words_for(user), key=len, reverse=True):
            left = left.replace(word, "")
        if left != letters and len(left) < LEAST_OWN and len(plain) > 0:
            raise ValidationError(self.get_help_text(), code="password_of_this_place")

    def get_help_text(self) -> str:
        """What is said beside the field."""
        return _("This is made of words that everybody would try first here. Take words that belong nowhere near it.")


def words_for(user: Person | None) -> set[str]:
    """The words of this place, of roles and kinds of organisations, and of the names of one's own organisations."""
    found = {*OF_THIS_PLACE, *(part for kind in (*Role.values, *OrganisationKind.values) for part in kind.split("_"))}
    names = list(getattr(user, "of_organisations", ()))
    if user is not None and user.pk:
        rows = Organisation.objects.filter(memberships__person=user, memberships__ended_at=None)
        names += rows.values_list("name", flat=True)
    found |= {word for name in names for part in name.split() if len(word := _letters(part.casefold())) >= 4}
    return found


def _letters(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if sign.isalpha())
