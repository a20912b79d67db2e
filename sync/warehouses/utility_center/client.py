"""Utility Center's REST: lists by pages, single things posted and put, failures with a code and a message.

Known from a third party's client that was written by the maker's document: port 8700, the optional header
``X-API-Key``, ``page`` and ``page_size`` (500), the headers ``X-CurrentPage`` and ``X-TotalPages``,
equality on nearly any field where ``*`` stands for any text, and snake_case names. How a list is wrapped is
not known, so a bare list and a list inside an object are both understood.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from sync.errors import Bug, Refused, SettingsError
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
)
from sync.ports import Clock
from sync.sentences import Sentence, say

PLATFORM: Final = "Utility Center"
PAGE_SIZE: Final = 500
_UNHURRIED: Final = 6000
"""The service runs on the owner's own computers and names no limit."""
_LONGEST_QUOTE: Final = 200

Row = Mapping[str, Any]


class Client:
    """One service. Rows come as parsed JSON with Decimal for fractions.

    Every call raises SettingsError (address, key), Refused (with the service's words), Unreachable or Bug;
    ``put`` and ``post`` also Unknown.
    """

    def __init__(
        self,
        url: str,
        key: str,
        clock: Clock,
        on_wait: OnWait = no_wait_told,
        time_outs: TimeOuts | None = None,
    ) -> None:
        self._url = _checked_address(url)
        self._key = key.strip()
        self._http = Http(
            PLATFORM,
            clock,
            secrets=(self._key,) if self._key else (),
            pacer=Pacer(_UNHURRIED, clock, on_wait),
            on_wait=on_wait,
            time_outs=time_outs,
        )

        self._first_page: int | None = None
        self._proven: set[tuple[str, frozenset[str]]] = set()

    @property
    def open_to_others(self) -> bool:
        """Whether the service answers without a key from another computer: then anybody there may use it."""
        return not self._key and not is_loopback(self._url)

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._http.close()

    def rows(self, resource: str, **filters: object) -> Iterator[Row]:
        """All rows of a resource, page by page; a row that two pages hold comes once.

        The filters only save requests: a service that does not know one of them sends more. Use
        :meth:`matching` where it matters.
        """
        page = first = self._where_pages_begin()
        pages = 1
        seen: set[str] = set()
        while page < first + pages:
            rows, pages = self._page(resource, page, PAGE_SIZE, filters)
            for row in rows:
                ident = str(row.get("id") or "")
                if ident and ident in seen:
                    continue
                seen.add(ident)
                yield row
            page += 1

    def matching(self, resource: str, fits: Callable[[Row], bool], **filters: object) -> list[Row]:
        """The rows for which ``fits`` says yes, whatever the service makes of the filters.

        A filter counts as understood once it has brought a row that fits. Until then, nothing found means
        that everything is read without it: what seems not to be there might be made a second time.
        """
        asked = (resource, frozenset(filters))
        try:
            found = [row for row in self.rows(resource, **filters) if fits(row)]
        except Refused:
            found = []
        if found:
            self._proven.add(asked)
            return found
        if asked in self._proven:
            return []
        return [row for row in self.rows(resource) if fits(row)]

    def rows_or_none(self, resource: str, **filters: object) -> Iterator[Row]:
        """The rows of a filter; none where the service refuses it."""
        try:
            yield from self.rows(resource, **filters)
        except Refused:
            return

    def one(self, resource: str, ident: int) -> Row | None:
        """The row with this id, or None."""
        found = self.matching(resource, lambda row: str(row.get("id")) == str(ident), id=ident)
        return found[0] if found else None

    def any(self, resource: str) -> Row | None:
        """Any row of a resource, to see how its fields are called; None where it has none."""
        rows, _pages = self._page(resource, self._where_pages_begin(), 1, {})
        return rows[0] if rows else None

    def count(self, resource: str) -> int:
        """How many rows a resource has, by the number of pages of one row each."""
        rows, pages = self._page(resource, self._where_pages_begin(), 1, {})
        return pages if rows else 0

    def post(self, resource: str, body: object) -> Row:
        """Make something: sent once, Unknown where the answer is lost."""
        answer = self._request("POST", resource, Safety.CREATE, body=body)[0]
        return answer if isinstance(answer, dict) else _first_of(answer)

    def put(self, resource: str, body: object) -> None:
        """Set absolute values, so that a repeat is harmless."""
        self._request("PUT", resource, Safety.ABSOLUTE, body=body)

    # ------------------------------------------------------------ one request

    def _where_pages_begin(self) -> int:
        """The number of the first page, 1 or 0, which nobody says.

        There is always a user, and not 500 of them: where page 1 does not show him, page 0 is the first.
        """
        if self._first_page is None:
            try:
                answer, reply = self._request("GET", f"Users?page=1&page_size={PAGE_SIZE}", Safety.READ)
            except Refused:
                answer, reply = [], Reply(404)
            shown = reply.headers.get("x-currentpage", "1").strip()
            self._first_page = 1 if _list_in(answer) and shown != "0" else 0
        return self._first_page

    def _page(
        self, resource: str, page: int, size: int, filters: Mapping[str, object]
    ) -> tuple[Sequence[Row], int]:
        query = urlencode({**filters, "page": page, "page_size": size})
        answer, reply = self._request("GET", f"{resource}?{query}", Safety.READ)
        rows = _list_in(answer)
        if rows is None:
            raise _no_list(resource)
        pages = reply.headers.get("x-totalpages", "").strip()
        if pages.isdecimal():
            return rows, int(pages)
        # Without the header a full page may have a successor, a short one has none.
        through = page - self._where_pages_begin() + 1
        return rows, through + 1 if len(rows) >= size else through

    def _request(self, method: str, path: str, safety: Safety, *, body: object = None) -> tuple[Any, Reply]:
        headers = {"Accept": "application/json"}
        if self._key:
            headers["X-API-Key"] = self._key
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json; charset=utf-8"
            content = json.dumps(body, ensure_ascii=False, default=_plain).encode("utf-8")
        return self._http.request(
            method,
            f"{self._url}/{path}",
            safety=safety,
            understand=lambda reply: self._understood(path, reply),
            headers=headers,
            body=content,
        )

    def _understood(self, path: str, reply: Reply) -> tuple[Any, Reply]:
        resource = path.partition("?")[0]
        try:
            answer = json.loads(reply.body, parse_float=Decimal) if reply.body.strip() else {}
        except ValueError:
            answer = None
        if 200 <= reply.status < 300 and answer is not None:
            return answer, reply
        if reply.status in (401, 403):
            raise SettingsError(
                say("Utility Center does not accept the key."),
                advice=say(
                    "Copy the key from Utility Center’s module Microinvest API, or leave it empty there."
                ),
                detail=f"{resource}: HTTP {reply.status}",
            )
        if reply.status == 404 and method_is_missing(answer):
            raise SettingsError(
                say("Something answers at this address, but it is not Utility Center."),
                advice=say("Check the address and the port; usual is 8700."),
                detail=f"{resource}: HTTP 404",
            )
        if 400 <= reply.status < 500 and reply.status not in (408, 429) and isinstance(answer, dict):
            said = self._http.redact(str(answer.get("message") or answer.get("error") or reply.status))
            raise Refused(
                say("Utility Center refuses: {text}", text=said[:_LONGEST_QUOTE]),
                detail=f"{resource}: HTTP {reply.status} {answer.get('code', '')}",
            )
        if reply.status != 200:
            raise status_failure(reply, PLATFORM)
        raise AttemptFailed(
            _unreadable(),
            advice=say("Is this the address of Utility Center? Usual is port 8700."),
            detail=self._http.redact(f"{resource}: {reply.body[:_LONGEST_QUOTE]!r}"),
            maybe_done=True,
        )


def method_is_missing(answer: object) -> bool:
    """Whether a 404 came from something that knows no errors with a message: another program."""
    return not isinstance(answer, dict) or not ({"message", "code", "error"} & set(answer))


def _unreadable() -> Sentence:
    return say("{platform} sent an answer that cannot be read.", platform=PLATFORM)


def _no_list(resource: str) -> Refused:
    return Refused(_unreadable(), detail=f"{resource}: no list")


def _list_in(answer: object) -> Sequence[Row] | None:
    if isinstance(answer, dict):
        lists = [value for value in answer.values() if isinstance(value, list)]
        answer = lists[0] if len(lists) == 1 else None
    if not isinstance(answer, list) or not all(isinstance(row, dict) for row in answer):
        return None
    return answer


def _first_of(answer: object) -> Row:
    rows = _list_in(answer)
    return rows[0] if rows else {}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    raise Bug(say("Mostik meant to send something that cannot be sent."), detail=type(value).__name__)


def _checked_address(url: str) -> str:
    parts = urlsplit(url.strip() if "//" in url else f"http://{url.strip()}")
    try:
        port = parts.port or 8700
    except ValueError:
        port = 0
    if parts.scheme not in ("http", "https") or not parts.hostname or not port or parts.username:
        raise SettingsError(
            say("{address} is not an address of Utility Center.", address=url),
            advice=say("Write it like http://192.168.0.10:8700."),
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}:{port}{parts.path.rstrip('/')}"
