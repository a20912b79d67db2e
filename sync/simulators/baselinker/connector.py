"""One call of the API without HTTP.

Token, limit, method and parameters in, the answer's JSON out (facts 1.1 to 1.4).
"""

from __future__ import annotations

import json
from typing import Any

from sync.simulators.baselinker import errors
from sync.simulators.baselinker.backend import Backend
from sync.simulators.baselinker.errors import ConnectorError
from sync.simulators.baselinker.faults import FaultKind
from sync.simulators.baselinker.limits import RateLimit
from sync.simulators.baselinker.methods import METHODS
from sync.simulators.baselinker.parameters import Parameters

Row = dict[str, Any]


class Connector:
    """Answers calls for one account. Callers hold the simulator's lock."""

    def __init__(self, backend: Backend, limit: RateLimit) -> None:
        self._backend = backend
        self._limit = limit
        self._last_body: dict[str, bytes] = {}

    def answer(
        self, token: str, method: str, parameters: str | None, fault: FaultKind | None = None
    ) -> tuple[int, bytes]:
        """HTTP status and body. The token is looked at before the limit, the limit before the method."""
        try:
            self._check_token(token, fault)
            refusal = (
                self._limit.block(token) if fault is FaultKind.LIMIT_EXCEEDED else self._limit.refuse(token)
            )
            if refusal is not None:
                blocked = self._refusal(errors.LIMIT_EXCEEDED, refusal)
                return self._limit.rules.http_status, blocked
            if fault is FaultKind.REPEATED_PAGE and method in self._last_body:
                return 200, self._last_body[method]
            answer = self._call(method, parameters)
            if fault is FaultKind.EMPTY_PAGE:
                answer = {
                    key: [] if isinstance(value, list | dict) else value for key, value in answer.items()
                }
            body = self._write({"status": "SUCCESS", **self._backend.shapes.finish(answer)})
            self._last_body[method] = body
            return 200, body
        except ConnectorError as error:
            return 200, self._refusal(error.code, error.text)

    def _refusal(self, code: str, text: str) -> bytes:
        return self._write({"status": "ERROR", "error_message": text, "error_code": code})

    def _check_token(self, token: str, fault: FaultKind | None) -> None:
        tokens = self._backend.account.tokens
        if fault is FaultKind.ACCESS_REVOKED and token in tokens:
            tokens.remove(token)
        if not token:
            raise ConnectorError(errors.NO_CREDENTIAL, "Empty token")
        if token not in tokens:
            raise ConnectorError(errors.BAD_CREDENTIAL, "Invalid user token")
        if fault is FaultKind.ACCOUNT_BLOCKED:
            raise ConnectorError(errors.USER_ACCOUNT_BLOCKED, "User account is blocked.")

    def _call(self, method: str, parameters: str | None) -> Row:
        known = METHODS.get(method)
        if known is None:
            raise ConnectorError(errors.UNKNOWN_METHOD, "An unknown method has been used")
        parsed = Parameters.parse(parameters, self._backend.quirks.too_long_text)
        return known.answer(self._backend, parsed)

    def _write(self, row: Row) -> bytes:
        escaped = self._backend.quirks.escape_unicode
        return json.dumps(row, ensure_ascii=escaped, separators=(",", ":")).encode("utf-8")
