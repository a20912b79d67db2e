"""micro.bg's External App API: one address, signed calls of functions, and always HTTP 200.

An answer says ``status`` (the maker's text: ``success``), ``errors`` and ``data``. Nobody documents a limit
of requests, so Mostik keeps one of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from sync.errors import MostikError, Refused, SettingsError
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
)
from sync.ports import Clock
from sync.sentences import Sentence, say
from sync.warehouses.microbg.signing import packed, signed

PLATFORM: Final = "micro.bg"
ADDRESS: Final = "https://micro.bg/ExtApps/ExternalApp/API/"
_HOSTS: Final = ("micro.bg",)
_REQUESTS_PER_MINUTE: Final = 120
_PAGE: Final = 500
_LONGEST_QUOTE: Final = 200
_SIGN_IN: Final = ("API_ID", "APIID", "SIGNATURE", "HASH", "SECRET", "ACCESS", "RIGHT", "PERMISSION")
_PAYMENT: Final = ("PAYMENT", "PAID", "EXPIRED", "SUBSCRIPTION", "АБОНАМЕНТ")

Row = Mapping[str, Any]


class Client:
    """Calls functions of one company's micro.bg. Fractions come as Decimal.

    Every call raises SettingsError (identifier, key, subscription), Refused (with micro.bg's own words) or
    Unreachable; writes also Unknown.
    """

    def __init__(
        self,
        url: str,
        api_id: str,
        secret: str,
        clock: Clock,
        on_wait: OnWait = no_wait_told,
        time_outs: TimeOuts | None = None,
    ) -> None:
        self._url = checked_url(url or ADDRESS, _HOSTS, PLATFORM)
        self._api_id = _given(api_id)
        self._secret = _given(secret)
        self._http = Http(
            PLATFORM,
            clock,
            secrets=(self._secret,),
            pacer=Pacer(_REQUESTS_PER_MINUTE, clock, on_wait),
            on_wait=on_wait,
            time_outs=time_outs,
        )

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._http.close()

    def read(self, function: str, **parameters: object) -> Any:
        """Call a function that changes nothing; its data."""
        return self._call(function, parameters, [], Safety.READ)

    def rows(self, function: str, **parameters: object) -> Iterator[Row]:
        """All rows of a function that lists by ``fromId``, by ascending id, each once."""
        after, seen = 0, -1
        while True:
            page = rows_in(self.read(function, **parameters, fromId=after, limit=_PAGE))
            new = [row for row in page if whole(row.get("id")) > seen]
            yield from new
            # Whether fromId is the first id or the one before it is not said; the next page begins beyond
            # both.
            if not new:
                return  # a short page proves nothing: the service may have a smaller limit of its own
            seen = max(whole(row.get("id")) for row in new)
            after = seen

    def change(self, function: str, data: object, **parameters: object) -> Any:
        """Call a function that sets absolute values, so that a repeat is harmless."""
        return self._call(function, parameters, data, Safety.ABSOLUTE)

    def make(self, function: str, data: object, **parameters: object) -> Any:
        """Call a function that makes something: sent once, Unknown where the answer is lost."""
        return self._call(function, parameters, data, Safety.CREATE)

    def _call(self, function: str, parameters: Mapping[str, object], data: object, safety: Safety) -> Any:
        request = signed(packed(function, parameters, data), self._secret)
        body = urlencode({"ApiId": self._api_id, "Request": request}).encode("ascii")
        return self._http.request(
            "POST",
            self._url,
            safety=safety,
            understand=lambda reply: self._understood(function, reply),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body=body,
        )

    def _understood(self, function: str, reply: Reply) -> Any:
        if reply.status != 200:
            raise status_failure(reply, PLATFORM)
        try:
            envelope = json.loads(reply.body, parse_float=Decimal)
        except ValueError:
            envelope = None
        if not isinstance(envelope, dict) or not ({"status", "success"} & set(envelope)):
            raise AttemptFailed(
                say("{platform} sent an answer that cannot be read.", platform=PLATFORM),
                advice=say("It may be under maintenance. Try again in a few minutes."),
                detail=self._http.redact(f"{function}: {reply.body[:_LONGEST_QUOTE]!r}"),
                maybe_done=True,
            )
        if _is_yes(envelope.get("status", envelope.get("success"))):
            return envelope.get("data")
        raise self._error(function, envelope.get("errors"))

    def _error(self, function: str, errors: object) -> MostikError:
        said = "; ".join(str(each) for each in errors) if isinstance(errors, list) else str(errors or "")
        words = self._http.redact(said)[:_LONGEST_QUOTE]
        detail = f"{function}: {words}"
        loud = words.upper()
        if any(part in loud for part in _PAYMENT):
            return SettingsError(
                say("micro.bg takes no calls because its subscription is not paid: {text}", text=words),
                advice=say("Renew the subscription in micro.bg, then sync again."),
                detail=detail,
            )
        if any(part in loud for part in _SIGN_IN):
            return SettingsError(
                say("micro.bg does not accept the API identifier or the secret key."),
                advice=where_the_keys_are(),
                detail=detail,
            )
        return Refused(say("micro.bg refuses: {text}", text=words or "—"), detail=detail)


def rows_in(data: object) -> list[Row]:
    """The rows of an answer: a list, or a list inside an object, or one row."""
    if isinstance(data, dict):
        lists = [value for value in data.values() if isinstance(value, list)]
        if len(lists) == 1 and "id" not in data:
            data = lists[0]
        elif data and all(isinstance(value, dict) for value in data.values()):
            data = list(data.values())
        else:
            data = [data] if data else []
    if not isinstance(data, list):
        return []
    return [row for row in data if isinstance(row, dict)]


def whole(value: object) -> int:
    """A whole number in any type; 0 where there is none."""
    try:
        return int(Decimal(str(value)))
    except (ArithmeticError, ValueError):
        return 0


def where_the_keys_are() -> Sentence:
    """Where the owner finds what is to be entered."""
    return say(
        "In micro.bg open Administration, Link with e-shops, make an application of the kind “External"
        " applications”, and copy its API identifier and secret key from its settings."
    )


def _is_yes(value: object) -> bool:
    return value is True or str(value).lower() in {"1", "true"}


def _given(text: str) -> str:
    stripped = text.strip()
    if not stripped:
        raise SettingsError(
            say("The API identifier or the secret key of micro.bg is missing."),
            advice=where_the_keys_are(),
        )
    return stripped
