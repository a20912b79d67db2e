"""Refusals as JSON:API writes them (facts 1.1, 1.2, 1.8)."""

from __future__ import annotations

from typing import Any, Final

Error = dict[str, Any]

TITLES: Final = {
    400: "Bad Request",
    401: "Unauthenticated",
    402: "Payment Required",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    409: "Not Supported",
    415: "Unsupported Media Type",
    422: "Unprocessable Entity",
    500: "Internal Server Error",
    503: "Maintenance mode",
}


class Refusal(Exception):
    """A call that is answered with ``status`` and one or more errors."""

    def __init__(self, status: int, errors: list[Error]) -> None:
        super().__init__(f"{status}: {errors}")
        self.status = status
        self.errors = errors


def error(
    status: int,
    detail: str = "",
    *,
    title: str | None = None,
    pointer: str | None = None,
    parameter: str | None = None,
) -> Error:
    """One member of ``errors``."""
    made: Error = {"status": str(status), "title": title or TITLES[status]}
    if detail:
        made["detail"] = detail
    if pointer is not None:
        made["source"] = {"pointer": pointer}
    if parameter is not None:
        made["source"] = {"parameter": parameter}
    return made


def refusal(
    status: int,
    detail: str = "",
    *,
    title: str | None = None,
    pointer: str | None = None,
    parameter: str | None = None,
) -> Refusal:
    """A refusal with one error."""
    return Refusal(status, [error(status, detail, title=title, pointer=pointer, parameter=parameter)])


def invalid(detail: str, pointer: str, title: str | None = None) -> Refusal:
    """A value that cannot be taken: 422 with a pointer into the document."""
    return refusal(422, detail, title=title, pointer=pointer)


def not_found() -> Refusal:
    """404, for what is unknown and for what is deleted."""
    return refusal(404)


def not_deletable(detail: str) -> Refusal:
    """A guard against deletion."""
    return refusal(422, detail, title="Not Deletable")


def non_compliant(detail: str, pointer: str = "/") -> Refusal:
    """A body that is no document of JSON:API."""
    return refusal(400, detail, title="Non-Compliant JSON API Document", pointer=pointer)


def bad_query(status: int, detail: str, parameter: str) -> Refusal:
    """A query parameter that is not allowed; 400 or 422."""
    return refusal(status, detail, title="Invalid Query Parameter", parameter=parameter)
