"""Articles of Firmino: read, made once, and changed field by field; and the short lists of the wizard.

An article has a code, a name, one price and one quantity. It has neither an EAN nor a stock by warehouse.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from sync.errors import Bug, Refused, Unknown
from sync.model import (
    DocumentKind,
    DocumentRef,
    Location,
    Mark,
    MarkKey,
    MarkState,
    NewProduct,
    PaymentMethod,
    PaymentType,
    PriceGroup,
    Product,
    ProductGroup,
    VatGroup,
)
from sync.money import SCALE, gross_of, net_of, scaled
from sync.ports import Clock, ProductScope
from sync.sentences import say
from sync.warehouses.firmino.client import Client
from sync.warehouses.firmino.settings import Habits, StockMeaning
from sync.warehouses.firmino.values import VAT_RATES, Row, amount, ident, number, rate_of, text
from sync.warehouses.remote.keeper import Keeper
from sync.warehouses.remote.kept_marks import KeptMarks
from sync.warehouses.remote.once import Once

PLACE: Final = 1
"""The one location: the API names no warehouses."""
PRICE: Final = "gross"
ONE_GROUP: Final = 1
_RESOURCE: Final = "articles"
_NAME_ROOM: Final = 512
_CODE_ROOM: Final = 40
_NOTE_ROOM: Final = 250
_PRICE_OF: Final = "price:"


class Goods:
    """The articles of one company."""

    def __init__(
        self, client: Client, marks: KeptMarks, keeper: Keeper, clock: Clock, habits: Habits
    ) -> None:
        self._client = client
        self._marks = marks
        self._clock = clock
        self._habits = habits
        self._once = Once(keeper, clock, "product")
        self._known: dict[int, Row] = {}

    # ------------------------------------------------------------ reading

    def rows(self) -> list[Row]:
        """All articles by ascending id."""
        found = sorted(self._client.rows(_RESOURCE), key=ident)
        self._known = {ident(row): row for row in found}
        return found

    def row(self, product_id: int) -> Row | None:
        """An article as it is; None where there is none. One that was seen in this run is not asked for
        again.
        """
        if product_id not in self._known:
            self.rows()
        return self._known.get(product_id)

    def products(self, scope: ProductScope) -> Iterator[Product]:
        """The articles of the scope."""
        for row in self._in_scope(scope):
            yield _product(row)

    def product_ids(self, scope: ProductScope) -> Iterator[int]:
        """Their ids, ascending."""
        return (ident(row) for row in self._in_scope(scope))

    def names(self, product_ids: Collection[int]) -> dict[int, str]:
        """The names of these articles."""
        wanted = set(product_ids)
        return {
            ident(row): text(row, "name") for row in (self.rows() if wanted else ()) if ident(row) in wanted
        }

    def newest(self) -> int:
        """The highest id of an article, 0 where there is none."""
        return max((ident(row) for row in self.rows()), default=0)

    def price_levels(self, scope: ProductScope, price_group: str) -> Iterator[tuple[int, int]]:
        """(good, gross price in ten-thousandths), without those that have no price."""
        if price_group != PRICE:
            return
        for row in self._in_scope(scope):
            if price := _gross(row):
                yield ident(row), scaled(price)

    def stock_levels(self, scope: ProductScope, locations: Sequence[int]) -> Iterator[tuple[int, int]]:
        """(good, quantity in ten-thousandths), without services; nothing where nobody has said what the
        quantity means.
        """
        if self._habits.stock is StockMeaning.UNKNOWN or PLACE not in locations:
            return
        for row in self._in_scope(scope):
            if not is_service(row):
                yield ident(row), round(number(row, "quantity") * SCALE)

    def stock_now(self, product_ids: Collection[int], locations: Sequence[int]) -> Mapping[int, int]:
        """The quantities of these articles, read afresh."""
        wanted = set(product_ids)
        if not wanted:
            return {}
        return {good: level for good, level in self.stock_levels(ProductScope(), locations) if good in wanted}

    def _in_scope(self, scope: ProductScope) -> list[Row]:
        if scope.group_ids and ONE_GROUP not in scope.group_ids:
            return []
        return self.rows()

    # ------------------------------------------------------------ writing

    def create(self, products: Sequence[NewProduct], keys: Sequence[MarkKey]) -> list[int]:
        """Make articles one after the other; one whose mark is kept is not made again. Their ids.

        Raises Refused, Unreachable or Unknown for the first that cannot be made; those before it stand.
        """
        return [self._made(product, key) for product, key in zip(products, keys, strict=True)]

    def _made(self, product: NewProduct, key: MarkKey) -> int:
        known = self._marks.one(key)
        if known is not None:
            return known.ref.number
        sent = _new(product, key)

        def same() -> int | None:
            # Firmino takes the same code twice, so an article that has code and name already is this one.
            fitting = [
                ident(row)
                for row in self.rows()
                if text(row, "code") == sent["code"] and text(row, "name") == sent["name"]
            ]
            return max(fitting, default=None)

        def send() -> int:
            made = ident(self._client.make(f"{_RESOURCE}/add", sent)) or same()
            if not made:
                raise Unknown(
                    say("Firmino took the new article but does not show it."),
                    advice=say("Mostik looks it up before it tries again."),
                )
            return made

        made, _there = self._once.make(
            f"{key.shop_key}:{key.external_id}",
            {},
            find=same,
            send=send,
            noted=lambda one: self._keep(key, one),
        )
        self._known.pop(made, None)
        return made

    def _keep(self, key: MarkKey, product_id: int) -> None:
        ref = DocumentRef(DocumentKind.ORDER, product_id)
        self._marks.keep(Mark(key, ref, "", MarkState.CLOSED, self._clock.now()))

    def update(self, changes: Mapping[int, Mapping[str, str | Decimal]]) -> None:
        """Set ``name``, ``code``, ``description`` or ``price:gross``. Raises Refused for what Firmino has
        no field for.
        """
        for product_id, fields in changes.items():
            self._known.pop(product_id, None)
            row = self.row(product_id)
            if row is None:
                raise Refused(say("The product {product} is not in the warehouse.", product=product_id))
            set_now = {name: value for each in fields.items() for name, value in _changed(row, *each)}
            # Whether what is left out stays is not said, so all goes back but the quantity: it may have
            # changed since it was read.
            whole = {name: value for name, value in row.items() if name not in ("id", "quantity")}
            self._client.change(_RESOURCE, product_id, {**_sendable(whole), **set_now})
            self._known.pop(product_id, None)

    # ------------------------------------------------------------ lists, in the words of the program

    def locations(self) -> list[Location]:
        """The one place that the API knows."""
        return [Location(PLACE, "", "Firmino", PRICE)]

    @staticmethod
    def product_groups() -> list[ProductGroup]:
        """One group: the API knows none."""
        return [ProductGroup(ONE_GROUP, "", "Wszystkie")]

    @staticmethod
    def price_groups(currency: str) -> list[PriceGroup]:
        """The article's one price."""
        return [PriceGroup(PRICE, "Cena brutto", currency)]

    @staticmethod
    def vat_groups() -> list[VatGroup]:
        """Firmino's rates, the usual one first."""
        return [
            VatGroup(place, _rate_name(word), rate) for place, (word, rate) in enumerate(VAT_RATES.items(), 1)
        ]

    @staticmethod
    def payment_types() -> list[PaymentType]:
        """The only way of paying whose name the pages tell."""
        return [PaymentType(1, "Przelew", PaymentMethod.BANK)]


def is_service(row: Row) -> bool:
    """Whether an article has no stock of its own."""
    return text(row, "type") == "service"


def _gross(row: Row) -> Decimal:
    price = number(row, "priceGross")
    return price if price > 0 else round(gross_of(max(number(row, "priceNet"), Decimal(0)), rate_of(row)), 4)


def _product(row: Row) -> Product:
    price = _gross(row)
    return Product(
        id=ident(row),
        code=text(row, "code"),
        name=text(row, "name"),
        group_id=ONE_GROUP,
        vat_rate=rate_of(row),
        measure=text(row, "unit"),
        description=text(row, "note"),
        prices={PRICE: price} if price else {},
        service=is_service(row),
    )


def _new(product: NewProduct, key: MarkKey) -> dict[str, Any]:
    name = " ".join(product.name.split())[:_NAME_ROOM].rstrip()
    if not name:
        raise Refused(say("A product without a name cannot be made in the warehouse."))
    rate = VAT_RATES["23"] if product.vat_rate is None else product.vat_rate
    word = word_of_rate(rate)
    if word is None:
        raise Refused(
            say("Firmino has no VAT rate of {rate} %.", rate=rate),
            advice=say("Make this article in Firmino by hand, or correct the rate in the shop."),
        )
    price = product.price or Decimal(0)
    return {
        "name": name,
        # Firmino demands a code.
        "code": (product.code or product.barcode or f"M-{key.external_id}").strip()[:_CODE_ROOM],
        "type": "service" if product.service else "good",
        "unit": product.measure.strip()[:30] or "szt",
        "vatRate": word,
        "priceGross": amount(price),
        "priceNet": amount(net_of(price, rate)),
        "note": product.description[:_NOTE_ROOM],
    }


def word_of_rate(rate: Decimal, own: str = "") -> str | None:
    """Firmino's word for a rate: the article's ``own`` where it has that rate; None where there is none."""
    if own and VAT_RATES.get(own) == rate:
        return own
    return next((word for word, known in VAT_RATES.items() if known == rate), None)


def _changed(row: Row, name: str, value: str | Decimal) -> list[tuple[str, str]]:
    if name == "name":
        return [("name", str(value)[:_NAME_ROOM])]
    if name == "code":
        return [("code", str(value)[:_CODE_ROOM])]
    if name == "description":
        return [("note", str(value)[:_NOTE_ROOM])]
    if name == f"{_PRICE_OF}{PRICE}":
        price = Decimal(value)
        return [("priceGross", amount(price)), ("priceNet", amount(net_of(price, rate_of(row))))]
    if name == "barcode":
        raise Refused(say("Firmino’s articles have no field for a bar code."))
    raise Bug(say("Mostik meant to change a field that articles do not have."), detail=name)


def _sendable(row: Row) -> dict[str, Any]:
    """A row as it was read, to be sent back; what is nothing is left out."""
    return {name: value for name, value in row.items() if isinstance(value, str | int | bool)}


def _rate_name(word: str) -> str:
    return f"{word} %" if word.isdecimal() else word
