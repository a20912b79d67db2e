"""What each address answers: consent, tokens, the resources of REST v1, the feed, the XML API's door."""

from __future__ import annotations

import hmac
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl

from sync.simulators.clock import Clock
from sync.simulators.seliton.errors import Refusal
from sync.simulators.seliton.feed import MODULE, feed
from sync.simulators.seliton.oauth import Application, allowed
from sync.simulators.seliton.quirks import Quirks
from sync.simulators.seliton.rows import listed, shown, taken
from sync.simulators.seliton.schema import SCHEMAS
from sync.simulators.seliton.shop import SINGULAR, Row, Shop, XmlCall

REST: Final = "/api/v1/"
AUTHORIZE: Final = "/authorize"
EXCHANGE: Final = "/token"
FEED: Final = "/module.php"
XML_API: Final = "/modules/extra/vendors/api.php"
JSON_TYPE: Final = "application/json"
XML_TYPE: Final = "text/xml; charset=utf-8"
PAGE_TYPE: Final = "text/html; charset=utf-8"
XML_ACTIONS: Final = ("postxmlfeed", "getorders", "updateorder")
_FEED_NEEDS: Final = ("Username", "Domain", "Signature")
_XML_COMMON: Final = ("action", "version", "username", "secret")
_PLACES: Final = {AUTHORIZE: "authorize", EXCHANGE: "token", FEED: "feed", XML_API: "xml"}
_SIGNATURE: Final = 40


@dataclass(frozen=True, slots=True)
class Request:
    """One call as it arrived; the query holds the token, so nobody prints it."""

    verb: str
    path: str
    query: str = field(default="", repr=False)
    body: bytes = field(default=b"", repr=False)
    authorization: str = field(default="", repr=False)

    @property
    def action(self) -> str:
        """As faults know it: ``GET products``, ``PUT products``, ``POST token``, ``GET feed``, ``POST
        xml``.
        """
        place = _PLACES.get(self.path) or self.path.removeprefix(REST).partition("/")[0]
        return f"{self.verb} {place}"

    def parameters(self) -> dict[str, str]:
        """Of the query."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    def form(self) -> dict[str, str]:
        """Of the body."""
        return dict(parse_qsl(self.body.decode("utf-8", errors="replace"), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, content, its type, and where a redirect goes."""

    status: int
    body: bytes
    content_type: str = JSON_TYPE
    location: str = ""


@dataclass(slots=True)
class Doors:
    """What the feed and the XML API ask of their callers."""

    feed_user: str = "dealer"
    feed_signature: str = field(default="0f" * 20, repr=False)
    xml_user: str = "mostik"
    xml_secret: str = field(default="known to this machine alone", repr=False)


class Service:
    """Answers calls out of the shop. Not thread-safe: callers hold the simulator's lock."""

    def __init__(self, shop: Shop, quirks: Quirks, clock: Clock, application: Application) -> None:
        self.shop = shop
        self.quirks = quirks
        self.application = application
        self.doors = Doors()
        self.not_taken: Counter[str] = Counter()
        self._clock = clock

    def now(self) -> datetime:
        """The present moment, aware."""
        return self._clock.now()

    def answer(self, request: Request) -> Answer:
        """The answer, refusals included."""
        try:
            match request.path:
                case "/authorize" if request.verb == "GET":
                    asked = request.parameters()
                    return Answer(302, b"", location=self.application.consent(self.shop, asked, self.now()))
                case "/token" if request.verb == "POST":
                    given = (self.shop, request.form(), request.authorization, self.quirks, self.now())
                    return _json(self.application.exchange(*given))
                case "/module.php":
                    return self._feed(request.parameters())
                case "/modules/extra/vendors/api.php" if request.verb == "POST":
                    return self._xml(request.form())
            if request.path.startswith(REST) and self.quirks.rest == "served":
                return self._rest(request)
        except Refusal as refusal:
            return self.refusal(refusal.text, refusal.status)
        return Answer(404, b"<html><body>404</body></html>", PAGE_TYPE)

    def refusal(self, words: str, status: int = 400) -> Answer:
        """An error, with its status or with 200."""
        shown_status = status if self.quirks.errors == "by_status" else 200
        return _json({"error": {"message": words}}, shown_status)

    def empty(self, request: Request) -> Answer:
        """A list with nothing in it."""
        resource = request.action.partition(" ")[2]
        return _json({resource: [], "_metadata": {"count": 0}})

    def feed(self, *, namespace: str | None = None, products: bool = True) -> Answer:
        """The feed, or one in another namespace or without products."""
        more = {} if namespace is None else {"namespace": namespace}
        return Answer(200, feed(self.shop, self.quirks, products=products, **more), XML_TYPE)

    def _rest(self, request: Request) -> Answer:
        resource, slash, ident = request.path.removeprefix(REST).partition("/")
        if resource not in SINGULAR or (not slash and self.quirks.slash == "required"):
            raise Refusal("There is nothing here", 404)
        asked = request.parameters()
        may = "read" if request.verb == "GET" else "write"
        if resource == "orders" and may == "write":
            raise Refusal("Orders can only be read", 405)
        allowed(self.shop, asked.get("access_token", ""), f"{may}_{resource}", self.now())
        match request.verb, bool(ident):
            case "GET", False:
                return _json(listed(self.shop, resource, asked, self.quirks))
            case "GET", True:
                return self._wrapped(resource, self._row(resource, ident), asked)
            case "POST", False:
                return self._created(resource, _content(request), asked)
            case "PUT", True:
                return self._changed(resource, self._row(resource, ident), _content(request), asked)
            case "DELETE", True:
                row = self._row(resource, ident)
                del self.shop.rows[resource][row[f"{SINGULAR[resource]}Id"]]
                return self._wrapped(resource, row, asked)
        raise Refusal("This cannot be done here", 405)

    def _created(self, resource: str, sent: Row, asked: Mapping[str, str]) -> Answer:
        """The bare object, not wrapped."""
        self._note_left(resource, sent)
        row = taken(resource, None, sent, self.quirks)
        if resource == "products":
            if "productIsActive" not in sent:
                row["productIsActive"] = self.quirks.new_product == "visible"
            row["productCreatedTimestamp"] = self.now()
            self._check_product(row, None)
        made = self.shop.insert(resource, row)
        return _json(shown(resource, made, asked, self.quirks))

    def _changed(self, resource: str, row: Row, sent: Row, asked: Mapping[str, str]) -> Answer:
        self._note_left(resource, sent)
        changed = taken(resource, row, sent, self.quirks)
        if resource == "products":
            self._check_product(changed, row["productId"])
            if self.quirks.availability == "follows_quantity" and "productQuantity" in sent:
                there = (changed["productQuantity"] or 0) > 0
                changed["productAvailabilityStatus"] = "in_stock" if there else "out_of_stock"
        row.update(changed)
        return self._wrapped(resource, row, asked)

    def _check_product(self, row: Row, ident: int | None) -> None:
        code = row.get("productCode")
        if self.quirks.same_code == "refused" and code:
            for other in self.shop.rows["products"].values():
                if other["productId"] != ident and other.get("productCode") == code:
                    raise Refusal(f"Product code {code} is taken")

    def _row(self, resource: str, ident: str) -> Row:
        number = int(ident) if ident.isascii() and ident.isdigit() else 0
        row = self.shop.rows[resource].get(number)
        if row is None:
            raise Refusal(f"There is no {SINGULAR[resource]} {number}", 404)
        return row

    def _wrapped(self, resource: str, row: Row, asked: Mapping[str, str]) -> Answer:
        return _json({SINGULAR[resource]: shown(resource, row, asked, self.quirks)})

    def _note_left(self, resource: str, sent: Row) -> None:
        ident = f"{SINGULAR[resource]}Id"
        left = (name for name in sent if name not in SCHEMAS[resource] and name != ident)
        self.not_taken.update(f"{resource}: {name}" for name in left)

    def _feed(self, asked: Mapping[str, str]) -> Answer:
        if asked.get("ModuleName") != MODULE or any(not asked.get(name) for name in _FEED_NEEDS):
            return Answer(404, b"<html><body>404</body></html>", PAGE_TYPE)
        signature = asked["Signature"]
        known = hmac.compare_digest(signature.encode(), self.doors.feed_signature.encode())
        if asked["Username"] != self.doors.feed_user or len(signature) != _SIGNATURE or not known:
            return Answer(403, b"<html><body>403</body></html>", PAGE_TYPE)
        return self.feed()

    def _xml(self, form: Mapping[str, str]) -> Answer:
        """The door of the XML API: the common parameters are checked, the call is kept, nothing is done."""
        if self.quirks.xml_api == "not_installed":
            return Answer(404, b"<html><body>404</body></html>", PAGE_TYPE)
        secret = form.get("secret", "").encode()
        known = hmac.compare_digest(secret, self.doors.xml_secret.encode())
        action, version = form.get("action", ""), form.get("version", "")
        if (
            form.get("username") != self.doors.xml_user
            or not known
            or action not in XML_ACTIONS
            or version != "1.0"
        ):
            return Answer(200, self.quirks.xml_refused, XML_TYPE)
        rest = {name: value for name, value in form.items() if name not in _XML_COMMON}
        self.shop.xml_calls.append(XmlCall(action, version, rest))
        if action == "getorders":
            return Answer(200, self.shop.xml_orders or self.quirks.xml_accepted, XML_TYPE)
        return Answer(200, self.quirks.xml_accepted, XML_TYPE)


def _content(request: Request) -> Row:
    try:
        found = json.loads(request.body.decode("utf-8"))
    except ValueError:
        raise Refusal("JSON is expected") from None
    if not isinstance(found, dict):
        raise Refusal("A JSON object is expected")
    return found


def _json(value: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(value, separators=(",", ":")).encode("ascii"))
