"""Calls for the public figures of disclosure and for the ledger of their budgets of noise."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from openregime.web.api import schemas_disclosure as schemas
from openregime.web.api.asked import Asked
from openregime.web.api.interface import REFUSED
from openregime.web.disclosure import files, ledger

router = Router(tags=["Sharing"])


@router.get("/disclosure/figures", response={200: schemas.FiguresOut, **REFUSED}, summary="How much is withheld")
def figures(request: HttpRequest, asked_for: Query[schemas.FiguresAsked]):  # type: ignore[no-untyped-def]
    """The public figures, each with how it was made: small cells left out, or with noise under a budget."""
    rows = files.rows_of(asked_for.of == "invented", now=timezone.now())
    return {"of": asked_for.of, "figures": rows}


@router.get("/disclosure/budgets", response={200: schemas.LedgerOut, **REFUSED}, summary="Budgets of noise")
def budgets(request: HttpRequest, asked_for: Query[Asked]):  # type: ignore[no-untyped-def]
    """What may be spent of privacy on the public figures, what was spent for which figures, and what is left."""
    return {"budgets": ledger.page()["budgets"]}
