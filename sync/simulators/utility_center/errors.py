"""A refusal: status 4xx or 5xx with a code and a message (facts 9.2; the REST table of the market sheet).

Which codes exist is not recorded. Here the code is the status itself, and the messages are our own: no client
may rely on either beyond the status.
"""

from __future__ import annotations

from http import HTTPStatus


class Refusal(Exception):
    """A call that is answered with an error status."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(f"{status.value}: {message}")
        self.status = status
        self.message = message


def bad_request(message: str) -> Refusal:
    """The caller sent something that cannot be taken."""
    return Refusal(HTTPStatus.BAD_REQUEST, message)


def not_found(message: str) -> Refusal:
    """What was asked for is not there."""
    return Refusal(HTTPStatus.NOT_FOUND, message)
