"""Calls on composite indices: over the record by name, and over anybody's own two tables."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, QueryDict
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile

from openregime.core.readings.studies import (
    Results,
    Study,
    agreement_between,
    agreement_of_studies,
    audit_of,
    rank_study,
    results_of,
    sensitivity_of,
)
from openregime.io.index.named import named_indices, record_index
from openregime.io.index.outside import edition_caveats, outside, outside_scores
from openregime.io.index.results import COMMON_CAVEAT
from openregime.io.index.study import NO_CHOICES, BadStudy, choices_of, read_choices, study_of
from openregime.web.api import asked_index, schemas_index, shapes, shapes_index
from openregime.web.api.interface import NOT_FOUND, REFUSED
from openregime.web.api.schemas import Refusal
from openregime.web.index import reports
from openregime.web.index.chosen import Chosen, read_chosen
from openregime.web.index.comments import own_comments
from openregime.web.index.limits import refuse_large_request, refuse_large_study
from openregime.web.index.worked import SAMPLES, Worked, of_day, with_gaps
from openregime.web.record.queries import observatory
from openregime.web.site.parameters import BadParameter, moment_of

router = Router(tags=["Index"])
TOO_LARGE = {**REFUSED, 413: Refusal}
PARTS = ("meta", "data", "workbook", "study")
"""Names under which a study is sent."""
SIGNATURE = ("signed_by", "reason")
"""What goes with its report beside them."""
REPORT_IN_BYTES = {
    "responses": {
        200: {
            "description": "The report as a file",
            "content": {
                "text/html": {"schema": {"type": "string"}},
                "application/pdf": {"schema": {"type": "string", "format": "binary"}},
            },
        }
    }
}
"""What a report is in the description: bytes of one of two kinds, where other calls send JSON."""


@router.get("/indices", response={200: schemas_index.IndicesOut, **REFUSED}, summary="Indices over the record")
def indices(request: HttpRequest, asked_for: Query[asked_index.Nothing]):  # type: ignore[no-untyped-def]
    """The indices that the library defines, and published scores that they can be compared with."""
    rows = [
        {"name": i.name, "title": i.title, "about": i.about, "pillars": i.links, "weights": i.weights, "p": i.power,
         "basis": i.basis}
        for i in named_indices().values()
    ]  # fmt: skip
    return {"indices": rows, "published": ["nti", *outside_scores()]}


@router.get("/indices/{index}", response={200: schemas_index.IndexOut, **NOT_FOUND}, summary="An index, as of a day")
def index(request: HttpRequest, index: str, asked_for: Query[asked_index.IndexDrawn]):  # type: ignore[no-untyped-def]
    """Every State as an interval, with its ranks, its weakest pillar and what is not known of it."""
    moment, chosen = moment_of(request), _chosen(index, asked_for)
    seen = observatory()
    worked = _drawn(of_day(seen, chosen, moment), asked_for)
    head = {"index": index, "p": chosen.power, "weights": _weights(worked)}
    built = shapes_index.built(with_gaps(worked), worked.ranks, worked.study, own_comments(seen, moment))
    return {**shapes.days(moment), **head, **built}


@router.get(
    "/indices/{index}/uncertainty",
    response={200: schemas_index.UncertaintyOut, **NOT_FOUND},
    summary="Ranks as distributions",
)
def uncertainty(request: HttpRequest, index: str, asked_for: Query[asked_index.IndexDrawn]):  # type: ignore[no-untyped-def]
    """The rank of every State over weights moved by up to a quarter; gaps stay open in every world."""
    worked = _drawn(of_day(observatory(), _chosen(index, asked_for), moment_of(request)), asked_for)
    return shapes_index.uncertainty(worked.ranks, worked.study)


@router.get(
    "/indices/{index}/sensitivity",
    response={200: schemas_index.SensitivityOut, **NOT_FOUND},
    summary="Which choice matters",
)
def sensitivity(request: HttpRequest, index: str, asked_for: Query[asked_index.IndexChosen]):  # type: ignore[no-untyped-def]
    """The share of weights, compensation and what is not known in the movement of ranks."""
    study = of_day(observatory(), _chosen(index, asked_for), moment_of(request)).study
    return shapes_index.sensitivity(sensitivity_of(study, samples=SAMPLES), study)


@router.get("/indices/{index}/audit", response={200: schemas_index.AuditOut, **NOT_FOUND}, summary="The audit")
def audit(request: HttpRequest, index: str, asked_for: Query[asked_index.IndexChosen]):  # type: ignore[no-untyped-def]
    """Every check with what it found; what failed is never left out."""
    study = of_day(observatory(), _chosen(index, asked_for), moment_of(request)).study
    return shapes_index.audit(audit_of(study), study)


@router.get(
    "/indices/{index}/compare",
    response={200: schemas_index.ComparedOut, **NOT_FOUND},
    summary="Beside another index or published scores",
)
def compare(request: HttpRequest, index: str, asked_for: Query[asked_index.IndexCompared]):  # type: ignore[no-untyped-def]
    """Rank correlations over what stands in both, with what they do not say."""
    moment = moment_of(request)
    worked = of_day(observatory(), _chosen(index, asked_for), moment)
    ours, other = _scores(worked.results), asked_for.other
    if other.split(":")[0] == "nti":
        published = outside(other, moment.as_known)
        other, caveats = published.id, list(edition_caveats(published, moment.as_of))
        theirs = {state: (score, score) for state, score in published.scores.items()}
        found = agreement_between(ours, theirs, seed=1)
    else:
        study = record_index(observatory(), other, moment.as_of, moment.as_known).study
        theirs, caveats = _scores(results_of(study)), [COMMON_CAVEAT]
        found = agreement_of_studies(worked.study, study, seed=1)
    scores = {
        unit: {"ours": shapes_index.ends(ours[unit]), "theirs": shapes_index.ends(theirs[unit])} for unit in found.units
    }
    head = {"index": index, "other": other, "caveats": caveats, "scores": scores}
    return {**shapes.days(moment), **head, **shapes_index.agreement(found)}


@router.get(
    "/indices/{index}/report",
    response={200: None, **NOT_FOUND, 409: Refusal},
    openapi_extra=REPORT_IN_BYTES,
    summary="The report, as HTML or PDF",
)
def report(request: HttpRequest, index: str, asked_for: Query[asked_index.IndexReported]):  # type: ignore[no-untyped-def]
    """Method, intervals, ranks, what matters, audit, every choice and sources in one file, in `lang` (en or ar).

    Where a check of the audit failed, it goes out only with a name and a reason, which are printed in it.
    """
    chosen, moment = _chosen(index, asked_for), moment_of(request)
    signature = reports.signature_in(asked_for.dict(), name="signed_by")
    made = reports.report_of_record(
        chosen, observatory(), moment, signature, seed=asked_for.seed, replications=asked_for.replications
    )
    return reports.as_file(made, asked_for.format, reports.name_of(chosen, moment))


@router.post(
    "/index-studies/report",
    response={200: None, **TOO_LARGE, 409: Refusal},
    openapi_extra=REPORT_IN_BYTES,
    summary="The report of your own two tables",
)
def study_report(  # type: ignore[no-untyped-def]
    request: HttpRequest,
    asked_for: Query[asked_index.Reported],
    signature: Form[asked_index.Signed],
    meta: File[UploadedFile | None] = None,
    data: File[UploadedFile | None] = None,
    workbook: File[UploadedFile | None] = None,
    study: Form[str] = "",
):
    """Tables as `/index-studies/build` takes them, and who signs where a check failed. Nothing of it is kept."""
    found = _posted(request, {"meta": meta, "data": data, "workbook": workbook}, study, *SIGNATURE)
    made = reports.report_of(found, reports.signature_in(signature.dict(), name="signed_by"))
    return reports.as_file(made, asked_for.format, "openregime_index-report")


@router.post(
    "/index-studies/{what}",
    response={200: schemas_index.StudiedOut, **TOO_LARGE},
    summary="An index of your own two tables",
)
def study(  # type: ignore[no-untyped-def]
    request: HttpRequest,
    what: asked_index.What,
    asked_for: Query[asked_index.Nothing],
    meta: File[UploadedFile | None] = None,
    data: File[UploadedFile | None] = None,
    workbook: File[UploadedFile | None] = None,
    study: Form[str] = "",
):
    """Send iMeta and iData as CSV, or a workbook with both sheets, and a study as JSON. Nothing of it is kept."""
    found = _posted(request, {"meta": meta, "data": data, "workbook": workbook}, study)
    understood = {"study": choices_of(found, {})}
    if what == "build":
        return {**understood, "build": shapes_index.built(results_of(found), rank_study(found), found)}
    if what == "audit":
        return {**understood, "audit": shapes_index.audit(audit_of(found), found)}
    if what == "uncertainty":
        return {**understood, "uncertainty": shapes_index.uncertainty(rank_study(found), found)}
    return {**understood, "sensitivity": shapes_index.sensitivity(sensitivity_of(found), found)}


def _posted(request: HttpRequest, files: dict[str, UploadedFile | None], settings: str, *more: str) -> Study:
    """The study that was sent. Raises BadStudy, BadIndex, IndexTooLarge; BadParameter: a field that no call takes."""
    refuse_large_request(request)
    for name in [*request.POST, *request.FILES]:
        if name not in (*PARTS, *more):
            reason = f"nothing is taken under this name; known: {', '.join((*PARTS, *more))}."
            raise BadParameter(parameter=name[:60], value=request.POST.get(name, "a file"), reason=reason)
    content: dict[str, Any] = {name: file.read() for name, file in files.items() if file is not None}
    if "workbook" in content and len(content) > 1:
        raise BadStudy("tables", "both a workbook and CSV tables were sent. Send one of the two.")
    choices = read_choices(settings.encode("utf-8", "replace"), "study.json") if settings.strip() else NO_CHOICES
    found = study_of(choices, title="Your own table", **content)
    refuse_large_study(found)
    return found


def _chosen(index: str, wanted: asked_index.IndexChosen) -> Chosen:
    """The choices of a call, read as the page reads them.

    Raises:
        UnknownIndex: no such index. BadParameter: a weight or power that no index can have.
    """
    from openregime.io.index.named import named_index

    query = QueryDict(mutable=True)
    query["index"] = named_index(index).name
    query["p"] = wanted.p
    for text in wanted.weight:
        link, is_given, value = text.partition("=")
        if not is_given:
            raise BadParameter(parameter="weight", value=text, reason="write it as hard-law=2.")
        query[f"w-{link}"] = value
    chosen = read_chosen(query)
    if chosen.errors:
        error = chosen.errors[0]
        name = "p" if error["field"] == "p" else "weight"
        raise BadParameter(parameter=name, value=chosen.typed.get(error["field"], ""), reason=error["words"])
    return chosen


def _drawn(worked: Worked, wanted: asked_index.IndexDrawn) -> Worked:
    """The same index with another seed or number of worlds."""
    own = replace(worked.study, seed=wanted.seed, replications=wanted.replications)
    return replace(worked, study=own, ranks=rank_study(own))


def _weights(worked: Worked) -> dict[str, float]:
    return {pillar: worked.study.definition[pillar].weight for pillar in worked.study.pillars}


def _scores(results: Results) -> dict[str, tuple[float, float]]:
    return {one.unit: (one.low, one.high) for one in results.units if one.low is not None and one.high is not None}
