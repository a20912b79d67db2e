"""The end points: which address takes which verb, and what it answers (facts 9.2; market 3.2).

The plural addresses are lists, read with GET. The singular ones take POST for something new, and ``/Item``
and ``/Partner`` take PUT for a change. Nothing can be deleted: the sheet knows no DELETE.
"""

from __future__ import annotations

import hmac
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from http import HTTPStatus
from typing import Any, Final

from sync.simulators.clock import Clock
from sync.simulators.utility_center import entries
from sync.simulators.utility_center.books import Books
from sync.simulators.utility_center.errors import Refusal, bad_request, not_found
from sync.simulators.utility_center.lists import Query, fitting, page_of
from sync.simulators.utility_center.names import names_of
from sync.simulators.utility_center.operations import SENT, write_document
from sync.simulators.utility_center.quirks import Quirks
from sync.simulators.utility_center.tables import (
    DOCUMENTS,
    GOODS,
    GOODS_GROUPS,
    OBJECTS,
    OPERATIONS,
    PARTNERS,
    PARTNERS_GROUPS,
    PAYMENT_TYPES,
    PAYMENTS,
    STORE,
    USERS,
    VAT_GROUPS,
    Row,
    Table,
)
from sync.simulators.utility_center.wire import shown, taken

LISTS: Final[Mapping[str, Table]] = {
    "/Items": GOODS,
    "/ItemsGroups": GOODS_GROUPS,
    "/Partners": PARTNERS,
    "/PartnersGroups": PARTNERS_GROUPS,
    "/Operations": OPERATIONS,
    "/Payments": PAYMENTS,
    "/PaymentTypes": PAYMENT_TYPES,
    "/Documents": DOCUMENTS,
    "/Store": STORE,
    "/Locations": OBJECTS,
    "/Users": USERS,
    "/VATGroups": VAT_GROUPS,
}
SINGLES: Final[Mapping[str, Table]] = {
    "/Item": GOODS,
    "/Partner": PARTNERS,
    "/Operation": OPERATIONS,
    "/Payment": PAYMENTS,
    "/Document": DOCUMENTS,
}
CHANGEABLE: Final = ("/Item", "/Partner")
LIST_NAME: Final = "items"


@dataclass(frozen=True, slots=True)
class Request:
    """One call, as far as the service looks at it. ``key`` is the X-API-Key header, empty without."""

    verb: str
    path: str
    query: Query
    body: bytes
    key: str = field(default="", repr=False)

    @property
    def kind(self) -> str:
        """Verb and address, such as ``GET /Items``."""
        return f"{self.verb} {self.path}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: JSON in UTF-8, or nothing."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


class Service:
    """Answers calls out of the books. Not thread-safe: callers hold the simulator's lock."""

    def __init__(self, books: Books, quirks: Quirks, clock: Clock, zone: tzinfo, key: str) -> None:
        self.books = books
        self.quirks = quirks
        self.not_taken: Counter[str] = Counter()
        self._clock = clock
        self._zone = zone
        self._key = key

    def local_time(self) -> datetime:
        """The time on the machine of the service, without a zone as the database keeps it."""
        return self._clock.now().astimezone(self._zone).replace(tzinfo=None)

    def answer(self, request: Request) -> Answer:
        """The answer, refusals included."""
        try:
            self._check_key(request.key)
            return self._answer(request)
        except Refusal as refusal:
            return self.error(refusal.status, refusal.message)

    def error(self, status: HTTPStatus, message: str) -> Answer:
        """A refusal with its code and message."""
        code = status.value if self.quirks.error_code == "number" else str(status.value)
        return Answer(status.value, as_json({"code": code, "message": message}))

    def _check_key(self, key: str) -> None:
        """Without a key of its own the service is open to everybody (market 3.2)."""
        if self._key and not hmac.compare_digest(key.encode(), self._key.encode()):
            raise Refusal(HTTPStatus(self.quirks.refused_key), "The API key is missing or wrong.")

    def _answer(self, request: Request) -> Answer:
        table = LISTS.get(request.path) or SINGLES.get(request.path)
        if table is None:
            raise not_found("There is nothing at this address.")
        if request.path in LISTS and request.verb == "GET":
            return self._list(table, request.query)
        if request.path in SINGLES:
            if request.verb == "GET" and self.quirks.single_readable:
                return self._first(table, request.query)
            if request.verb == "POST":
                return self._create(request)
            if request.verb == "PUT" and request.path in CHANGEABLE:
                return self._change(table, request)
        raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, f"{request.path} does not take {request.verb}.")

    def _list(self, table: Table, query: Query) -> Answer:
        page = page_of(fitting(table, self.books.rows(table), query, self.quirks), query, self.quirks)
        rows: Any = [shown(table, row, self.quirks) for row in page.rows]
        body = rows if self.quirks.list_body == "bare" else {LIST_NAME: rows}
        return Answer(200, as_json(body), page.headers)

    def _first(self, table: Table, query: Query) -> Answer:
        for row in fitting(table, self.books.rows(table), query, self.quirks):
            return Answer(200, as_json(shown(table, row, self.quirks)))
        raise not_found("There is no such row.")

    def _create(self, request: Request) -> Answer:
        body = _parsed(request.body)
        now = self.local_time()
        if request.path == "/Operation":
            return self._create_operation(body, now)
        table = SINGLES[request.path]
        row = self._taken(table, body)
        if request.path == "/Item":
            made = entries.write_item(self.books, row, self.quirks)
        elif request.path == "/Partner":
            made = entries.write_partner(self.books, row, self.quirks, now)
        elif request.path == "/Payment":
            made = entries.write_payment(self.books, row, self.quirks, now)
        else:
            made = entries.write_invoice(self.books, row, self.quirks, now)
        return self._made(self.quirks.created_status, table, made)

    def _create_operation(self, body: Any, now: datetime) -> Answer:
        if not isinstance(body, list):
            raise bad_request("A list of rows is expected.")
        stored = write_document(
            self.books, [self._taken(OPERATIONS, row, SENT) for row in body], self.quirks, now
        )
        if self.quirks.operation_answer == "rows":
            answer: Any = [shown(OPERATIONS, row, self.quirks) for row in stored]
        else:
            acct = stored[0]["Acct"]
            answer = {"document_number": acct if self.quirks.document_number_as == "number" else str(acct)}
        return Answer(self.quirks.created_status, as_json(answer))

    def _change(self, table: Table, request: Request) -> Answer:
        body = _parsed(request.body)
        row = self._taken(table, body)
        ident = body.get("id")
        if isinstance(ident, bool) or not isinstance(ident, int):
            raise bad_request("id: which row is to be changed?")
        return self._made(200, table, entries.change(self.books, table, ident, row, self.quirks))

    def _taken(self, table: Table, fields: Any, allowed: frozenset[str] | None = None) -> Row:
        """The columns sent; what is not taken is counted for the judge, or refused."""
        row, unknown = taken(table, fields, self.quirks)
        if allowed is not None:
            names = names_of(table, self.quirks)
            extra = sorted(names[column] for column in row.keys() - allowed)
            if extra and self.quirks.unknown_field == "refused":
                raise bad_request(f"Unknown fields: {', '.join(extra)}.")
            unknown = [*unknown, *extra]
            row = {column: value for column, value in row.items() if column in allowed}
        self.not_taken.update(f"{table.name}: {name}" for name in unknown)
        return row

    def _made(self, status: int, table: Table, row: Row) -> Answer:
        if self.quirks.created_answer == "nothing":
            return Answer(status)
        whole_row = shown(table, row, self.quirks)
        return Answer(
            status, as_json(whole_row if self.quirks.created_answer == "row" else {"id": whole_row["id"]})
        )


def as_json(value: Any) -> bytes:
    """Compact JSON in UTF-8, letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_no_number)
    except ValueError:
        raise bad_request("The body is not JSON.") from None


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no JSON")
