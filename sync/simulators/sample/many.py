"""Sets of any size, for benchmarks and for the edges of pages: goods in an embedded warehouse, the matching
products and orders.

Good number ``i`` (from 1) has the code ``000001``, a barcode, a price and stocks that follow from its number
alone, so both sides can be made apart from each other and still agree. Prices are gross in euro, quantities
whole pieces.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sync.simulators.baselinker.account import Account
from sync.simulators.sample.account import build_account
from sync.simulators.sample.catalogue import EURO_PRICES, MAIN_INVENTORY, MAIN_WAREHOUSE
from sync.simulators.sample.check_digits import with_ean_digit
from sync.simulators.sample.files import Row
from sync.simulators.sample.order_plan import NEW
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.schema import Blank, Table
from sync.warehouses.warehouse_pro.tables import GOODS, OBJECTS, STORE

MOST: Final = 999_999
_PREFIX: Final = "380998"
_FIRST_PRODUCT_ID: Final = 5_000_000


def many_goods(database: Database, count: int, objects: int = 4) -> list[int]:
    """Puts ``count`` goods and ``objects`` objects into an embedded warehouse that was just made, with all
    rows of stock.

    One transaction, about a second for 100,000 goods. Returns the new objects' IDs. Goods follow those that
    are there.
    """
    if not 0 <= count <= MOST:
        raise ValueError(f"count must be between 0 and {MOST}")
    with database.transaction():
        row = database.one("SELECT MAX([ID]) FROM [Goods]")
        before = int(row[0] or 0) if row else 0
        names = [f"Обект {place}" for place in range(1, objects + 1)]
        places = [database.insert(OBJECTS, {"Code": name, "Name": name, "Name2": name}) for name in names]
        _insert_select(database, GOODS, _GOOD, f"({_numbers(count)}) AS n")
        good = f"[Goods].[ID] - {before}"
        _insert_select(
            database,
            STORE,
            {
                "ObjectID": "[Objects].[ID]",
                "GoodID": "[Goods].[ID]",
                "Qtty": _stock_in_sql(good, "[Objects].[ID]", places),
                "Price": "[Goods].[PriceIn]",
            },
            "[Goods] CROSS JOIN [Objects] WHERE NOT EXISTS (SELECT 1 FROM [Store] AS s"
            " WHERE s.[GoodID] = [Goods].[ID] AND s.[ObjectID] = [Objects].[ID])",
        )
    return places


def code(number: int) -> str:
    """The code of good ``number``, and the SKU of its product."""
    return f"{number:06d}"


def barcode(number: int) -> str:
    """The EAN-13 of good ``number``."""
    return with_ean_digit(f"{_PREFIX}{number:06d}")


def retail_cents(number: int) -> int:
    """The retail price (PriceOut2) of good ``number`` in cents."""
    return 100 + number * 37 % 9900


def stock(number: int, place: int) -> int:
    """Pieces of good ``number`` in the ``place``-th (from 1) of the new objects."""
    return (number * 7 + place * 13) % 50


def many_products(count: int, objects: int = 4, *, other_prices: int = 0, other_stocks: int = 0) -> Account:
    """A BaseLinker account whose main catalogue holds the products of the goods 1 to ``count``, all matched
    by SKU.

    Its main warehouse shows the sum over all ``objects``. The first ``other_prices`` prices and
    ``other_stocks`` stocks differ from the warehouse's.
    """
    return Account.from_json(build_account(list(_products(count, objects, other_prices, other_stocks)), []))


def many_orders(
    template: Row, count: int, *, in_one_second: int = 0, first_moment: int = 1_793_500_000
) -> list[Row]:
    """``count`` confirmed orders like ``template`` (an order of the sample), a minute apart; times in unix
    seconds.

    The ``in_one_second`` ones in the middle were confirmed in the same second. Numbers ascend from 900,001
    on.
    """
    start = (count - in_one_second) // 2
    return [
        {
            **template,
            "order_id": 900_001 + place,
            "order_status_id": template.get("order_status_id", NEW),
            "confirmed": True,
            "date_add": first_moment + 60 * place,
            "date_confirmed": first_moment + 60 * _minute(place, start, in_one_second),
            "date_in_status": first_moment + 60 * _minute(place, start, in_one_second),
            "products": [
                {**line, "order_product_id": 9_000_001 + 100 * place + row}
                for row, line in enumerate(template["products"])
            ],
        }
        for place in range(count)
    ]


def _minute(place: int, start: int, together: int) -> int:
    return start + together - 1 if start <= place < start + together else place


def _products(count: int, objects: int, other_prices: int, other_stocks: int) -> Iterator[Row]:
    for number in range(1, count + 1):
        price = retail_cents(number) + (50 if number <= other_prices else 0)
        pieces = sum(stock(number, place) for place in range(1, objects + 1))
        yield {
            "product_id": _FIRST_PRODUCT_ID + number,
            "inventory_id": MAIN_INVENTORY,
            "sku": code(number),
            "ean": barcode(number),
            "tax_rate": 20,
            "prices": {str(EURO_PRICES): price / 100},
            "stock": {MAIN_WAREHOUSE: pieces + (1 if number <= other_stocks else 0)},
            "text_fields": {"name": f"Стока {number}"},
        }


def _numbers(count: int) -> str:
    """The numbers from 1 to ``count`` as a SELECT of the embedded warehouse's engine."""
    first = f"SELECT 1 WHERE {count:d} > 0"
    more = " ".join(("SELECT i + 1 FROM up WHERE i <", str(count)))
    return " ".join(("WITH RECURSIVE up(i) AS (", first, "UNION ALL", more, ") SELECT i FROM up"))


def _barcode_in_sql() -> str:
    """The barcode of number ``n.i``; the same sum as in ``with_ean_digit``, digit by digit."""
    digits = [f"CAST(substr(printf('%06d', n.i), {place}, 1) AS INTEGER)" for place in range(1, 7)]
    fixed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(_PREFIX))
    weighted = " + ".join(f"{digit} * {3 if place % 2 else 1}" for place, digit in enumerate(digits))
    return f"'{_PREFIX}' || printf('%06d', n.i) || ((1000 - ({fixed} + {weighted})) % 10)"


def _stock_in_sql(good: str, place: str, places: list[int]) -> str:
    """The stock of a good in an object; 0 for objects and goods that were there before."""
    if not places:
        return "0"
    is_new = f"{place} >= {places[0]} AND {good} > 0"
    pieces = f"(({good}) * 7 + ({place} - {places[0] - 1}) * 13) % 50"
    return f"CASE WHEN {is_new} THEN {pieces} ELSE 0 END"


_GOOD: Final = {
    "Code": "printf('%06d', n.i)",
    "BarCode1": _barcode_in_sql(),
    "Name": "'Стока ' || n.i",
    "Name2": "'Стока ' || n.i",
    "Measure1": "'бр.'",
    "Measure2": "'бр.'",
    "PriceIn": "(100 + n.i * 37 % 9900) * 0.5 / 100",
    "PriceOut1": "(100 + n.i * 37 % 9900) * 0.8 / 100",
    "PriceOut2": "(100 + n.i * 37 % 9900) / 100.0",
}


def _insert_select(database: Database, into: Table, expressions: Mapping[str, str], source: str) -> None:
    """Fills ``into`` from a SELECT; columns without an expression get their blanks. No value comes from
    outside.
    """
    columns = {name: expressions.get(name, _literal(blank)) for name, blank in into.blank_row().items()}
    names = ", ".join(f"[{name}]" for name in columns)
    values = ", ".join(columns.values())
    database.execute(" ".join((f"INSERT INTO [{into.name}] ({names})", "SELECT", values, "FROM", source)))


def _literal(blank: Blank) -> str:
    if blank is None:
        return "NULL"
    return f"'{blank}'" if isinstance(blank, str) else str(blank)
