"""Seliton's REST v1: JSON, the token in the query of every call, pages by limit and offset.

From the vendor's own client (facts 1.1): a slash after the plural, an empty id for lists and creates; lists
with ``_metadata.count``, the bare object after a create; ``{"error": {"message": ...}}`` with a status of
HTTP that nobody looks at, so that an answer is read before its status.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from sync.errors import Refused, SettingsError, Unknown, Unreachable
from sync.http import (
    AttemptFailed,
    Http,
    OnWait,
    Pacer,
    Reply,
    Safety,
    TimeOuts,
    no_wait_told,
    status_failure,
)
from sync.ports import Clock
from sync.sentences import Sentence, say
from sync.shops.seliton.addresses import shop_address
from sync.shops.seliton.sign_in import PLATFORM, SignIn, sign_in_again, words_of
from sync.shops.seliton.values import Row, amount, plain, text

PAGE_SIZE: Final = 100
_LONGEST_QUOTE: Final = 200
_TIMES_OVER: Final = 3
_OF_TOKENS: Final = re.compile(r"token|expired|unauthori[sz]ed|not authori[sz]ed|authenticat", re.IGNORECASE)
_OF_RIGHTS: Final = re.compile(r"scope|permission|forbidden|not allowed|access denied", re.IGNORECASE)
_HALF_A_CENT: Final = Decimal("0.005")
_SINGULAR: Final = {"products": "product", "orders": "order", "customers": "customer"}

_log = logging.getLogger(__name__)


class _WithoutQueries(logging.Filter):
    """Takes queries out of what the library below says of its requests: a token stands in each."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = re.sub(r"\?[^\s\"']*", "?…", record.getMessage()), ()
        return True


_without_queries = _WithoutQueries()


def hide_queries() -> None:
    """From now on no address with its query comes into a log, however much is logged."""
    for name in ("urllib3.connectionpool", "urllib3.util.retry"):
        logging.getLogger(name).addFilter(_without_queries)


class NotThere(Refused):
    """The row was deleted, or never was. ``certain``: the shop's status says so, not words alone."""

    def __init__(self, sentence: Sentence, *, detail: str = "", certain: bool = True) -> None:
        super().__init__(sentence, detail=detail)
        self.certain = certain


class NoRest(SettingsError):
    """There is no REST interface under the address."""


class _SignedOut(Exception):
    """The token is not accepted. ``certain``: the status says so, so that nothing was done."""

    def __init__(self, detail: str, *, certain: bool) -> None:
        super().__init__(detail)
        self.certain = certain


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list and how many there are in all (None where the shop does not say)."""

    rows: tuple[Row, ...]
    count: int | None


class Client:
    """Calls one shop. Raises SettingsError (address, sign-in, rights), Refused (with the shop's own words),
    Unreachable or Bug; writes also Unknown.
    """

    def __init__(
        self,
        url: str,
        sign_in: SignIn,
        requests_per_minute: int,
        clock: Clock,
        on_wait: OnWait = no_wait_told,
        time_outs: TimeOuts | None = None,
    ) -> None:
        self._url = shop_address(url)
        self._sign_in = sign_in
        self._clock = clock
        self._on_wait = on_wait
        self._time_outs = time_outs
        self._pacer = Pacer(requests_per_minute, clock, on_wait)
        self._http = self._new_http()
        hide_queries()

    def _new_http(self) -> Http:
        return Http(
            PLATFORM,
            self._clock,
            secrets=self._sign_in.secrets,
            pacer=self._pacer,
            on_wait=self._on_wait,
            time_outs=self._time_outs,
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

    def page(self, resource: str, offset: int, query: Mapping[str, object] | None = None) -> Page:
        """Rows of a list from an offset on; the shop may give fewer than a page holds."""
        asked = {"limit": PAGE_SIZE, "offset": offset, **(query or {})}
        body = self._call("GET", resource, "", asked, Safety.READ, None)
        rows = body.get(resource)
        if not isinstance(rows, list):
            raise Unreachable(
                say("{platform} sent an answer that cannot be read.", platform=PLATFORM),
                advice=say("It may be under maintenance. Try again in a few minutes."),
                detail=f"GET {resource} without {resource}",
            )
        about = body.get("_metadata")
        count = text(about.get("count")) if isinstance(about, dict) else ""
        return Page(
            tuple(row for row in rows if isinstance(row, dict)), int(count) if count.isdecimal() else None
        )

    def rows(self, resource: str, key: str, query: Mapping[str, object] | None = None) -> Iterator[Row]:
        """All rows of a list, each once. A list that moved while it was read is read over, because what came
        late would be missing; raises Unreachable where it never stands still.
        """
        seen: set[str] = set()
        count = 0
        for attempt in range(1, _TIMES_OVER + 1):
            offset, counts = 0, list[int]()
            while True:
                page = self.page(resource, offset, query)
                for row in page.rows:
                    ident = text(row.get(key))
                    if ident and ident not in seen:
                        seen.add(ident)
                        yield row
                offset += len(page.rows)
                counts += [] if page.count is None else [page.count]
                if not page.rows or offset >= (offset + 1 if page.count is None else page.count):
                    break
            count = counts[-1] if counts else 0
            if len(seen) >= count and count >= max(counts, default=0):
                return
            _log.info("%s: %s changed while it was read (%d)", PLATFORM, resource, attempt)
        if len(seen) < count:
            raise Unreachable(
                say("The shop’s list came incomplete: {seen} of {count}.", seen=len(seen), count=count),
                advice=say("Try again in a few minutes."),
                detail=f"GET {resource}",
            )

    def one(self, resource: str, ident: str, query: Mapping[str, object] | None = None) -> Row:
        """One row. Raises NotThere where the shop does not have it."""
        return self._single(resource, self._call("GET", resource, ident, query or {}, Safety.READ, None))

    # ------------------------------------------------------------ writing

    def change(self, resource: str, ident: str, values: Mapping[str, object]) -> Row:
        """Set absolute values of a row; the row as it is now."""
        return self._single(resource, self._call("PUT", resource, ident, {}, Safety.ABSOLUTE, values))

    def make(self, resource: str, values: Mapping[str, object]) -> Row:
        """Make a row; the row. Sent once, Unknown where the answer is lost."""
        body = self._call("POST", resource, "", {}, Safety.CREATE, values)
        return self._single(resource, body)

    def _single(self, resource: str, body: Row) -> Row:
        """The row of an answer, which is wrapped after reading and changing, and bare after a create."""
        wrapped = body.get(_SINGULAR[resource])
        return wrapped if isinstance(wrapped, dict) else body

    # ------------------------------------------------------------ one request

    def _call(
        self,
        method: str,
        resource: str,
        ident: str,
        query: Mapping[str, object],
        safety: Safety,
        values: Mapping[str, object] | None,
    ) -> Mapping[str, Any]:
        what = f"{method} {resource}/{ident}"
        if self._sign_in.has_ended:
            self._renew()
        try:
            return self._send(what, method, resource, ident, query, safety, values)
        except _SignedOut as refused:
            if not self._renew():
                raise _signed_out(refused) from None
            if safety is Safety.CREATE and not refused.certain:
                raise Unknown(
                    say(
                        "The answer of {platform} was lost, so it is not known whether the change was made.",
                        platform=PLATFORM,
                    ),
                    advice=say("Mostik looks it up before it tries again."),
                    detail=str(refused),
                ) from None
        try:
            return self._send(what, method, resource, ident, query, safety, values)
        except _SignedOut as refused:
            raise _signed_out(refused) from None

    def _renew(self) -> bool:
        if not self._sign_in.renew():
            return False
        self._http.close()
        self._http = self._new_http()
        return True

    def _send(
        self,
        what: str,
        method: str,
        resource: str,
        ident: str,
        query: Mapping[str, object],
        safety: Safety,
        values: Mapping[str, object] | None,
    ) -> Mapping[str, Any]:
        asked = urlencode({**query, "access_token": self._sign_in.token})
        headers = {"Accept": "application/json"}
        content = None
        if values is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(values, ensure_ascii=False, default=plain).encode("utf-8")
        return self._http.request(
            method,
            f"{self._url}/api/v1/{resource}/{quote(ident, safe='')}?{asked}",
            safety=safety,
            understand=lambda reply: self._understood(what, reply, safety, single=bool(ident)),
            headers=headers,
            body=content,
        )

    def _understood(self, what: str, reply: Reply, safety: Safety, *, single: bool) -> Mapping[str, Any]:
        body = _object(reply.body)
        if body is not None and "error" in body and reply.status < 500 and reply.status != 429:
            raise self._error(what, reply.status, words_of(dict(body)), safety, single=single)
        if 200 <= reply.status < 300 and body:
            return body
        if 200 <= reply.status < 300:
            raise AttemptFailed(
                say("{platform} sent an answer that cannot be read.", platform=PLATFORM),
                advice=say("It may be under maintenance. Try again in a few minutes."),
                detail=self._http.redact(f"{what}: {reply.body[:_LONGEST_QUOTE]!r}"),
                maybe_done=True,
            )
        if reply.status in (404, 410) and not single:
            raise NoRest(
                say("This address has no REST interface of Seliton."),
                advice=say("Check the shop’s address. If it is right, ask Seliton to switch the API on."),
                detail=f"{what}: HTTP {reply.status}",
            )
        raise status_failure(reply, PLATFORM)

    def _error(self, what: str, status: int, words: str, safety: Safety, *, single: bool) -> Exception:
        said = self._http.redact(words)[:_LONGEST_QUOTE]
        detail = f"{what}: HTTP {status}: {said}"
        if status == 401 or (status != 403 and _OF_TOKENS.search(said)):
            return _SignedOut(detail, certain=status == 401)
        if status == 403 or (status < 300 and _OF_RIGHTS.search(said)):
            return SettingsError(
                say("The sign-in at Seliton does not allow it: {text}", text=said or str(status)),
                advice=say("Sign in again and accept what Mostik asks for."),
                detail=detail,
            )
        if status == 404 and not single:
            return NoRest(
                say("This address has no REST interface of Seliton."),
                advice=say("Check the shop’s address. If it is right, ask Seliton to switch the API on."),
                detail=detail,
            )
        if single and (status == 404 or safety is Safety.READ):
            return NotThere(say("Seliton does not have it (any more)."), detail=detail, certain=status == 404)
        if safety is Safety.READ:
            return AttemptFailed(
                say("Seliton answers with an error: {text}", text=said or str(status)),
                advice=say("Try again in a few minutes."),
                detail=detail,
                maybe_done=False,
            )
        return Refused(say("Seliton refuses: {text}", text=said or str(status)), detail=detail)


def _signed_out(refused: _SignedOut) -> SettingsError:
    return SettingsError(
        say("The sign-in at Seliton has ended or is not accepted."),
        advice=sign_in_again(),
        detail=str(refused),
    )


def unlike(answer: Row, values: Mapping[str, object]) -> str:
    """The first number of what was sent that the shop's answer shows otherwise, as the shop has it; "" where
    there is none. Answers that leave a field out say nothing of it, and a shop that keeps whole cents rounds.
    """
    for name, sent in values.items():
        if not isinstance(sent, Decimal) or answer.get(name) is None:
            continue
        try:
            there = amount(answer[name])
        except ValueError:
            continue
        if abs(there - sent) > (_HALF_A_CENT if name.endswith("Price") else 0):
            return text(answer[name])
    return ""


def _object(body: bytes) -> Mapping[str, Any] | None:
    try:
        found = json.loads(body, parse_float=Decimal)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
