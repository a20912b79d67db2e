"""What a file looks like for whoever chooses its columns: recognised, guessed, and shown as it would be read.

Everything here blocks: the step calls it through its workers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice
from pathlib import Path
from typing import Final

from sync.errors import Refused
from sync.ports import Clock
from sync.sentences import Sentence
from sync.shops.by_file.order_book import OrderBook
from sync.shops.by_file.order_reading import read_order
from sync.shops.by_file.product_book import ProductBook
from sync.shops.by_file.settings import OrderFile, ProductFile
from sync.shops.files import (
    DateForm,
    DecimalSign,
    Row,
    TableForm,
    TableKind,
    files_in,
    open_table,
    recognise,
    recognise_date_forms,
    recognise_decimal_sign,
    wait_until_still,
)

SAMPLE: Final = 500
SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Looked:
    """A file as it was recognised. ``records``: what an XML file offers as (record, line)."""

    name: str
    form: TableForm
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    row_count: int
    records: tuple[tuple[str, str], ...] = ()

    def cells(self, column: str) -> list[str]:
        """The first cells of a column."""
        return [row.cells[column] for row in self.rows if row.problem is None and column in row.cells]


def look(path: str, pattern: str, clock: Clock, *, with_lines: bool, form: TableForm | None = None) -> Looked:
    """Recognise the file, or the newest one of a folder; by ``form`` where one was chosen.

    Raises Unreachable or SettingsError where it cannot be read.
    """
    place = Path(path)
    files = files_in(place, pattern) if place.is_dir() else [place]
    newest = files[-1] if files else place
    wait_until_still([newest], clock)
    records: tuple[tuple[str, str], ...] = ()
    if form is None or form.kind is TableKind.XML:
        found = recognise(newest, with_lines=with_lines)
        records = found.records
        table = found.table if form is None else open_table(newest, form)
    else:
        table = open_table(newest, form)
    return Looked(
        newest.name, table.form, table.columns, tuple(islice(table.rows(), SAMPLE)), table.row_count, records
    )


def decimal_sign_of(looked: Looked, columns: Iterable[str], divider: str = "") -> DecimalSign | None:
    """The decimal sign of these columns; None where the owner has to say it."""
    cells = [cell for column in columns for cell in looked.cells(column)]
    return recognise_decimal_sign(
        part for cell in cells for part in (cell.split(divider) if divider else [cell])
    )


def date_forms_of(looked: Looked, column: str) -> Sequence[DateForm]:
    """The forms that the dates of a column may have; more than one: the owner has to say it."""
    return recognise_date_forms(looked.cells(column))


@dataclass(frozen=True, slots=True)
class Read:
    """One row of the preview: an order or a product, its cells as they were understood, and what is wrong."""

    row: int
    cells: tuple[str, ...]
    problem: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """The first orders or products as they would be read, those with a mistake before the others."""

    rows: tuple[Read, ...]
    good: int
    wrong: int


def preview_orders(settings: OrderFile, currency: str, clock: Clock, zone: tzinfo) -> Preview:
    """Read every order of the file. Raises as :class:`OrderBook`."""
    book = OrderBook(settings, clock, zone)
    good: list[Read] = []
    wrong = [Read(each.row, (), each.said) for each in book.troubles]
    count = 0
    for raw in book.all():
        row = int(raw.raw["rows"][0][0])
        try:
            order = read_order(raw.raw, settings, currency, zone)
        except Refused as refused:
            wrong.append(Read(row, (raw.id,), refused.sentence))
            continue
        count += 1
        if len(good) >= SHOWN:
            continue
        shown = order.added_at.astimezone(zone).strftime("%d.%m.%Y %H:%M")
        lines = ", ".join(f"{line.quantity.normalize():f} × {line.sku or line.name}" for line in order.lines)
        total = f"{order.total:.2f} {order.currency}"
        good.append(Read(row, (order.number, shown, lines, total)))
    return Preview((*wrong[:SHOWN], *good), count, len(wrong))


def preview_products(settings: ProductFile, currency: str, clock: Clock) -> Preview:
    """Read every product of the file. Raises as :class:`ProductBook`."""
    book = ProductBook(settings, clock, currency)
    wrong = [Read(each.row, (), each.said) for each in book.troubles]
    good = [
        Read(
            place,
            (
                product.sku or product.id,
                product.name,
                *(f"{price:.2f} {currency}" for price in product.prices.values()),
                *([""] if not product.prices else []),
                *(f"{level.normalize():f}" for level in product.stock.values()),
                *([""] if not product.stock else []),
            ),
        )
        for place, product in enumerate(islice(book.products(), SHOWN), 1)
    ]
    return Preview((*wrong[:SHOWN], *good), book.count, len(wrong))
