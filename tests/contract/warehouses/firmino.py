"""Makes the bench over Firmino's service, furnished like all the others.

The API has one place and Polish VAT rates, so what the bench calls the shop floor and the store room is
that one place, and its rates of 20 and 9 % are 23 and 8 %.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from sync.clock import TurnedClock
from sync.model import DocumentDraft, MarkKey
from sync.ports import WrittenDocument
from sync.simulators.firmino import Books, FirminoSimulator, Quirks, fresh_books
from sync.warehouses.firmino import Firmino
from sync.warehouses.firmino.goods import PLACE
from sync.warehouses.firmino.settings import Habits, StockMeaning
from sync.warehouses.remote.keeper import MemoryKeeper
from tests.contract.warehouses.bench import (
    CUP,
    CUSTOMER,
    NOW,
    SHOP_FLOOR,
    STORE_ROOM,
    goods_of_bench,
    stock_of_bench,
)
from tests.contract.warehouses.port_bench import PortBench, SeenDocument, SeenLine

WARSAW: Final = ZoneInfo("Europe/Warsaw")
GONE_CODE: Final = "1006"
_RATES: Final = {Decimal(20): Decimal(23), Decimal(9): Decimal(8)}
_PLACES: Final = (SHOP_FLOOR, STORE_ROOM)
_LATER_IDS: Final = 480_000


class InBenchNumbers(Firmino):
    """Firmino, spoken to in the bench's places and rates."""

    def write_document(self, draft: DocumentDraft, key: MarkKey) -> WrittenDocument:
        return super().write_document(_in_firmino(draft), key)

    def replace_document(self, key: MarkKey, expected_hash: str, draft: DocumentDraft) -> WrittenDocument:
        return super().replace_document(key, expected_hash, _in_firmino(draft))

    def open_order_lines(self, shop_key: str, since: datetime | None) -> Mapping[tuple[int, int], int]:
        found = super().open_order_lines(shop_key, since)
        return {(good, SHOP_FLOOR): held for (good, _place), held in found.items()}


def _in_firmino(draft: DocumentDraft) -> DocumentDraft:
    lines = tuple(
        replace(line, location_id=_place(line.location_id), vat_rate=_RATES.get(line.vat_rate, line.vat_rate))
        for line in draft.lines
    )
    return replace(draft, lines=lines, location_id=_place(draft.location_id))


def _place(bench: int) -> int:
    return PLACE if bench in _PLACES else bench


class FirminoJudge:
    """Looks into the simulator's books."""

    def __init__(self, simulator: FirminoSimulator) -> None:
        self._simulator = simulator

    def orders(self) -> Sequence[SeenDocument]:
        return [
            SeenDocument(
                document.ident,
                document.customer,
                document.notes or document.print_notes,
                tuple(
                    SeenLine(line.article or 0, SHOP_FLOOR, line.quantity.normalize(), line.price)
                    for line in document.lines
                ),
            )
            for document in self._simulator.judge.documents("order")
        ]

    def goods(self) -> int:
        return len(self._simulator.judge.articles())

    def partners(self) -> Sequence[str]:
        return [str(row["fullName"]) for row in self._simulator.judge.customers()]

    def delete_order(self, number: int) -> None:
        self._simulator.program.delete_document(number)

    def note_order(self, note: str) -> int:
        lines = [(CUP, Decimal(1), Decimal(6))]
        return self._simulator.program.write("order", CUSTOMER, lines, notes=note, printNotes=note)


def furnished_books() -> Books:
    """The goods and the customer of the bench under their numbers; the deleted good is not there."""
    books = fresh_books()
    with FirminoSimulator(books) as simulator:
        books.last_ident = CUSTOMER - 1
        simulator.program.add_customer(
            "LIMON",
            "Кафе Лимон ООД",
            "Русе",
            countryCode="BG",
            tin="BG 203 456 785",
            email="Office@Limon.example; sales@limon.example",
        )
        stock = stock_of_bench()
        for number, row in enumerate(goods_of_bench(), start=CUP):
            if row["Code"] == GONE_CODE:
                continue
            books.last_ident = number - 1
            simulator.program.add_article(
                str(row["Code"]) or f"K-{number}",
                str(row["Name"]),
                gross=Decimal(str(row.get("PriceOut2", 0))),
                vat_rate={2: "8", 3: "0"}.get(int(str(row["TaxGroup"])), "23"),
                quantity=round(Decimal(str(sum(stock.get(number, (0,))))), 4),
                service=bool(row.get("Type")),
                note=str(row.get("Description", "")),
            )
        books.last_ident = _LATER_IDS
    return books


@contextmanager
def firmino_bench(
    quirks: Quirks | None = None, *, stock: StockMeaning = StockMeaning.ALL
) -> Iterator[tuple[PortBench, FirminoSimulator]]:
    clock = TurnedClock(NOW)
    opened: list[Firmino] = []
    with FirminoSimulator(furnished_books(), quirks=quirks, clock=clock) as simulator:

        def program() -> Firmino:
            warehouse = InBenchNumbers(
                simulator.url,
                *simulator.credentials,
                clock=clock,
                zone=WARSAW,
                company="SKLEP",
                habits=Habits(stock),
                keeper=MemoryKeeper(),
                machine="KASA-1",
            )
            opened.append(warehouse)
            return warehouse

        try:
            yield PortBench(program(), clock, FirminoJudge(simulator), program), simulator
        finally:
            for each in opened:
                each.close()
