"""Makes the bench over Utility Center's service, furnished like all the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal

from sync.clock import TurnedClock
from sync.simulators.utility_center import Books, Quirks, Settings, UtilityCenterSimulator, fresh_books
from sync.warehouses.remote.keeper import MemoryKeeper
from sync.warehouses.utility_center import UtilityCenter
from sync.warehouses.utility_center.settings import PriceHabits
from sync.warehouses.warehouse_pro.codes import ORDER
from tests.contract.warehouses.bench import (
    CUP,
    CUSTOMER,
    NOW,
    SHOP_FLOOR,
    SOFIA,
    goods_of_bench,
    stock_of_bench,
)
from tests.contract.warehouses.port_bench import PortBench, SeenDocument, SeenLine


class SimulatorJudge:
    """Looks into the simulator's books."""

    def __init__(self, simulator: UtilityCenterSimulator) -> None:
        self._simulator = simulator

    def orders(self) -> Sequence[SeenDocument]:
        return [
            SeenDocument(
                document.number,
                document.partner,
                document.note,
                tuple(
                    SeenLine(
                        int(str(row["GoodID"])), int(str(row["ObjectID"])), _number(row["Qtty"]), _gross(row)
                    )
                    for row in self._simulator.judge.rows("Operations")
                    if row["OperType"] == ORDER and row["Acct"] == document.number
                ),
            )
            for document in sorted(self._simulator.judge.documents(ORDER), key=lambda each: each.number)
        ]

    def goods(self) -> int:
        return len(self._simulator.judge.rows("Goods"))

    def partners(self) -> Sequence[str]:
        return [str(row["Company"]) for row in self._simulator.judge.rows("Partners")]

    def delete_order(self, number: int) -> None:
        self._simulator.program.delete_document(ORDER, number)

    def note_order(self, note: str) -> int:
        return self._simulator.program.write(
            ORDER, SHOP_FLOOR, CUSTOMER, [{"GoodID": CUP, "Qtty": 1.0, "PriceOut": 6.0}], note=note
        )


def _number(cell: object) -> Decimal:
    return round(Decimal(str(cell)), 4).normalize()


def _gross(row: Mapping[str, object]) -> Decimal:
    return round(Decimal(str(row["PriceOut"])), 4)


def furnished_books() -> Books:
    """The shop of the bench: two places, three VAT groups, a customer and seven goods."""
    books = fresh_books(Settings())
    with UtilityCenterSimulator(books) as simulator:
        program = simulator.program
        for name, code in (("Кухня", "AAA"), ("Чаши", "AAAAAA"), ("Храни", "AAB")):
            program.add("GoodsGroups", Name=name, Code=code)
        program.add("VATGroups", Code="2", Name="9 %", VATValue=9.0)
        program.add("VATGroups", Code="3", Name="0 %", VATValue=0.0)
        for name in ("Магазин", "Склад"):
            program.add_location(name)
        program.add_user("Мостик")
        program.add_partner(
            "Кафе Лимон ООД",
            Bulstat="BG 203 456 785",
            TaxNo="BG203456785",
            eMail="Office@Limon.example; sales@limon.example",
            City="Русе",
        )
        stock = stock_of_bench()
        for row in goods_of_bench():
            columns = {name: cell for name, cell in row.items() if not isinstance(cell, Decimal)}
            made = program.add("Goods", **columns, Ratio=1.0)
            simulator.books.add_stock_rows(good=made)
            if made in stock:
                for place, quantity in zip((SHOP_FLOOR, SHOP_FLOOR + 1), stock[made], strict=True):
                    program.set_stock(place, made, quantity)
            else:
                program.drop_stock_rows(made)
    return books


@contextmanager
def utility_center_bench(
    quirks: Quirks | None = None, *, key: str = ""
) -> Iterator[tuple[PortBench, UtilityCenterSimulator]]:
    clock = TurnedClock(NOW)
    opened: list[UtilityCenter] = []
    with UtilityCenterSimulator(furnished_books(), quirks=quirks, clock=clock, key=key) as simulator:

        def program() -> UtilityCenter:
            warehouse = UtilityCenter(
                simulator.url,
                key,
                PriceHabits(gross=True, currency="EUR"),
                clock=clock,
                zone=SOFIA,
                keeper=MemoryKeeper(),
                machine="КАСА-1",
            )
            opened.append(warehouse)
            return warehouse

        try:
            yield PortBench(program(), clock, SimulatorJudge(simulator), program), simulator
        finally:
            for each in opened:
                each.close()
