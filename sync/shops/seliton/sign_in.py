"""Signing in at Seliton: OAuth2 with a code that the owner's browser brings back to this computer.

From the vendor's own documents and client (facts 1.1): the page of consent takes ``client_id``,
``response_type=code``, ``shop``, ``scope`` and ``state``; the code is exchanged by POST with HTTP Basic of
the application's id and secret; the answer carries ``access_token``. Where it also carries
``refresh_token``, which is not published, a token that has ended is renewed by it; otherwise the owner
signs in again.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from sync.errors import Refused, SettingsError
from sync.http import AttemptFailed, Http, OnWait, Pacer, Reply, Safety, TimeOuts, checked_url, no_wait_told
from sync.http import status_failure as failure_of_status
from sync.ports import Clock
from sync.sentences import Sentence, say
from sync.shops.seliton.addresses import shop_address
from sync.systems import SelitonShop

PLATFORM: Final = "Seliton"
SCOPES: Final = (
    "read_orders",
    "read_customers",
    "read_products",
    "write_products",
    "read_categories",
)
"""What Mostik asks for; there is no right to change orders."""
_HOSTS: Final = ("seliton.com",)
_FORM: Final = "application/x-www-form-urlencoded"
_LONGEST_QUOTE: Final = 200


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a sign-in gives; ``refresh`` is empty where the vendor gives none."""

    access: str
    refresh: str = ""


@dataclass(frozen=True, slots=True)
class CameBack:
    """What the browser brought: a code."""

    code: str


def redirect_address(settings: SelitonShop) -> str:
    """Where the browser comes back to, as the owner registers it with the application."""
    return f"http://127.0.0.1:{settings.redirect_port}/seliton"


def consent_address(settings: SelitonShop, state: str) -> str:
    """The page on which the owner allows Mostik to work with the shop. Raises SettingsError for an address
    that gets no secret, and without an application's id.
    """
    if not settings.application:
        raise SettingsError(say("The id of the application is missing."), advice=_where_applications_are())
    base = checked_url(settings.sign_in_url, _HOSTS, PLATFORM).rstrip("/")
    asked = {
        "client_id": settings.application,
        "response_type": "code",
        "shop": shop_address(settings.url),
        "scope": " ".join(SCOPES),
        "state": state,
    }
    return f"{base}/authorize?{urlencode(asked)}"


def came_back(address: str, state: str) -> CameBack:
    """What an address says on which the browser ended.

    Raises Refused where it belongs to another sign-in or to none, and SettingsError where the owner said no.
    """
    given = {name: values[0] for name, values in parse_qs(urlsplit(address.strip()).query).items()}
    if not hmac.compare_digest(given.get("state", "").encode(), state.encode()):
        raise Refused(
            say("This address does not belong to the sign-in that was begun here."),
            advice=say("Press Sign in once more and use the page that opens then."),
        )
    if given.get("error") or not given.get("code"):
        raise SettingsError(
            say("Seliton gave no access: {text}", text=given.get("error", "—")[:_LONGEST_QUOTE]),
            advice=say("Sign in again and accept what Mostik asks for."),
        )
    return CameBack(given["code"])


class TokenDesk:
    """Where codes and refresh tokens become tokens. ``secret``: of the application."""

    def __init__(
        self,
        settings: SelitonShop,
        secret: str,
        clock: Clock,
        on_wait: OnWait = no_wait_told,
        time_outs: TimeOuts | None = None,
    ) -> None:
        self._settings = settings
        self._secret = secret.strip()
        self._clock = clock
        self._on_wait = on_wait
        self._time_outs = time_outs

    def exchange(self, code: str) -> Tokens:
        """Tokens for a code, which can be used once. Raises SettingsError where it is not accepted."""
        return self._ask({"grant_type": "authorization_code", "code": code}, hidden=code)

    def refresh(self, token: str) -> Tokens:
        """New tokens in the place of ones that have ended. Raises SettingsError where it is not accepted."""
        found = self._ask({"grant_type": "refresh_token", "refresh_token": token}, hidden=token)
        return found if found.refresh else Tokens(found.access, token)

    def _ask(self, form: dict[str, str], *, hidden: str) -> Tokens:
        settings = self._settings
        if not settings.application or not self._secret:
            raise SettingsError(
                say("The id or the secret of the application is missing."), advice=_where_applications_are()
            )
        address = f"{checked_url(settings.sign_in_url, _HOSTS, PLATFORM).rstrip('/')}/token"
        basic = base64.b64encode(f"{settings.application}:{self._secret}".encode()).decode()
        http = Http(
            PLATFORM,
            self._clock,
            secrets=(self._secret, basic, hidden),
            pacer=Pacer(60, self._clock, self._on_wait),
            on_wait=self._on_wait,
            time_outs=self._time_outs,
        )
        try:
            return http.request(
                "POST",
                address,
                # A code that was used is refused, so that it is not sent twice: a lost answer means a new
                # one.
                safety=Safety.CREATE,
                understand=lambda reply: _tokens(reply, http),
                headers={
                    "Authorization": f"Basic {basic}",
                    "Content-Type": _FORM,
                    "Accept": "application/json",
                },
                body=urlencode(form).encode(),
            )
        finally:
            http.close()


class SignIn:
    """The tokens of one opened shop. ``keep`` is told new ones, so that they last."""

    def __init__(self, tokens: Tokens, desk: TokenDesk, clock: Clock, keep: Callable[[Tokens], None]) -> None:
        self._tokens = tokens
        self._desk = desk
        self._clock = clock
        self._keep = keep

    @property
    def token(self) -> str:
        """The token in use."""
        return self._tokens.access

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no text may hold."""
        return tuple(each for each in (self._tokens.access, self._tokens.refresh) if each)

    @property
    def has_ended(self) -> bool:
        """Whether the token itself says that its time is over; one that says nothing has not ended."""
        end = ends_at(self._tokens.access)
        return end is not None and end <= self._clock.now()

    def renew(self) -> bool:
        """A new token in the place of one that is not accepted; False where none can be had without the
        owner.

        Raises Unreachable or Unknown where the vendor does not answer.
        """
        if not self._tokens.refresh:
            return False
        try:
            self._tokens = self._desk.refresh(self._tokens.refresh)
        except SettingsError:
            return False
        self._keep(self._tokens)
        return True


def ends_at(token: str) -> datetime | None:
    """Until when a JWT says that it holds; None where it says nothing that can be read."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        return datetime.fromtimestamp(int(claims["exp"]), UTC)
    except (binascii.Error, KeyError, OverflowError, OSError, TypeError, ValueError):
        return None


def checked_token(token: str) -> str:
    """A token without blanks around it. Raises SettingsError for what cannot be one."""
    stripped = token.strip()
    if not stripped or not all("!" <= letter <= "~" for letter in stripped):
        raise SettingsError(
            say("The token of the shop is missing or holds other letters."), advice=sign_in_again()
        )
    return stripped


def sign_in_again() -> Sentence:
    """What helps where a token is not accepted."""
    return say("Open the connection and sign in once more on the step Connect.")


def _tokens(reply: Reply, http: Http) -> Tokens:
    try:
        body = json.loads(reply.body)
    except ValueError:
        body = None
    if isinstance(body, dict) and 200 <= reply.status < 300 and text_of(body, "access_token"):
        return Tokens(text_of(body, "access_token"), text_of(body, "refresh_token"))
    if isinstance(body, dict) and reply.status < 500:
        said = http.redact(words_of(body))[:_LONGEST_QUOTE]
        raise SettingsError(
            say("Seliton does not accept the sign-in: {text}", text=said or str(reply.status)),
            advice=say("Check the id and the secret of the application, then sign in again."),
            detail=f"POST token: HTTP {reply.status}: {said}",
        )
    if reply.status >= 400:
        raise failure_of_status(reply, PLATFORM)
    raise AttemptFailed(
        say("{platform} sent an answer that cannot be read.", platform=PLATFORM),
        advice=say("It may be under maintenance. Try again in a few minutes."),
        detail=f"POST token: {len(reply.body)} bytes",
        maybe_done=True,
    )


def words_of(body: dict[str, Any]) -> str:
    """The shop's own words of an error: ``{"error": {"message": ...}}``, or the plain form of OAuth2."""
    error = body.get("error")
    if isinstance(error, dict):
        return str(error.get("message") or "")
    return str(body.get("error_description") or error or body.get("message") or "")


def text_of(body: dict[str, Any], name: str) -> str:
    """A text of an answer; "" for what is none."""
    found = body.get(name)
    return found if isinstance(found, str) else ""


def _where_applications_are() -> Sentence:
    return say("Register an application at dev.seliton.com; it shows its id and its secret.")
