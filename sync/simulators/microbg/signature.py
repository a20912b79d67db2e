"""The signed envelope of a call (facts 5.2).

``Request`` is E followed by 64 lower-case hexadecimal digits. E is the JSON in Base64, percent-encoded
once; the digits are HMAC-SHA256 over E with the secret. The form that carries it encodes everything once
more, which the reader of the form has already undone.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, quote_plus, unquote_plus

from sync.simulators.microbg.errors import INVALID_REQUEST, INVALID_SIGNATURE, Refusal

API_ID: Final = "ApiId"
REQUEST: Final = "Request"
_DIGITS: Final = 64
_SIGNATURE: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Envelope:
    """The two fields of the form."""

    api_id: str
    request: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """What the envelope holds. Both parts are empty where PHP would have written an empty list."""

    function: str
    parameters: dict[str, Any]
    data: dict[str, Any]


def sealed(content: bytes, secret: str) -> str:
    """The ``Request`` field for a JSON text, before the form encodes it."""
    encoded = quote_plus(base64.b64encode(content))
    return encoded + _digest(encoded, secret)


def opened_form(body: bytes) -> Envelope:
    """The form's fields; refused unless it has exactly the two, once each."""
    try:
        fields = parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=True)
    except ValueError:
        raise Refusal(INVALID_REQUEST, "no form") from None
    if sorted(name for name, _ in fields) != [API_ID, REQUEST]:
        raise Refusal(INVALID_REQUEST, "the form has exactly the fields ApiId and Request")
    found = dict(fields)
    return Envelope(found[API_ID], found[REQUEST])


def verify(envelope: Envelope, secret: str) -> None:
    """Refuse a signature that is not that of E."""
    encoded, digits = _parts(envelope)
    if not _SIGNATURE.fullmatch(digits):
        raise Refusal(INVALID_SIGNATURE)
    if not hmac.compare_digest(digits, _digest(encoded, secret)):
        raise Refusal(INVALID_SIGNATURE)


def content(envelope: Envelope) -> Call:
    """The call inside, signed rightly or not; refused where E is not what E has to be."""
    encoded, _ = _parts(envelope)
    try:
        packed = unquote_plus(encoded, errors="strict")
        text = base64.b64decode(packed, validate=True)
        found = json.loads(text.decode("utf-8"), parse_constant=_no_number)
    except ValueError:
        raise Refusal(INVALID_REQUEST, "Request is not Base64 of JSON") from None
    if quote_plus(packed) != encoded:
        raise Refusal(INVALID_REQUEST, "Request is not percent-encoded before it is signed")
    if not isinstance(found, dict) or not isinstance(found.get("functionName"), str):
        raise Refusal(INVALID_REQUEST, "functionName is missing")
    return Call(found["functionName"], _object(found, "parameters"), _object(found, "functionData"))


def _parts(envelope: Envelope) -> tuple[str, str]:
    return envelope.request[:-_DIGITS], envelope.request[-_DIGITS:]


def _digest(encoded: str, secret: str) -> str:
    return hmac.new(secret.encode(), encoded.encode(), hashlib.sha256).hexdigest()


def _object(found: dict[str, Any], name: str) -> dict[str, Any]:
    """An object; what PHP writes for an empty one, and nothing at all, count as empty."""
    value = found.get(name)
    if value is None or value == []:
        return {}
    if not isinstance(value, dict):
        raise Refusal(INVALID_REQUEST, f"{name} is no object")
    return value


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no JSON")
