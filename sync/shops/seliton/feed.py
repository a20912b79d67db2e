"""The Super XML Export: a shop's whole catalogue in one document, read as it comes in.

From three programs that read it in two shops (facts 1.3): the namespace of its items, their names in
capitals of the language, ``ProductQuantity`` or only a label. A label is no quantity: the stock of such an
item is unknown.

Nothing of a document is used before its end was reached: a truncated one, or one of another namespace, would
otherwise look like a shop that has lost half of its goods.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Final
from urllib.parse import urlsplit
from xml.parsers import expat

from sync.errors import Unreachable
from sync.http import AttemptFailed, Http, OnWait, Pacer, Reply, Safety, TimeOuts, no_wait_told
from sync.http import status_failure as failure_of_status
from sync.model import ShopProduct
from sync.ports import Clock
from sync.sentences import Sentence, say
from sync.shops.seliton.addresses import feed_address
from sync.shops.seliton.catalogue import CATALOG, DEALER, RETAIL, WAREHOUSE
from sync.shops.seliton.client import hide_queries
from sync.shops.seliton.sign_in import PLATFORM
from sync.shops.seliton.values import made_gross, number
from sync.systems import SelitonShop

NAMESPACE: Final = "http://schemas.summercart.com/dealer/v1"
_PIECE: Final = 65_536
_LARGEST: Final = 2 * 1024 * 1024 * 1024
_SEPARATOR: Final = " "
_PRODUCT: Final = f"{NAMESPACE}{_SEPARATOR}Product"
_LONGEST_TEXT: Final = 100_000


@dataclass(slots=True)
class FeedItem:
    """One item of the export as it stands there: texts by the path of their elements below it."""

    texts: dict[str, str] = field(default_factory=dict)
    currency: str = ""


class Feed:
    """Reads one export. Raises SettingsError for an address that cannot be one, Unreachable where the
    document does not come or cannot be used.
    """

    def __init__(
        self,
        address: str,
        settings: SelitonShop,
        clock: Clock,
        on_wait: OnWait = no_wait_told,
        time_outs: TimeOuts | None = None,
    ) -> None:
        self._address = feed_address(address)
        self._settings = settings
        query = urlsplit(self._address).query
        self._http = Http(
            PLATFORM,
            clock,
            secrets=(self._address, query),
            pacer=Pacer(10, clock, on_wait),
            on_wait=on_wait,
            time_outs=time_outs,
            largest_answer=_LARGEST,
        )
        hide_queries()

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._http.close()

    def products(self) -> Iterator[ShopProduct]:
        """All products of the export. The document is read to its end first, in a file and not in memory."""
        with TemporaryFile() as document:
            self._fetch(document)
            seen: set[str] = set()
            document.seek(0)
            for item in read_feed(document):
                product = product_of(item, self._settings)
                if product.id and product.id not in seen:
                    seen.add(product.id)
                    yield product

    def _fetch(self, document: IO[bytes]) -> None:
        self._http.request(
            "GET",
            self._address,
            safety=Safety.READ,
            understand=lambda reply: _checked(reply, document),
            headers={"Accept": "application/xml, text/xml"},
            into=document,
        )


def _checked(reply: Reply, document: IO[bytes]) -> int:
    """How many items a document has that is whole. Raises AttemptFailed for any other."""
    if reply.status in (401, 403, 404, 410):
        raise AttemptFailed(
            say("The shop does not give its export under this address."),
            advice=say("Copy the whole address anew from the shop’s panel, Super XML Export."),
            detail=f"GET feed: HTTP {reply.status}",
            maybe_done=False,
            again=False,
        )
    if reply.status != 200:
        raise failure_of_status(reply, PLATFORM)
    try:
        items = sum(1 for _ in read_feed(document))
    except Unreachable as wrong:
        raise AttemptFailed(
            wrong.sentence, advice=wrong.advice, detail=wrong.detail, maybe_done=False
        ) from None
    if not items:
        raise AttemptFailed(
            say("The export holds no products at all, so it is not used."),
            advice=say("Look at the export’s settings in the shop’s panel."),
            detail="GET feed: no Product",
            maybe_done=False,
        )
    return items


def read_feed(document: IO[bytes]) -> Iterator[FeedItem]:
    """The items of a document, in pieces. Raises Unreachable with a sentence where it is not whole, is none
    of the export, or declares entities; what was given until then must not be used.
    """
    reader = _Reader()
    try:
        while piece := document.read(_PIECE):
            reader.parser.Parse(piece, False)
            yield from reader.taken()
        reader.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise _unusable(
            say("The export is cut off or damaged, so nothing of it is used."), f"GET feed: {error}"
        ) from None
    yield from reader.taken()
    if reader.root and not reader.root.startswith(f"{NAMESPACE}{_SEPARATOR}"):
        raise _unusable(
            say("This is another kind of document, not Seliton’s export."), f"GET feed: {reader.root[:200]}"
        )


def _unusable(sentence: Sentence, detail: str) -> Unreachable:
    return Unreachable(sentence, advice=say("Try again in a few minutes."), detail=detail)


class _Reader:
    """Follows the elements of a document and collects its items."""

    def __init__(self) -> None:
        self.root = ""
        self.parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._say
        self.parser.StartDoctypeDeclHandler = self._refuse
        self._path: list[str] = []
        self._item: FeedItem | None = None
        self._done: list[FeedItem] = []

    def taken(self) -> list[FeedItem]:
        """The items that are complete by now; each is given once."""
        done, self._done = self._done, []
        return done

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if not self.root:
            self.root = name
            if not name.startswith(f"{NAMESPACE}{_SEPARATOR}"):
                raise _unusable(
                    say("This is another kind of document, not Seliton’s export."), f"GET feed: {name[:200]}"
                )
        if self._item is not None:
            self._path.append(name.rpartition(_SEPARATOR)[2])
            if self._path == ["ProductPrice"]:
                self._item.currency = attributes.get("currencycode", "").strip()
        elif name == _PRODUCT:
            self._item, self._path = FeedItem(), []

    def _end(self, _name: str) -> None:
        if self._item is None:
            return
        if self._path:
            self._path.pop()
        else:
            self._done.append(self._item)
            self._item = None

    def _say(self, piece: str) -> None:
        if self._item is None or not self._path:
            return
        path = "/".join(self._path)
        there = self._item.texts.get(path, "")
        if len(there) < _LONGEST_TEXT:
            self._item.texts[path] = there + piece

    def _refuse(self, *_declared: object) -> None:
        """A declaration can name files of this computer, and grow without end."""
        raise _unusable(
            say("This is another kind of document, not Seliton’s export."), "GET feed: a document type"
        )


def product_of(item: FeedItem, settings: SelitonShop) -> ShopProduct:
    """An item as a product. Without ``ProductQuantity`` its stock is unknown, whatever its label says."""
    texts = {path: written.strip() for path, written in item.texts.items()}

    def in_words(name: str) -> str:
        own = texts.get(f"{name}/{settings.language}") or texts.get(name, "")
        return own or next(
            (written for path, written in texts.items() if path.startswith(f"{name}/") and written), ""
        )

    def price(name: str) -> Decimal | None:
        told = _number(texts.get(name, ""))
        if not told:
            return None
        return told if settings.prices_include_vat else made_gross(told, settings.vat_rate)

    quantity = _number(texts.get("ProductQuantity", ""))
    barcode = texts.get("ProductBarcode", "")
    prices = {RETAIL: price("ProductPrice"), DEALER: price("ProductDistributorPrice")}
    other = item.currency and item.currency.upper() != settings.currency
    return ShopProduct(
        id=texts.get("ProductID", ""),
        catalog=CATALOG,
        name=in_words("ProductName"),
        sku=texts.get("ProductCode", ""),
        eans=(barcode,) if barcode else (),
        prices={} if other else {group: each for group, each in prices.items() if each},
        stock={} if quantity is None else {WAREHOUSE: quantity},
        visible=True,
    )


def _number(written: str) -> Decimal | None:
    try:
        return number(written)
    except ValueError:
        return None
