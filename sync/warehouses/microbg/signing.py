"""How a request to micro.bg is packed and signed. Pure.

By the maker's document, known from a third party's client: the JSON as PHP writes it (letters beyond ASCII
and slashes escaped), in base64, percent-encoded; after it the HMAC-SHA256 of that text with the secret key,
in lower-case hexadecimal digits. No example of a signed request is public.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote_plus

SIGNATURE_LENGTH: Final = 64


def packed(function: str, parameters: Mapping[str, Any], data: object) -> str:
    """A call as text, before it is signed."""
    call = {"functionName": function, "parameters": dict(parameters), "functionData": data}
    written = json.dumps(call, separators=(",", ":"), default=_number).replace("/", "\\/")
    return quote_plus(base64.b64encode(written.encode("ascii")).decode("ascii"))


def signed(text: str, secret: str) -> str:
    """The text with its signature behind it."""
    return text + hmac.new(secret.encode("utf-8"), text.encode("ascii"), hashlib.sha256).hexdigest()


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)
