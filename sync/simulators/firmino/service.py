"""The gate, the frame and the verbs: what each call does, and how every answer looks (facts 6.2)."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, Final

from sync.simulators.clock import Clock
from sync.simulators.firmino.books import Books, Document, Kind, Mail, Row
from sync.simulators.firmino.documents import (
    HEAD_FIELDS,
    LINE_FIELDS,
    add,
    delete,
    draft,
    end_order,
    pay,
    shown,
)
from sync.simulators.firmino.documents import update as update_document
from sync.simulators.firmino.entries import (
    ARTICLE_FIELDS,
    CUSTOMER_LENGTHS,
    delete_article,
    delete_customer,
    existing,
    shown_article,
    shown_customer,
    write_article,
    write_customer,
)
from sync.simulators.firmino.errors import NotFound, NotSimulated, Refusal
from sync.simulators.firmino.finding import find
from sync.simulators.firmino.printing import print_of
from sync.simulators.firmino.quirks import Quirks
from sync.simulators.firmino.values import ident as as_ident
from sync.simulators.firmino.values import refuse_unknown

BASE: Final = "/app/services/rest/api/"
PRINTS: Final = "/app/print/"
JSON_TYPE: Final = "application/json;charset=UTF-8"
PAGE_TYPE: Final = "text/html;charset=utf-8"
READING: Final = frozenset({"get", "find", "init", "download", "find-notes"})
_KINDS: Final[Mapping[str, Kind]] = {"sale-documents": "sale", "order-documents": "order"}
_VERBS: Final = {
    "customers": ("add", "get", "find", "update", "delete", "gus"),
    "articles": ("add", "get", "find", "update", "delete"),
    "sale-documents": (
        "add", "get", "find", "update", "delete", "init", "mail", "download", "payoff", "unpaid",
        "find-notes",
    ),
    "order-documents": (
        "add", "get", "find", "update", "delete", "init", "download", "mail", "similar", "init-advance",
        "add-advance", "init-end-doc", "add-end-doc", "complete",
    ),
}  # fmt: skip
_NOT_SIMULATED: Final = frozenset(
    {"gus", "find-notes", "similar", "init-advance", "add-advance", "init-end-doc"}
)
_RESOURCES_NOT_SIMULATED: Final = ("purchase-documents", "recurring-documents", "income-documents")


@dataclass(frozen=True, slots=True)
class Request:
    """One call as it arrived. authorization: the header, which nobody prints."""

    verb: str
    path: str
    body: bytes
    company: str = ""
    authorization: str = field(default="", repr=False)

    @property
    def action(self) -> str:
        """Resource and verb, such as ``articles/find``."""
        return "/".join(self.path.removeprefix(BASE).split("/")[:2])

    def content(self) -> Row:
        """The JSON object of the body; nothing counts as an empty one. ValueError where there is none."""
        found = json.loads(self.body.decode("utf-8") or "{}")
        if not isinstance(found, dict):
            raise json.JSONDecodeError("an object is expected", "", 0)
        return found


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, content and its type."""

    status: int
    body: bytes
    content_type: str = JSON_TYPE


class Service:
    """Answers calls out of the books. Not thread-safe: callers hold the simulator's lock."""

    def __init__(
        self, books: Books, quirks: Quirks, clock: Clock, zone: tzinfo, login: str, password: str
    ) -> None:
        self.books = books
        self.quirks = quirks
        self.login = login
        self.password = password
        self.host = ""
        self.not_taken: Counter[str] = Counter()
        self._clock = clock
        self._zone = zone

    def local_time(self) -> datetime:
        """The time in the service's zone, to the second and without the zone."""
        return self._clock.now().astimezone(self._zone).replace(tzinfo=None, microsecond=0)

    def answer(self, request: Request) -> Answer:
        """The answer, refusals included."""
        if request.path.startswith(PRINTS):
            return self._linked_print(request.path)
        if not request.path.startswith(BASE):
            return Answer(404, b"<html><body>HTTP Status 404</body></html>", PAGE_TYPE)
        if not self._is_known(request.authorization):
            return self._unknown_caller()
        if request.verb != "POST":
            return Answer(405, b"<html><body>HTTP Status 405</body></html>", PAGE_TYPE)
        try:
            found = self._done(request)
        except NotFound as refusal:
            return self.success(None) if self.quirks.not_found == "null" else self.refusal(refusal.text)
        except Refusal as refusal:
            return self.refusal(refusal.text)
        return found if isinstance(found, Answer) else self.success(found)

    def success(self, response: Any) -> Answer:
        """``success`` true."""
        return Answer(200, _json({"success": True, "response": response}))

    def refusal(self, words: str) -> Answer:
        """``success`` false with the words where this service puts them."""
        place = self.quirks.error_place
        frame: Row = {"success": False}
        frame[place] = {"field": [words]} if place == "errors" else words
        return Answer(self.quirks.refused_status, _json(frame))

    def _unknown_caller(self) -> Answer:
        if self.quirks.wrong_login == "200":
            return self.refusal("Niepoprawny login lub hasło")
        status = int(self.quirks.wrong_login)
        return Answer(status, b"<html><body>HTTP Status %d</body></html>" % status, PAGE_TYPE)

    def _is_known(self, authorization: str) -> bool:
        scheme, _, packed = authorization.partition(" ")
        try:
            sent = base64.b64decode(packed, validate=True)
        except (binascii.Error, ValueError):
            return False
        known = f"{self.login}:{self.password}".encode()
        return scheme.lower() == "basic" and hmac.compare_digest(sent, known)

    def _done(self, request: Request) -> Any:
        if self.quirks.company_header == "required" and request.company != self.books.company.short_name:
            raise Refusal("companyShortName: no such company")
        parts = request.path.removeprefix(BASE).strip("/").split("/")
        resource, verb = (parts[0], parts[1]) if len(parts) > 1 else (parts[0], "")
        if resource in _RESOURCES_NOT_SIMULATED or verb in _NOT_SIMULATED:
            raise NotSimulated(f"{resource}/{verb} is not simulated")
        if verb not in _VERBS.get(resource, ()):
            return Answer(404, b"<html><body>HTTP Status 404</body></html>", PAGE_TYPE)
        try:
            sent = request.content()
        except ValueError:
            return Answer(400, b"<html><body>HTTP Status 400</body></html>", PAGE_TYPE)
        in_path = parts[2] if len(parts) > 2 else None
        if resource == "customers":
            return self._customer(verb, sent, in_path)
        if resource == "articles":
            return self._article(verb, sent, in_path)
        return self._document(resource, verb, sent, in_path)

    def _customer(self, verb: str, sent: Row, in_path: str | None) -> Any:
        rows = self.books.customers
        if verb == "find":
            return self._found("customers", [shown_customer(row) for row in rows.values()], sent)
        ident = None if verb == "add" else existing(rows, self._ident(sent, in_path))
        if verb == "delete":
            delete_customer(self.books, ident or 0)
            return None
        if verb != "get":
            self._note_left("customers", sent, ("id", *CUSTOMER_LENGTHS))
            ident = write_customer(self.books, sent, self.quirks, ident)["id"]
        return shown_customer(rows[ident or 0])

    def _article(self, verb: str, sent: Row, in_path: str | None) -> Any:
        rows = self.books.articles
        if verb == "find":
            shown_rows = [shown_article(self.books, row, self.quirks) for row in rows.values()]
            return self._found("articles", shown_rows, sent)
        ident = None if verb == "add" else existing(rows, self._ident(sent, in_path))
        if verb == "delete":
            delete_article(self.books, ident or 0)
            return None
        if verb != "get":
            self._note_left("articles", sent, ARTICLE_FIELDS)
            ident = write_article(self.books, sent, self.quirks, ident)["id"]
        return shown_article(self.books, rows[ident or 0], self.quirks)

    def _document(self, resource: str, verb: str, sent: Row, in_path: str | None) -> Any:
        kind, now = _KINDS[resource], self.local_time()
        if verb in ("add", "update"):
            self._note_left(resource, sent, HEAD_FIELDS)
            for item in sent.get("items") or []:
                if isinstance(item, dict):
                    self._note_left(f"{resource} items", item, LINE_FIELDS)
        if verb == "add":
            return self._shown(add(self.books, kind, sent, self.quirks, now))
        if verb == "init":
            return self._shown(draft(self.books, kind, {}, self.quirks, now))
        if verb == "find":
            rows = [self._shown(each) for each in self.books.documents.values() if each.kind == kind]
            return self._found(resource, rows, sent)
        document = self.books.documents.get(self._ident(sent, in_path))
        if document is None or document.kind != kind:
            raise NotFound("No such document")
        works: dict[str, Callable[[Document, Row], Any]] = {
            "get": lambda document, _: self._shown(document),
            "update": self._update,
            "delete": lambda document, _: delete(self.books, document, self.quirks),
            "mail": self._mail,
            "download": self._download,
            "payoff": self._payoff,
            "unpaid": self._unpaid,
            "add-end-doc": self._end,
            "complete": self._complete,
        }
        return works[verb](document, sent)

    def _update(self, document: Document, sent: Row) -> Row:
        update_document(self.books, document, sent, self.quirks)
        return self._shown(document)

    def _mail(self, document: Document, sent: Row) -> None:
        words = [str(sent.get(name) or "") for name in ("mail", "title", "content")]
        self.books.mails.append(Mail(document.ident, *words))

    def _payoff(self, document: Document, _: Row) -> Row:
        left = document.total - self.books.paid(document.ident)
        if left <= 0 and self.quirks.payoff_again == "refused":
            raise Refusal("The document is paid already")
        if left > 0:
            pay(self.books, document, left, self.local_time())
        return self._shown(document)

    def _unpaid(self, document: Document, _: Row) -> Row:
        kept = [payment for payment in self.books.payments if payment.document != document.ident]
        self.books.payments = kept
        document.state = self.quirks.after_unpaid
        return self._shown(document)

    def _end(self, order: Document, _: Row) -> Row:
        made = end_order(self.books, order, self.quirks, self.local_time())
        return self._shown(made) if self.quirks.end_answer == "whole" else {"id": made.ident}

    def _complete(self, order: Document, _: Row) -> Row:
        if self.quirks.completed_order == "paid":
            order.state = "paid"
        return self._shown(order)

    def _download(self, document: Document, _: Row) -> Any:
        if self.quirks.download_marks_printed and document.state == "new":
            document.state = "printed"
        content = self.print(document)
        packed = base64.b64encode(content).decode("ascii")
        match self.quirks.download:
            case "pdf":
                return Answer(200, content, self.quirks.download_type)
            case "base64":
                return packed
            case "base64_object":
                return {"fileName": f"{document.ident}.pdf", "content": packed}
            case "link":
                return f"{self.host}{PRINTS}{document.ident}.pdf"

    def print(self, document: Document) -> bytes:
        """The document as a PDF."""
        return print_of(document.name, document.total, self.books.company.currency)

    def _linked_print(self, path: str) -> Answer:
        name = path.removeprefix(PRINTS).removesuffix(".pdf")
        document = self.books.documents.get(int(name) if name.isascii() and name.isdigit() else 0)
        if document is None or self.quirks.download != "link":
            return Answer(404, b"<html><body>HTTP Status 404</body></html>", PAGE_TYPE)
        return Answer(200, self.print(document), self.quirks.download_type)

    def _found(self, resource: str, rows: list[Row], sent: Row) -> Any:
        found, total = find(resource, rows, sent, self.quirks)
        if resource in _KINDS and self.quirks.found_documents == "head":
            left_out = ("items", "notes", "printNotes")
            found = [{name: row[name] for name in row if name not in left_out} for row in found]
        match self.quirks.found_as:
            case "list":
                return {"list": found, "total": total}
            case "content":
                return {"content": found, "totalElements": total}
            case "bare":
                return found

    def _shown(self, document: Document) -> Row:
        return shown(self.books, document, self.quirks)

    def _ident(self, sent: Row, in_path: str | None) -> int:
        in_body = sent.get("id", sent.get("idDocument"))
        place = self.quirks.id_place
        found = in_path if place == "path" or (place == "either" and in_body is None) else in_body
        if found is None:
            raise Refusal("id: required")
        return as_ident("id", found)

    def _note_left(self, place: str, sent: Row, known: tuple[str, ...]) -> None:
        self.not_taken.update(f"{place}: {name}" for name in refuse_unknown(sent, known, self.quirks))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
