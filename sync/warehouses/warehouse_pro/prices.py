"""Prices: which column is which group, gross whatever the warehouse keeps, and the VAT inside a price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from sync.errors import Refused
from sync.model import PriceGroup, VatGroup
from sync.money import SCALE, gross_of, net_of, vat_in_gross
from sync.sentences import say
from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.codes import PRICE_GROUPS
from sync.warehouses.warehouse_pro.configuration import read_configuration
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.goods_scope import Scope
from sync.warehouses.warehouse_pro.statements import column, filled, select
from sync.warehouses.warehouse_pro.values import number, text

_LEVELS: Final = (
    "SELECT [ID], :price, [TaxGroup], [GroupID] FROM [Goods]"
    " WHERE [ID] >= ? AND ([Deleted] = 0 OR [Deleted] IS NULL) AND :price > 0 ORDER BY [ID]"
)


def price_groups(currency: str) -> list[PriceGroup]:
    """The price columns of a good, retail and wholesale first."""
    return [PriceGroup(name, title, currency) for name, title in PRICE_GROUPS.items()]


def price_group(name: str) -> str:
    """The price column of this id. Raises Refused for one that no warehouse has."""
    if name not in PRICE_GROUPS:
        raise Refused(say("The warehouse has no price group {group}.", group=name or "—"))
    return name


def price_levels(database: Database, scope: Scope, price_group_id: str) -> Iterator[tuple[int, int]]:
    """(good, gross price in ten-thousandths) by ascending good, without those that have no price."""
    name = column(price_group(price_group_id))
    factors = _factors(database)
    usual = factors.pop(None)
    for good, price, tax_group, group in database.rows(filled(_LEVELS, price=name), (scope.first,)):
        if scope.holds(group):
            yield good, round(float(price) * factors.get(tax_group, usual))  # a DECIMAL on some sites


def _factors(database: Database) -> dict[int | None, float]:
    """By VAT group, what makes of a stored price a gross one in ten-thousandths; None: of an unknown
    group."""
    groups = vat_groups(database)
    gross = read_configuration(database).gross
    factors: dict[int | None, float] = {
        group.id: SCALE * (1.0 if gross else float(gross_of(Decimal(1), group.rate))) for group in groups
    }
    factors[None] = factors[groups[0].id] if groups else float(SCALE)
    return factors


# ---------------------------------------------------------------- VAT


def vat_groups(database: Database) -> list[VatGroup]:
    """The VAT groups by id; the first is the base group."""
    sql = select(tables.VAT_GROUPS, ("ID", "Name", "VATValue"), order_by=("ID",))
    return [VatGroup(int(ident), text(name), number(rate)) for ident, name, rate in database.rows(sql)]


class VatRates:
    """The rate of each VAT group; an unknown group has the base group's rate."""

    def __init__(self, groups: list[VatGroup]) -> None:
        self._rates: Mapping[int, Decimal] = {group.id: group.rate for group in groups}
        self._groups = groups
        self.base = groups[0].rate if groups else Decimal(0)

    def of(self, tax_group: int) -> Decimal:
        return self._rates.get(tax_group, self.base)

    def group_of(self, rate: Decimal | None) -> int:
        """The group with this rate, the base group for None. Raises Refused where no group has it."""
        if rate is None:
            return self._groups[0].id if self._groups else 1
        for group in self._groups:
            if group.rate == rate:
                return group.id
        raise Refused(
            say("The warehouse has no VAT group with {rate} %.", rate=rate),
            advice=say("Add the VAT group in the warehouse program, or choose another rate."),
        )


def stored_price(gross_price: Decimal, rate: Decimal, *, gross: bool) -> Decimal:
    """A gross price as the warehouse keeps it: gross, or net where its prices are without VAT."""
    return gross_price if gross else net_of(gross_price, rate)


def vat_of_stored(price: Decimal, rate: Decimal, *, gross: bool) -> Decimal:
    """The VAT of one unit at a stored price, not rounded: within it, or on top of a net one."""
    return vat_in_gross(price, rate) if gross else price * rate / 100


def gross_price(price: Decimal, rate: Decimal, *, gross: bool) -> Decimal:
    """A stored price with VAT, at four decimals."""
    return price if gross else round(gross_of(price, rate), 4)
