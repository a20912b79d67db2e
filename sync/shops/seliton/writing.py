"""What Mostik changes and makes in the shop: quantity, availability, price, texts and marks of a product.

Each product is one request with absolute values, so a repeat is harmless. A create has no key of repetition:
it is sent once, and looked up by its code where its answer was lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial

from sync.errors import Bug, MostikError, Refused, Unknown, Unreachable
from sync.model import NewShopProduct, ProductMark
from sync.ports import BulkResult
from sync.sentences import Sentence, say
from sync.shops.seliton.catalogue import MARK_FIELDS, PRICE_FIELDS, WAREHOUSE, Catalogue
from sync.shops.seliton.client import Client, NotThere, unlike
from sync.shops.seliton.values import ident, made_net, with_language, yes
from sync.systems import SelitonShop


def one_by_one(items: Mapping[str, Callable[[], None]]) -> BulkResult:
    """Send each; one that is refused or whose answer is lost does not stop the others.

    Raises Unreachable only where nothing was sent yet; items after a break count as unknown, which is
    harmless because they are sent again with absolute values.
    """
    refused: dict[str, Sentence] = {}
    unknown: set[str] = set()
    names = list(items)
    for place, name in enumerate(names):
        try:
            items[name]()
        except Unknown:
            unknown.add(name)
        except Refused as error:
            refused[name] = error.sentence
        except Unreachable:
            if place == 0:
                raise
            return BulkResult(refused, frozenset({*unknown, *names[place:]}))
    return BulkResult(refused, frozenset(unknown))


class ProductWriter:
    """Writes into one shop."""

    def __init__(self, client: Client, catalogue: Catalogue, settings: SelitonShop) -> None:
        self._client = client
        self._catalogue = catalogue
        self._settings = settings

    def set_stock(self, levels: Mapping[str, Decimal]) -> BulkResult:
        """Set the quantity of products, in pieces."""
        return one_by_one(
            {product: partial(self._change, product, self._stock(level)) for product, level in levels.items()}
        )

    def set_prices(self, prices: Mapping[str, Mapping[str, Decimal]]) -> BulkResult:
        """Set gross prices of products, by price group."""
        return one_by_one(
            {product: partial(self._change, product, self._prices(each)) for product, each in prices.items()}
        )

    def update(self, product: str, fields: Mapping[str, str]) -> None:
        """Set ``name``, ``description``, ``sku`` and ``ean``. The other languages of a text stay."""
        values: dict[str, object] = {
            {"sku": "productCode", "ean": "productBarcode"}[name]: value
            for name, value in fields.items()
            if name in ("sku", "ean")
        }
        texts = {
            {"name": "productName", "description": "productDescription"}[name]: value
            for name, value in fields.items()
            if name in ("name", "description")
        }
        if texts:
            try:
                there = self._client.one("products", product, {"fields": ",".join(("productId", *texts))})
            except NotThere as error:
                raise _deleted(error) from None
            for name, value in texts.items():
                values[name] = with_language(there.get(name), self._settings.language, value)
        self._change(product, values)

    def set_marks(self, product: str, marks: Mapping[ProductMark, bool]) -> None:
        """Set marks of a product."""
        self._change(product, {MARK_FIELDS[mark]: on for mark, on in marks.items()})

    def make(self, product: NewShopProduct) -> str:
        """Make a product, invisible unless asked otherwise; its id."""
        settings = self._settings
        # The export shows visible products only, so nobody has looked among the others yet.
        if settings.catalogue == "feed" and product.key and self._catalogue.find(product.key):
            raise Refused(
                say("The shop has a product with the code {code} already.", code=product.key),
                advice=say("It may be hidden there. Make it visible, then it is linked."),
            )
        values: dict[str, object] = {
            "productName": with_language({}, settings.language, product.name),
            "productCode": product.sku,
            "productBarcode": product.ean,
            "productIsActive": product.visible,
            **self._prices(product.prices),
            **{MARK_FIELDS[mark]: on for mark, on in product.marks.items() if mark in MARK_FIELDS},
        }
        if product.description:
            values["productDescription"] = with_language({}, settings.language, product.description)
        if WAREHOUSE in product.stock:
            values.update(self._stock(product.stock[WAREHOUSE]))
        try:
            made = self._client.make("products", values)
            number = ident(made.get("productId"))
            if not number:
                raise Unknown(
                    say("Seliton did not say what it made."),
                    advice=say("Mostik looks it up before it tries again."),
                    detail="POST products",
                )
        except MostikError:
            self._catalogue.forget_index()
            raise
        self._catalogue.note_made(number, product.sku, product.ean)
        if made.get("productIsActive") is not None and yes(made["productIsActive"]) != product.visible:
            self._client.change("products", number, {"productIsActive": product.visible})
        return number

    # ------------------------------------------------------------ one product

    def _stock(self, level: Decimal) -> dict[str, object]:
        values: dict[str, object] = {"productQuantity": level}
        if self._settings.sends_availability:
            values["productAvailabilityStatus"] = "in_stock" if level > 0 else "out_of_stock"
        return values

    def _prices(self, prices: Mapping[str, Decimal]) -> dict[str, object]:
        settings = self._settings
        return {
            PRICE_FIELDS[group]: price if settings.prices_include_vat else made_net(price, settings.vat_rate)
            for group, price in prices.items()
            if group in PRICE_FIELDS
        }

    def _change(self, product: str, values: Mapping[str, object]) -> None:
        if not values:
            return
        try:
            now = self._client.change("products", product, values)
        except NotThere as error:
            raise _deleted(error) from None
        if ident(now.get("productId")) not in ("", product):
            raise Bug(say("Seliton answered about another product."), detail=f"PUT products/{product}")
        kept = unlike(now, values)
        if kept:
            raise Refused(
                say("Seliton keeps {kept} in the place of what was sent.", kept=kept),
                advice=say("Look at the product in the shop’s panel."),
            )


def _deleted(error: NotThere) -> Refused:
    return Refused(say("This product was deleted in the shop."), detail=error.detail)
