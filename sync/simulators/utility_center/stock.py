"""What a document does to Store, and what a purchase does to the cost (facts 2.7, 4.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sync.simulators.utility_center.books import Books, number, whole
from sync.simulators.utility_center.tables import BLANK, GOODS, STORE, Row

LAST_PRICE: Final = 1
LIFO: Final = 3
NO_LOT_GIVEN: Final = "NA"
_NOTHING: Final = 0.0000001


@dataclass(frozen=True, slots=True)
class Moved:
    """A quantity (Measure1, positive) taken from or brought to one lot."""

    quantity: float
    lot: str = BLANK
    lot_id: int = 1


def move(books: Books, location: int, good: int, quantity: float, sign: int, cost: float) -> list[Moved]:
    """Change the stock; one entry a lot. A missing row is made, for the service sees to Store itself."""
    if sign == 0:
        return [Moved(quantity)]
    if not books.settings.with_lots:
        rows = books.stock_rows(location, good)
        row = rows[0] if rows else books.insert_stock(location, good, {"Price": cost})
        row["Qtty"] = number(row["Qtty"]) + sign * quantity
        return [Moved(quantity)]
    if sign > 0:
        books.insert_stock(location, good, {"Qtty": quantity, "Price": cost, "Lot": NO_LOT_GIVEN})
        return [Moved(quantity, NO_LOT_GIVEN)]
    return _take_from_lots(books, location, good, quantity)


def new_cost(books: Books, good: Row, quantity: float, price: float) -> None:
    """A purchase sets the cost of the good and of its stock in all locations: the average, or the last price.

    Called before the stock changes. With lots every lot keeps its own cost.
    """
    if books.settings.with_lots:
        return
    rows = [row for row in books.rows(STORE) if row["GoodID"] == good["ID"]]
    there = sum(number(row["Qtty"]) for row in rows)
    if books.settings.goods_management != LAST_PRICE and there > 0:
        price = (there * number(good["PriceIn"]) + quantity * price) / (there + quantity)
    books.tables[GOODS.name][whole(good["ID"])]["PriceIn"] = price
    for row in rows:
        row["Price"] = price


def _take_from_lots(books: Books, location: int, good: int, quantity: float) -> list[Moved]:
    """The oldest lot first, with LIFO the newest; a caller cannot choose. Empty lots vanish, and what no lot
    covers lowers the last one below 0.
    """
    lots = sorted(
        books.stock_rows(location, good),
        key=lambda row: whole(row["LotOrder"]),
        reverse=books.settings.goods_management == LIFO,
    )
    if not lots:
        lots = [books.insert_stock(location, good, {"Lot": NO_LOT_GIVEN})]
    moved: list[Moved] = []
    for lot in lots:
        is_last = lot is lots[-1]
        taken = quantity if is_last else min(quantity, max(number(lot["Qtty"]), 0.0))
        if taken <= _NOTHING:
            continue
        lot["Qtty"] = number(lot["Qtty"]) - taken
        quantity -= taken
        moved.append(Moved(taken, str(lot["Lot"]), whole(lot["LotID"])))
        if abs(number(lot["Qtty"])) <= _NOTHING:
            books.delete(STORE, lot["ID"])
    return moved
