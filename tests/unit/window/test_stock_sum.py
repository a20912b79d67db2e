"""The sum of the step warehouses follows the rules of a run, on the sample shop and the sample warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from sync.clock import TurnedClock
from sync.errors import Unreachable
from sync.model import Catalog, DocumentDraft, DocumentKind, DocumentLine, MarkKey, Product, ShopProduct
from sync.money import unscaled
from sync.ports import Shop, Warehouse
from sync.profile import SecretName, Stock, StockLink
from sync.sentences import say
from sync.shops.baselinker import BaseLinker
from sync.tags import tagged_note
from tests.e2e.bridge import NOW, TOKEN
from tests.gui.products_place import products_place
from wizard.opening import open_shop, open_warehouse
from wizard.steps.stock_sum import Example, read_example

_KEY = "bl-sum"
_PLACES = (2, 3, 4)


@dataclass
class Both:
    shop: Shop
    warehouse: Warehouse
    catalogs: tuple[Catalog, ...]

    def example(self, stock: Stock, *, days_later: int = 0, turn: int = 0) -> Example:
        now = NOW + timedelta(days=days_later)
        found = read_example(self.shop, self.warehouse, stock, self.catalogs, _KEY, now, turn)
        assert found is not None
        return found

    def order(self, product: Product, pieces: int) -> None:
        """Write an order of ours at the first place."""
        key = MarkKey(_KEY, "9001")
        line = DocumentLine(product.id, _PLACES[0], Decimal(pieces), Decimal(1), product.vat_rate)
        note, total = tagged_note(key, ""), Decimal(pieces)
        draft = DocumentDraft(DocumentKind.ORDER, _PLACES[0], 1, 1, NOW.date(), (line,), total, note)
        self.warehouse.write_document(draft, key)


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    with products_place(tmp_path / "place") as place:
        clock = TurnedClock(NOW)
        connect = place.profile.connect
        shop = open_shop(connect.shop, {SecretName.SHOP_TOKEN: TOKEN}, clock, lambda _until: None)
        with closing(open_warehouse(connect.warehouse, {}, clock, connect.time_zone)) as warehouse:
            yield Both(shop, warehouse, tuple(shop.catalogs()))


def _stock(places: tuple[int, ...] = _PLACES, **rules: object) -> Stock:
    links = (StockLink(locations=places, shop_warehouse="bl_901"),)
    return Stock.model_validate({"location_for_orders": 2, "links": links, **rules})


def _comes_to(example: Example) -> int:
    return sum(level for _, level in example.places) - example.held - example.reserve


def test_the_figures_come_to_the_number_in_the_shop(both: Both) -> None:
    example = both.example(_stock(reserve=Decimal(1)))
    assert [place for place, _ in example.places] == list(_PLACES)
    assert example.reserve == 10_000
    assert example.level == _comes_to(example) > 0


def test_an_open_order_is_subtracted_where_the_owner_chose_so(both: Both) -> None:
    product = both.example(_stock()).product
    both.order(product, 2)
    without = both.example(_stock())
    subtracted = both.example(_stock(subtract_open_orders=True))
    assert (without.product, without.held) == (product, 0)
    assert (subtracted.product, subtracted.held) == (product, 20_000)
    assert subtracted.level == without.level - 20_000


def test_an_order_older_than_the_days_holds_nothing_back(both: Both) -> None:
    both.order(both.example(_stock()).product, 2)
    chosen = _stock(subtract_open_orders=True)
    assert both.example(chosen, days_later=13).held == 20_000
    assert both.example(chosen, days_later=15).held == 0
    assert both.example(_stock(subtract_open_orders=True, open_order_days=None), days_later=15).held == 20_000


def test_a_shop_that_keeps_reservations_itself_is_not_subtracted_from_twice(both: Both) -> None:
    product = both.example(_stock()).product
    both.order(product, 2)
    both.catalogs = (Catalog("30411", "", warehouses=("bl_901",), subtracts_reservations=True),)
    assert both.example(_stock(subtract_open_orders=True)).held == 0


def test_another_turn_is_another_product(both: Both) -> None:
    assert both.example(_stock()).product != both.example(_stock(), turn=1).product


def test_what_the_shop_shows_now_is_the_shops_own_number(both: Both) -> None:
    example = both.example(_stock())
    (there,) = both.shop.find_product(both.catalogs[0].id, example.product.code)
    assert example.in_shop == there.stock["bl_901"]


def test_without_the_shop_the_sum_stands_and_its_number_is_unknown(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(_shop: BaseLinker, _catalog: str, _key: str) -> list[ShopProduct]:
        raise Unreachable(say("The shop does not answer."))

    monkeypatch.setattr(BaseLinker, "find_product", silent)
    example = both.example(_stock())
    assert example.in_shop is None
    assert unscaled(example.level) > 0


def test_a_location_without_any_stock_entry_has_no_sum(both: Both) -> None:
    found = read_example(both.shop, both.warehouse, _stock((99,)), both.catalogs, _KEY, NOW)
    assert found is None
