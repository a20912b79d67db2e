"""BaseLinker's connector: one address, a method and its parameters in a form, an envelope with a status.

Documented: POST of the fields ``method`` and ``parameters`` (JSON) with the header ``X-BLToken``; always HTTP
200 and an object whose ``status`` is SUCCESS or ERROR with ``error_code`` and ``error_message``; 100 requests
in a minute. Seen in several clients: past that, ERROR_BLOCKED_TOKEN with "Query limit exceeded, token blocked
until" and a time of which nobody knows the zone.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sync.errors import Bug, MostikError, Refused, SettingsError, Unreachable
from sync.http import (
    AttemptFailed,
    Http,
    OnWait,
    Pacer,
    Reply,
    Safety,
    TimeOuts,
    checked_url,
    no_wait_told,
    status_failure,
    wait,
)
from sync.ports import Clock
from sync.profile import BaseLinkerShop
from sync.sentences import Sentence, say
from sync.shops.baselinker.json_text import parsed, written

PLATFORM: Final = "BaseLinker"
_HOSTS: Final = ("baselinker.com", "base.com")
_ZONES: Final = ("UTC", "Europe/Warsaw")
_BLOCKED_UNTIL: Final = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)")
_LIMIT_TEXTS: Final = ("query limit exceeded", "token blocked until")
_USUAL_BLOCK: Final = timedelta(minutes=10)
_LONGEST_BLOCK: Final = timedelta(minutes=15)
_LONGEST_WAIT: Final = timedelta(minutes=20)
"""After so much waiting for one request Mostik gives up and says until when."""
_SECONDS_BETWEEN_PROBES: Final = 60.0
_LONGEST_QUOTE: Final = 200

_log = logging.getLogger(__name__)


class CatalogGone(SettingsError):
    """The catalogue does not exist (any more), or the product asked for lies in another one."""


@dataclass(frozen=True, slots=True)
class _Blocked:
    """The token is blocked for a while: the request was not carried out."""

    said: str


class Client:
    """Calls methods of one account. Answers come as parsed JSON with Decimal for fractions.

    Every call raises SettingsError (token, account), Refused (with the shop's own words), Unreachable, or
    Bug; ``write`` and ``create`` also Unknown.
    """

    def __init__(
        self,
        settings: BaseLinkerShop,
        token: str,
        clock: Clock,
        on_wait: OnWait = no_wait_told,
        time_outs: TimeOuts | None = None,
    ) -> None:
        self._url = checked_url(settings.url, _HOSTS, PLATFORM)
        self._token = _checked_token(token)
        self._clock = clock
        self._on_wait = on_wait
        self._http = Http(
            PLATFORM,
            clock,
            secrets=(self._token,),
            pacer=Pacer(settings.requests_per_minute, clock, on_wait),
            on_wait=on_wait,
            time_outs=time_outs,
        )

    @property
    def clock(self) -> Clock:
        """The clock by which this client waits."""
        return self._clock

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._http.close()

    def read(self, method: str, **parameters: Any) -> Mapping[str, Any]:
        """Call a method that changes nothing."""
        return self._call(method, parameters, Safety.READ)

    def write(self, method: str, **parameters: Any) -> Mapping[str, Any]:
        """Call a method that sets absolute values, so that a repeat is harmless."""
        return self._call(method, parameters, Safety.ABSOLUTE)

    def create(self, method: str, **parameters: Any) -> Mapping[str, Any]:
        """Call a method that makes something: sent once, Unknown where the answer is lost."""
        return self._call(method, parameters, Safety.CREATE)

    def _call(self, method: str, parameters: Mapping[str, Any], safety: Safety) -> Mapping[str, Any]:
        body = urlencode({"method": method, "parameters": written(parameters)}).encode("ascii")
        waited = timedelta(0)
        while True:
            answer = self._http.request(
                "POST",
                self._url,
                safety=safety,
                understand=lambda reply: self._understood(method, reply),
                headers={
                    "X-BLToken": self._token,
                    "Content-Type": "application/x-www-form-urlencoded",
                },
                body=body,
            )
            if not isinstance(answer, _Blocked):
                return answer
            # A blocked request was not carried out, so that even a create may be sent once more.
            waited += self._wait_out(answer, waited)

    def _understood(self, method: str, reply: Reply) -> Mapping[str, Any] | _Blocked:
        try:
            envelope = parsed(reply.body)
        except ValueError:
            envelope = None
        if not isinstance(envelope, dict):
            envelope = {}
        status = envelope.get("status")
        if status == "ERROR":
            code = str(envelope.get("error_code") or "")
            said = self._http.redact(str(envelope.get("error_message") or ""))
            if code == "ERROR_BLOCKED_TOKEN" or any(part in said.lower() for part in _LIMIT_TEXTS):
                return _Blocked(said)
            raise _error(method, code, said)
        if reply.status != 200:
            raise status_failure(reply, PLATFORM)
        if status != "SUCCESS":
            raise AttemptFailed(
                say("{platform} sent an answer that cannot be read.", platform=PLATFORM),
                advice=say("It may be under maintenance. Try again in a few minutes."),
                detail=self._http.redact(f"{method}: {reply.body[:_LONGEST_QUOTE]!r}"),
                maybe_done=True,
            )
        answer: Mapping[str, Any] = envelope
        return answer

    def _wait_out(self, blocked: _Blocked, waited: timedelta) -> timedelta:
        pause = block_length(blocked.said, self._clock.now())
        if waited:
            pause = max(pause, timedelta(seconds=_SECONDS_BETWEEN_PROBES))
        if waited + pause > _LONGEST_WAIT:
            raise Unreachable(
                say("BaseLinker blocks the account’s requests for a while, because there were too many."),
                advice=say(
                    "Other programs use the same limit of 100 requests a minute. Lower Mostik’s share in the"
                    " settings, or try again later."
                ),
                detail=blocked.said,
                until=self._clock.now() + pause,
            )
        _log.warning("BaseLinker blocks requests; waiting %.0f s", pause.total_seconds())
        wait(self._clock, pause.total_seconds(), self._on_wait)
        return pause


def wire_id(own: str) -> int | str:
    """An id as the connector documents it: a number, where it is one."""
    return int(own) if own.isdecimal() else own


def block_length(said: str, now: datetime) -> timedelta:
    """How long to wait after "token blocked until …" (``now`` aware).

    The time zone of the text is unknown: read as UTC and as Polish time, it counts where the block would end
    in the next 15 minutes. Otherwise 10 minutes, which is what several clients have seen.
    """
    found = _BLOCKED_UNTIL.search(said)
    if not found:
        return _USUAL_BLOCK
    try:
        end = datetime.fromisoformat(found[1])
    except ValueError:
        return _USUAL_BLOCK
    readings = [end.replace(tzinfo=ZoneInfo(zone), fold=fold) - now for zone in _ZONES for fold in (0, 1)]
    likely = [length for length in readings if timedelta(0) < length <= _LONGEST_BLOCK]
    return min(likely) + timedelta(seconds=1) if likely else _USUAL_BLOCK


def _error(method: str, code: str, said: str) -> MostikError:
    detail = f"{method}: {code}: {said}"
    if code in {"ERROR_BAD_TOKEN", "ERROR_EMPTY_TOKEN"}:
        return SettingsError(
            say("BaseLinker does not know this token."), advice=_where_the_token_is(), detail=detail
        )
    if code == "ERROR_USER_ACCOUNT_BLOCKED":
        return SettingsError(
            say("BaseLinker has blocked the account."),
            advice=say("Sign in to BaseLinker and see whether the subscription is paid."),
            detail=detail,
        )
    if code == "ERROR_STORAGE_ID":
        return CatalogGone(
            say("The catalogue no longer exists in BaseLinker."),
            advice=say("Open the connection’s settings and choose the catalogue again."),
            detail=detail,
        )
    if code in {"ERROR_UNKNOWN_METHOD", "ERROR_PARSE_JSON_PARAMETERS"}:
        return Bug(say("BaseLinker did not understand what Mostik asked of it."), detail=detail)
    return Refused(say("BaseLinker refuses: {text}", text=(said or code)[:_LONGEST_QUOTE]), detail=detail)


def _checked_token(token: str) -> str:
    stripped = token.strip()
    if not stripped:
        raise SettingsError(say("The token of BaseLinker is missing."), advice=_where_the_token_is())
    # Anything else could not stand in a header, and the library's complaint would quote it.
    if not all("!" <= character <= "~" for character in stripped):
        raise SettingsError(
            say("The token holds characters that no token of BaseLinker has."), advice=_where_the_token_is()
        )
    return stripped


def _where_the_token_is() -> Sentence:
    return say(
        "Copy the token from BaseLinker (Account & other, My account, API) into the connection’s settings."
    )
