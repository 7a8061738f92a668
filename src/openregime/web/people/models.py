"""What is stored of people: accounts, organisations, who has which role where, invitations, acts that wait for two."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from openregime.web.people.kinds import OrganisationKind, Role


class People(BaseUserManager["Person"]):
    """Makes accounts; everything else about them goes through `actions`."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """An account under an address; without a password nobody can sign in with one."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """One human being. An account that has left keeps its row, for the trail names it, and loses its address.

    `key` names the person in the trail and in addresses; it says nothing about them.
    """

    key = models.CharField(max_length=40, unique=True)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=10, blank=True)
    is_invented = models.BooleanField(default=False)

    of_organisations: Sequence[str] = ()
    """Names of organisations that a person is about to join; stored nowhere."""

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        """The name, for templates that greet."""
        return self.name


class Organisation(models.Model):
    """For whom people act. `state` is the ISO code of the State it belongs to; empty for international ones.

    `merged_into` is set when two organisations became one; the old one then takes no more part. `second_factor` says of
    whom it requires a second factor (`factors.FactorRule`); empty leaves it to whoever runs the installation.
    """

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, choices=OrganisationKind.choices)
    state = models.CharField(max_length=3, blank=True)
    is_invented = models.BooleanField(default=False)
    second_factor = models.CharField(max_length=10, blank=True)
    founded_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged_from")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=("secretariat", "civil_society", "company")) | ~Q(state=""),
                name="authorities_operators_and_centres_have_a_state",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One role of one person in one organisation, from one time to another; ended, never removed."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role"], condition=Q(ended_at=None), name="one_running_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.organisation_id}"


class Invitation(models.Model):
    """A place kept for somebody: whoever has the link may take it, once, until it expires.

    `digest` is SHA-256 of the link's secret, which is shown once and not stored. `roles` is a list of Role values.
    """

    key = models.CharField(max_length=40, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    roles = models.JSONField()
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key


class PendingAct(models.Model):
    """An act that needs two people: the first has asked for it, a second confirms or refuses it before it expires.

    `verb` is an entry of `two_people.ACTS`; `subject` its thing; `settled` is empty, or confirmed, refused, expired.
    """

    key = models.CharField(max_length=40, unique=True)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    parameters = models.JSONField(default=dict)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    settled = models.CharField(max_length=10, blank=True)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(settled="") | Q(settled="expired") | ~Q(settled_by=models.F("asked_by")),
                name="two_people_are_two",
            ),
            models.UniqueConstraint(fields=["verb", "subject"], condition=Q(settled=""), name="asked_for_once"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"
