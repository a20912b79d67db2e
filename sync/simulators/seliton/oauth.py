"""OAuth2 with a code: the page of consent, the exchange, the token (facts 1.1, "OAuth2 flow")."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from sync.simulators.seliton.errors import Refusal
from sync.simulators.seliton.quirks import Quirks
from sync.simulators.seliton.shop import Grant, Row, Shop

SCOPES: Final = frozenset(
    {
        *(
            f"{may}_{resource}"
            for may in ("read", "write")
            for resource in (
                "attributes",
                "brands",
                "categories",
                "customers",
                "pages",
                "products",
                "scriptCodes",
            )
        ),
        "read_orders",
    }
)
_CODE_BYTES: Final = 20
_CODE_LIFE: Final = timedelta(minutes=10)


class Application:
    """The registered application, and what it is given. redirect: where the codes go; set by the test to
    the local address that the program listens on.
    """

    def __init__(self, client_id: str, client_secret: str, redirect: str) -> None:
        self.client_id = client_id
        self.client_secret = client_secret
        self.redirect = redirect

    def consent(self, shop: Shop, asked: Mapping[str, str], now: datetime) -> str:
        """The address that the browser is sent on to once the owner has chosen."""
        if asked.get("client_id") != self.client_id or asked.get("response_type") != "code":
            raise Refusal("Unknown application")
        scopes = frozenset(asked.get("scope", "").split())
        if not asked.get("shop") or not scopes or scopes - SCOPES:
            raise Refusal("shop and known scopes are expected")
        back: dict[str, str] = {}
        if shop.consents:
            back["code"] = secrets.token_hex(_CODE_BYTES)
            shop.codes[back["code"]] = Grant(scopes, now + _CODE_LIFE)
        else:
            back["error"] = "access_denied"
        if asked.get("state"):
            back["state"] = asked["state"]
        return f"{self.redirect}{'&' if '?' in self.redirect else '?'}{urlencode(back)}"

    def exchange(
        self, shop: Shop, form: Mapping[str, str], authorization: str, quirks: Quirks, now: datetime
    ) -> Row:
        """A token for a code, which is good once; or for a refresh token where there are any."""
        if not self._is_application(authorization):
            raise Refusal("Unknown application", 401)
        if form.get("grant_type") == "refresh_token" and quirks.refresh == "refresh_token":
            grant = shop.refreshes.pop(form.get("refresh_token", ""), None)
        elif form.get("grant_type") == "authorization_code":
            grant = shop.codes.pop(form.get("code", ""), None)
        else:
            raise Refusal("Unknown grant_type")
        if grant is None or (grant.until is not None and grant.until < now):
            raise Refusal("The code is not valid")
        return issue(shop, grant.scopes, quirks, now)

    def _is_application(self, authorization: str) -> bool:
        scheme, _, packed = authorization.partition(" ")
        try:
            sent = base64.b64decode(packed, validate=True)
        except (binascii.Error, ValueError):
            return False
        known = f"{self.client_id}:{self.client_secret}".encode()
        return scheme.lower() == "basic" and hmac.compare_digest(sent, known)


def issue(shop: Shop, scopes: frozenset[str], quirks: Quirks, now: datetime) -> Row:
    """A new token, and what the exchange answers."""
    until = now + timedelta(seconds=quirks.token_seconds) if quirks.token_seconds is not None else None
    token = _jwt({"jti": secrets.token_hex(8), "scope": " ".join(sorted(scopes))})
    shop.tokens[token] = Grant(scopes, until)
    answer: Row = {"access_token": token}
    if quirks.token_seconds is not None:
        answer["expires_in"] = quirks.token_seconds
    if quirks.refresh == "refresh_token":
        answer["refresh_token"] = secrets.token_hex(_CODE_BYTES)
        shop.refreshes[answer["refresh_token"]] = Grant(scopes)
    return answer


def allowed(shop: Shop, token: str, scope: str, now: datetime) -> None:
    """Refuse a token that is unknown, over, or may not do this."""
    grant = shop.tokens.get(token)
    if grant is None:
        raise Refusal("Invalid access token", 401)
    if grant.until is not None and grant.until <= now:
        raise Refusal("The access token has expired", 401)
    if scope not in grant.scopes:
        raise Refusal(f"The access token lacks {scope}", 403)


def _jwt(claims: Row) -> str:
    head, body = (_packed(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
    mark = hmac.new(b"of this simulator", f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{_packed(mark)}"


def _packed(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")
