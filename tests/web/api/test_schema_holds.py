"""Whatever is asked, the interface keeps to its description: no failure of ours, documented statuses, right shape."""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, settings
from ninja import Schema
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

SHAPE = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
REAL = {
    "state": "FRA",
    "instrument": "cppnm_a",
    "provision": "CPPNM-A.2A.1.a",
    "measure": "M01",
    "claim": "adherence/FRA/cppnm/deposited",
    "source": "ieadb",
    "index": "regime",
    "what": "build",
    "key": "claim-000000000000",
    "file": "file-000000000000",
}
"""Things that exist, so that an address made up of chance letters is not all that is tried."""


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.mark.django_db
@schema.parametrize()
@settings(
    max_examples=8,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_call_keeps_to_its_description(case: schemathesis.Case) -> None:
    response = case.call_and_validate(checks=[*SHAPE, negative_data_rejection, unsupported_method])
    if case.path_parameters and response.status_code == 404:
        case.path_parameters = {name: REAL[name] for name in case.path_parameters}
        case.call_and_validate(checks=SHAPE)


def test_no_two_shapes_share_a_name() -> None:
    """The description knows shapes by name alone: of two, one would be described as the other."""
    import openregime.web.api as api

    for module in pkgutil.iter_modules(api.__path__, f"{api.__name__}."):
        importlib.import_module(module.name)
    shapes = {one for one in _below(Schema) if one.__module__.startswith(f"{api.__name__}.")}
    assert len(shapes) > 100
    assert [name for name, count in Counter(one.__name__ for one in shapes).items() if count > 1] == []


def _below(shape: type) -> Iterator[type]:
    for one in shape.__subclasses__():
        yield one
        yield from _below(one)
