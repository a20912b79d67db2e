"""Goods made and changed through Utility Center."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from sync.errors import Bug, Refused, Unknown
from sync.model import DocumentKind, DocumentRef, Mark, MarkKey, MarkState, NewProduct
from sync.money import net_of
from sync.ports import Clock
from sync.sentences import say
from sync.warehouses.remote.keeper import Keeper
from sync.warehouses.remote.kept_marks import KeptMarks
from sync.warehouses.remote.once import Once
from sync.warehouses.utility_center.client import Client, Row
from sync.warehouses.utility_center.fields import count, flag, name_of
from sync.warehouses.utility_center.goods import Goods
from sync.warehouses.utility_center.settings import PriceHabits
from sync.warehouses.warehouse_pro.codes import PRICE_GROUPS, PRICE_IN, RETAIL, SERVICE
from sync.warehouses.warehouse_pro.texts import cut, plain, without_emoji

_ROOM: Final = 255
_PRICE: Final = "price:"


class NewGoods:
    """Makes goods, each once, and changes fields of goods."""

    def __init__(
        self,
        client: Client,
        goods: Goods,
        marks: KeptMarks,
        keeper: Keeper,
        clock: Clock,
        habits: PriceHabits,
    ) -> None:
        self._client = client
        self._goods = goods
        self._marks = marks
        self._clock = clock
        self._habits = habits
        self._once = Once(keeper, clock, "product")

    def create(self, products: Sequence[NewProduct], keys: Sequence[MarkKey]) -> list[int]:
        """Make goods one after the other; one whose mark is kept is not made again. Their ids.

        Raises Refused, Unreachable or Unknown for the first that cannot be made; those before it stand.
        """
        made = [self._one(product, key) for product, key in zip(products, keys, strict=True)]
        self._goods.changed()
        return made

    def _one(self, product: NewProduct, key: MarkKey) -> int:
        known = self._marks.one(key)
        if known is not None:
            return known.ref.number
        sent = self._row(product)
        name = f"{key.shop_key}:{key.external_id}"

        def find() -> int | None:
            return self._same(sent) if self._once.unsettled(name) is not None else None

        def send() -> int:
            answer = self._client.post("Item", sent)
            ident = count(answer, "id") or count(answer, "item_id") or self._same(sent)
            if not ident:
                raise Unknown(
                    say("Utility Center took the new product but does not show it."),
                    advice=say("Mostik looks it up before it tries again."),
                )
            return ident

        ident, _there = self._once.make(
            name, {}, find=find, send=send, noted=lambda made: self._keep(key, made)
        )
        return ident

    def _keep(self, key: MarkKey, product_id: int) -> None:
        ref = DocumentRef(DocumentKind.ORDER, product_id)
        self._marks.keep(Mark(key, ref, "", MarkState.CLOSED, self._clock.now()))

    def _same(self, sent: Mapping[str, Any]) -> int | None:
        """The newest good that equals what was sent, by its code, its barcode and its name."""
        wanted = {name: str(sent[name]).strip() for name in ("code", self._barcode_name(), "name")}

        def fits(row: Row) -> bool:
            return not flag(row, "deleted") and all(
                str(row.get(name) or "").strip() == text for name, text in wanted.items()
            )

        asked = next(name for name, text in wanted.items() if text)
        rows = self._client.matching("Items", fits, **{asked: wanted[asked]})
        return max((count(row, "id") for row in rows), default=None)

    def _barcode_name(self) -> str:
        row = self._client.any("Items") or {}
        return next((name for name in ("bar_code1", "bar_code_1") if name in row), "barcode1")

    def _row(self, product: NewProduct) -> dict[str, Any]:
        name = _fit(product.name)
        if not name.strip():
            raise Refused(say("A product without a name cannot be made in the warehouse."))
        rate, tax_group = self._vat(product.vat_rate)
        row: dict[str, Any] = {
            "code": _fit(product.code),
            self._barcode_name(): _fit(product.barcode),
            "name": name,
            "name2": name,
            "measure1": _fit(product.measure or "бр."),
            "description": _fit(product.description),
            "tax_group": tax_group,
            "group_id": product.group_id,
            "type": SERVICE if product.service else 0,
        }
        if product.second_barcode:
            row[self._barcode_name().replace("1", "2")] = _fit(product.second_barcode)
        if product.price is not None:
            row[_column(product.price_group or RETAIL)] = self._stored(product.price, rate)
        return row

    def _vat(self, rate: Decimal | None) -> tuple[Decimal, int]:
        groups = self._goods.vat_groups()
        for group in groups:
            if rate is None or group.rate == rate:
                return group.rate, group.id
        raise Refused(
            say("The warehouse has no VAT group with {rate} %.", rate=rate if rate is not None else "—"),
            advice=say("Add the VAT group in the warehouse program, or choose another rate."),
        )

    def _stored(self, gross: Decimal, rate: Decimal) -> Decimal:
        return gross if self._habits.gross else net_of(gross, rate)

    # ------------------------------------------------------------ changes

    def update(self, changes: Mapping[int, Mapping[str, str | Decimal]]) -> None:
        """Set fields of goods, each good for itself; all other fields as they are."""
        for product_id, fields in changes.items():
            row = self._goods.row(product_id)
            if row is None or flag(row, "deleted"):
                raise Refused(
                    say("The product {product} is not in the warehouse.", product=product_id),
                    advice=say("Link the shop’s product to another one."),
                )
            changed = dict(self._changed(row, name, value) for name, value in fields.items())
            # Whether the service keeps what a PUT leaves out is not known, so the whole row goes back.
            self._client.put("Item", {**row, **changed})
        self._goods.changed()

    def _changed(self, row: Row, name: str, value: str | Decimal) -> tuple[str, Any]:
        if name.startswith(_PRICE):
            rate = self._goods.rate_of(count(row, "tax_group"))
            return _column(name.removeprefix(_PRICE)), self._stored(Decimal(value), rate)
        if name == "barcode":
            return self._barcode_name(), _fit(str(value))
        if name in ("name", "code", "description"):
            return name_of(row, name), _fit(str(value))
        raise Bug(say("Mostik meant to change a field that products do not have."), detail=name)


def _column(price_group: str) -> str:
    if price_group not in PRICE_GROUPS:
        raise Refused(say("The warehouse has no price group {group}.", group=price_group or "—"))
    if price_group == PRICE_IN:
        return "price_in"
    return f"price_out{price_group.removeprefix('PriceOut')}"


def _fit(text: str) -> str:
    """A text as it may stand in a column; a blank one is a space, as the program writes it."""
    return cut(without_emoji(plain(text)), _ROOM) or " "
