"""Makes the bench over micro.bg's service, furnished like all the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal

from sync.clock import TurnedClock
from sync.simulators.microbg import (
    Books,
    MicrobgSimulator,
    Quirks,
    StoredDocument,
    StoredLine,
    fresh_books,
)
from sync.warehouses.microbg import MicroBg
from sync.warehouses.remote.keeper import MemoryKeeper
from sync.warehouses.warehouse_pro.codes import ORDER, SERVICE_FLAGS
from tests.contract.warehouses.bench import (
    CUP,
    CUSTOMER,
    NOW,
    SHOP_FLOOR,
    SOFIA,
    STORE_ROOM,
    goods_of_bench,
    stock_of_bench,
)
from tests.contract.warehouses.port_bench import PortBench, SeenDocument, SeenLine


class MicroBgJudge:
    """Looks into the simulator's books."""

    def __init__(self, simulator: MicrobgSimulator) -> None:
        self._simulator = simulator

    def orders(self) -> Sequence[SeenDocument]:
        return [
            SeenDocument(
                document.number,
                document.partner,
                document.note,
                tuple(
                    SeenLine(
                        line.good,
                        document.location,
                        line.quantity.normalize(),
                        round(_gross(document, line), 4),
                    )
                    for line in document.lines
                ),
            )
            for document in sorted(self._simulator.judge.documents(ORDER), key=lambda each: each.number)
        ]

    def goods(self) -> int:
        return len(self._simulator.judge.goods())

    def partners(self) -> Sequence[str]:
        return [str(row["Name"]) for row in self._simulator.judge.partners()]

    def delete_order(self, number: int) -> None:
        self._simulator.program.delete_document(ORDER, number)

    def note_order(self, note: str) -> int:
        line = {"ItemId": CUP, "Qtty": 1, "Price": 6}
        return self._simulator.program.write(ORDER, SHOP_FLOOR, CUSTOMER, [line], note=note)


def _gross(document: StoredDocument, line: StoredLine) -> Decimal:
    return line.price_out if document.prices_with_vat else line.price_out * (1 + line.rate / 100)


def furnished_books() -> Books:
    """The shop of the bench: two places, a customer and seven goods, under the same numbers as everywhere."""
    books = fresh_books()
    books.company.prices_with_vat = True
    books.company.allow_negative_stock = True
    with MicrobgSimulator(books) as simulator:
        program = simulator.program
        kitchen = program.add_group("Кухня")
        program.add_group("Чаши", parent=kitchen)
        program.add_group("Храни")
        for name in ("Магазин", "Склад"):
            program.add_location(name)
        program.add_partner(
            "Кафе Лимон ООД",
            TaxID="203456785",
            VatID="BG203456785",
            eMail="office@limon.example; sales@limon.example",
            City="Русе",
        )
        program.add_good("Служебна стока")
        stock = stock_of_bench()
        for row in goods_of_bench():
            prices = {name: cell for name, cell in row.items() if name.startswith("Price")}
            made = program.add_good(
                str(row["Name"]),
                stock={},
                Code=str(row["Code"]),
                Barcode=str(row.get("BarCode1", "")),
                GroupId=max(int(str(row["GroupID"])), 1),
                TaxGroup=row["TaxGroup"],
                NotStorable=bool(int(str(row.get("Type", 0))) & SERVICE_FLAGS),
                **{name: Decimal(str(cell)) for name, cell in prices.items()},
            )
            for place, quantity in zip((SHOP_FLOOR, STORE_ROOM), stock.get(made, ()), strict=False):
                program.set_stock(place, made, Decimal(str(quantity)))
            if row.get("Deleted"):
                program.mark_deleted("Items", made)
    return books


@contextmanager
def microbg_bench(quirks: Quirks | None = None) -> Iterator[tuple[PortBench, MicrobgSimulator]]:
    clock = TurnedClock(NOW)
    opened: list[MicroBg] = []
    with MicrobgSimulator(furnished_books(), quirks=quirks, clock=clock) as simulator:

        def program() -> MicroBg:
            warehouse = MicroBg(
                simulator.url,
                simulator.api_id,
                simulator.secret,
                clock=clock,
                zone=SOFIA,
                keeper=MemoryKeeper(),
                machine="КАСА-1",
            )
            opened.append(warehouse)
            return warehouse

        try:
            yield PortBench(program(), clock, MicroBgJudge(simulator), program), simulator
        finally:
            for each in opened:
                each.close()
