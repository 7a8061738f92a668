"""Core objects to rows of the database and back, field by field."""

from collections.abc import Iterable, Mapping

from openregime.core import facts
from openregime.web.record import models

SOURCE_FIELDS = ("title", "publisher", "url", "as_of", "how_read", "licence", "collection")
ENTITY_FIELDS = (
    "name", "kind", "region", "subregion", "is_un_member", "un_member_since", "note", "exists_since", "iso2",
)  # fmt: skip
CLAIM_FIELDS = (
    "subject", "object", "value", "valid_earliest", "valid_latest", "recorded", "category", "note", "row", "standing",
    "reason",
)  # fmt: skip
COMPLETENESS_FIELDS = ("object", "up_to", "closes", "except_for", "means", "recorded", "sources", "note")
TOTAL_FIELDS = (
    "object", "day_earliest", "day_latest", "low", "high", "published", "basis", "recorded", "sources", "note",
)  # fmt: skip


def source_rows(release: models.Release, sources: Iterable[facts.Source]) -> list[models.Source]:
    """Rows of all sources, not yet stored."""
    return [
        models.Source(release=release, position=n, key=s.id, **{f: getattr(s, f) for f in SOURCE_FIELDS})
        for n, s in enumerate(sources)
    ]


def entity_rows(release: models.Release, entities: Iterable[facts.Entity]) -> list[models.Entity]:
    """Rows of all entities, not yet stored."""
    return [
        models.Entity(release=release, position=n, key=e.id, **{f: getattr(e, f) for f in ENTITY_FIELDS})
        for n, e in enumerate(entities)
    ]


def claim_rows(release: models.Release, claims: Iterable[facts.Claim]) -> list[models.Claim]:
    """Rows of all claims, not yet stored; their sources are rows of their own."""
    return [
        models.Claim(
            release=release,
            position=n,
            key=c.id,
            subject=c.subject,
            object=c.object,
            value=c.value,
            valid_earliest=c.valid.earliest,
            valid_latest=c.valid.latest,
            recorded=c.recorded,
            category=c.category,
            note=c.note,
            table=c.row.rpartition(":")[0],
            row=c.row,
            standing=c.standing.value,
            reason=c.reason,
        )
        for n, c in enumerate(claims)
    ]


def claim_source_rows(
    stored: Iterable[models.Claim], claims: Iterable[facts.Claim], source_ids: Mapping[str, int]
) -> list[models.ClaimSource]:
    """Rows that tie claims to their sources.

    Args:
        stored, claims: the same claims in the same order, as rows with their primary keys and as core has them.
        source_ids: source id -> primary key of its row.
    """
    return [
        models.ClaimSource(claim_id=row.pk, source_id=source_ids[s], position=n)
        for row, claim in zip(stored, claims, strict=True)
        for n, s in enumerate(claim.sources)
    ]


def completeness_rows(release: models.Release, statements: Iterable[facts.Completeness]) -> list[models.Completeness]:
    """Rows of all completeness statements, not yet stored."""
    return [
        models.Completeness(
            release=release,
            position=n,
            key=c.id,
            object=c.object,
            up_to=c.up_to,
            closes=c.closes,
            except_for=sorted(c.except_for),
            means=c.means,
            recorded=c.recorded,
            sources=list(c.sources),
            note=c.note,
        )
        for n, c in enumerate(statements)
    ]


def total_rows(release: models.Release, totals: Iterable[facts.Total]) -> list[models.Total]:
    """Rows of all totals, not yet stored."""
    return [
        models.Total(
            release=release,
            position=n,
            key=t.id,
            object=t.object,
            day_earliest=t.day.earliest,
            day_latest=t.day.latest,
            low=t.low,
            high=t.high,
            published=t.published,
            basis=t.basis,
            recorded=t.recorded,
            sources=list(t.sources),
            note=t.note,
        )
        for n, t in enumerate(totals)
    ]


def sources_of(release: models.Release) -> dict[str, facts.Source]:
    """Source id -> Source of one release."""
    stored = models.Source.objects.filter(release=release).order_by("position").values_list("key", *SOURCE_FIELDS)
    return {key: facts.Source(key, *rest) for key, *rest in stored}


def entities_of(release: models.Release) -> dict[str, facts.Entity]:
    """Entity id -> Entity of one release."""
    stored = models.Entity.objects.filter(release=release).order_by("position")
    names = ("key", *ENTITY_FIELDS)
    return {
        row[0]: facts.Entity(id=row[0], **dict(zip(ENTITY_FIELDS, row[1:], strict=True)))
        for row in stored.values_list(*names)
    }


def claims_of(release: models.Release) -> tuple[facts.Claim, ...]:
    """All claims of one release, in the order of the library."""
    named: dict[int, list[str]] = {}
    ties = models.ClaimSource.objects.filter(claim__release=release).order_by("claim_id", "position")
    for claim_id, source in ties.values_list("claim_id", "source__key"):
        named.setdefault(claim_id, []).append(source)
    found = []
    stored = models.Claim.objects.filter(release=release).order_by("position").values_list("pk", "key", *CLAIM_FIELDS)
    standings = {s.value: s for s in facts.Standing}
    for pk, key, subject, thing, value, earliest, latest, recorded, category, note, row, standing, reason in stored:
        found.append(
            facts.Claim(
                key,
                subject,
                thing,
                value,
                facts.Window(earliest, latest),
                recorded,
                tuple(named[pk]),
                category,
                note,
                row,
                standings[standing],
                reason,
            )
        )
    return tuple(found)


def completeness_of(release: models.Release) -> tuple[facts.Completeness, ...]:
    """All completeness statements of one release."""
    stored = models.Completeness.objects.filter(release=release).order_by("position")
    return tuple(
        facts.Completeness(key, thing, up_to, closes, frozenset(except_for), means, recorded, tuple(sources), note)
        for key, thing, up_to, closes, except_for, means, recorded, sources, note in stored.values_list(
            "key", *COMPLETENESS_FIELDS
        )
    )


def totals_of(release: models.Release) -> tuple[facts.Total, ...]:
    """All published totals of one release."""
    stored = models.Total.objects.filter(release=release).order_by("position").values_list("key", *TOTAL_FIELDS)
    return tuple(
        facts.Total(
            key, thing, facts.Window(earliest, latest), low, high, published, basis, recorded, tuple(sources), note
        )
        for key, thing, earliest, latest, low, high, published, basis, recorded, sources, note in stored
    )
