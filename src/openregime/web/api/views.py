"""The page that lists what programs can ask."""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openregime.web.api.interface import api
from openregime.web.site.parameters import moment_of


@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    """`/api/`: every call with its parameters, from the same description that programs read."""
    moment_of(request)
    return render(request, "api/operations.html", {"groups": _groups(), "about": api.description.replace("`", "")})


@lru_cache(maxsize=1)
def _groups() -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for address, methods in api.get_openapi_schema(path_prefix="api/v1/")["paths"].items():
        method, call = next(iter(methods.items()))
        groups.setdefault(call["tags"][0], []).append(
            {
                "id": call["operationId"].rsplit("_routes_", 1)[-1],
                "address": address,
                "method": method.upper(),
                "body": _body(call),
                "summary": call["summary"],
                "about": call.get("description", ""),
                "parameters": [_parameter(p) for p in call["parameters"]],
                "statuses": ", ".join(str(status) for status in call["responses"]),
            }
        )
    return [{"tag": tag, "calls": calls} for tag, calls in groups.items()]


def _body(call: dict[str, Any]) -> list[str]:
    """Names of what is sent along, where a call takes anything."""
    content = call.get("requestBody", {}).get("content", {})
    return [name for kind in content.values() for name in kind["schema"].get("properties", {})]


def _parameter(given: dict[str, Any]) -> dict[str, Any]:
    schema = given["schema"]
    return {
        "name": given["name"],
        "is_required": given["required"],
        "in_path": given["in"] == "path",
        "about": given.get("description", ""),
        "choices": ", ".join(str(choice) for choice in schema.get("enum", []) if choice),
        "is_list": schema.get("type") == "array",
    }
