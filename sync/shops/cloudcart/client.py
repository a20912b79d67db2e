"""CloudCart's API v2: JSON:API over https, one key for the whole shop, a budget of requests for the whole
host.

From the vendor's own wiki: the header ``X-CloudCart-ApiKey``; pages of at most 100 that drift while rows
come and go; 50, 100 or 150 requests in a sliding minute by plan, shared by every program of the shop; a 429
in plain JSON with ``Retry-After``; only the shop's primary domain has a budget.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from sync.errors import Bug, MostikError, Refused, SettingsError, Unreachable
from sync.http import (
    AttemptFailed,
    Http,
    OnWait,
    Pacer,
    Reply,
    Safety,
    TimeOuts,
    is_loopback,
    no_wait_told,
    status_failure,
    wait,
)
from sync.ports import Clock
from sync.sentences import Sentence, say

PLATFORM: Final = "CloudCart"
PAGE_SIZE: Final = 100
_MEDIA_TYPE: Final = "application/vnd.api+json"
_LONGEST_QUOTE: Final = 200
_LONGEST_WAIT: Final = timedelta(minutes=10)
_USUAL_PAUSE: Final = 60.0
_SHORT_PAUSE: Final = 5.0
_FEW_LEFT: Final = Decimal("0.05")
"""Below this part of the host's budget Mostik lets the shop's other programs go first."""
_TIMES_OVER: Final = 3
_HOST: Final = re.compile(r"[\w.-]+")

_log = logging.getLogger(__name__)

Resource = Mapping[str, Any]
Query = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Answer:
    """A document of JSON:API: its resources (one or several), those that came along, and what it says of
    pages.

    ``raw`` is the whole body, for the one address that answers no JSON:API.
    """

    data: tuple[Resource, ...]
    included: tuple[Resource, ...]
    last_page: int
    total: int
    raw: Mapping[str, Any]

    @property
    def first(self) -> Resource | None:
        return self.data[0] if self.data else None


@dataclass(frozen=True, slots=True)
class _Limited:
    """The budget was used up: the request was not carried out."""

    pause: float


class Client:
    """Calls one shop. Raises SettingsError (address, key, plan), Refused (with the shop's own words),
    Unreachable or Bug; writes also Unknown.
    """

    def __init__(
        self,
        url: str,
        key: str,
        requests_per_minute: int,
        clock: Clock,
        on_wait: OnWait = no_wait_told,
        time_outs: TimeOuts | None = None,
    ) -> None:
        self._url = _checked_address(url)
        self._key = _checked_key(key)
        self._clock = clock
        self._on_wait = on_wait
        self._http = Http(
            PLATFORM,
            clock,
            secrets=(self._key,),
            pacer=Pacer(requests_per_minute, clock, on_wait),
            on_wait=on_wait,
            time_outs=time_outs,
        )

    @property
    def clock(self) -> Clock:
        return self._clock

    @property
    def host(self) -> str:
        """The shop's host, which also names the shop."""
        return urlsplit(self._url).hostname or ""

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._http.close()

    # ------------------------------------------------------------ reading

    def get(self, path: str, query: Query | None = None) -> Answer:
        """One resource or one page."""
        return self._call("GET", path, query or {}, Safety.READ, None)

    def find(self, path: str, query: Query | None = None) -> Answer | None:
        """One resource, or None where the shop does not have it (any more)."""
        try:
            answer = self.get(path, query)
        except NotThere:
            return None
        return answer if answer.data else None

    def pages(self, path: str, query: Query) -> Iterator[Answer]:
        """All pages of a list. Rows move up when one before them goes, so a list that became shorter on the
        way is read over: the caller sees a row twice rather than never.
        """
        for attempt in range(1, _TIMES_OVER + 1):
            total: int | None = None
            page, last = 1, 1
            shrunk = False
            while page <= last:
                answer = self.get(path, {**query, "page[number]": page, "page[size]": PAGE_SIZE})
                yield answer
                shrunk = shrunk or (total is not None and answer.total < total)
                total, last = answer.total, answer.last_page
                page += 1
            if not shrunk or last == 1:
                return
            _log.info("%s: %s became shorter while it was read (%d)", PLATFORM, path, attempt)

    # ------------------------------------------------------------ writing

    def change(self, kind: str, ident: str, attributes: Mapping[str, object]) -> Resource:
        """Set absolute values of a resource; the resource as it is now."""
        body = {"data": {"type": kind, "id": ident, "attributes": dict(attributes)}}
        answer = self._call("PATCH", f"{kind}/{ident}", {}, Safety.ABSOLUTE, body)
        return answer.first or {}

    def make(
        self,
        kind: str,
        attributes: Mapping[str, object],
        related: Mapping[str, tuple[str, str] | Sequence[tuple[str, str]]] | None = None,
    ) -> Resource:
        """Make a resource; ``related``: name -> (type, id). Sent once, Unknown where the answer is lost."""
        data: dict[str, Any] = {"type": kind, "attributes": dict(attributes)}
        if related:
            data["relationships"] = {name: {"data": _linkage(to)} for name, to in related.items()}
        answer = self._call("POST", kind, {}, Safety.CREATE, {"data": data})
        if answer.first is None:
            raise Bug(say("CloudCart did not say what it made."), detail=f"POST {kind}")
        return answer.first

    def remove(self, kind: str, ident: str) -> None:
        """Delete a resource; one that is gone already counts as deleted."""
        try:
            self._call("DELETE", f"{kind}/{ident}", {}, Safety.ABSOLUTE, None)
        except NotThere:
            return

    # ------------------------------------------------------------ one request

    def _call(self, method: str, path: str, query: Query, safety: Safety, body: object) -> Answer:
        headers = {"X-CloudCart-ApiKey": self._key, "Accept": _MEDIA_TYPE}
        content = None
        if body is not None:
            headers["Content-Type"] = _MEDIA_TYPE
            content = json.dumps(body, ensure_ascii=False, default=_plain).encode("utf-8")
        address = f"{self._url}/api/v2/{path}"
        if query:
            address = f"{address}?{urlencode(query)}"
        waited = 0.0
        while True:
            answer = self._http.request(
                method,
                address,
                safety=safety,
                understand=lambda reply: self._understood(f"{method} {path}", reply),
                headers=headers,
                body=content,
            )
            if not isinstance(answer, _Limited):
                return answer
            # What the budget turned away was not carried out, so that even a create may be sent once more.
            waited += answer.pause
            if waited > _LONGEST_WAIT.total_seconds():
                raise Unreachable(
                    say("CloudCart takes no more requests for a while, because there were too many."),
                    advice=say(
                        "Other programs use the same limit. Lower Mostik’s share, or try again later."
                    ),
                    until=self._clock.now() + timedelta(seconds=answer.pause),
                )
            _log.warning("CloudCart's limit is used up; waiting %.0f s", answer.pause)
            wait(self._clock, answer.pause, self._on_wait)

    def _understood(self, what: str, reply: Reply) -> Answer | _Limited:
        body = _object(reply.body)
        if reply.status == 429:
            return self._limited(reply, body)
        if reply.status in (200, 201, 204):
            if reply.status == 204:
                return Answer((), (), 1, 0, {})
            if body is None or ("data" not in body and "meta" not in body):
                raise AttemptFailed(
                    say("{platform} sent an answer that cannot be read.", platform=PLATFORM),
                    advice=say("It may be under maintenance. Try again in a few minutes."),
                    detail=self._http.redact(f"{what}: {reply.body[:_LONGEST_QUOTE]!r}"),
                    maybe_done=True,
                )
            self._give_way(reply)
            return _answer(body)
        if body is not None and 400 <= reply.status < 500 and ("errors" in body or "message" in body):
            raise self._error(what, reply.status, body)
        if reply.status == 503 and body is not None:
            raise AttemptFailed(
                say("The shop is under maintenance."),
                advice=say("Try again in a few minutes."),
                detail=f"{what}: HTTP 503",
                maybe_done=False,
            )
        raise status_failure(reply, PLATFORM)

    def _limited(self, reply: Reply, body: Mapping[str, Any] | None) -> _Limited:
        limit = reply.headers.get("x-ratelimit-limit", "").strip()
        said = str((body or {}).get("message", ""))
        if limit == "0" or "do not have API access" in said:
            raise SettingsError(
                say("CloudCart gives this address no requests at all."),
                advice=say(
                    "Enter the shop’s main address (not one with www or a second domain), and check that the"
                    " shop’s plan includes the API."
                ),
                detail=f"HTTP 429, limit {limit or '?'}: {said[:_LONGEST_QUOTE]}",
            )
        pause = reply.headers.get("retry-after", "").strip()
        return _Limited(float(pause) if pause.isdecimal() else _USUAL_PAUSE)

    def _give_way(self, reply: Reply) -> None:
        """The budget belongs to all programs of the shop: where it is nearly used up, wait a little."""
        limit = reply.headers.get("x-ratelimit-limit", "").strip()
        left = reply.headers.get("x-ratelimit-remaining", "").strip()
        if limit.isdecimal() and left.isdecimal() and int(left) <= int(limit) * _FEW_LEFT:
            wait(self._clock, _SHORT_PAUSE, self._on_wait)

    def _error(self, what: str, status: int, body: Mapping[str, Any]) -> MostikError:
        said = self._http.redact(_words_of(body))[:_LONGEST_QUOTE]
        detail = f"{what}: HTTP {status}: {said}"
        if status == 401:
            return SettingsError(
                say("CloudCart does not accept the key."), advice=_where_the_key_is(), detail=detail
            )
        if status == 402:
            return SettingsError(
                say("CloudCart’s plan does not allow it: {text}", text=said or "402"),
                advice=say("Look into the plan of the shop, or make room in it."),
                detail=detail,
            )
        if status == 404:
            return NotThere(say("CloudCart does not have it (any more)."), detail=detail)
        if status in (405, 406, 415):
            return Bug(say("CloudCart did not understand what Mostik asked of it."), detail=detail)
        return Refused(say("CloudCart refuses: {text}", text=said or str(status)), detail=detail)


class NotThere(Refused):
    """The resource was deleted, or never was."""


def _words_of(body: Mapping[str, Any]) -> str:
    errors = body.get("errors")
    if isinstance(errors, list) and errors and isinstance(errors[0], dict):
        return str(errors[0].get("detail") or errors[0].get("title") or "")
    return str(body.get("message") or body.get("error") or "")


def _object(body: bytes) -> Mapping[str, Any] | None:
    try:
        found = json.loads(body, parse_float=Decimal)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _answer(body: Mapping[str, Any]) -> Answer:
    data = body.get("data")
    rows = data if isinstance(data, list) else [data] if isinstance(data, dict) else []
    included = body.get("included")
    meta = body.get("meta")
    page = meta.get("page") if isinstance(meta, dict) else None
    pages = page if isinstance(page, dict) else {}
    return Answer(
        data=tuple(row for row in rows if isinstance(row, dict)),
        included=tuple(row for row in included if isinstance(row, dict))
        if isinstance(included, list)
        else (),
        last_page=_whole(pages.get("last-page"), 1),
        total=_whole(pages.get("total"), len(rows)),
        raw=body,
    )


def _whole(value: object, otherwise: int) -> int:
    return int(str(value)) if str(value).isdecimal() else otherwise


def _linkage(to: tuple[str, str] | Sequence[tuple[str, str]]) -> object:
    if isinstance(to, tuple) and len(to) == 2 and isinstance(to[0], str):
        return {"type": to[0], "id": to[1]}
    return [{"type": each[0], "id": each[1]} for each in to]


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise Bug(say("Mostik meant to send something that cannot be sent."), detail=type(value).__name__)


def _checked_address(url: str) -> str:
    """The shop's address without a path. Raises SettingsError for what cannot be one, and for a key over an
    open line."""
    written = url.strip()
    parts = urlsplit(written if "//" in written else f"https://{written}")
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        port = ""
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host) or parts.username:
        raise SettingsError(
            say("{address} is not the address of a shop.", address=url),
            advice=say("Write it like https://sampleshop.cloudcart.net."),
        )
    if parts.scheme == "http" and not is_loopback(f"http://{host}"):
        raise SettingsError(
            say("The address begins with http, and the key would be sent openly."),
            advice=say("Write the address with https."),
        )
    return f"{parts.scheme}://{host}{port}"


def _checked_key(key: str) -> str:
    stripped = key.strip()
    if not stripped or not all("!" <= letter <= "~" for letter in stripped):
        raise SettingsError(
            say("The key of the shop is missing or holds other letters."), advice=_where_the_key_is()
        )
    return stripped


def _where_the_key_is() -> Sentence:
    return say(
        "Copy the key from the panel of this very shop: Settings, API keys. The key of another shop opens "
        "nothing here."
    )
