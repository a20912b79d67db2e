"""micro.bg at work on the same company: the starting data of a test, and what people do meanwhile.

Keyword arguments are fields, named as in the lists. Prices as the company's PricesWithVat says, quantities in
the item's measure.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal

from sync.simulators.microbg.books import SERVICE_PATH, Books, Company, Operation
from sync.simulators.microbg.operation_lines import (
    ORDER,
    SALE,
    Frame,
    exchange_moves,
    moved_again,
    taken_lines,
)
from sync.simulators.microbg.operations import remove
from sync.simulators.microbg.quirks import Quirks
from sync.simulators.microbg.tables import (
    GROUPS,
    ITEMS,
    MEASURES,
    OBJECTS,
    PARTNERS,
    PAYMENT_TYPES,
    TABLES,
    TAX_GROUPS,
    Column,
    Table,
)
from sync.simulators.microbg.wire import Fields

Amount = int | float | str | Decimal
_PLAIN: Final = Quirks()
_PAYMENT_TYPES: Final = {1: "В брой", 2: "По банка", 3: "С карта", 4: "С ваучер"}
_FIRST_PRICES: Final = {"PriceGroup": 1}


def fresh_books(company: Company | None = None) -> Books:
    """What every company has from the start: an object, a partner, measures, tax groups, payment types.

    Identifiers: groups, object and partner 1; tax group 1 with 20 %, 2 with 9 %, 3 with 0 %; measure 1 "бр.".
    """
    books = Books(company or Company())
    for groups in GROUPS.values():
        books.insert(groups, {"Name": "Служебна група", "Path": SERVICE_PATH})
    for name, rate in (("Основна група", 20), ("Намалена ставка", 9), ("Нулева ставка", 0)):
        books.insert(TAX_GROUPS, {"Name": name, "TaxValue": Decimal(rate)})
    for name in ("бр.", "кг", "м"):
        books.insert(MEASURES, {"Name": name})
    for ident, name in _PAYMENT_TYPES.items():
        fiscal = 1 if ident in (1, 3) else 2
        books.insert(PAYMENT_TYPES, {"Name": name, "PaymentMethod": ident, "FiscalMode": fiscal})
    books.insert(OBJECTS, {"Name": "Основен обект", **_FIRST_PRICES})
    partner: Fields = {"Code": "1", "Name": "Служебен партньор", "GroupId": 1, "PartnerType": 3}
    books.insert(PARTNERS, {**partner, **_FIRST_PRICES})
    return books


class Program:
    """The hands of the people in the shop. Thread-safe against the running service."""

    def __init__(self, books: Books, lock: threading.RLock, now: Callable[[], datetime]) -> None:
        self._books = books
        self._lock = lock
        self._now = now

    @property
    def company(self) -> Company:
        """The company's data and settings; change them in place."""
        return self._books.company

    def add_good(self, name: str, *, stock: Mapping[int, Amount] | None = None, **fields: Any) -> int:
        """An item; ``stock`` by object. Returns its identifier. Its code is the next one unless given."""
        usual: Fields = {"GroupId": 1, "TaxGroup": 1, "MeasureId": 1, "Name": name}
        with self._lock:
            ident = self._add(ITEMS, {**usual, "Code": self._books.next_code(ITEMS), **fields})
            for location, quantity in (stock or {}).items():
                self.set_stock(location, ident, quantity)
            return ident

    def add_partner(self, name: str, **fields: Any) -> int:
        """A partner. Returns its identifier."""
        usual: Fields = {"GroupId": 1, "PriceGroup": 1, "PartnerType": 1, "Name": name}
        with self._lock:
            return self._add(PARTNERS, {**usual, "Code": self._books.next_code(PARTNERS), **fields})

    def add_location(self, name: str, **fields: Any) -> int:
        """An object. Returns its identifier."""
        return self.add(OBJECTS.name, **{**_FIRST_PRICES, "Name": name, **fields})

    def add_group(self, name: str, *, module: Literal["Items", "Partners"] = "Items", parent: int = 0) -> int:
        """A group of items or partners, below ``parent`` or at the top. Returns its identifier."""
        table = GROUPS[module]
        with self._lock:
            above = self._books.tables[table.name][parent]["Path"] if parent else ""
            path = self._books.next_path(table, above)
            return self._add(table, {"Name": name, "parentId": parent, "Path": path})

    def add_payment_type(self, name: str, **fields: Any) -> int:
        """A payment type, by bank and not fiscal unless given. Returns its identifier."""
        return self.add(PAYMENT_TYPES.name, **{"PaymentMethod": 2, "FiscalMode": 2, "Name": name, **fields})

    def add_tax_group(self, name: str, rate: Amount) -> int:
        """A tax group; ``rate`` in percent. Returns its number."""
        return self.add(TAX_GROUPS.name, Name=name, TaxValue=rate)

    def add(self, table: str, **fields: Any) -> int:
        """A row of any other list, such as Measures or BankAccounts. Returns its identifier."""
        with self._lock:
            return self._add(TABLES[table], fields)

    def change(self, table: str, ident: int, **fields: Any) -> None:
        """Change fields of a row; KeyError where there is no such row or field."""
        with self._lock:
            row = self._books.tables[table][ident]
            if fields.keys() - row.keys():
                raise KeyError(f"{table} has no {sorted(fields.keys() - row.keys())}")
            row.update(_exact(TABLES[table], fields))
            if "DateUpdated" in row:
                row["DateUpdated"] = self._now()

    def mark_deleted(self, table: str, ident: int) -> None:
        """Delete as the program does: the row stays."""
        self.change(table, ident, Deleted=True)

    def remove(self, table: str, ident: int) -> None:
        """Take a row away for good. KeyError where there is none."""
        with self._lock:
            del self._books.tables[table][ident]

    def set_stock(self, location: int, good: int, quantity: Amount) -> None:
        """Count anew what is there, without an operation."""
        with self._lock:
            place, counted = (location, good), Decimal(str(quantity))
            self._books.opening[place] += counted - self._books.stock[place]
            self._books.stock[place] = counted

    def write(
        self,
        kind: int,
        location: int,
        partner: int,
        lines: Sequence[Fields],
        *,
        note: str = "",
        day: date | None = None,
    ) -> int:
        """An operation made by hand; lines have at least ItemId, Qtty and Price. Returns its number
        (Acct).
        """
        with self._lock:
            now, company = self._now(), self._books.company
            frame = Frame(kind, location, company.prices_with_vat, False, company.is_vat)
            sent = [{**line, **_plain(line)} for line in lines]
            operation = Operation(
                ident=0, kind=kind, number=self._books.next_number(kind), day=day or now.date(),
                location=location, partner=partner, user=self._books.user, made=now, changed=now, own=False,
                mark=None, prices_with_vat=company.prices_with_vat, null_vat=False, is_vat=company.is_vat,
                note=note, lines=taken_lines(self._books, sent, frame, _PLAIN, Counter()),
            )  # fmt: skip
            return self._keep(operation)

    def sell(self, location: int, good: int, quantity: Amount, price: Amount = 0) -> int:
        """A sale at the till to the first partner. Returns its number."""
        return self.write(SALE, location, 1, [{"ItemId": good, "Qtty": quantity, "Price": price}])

    def document_id(self, kind: int, number: int) -> int:
        """The identifier of the document of this type and number. KeyError where there is none."""
        with self._lock:
            return self._document(kind, number).ident

    def change_note(self, kind: int, number: int, note: str) -> None:
        """Write something else into a document's note."""
        with self._lock:
            operation = self._document(kind, number)
            operation.note, operation.changed = note, self._now()

    def turn_into_sale(
        self, order: int, *, keep_order: bool = False, same_document: bool = False, keep_mark: bool = False
    ) -> int:
        """Make a sale of an order; which of these micro.bg does is not known. Returns the sale's number.

        same_document: the order itself becomes the sale and keeps its identifier and ExtAppDocId. Else a sale
        of its own appears and the order goes, or stays; keep_mark gives the sale the order's ExtAppDocId.
        """
        with self._lock:
            found = self._document(ORDER, order)
            lines = moved_again(found.lines, SALE)
            if same_document:
                exchange_moves(self._books, found.lines, lines)
                found.kind, found.number = SALE, self._books.next_number(SALE)
                found.lines, found.changed = lines, self._now()
                return found.number
            sale = Operation(
                ident=0, kind=SALE, number=self._books.next_number(SALE), day=self._now().date(),
                location=found.location, partner=found.partner, user=found.user, made=self._now(),
                changed=self._now(), own=found.own and keep_mark, mark=found.mark if keep_mark else None,
                prices_with_vat=found.prices_with_vat, null_vat=found.null_vat, is_vat=found.is_vat,
                note=found.note, payment_type=found.payment_type, lines=lines,
            )  # fmt: skip
            number = self._keep(sale)
            if not keep_order:
                remove(self._books, found)
            return number

    def delete_document(self, kind: int, number: int) -> None:
        """Take a document away, with its effect on the stock. KeyError where there is none."""
        with self._lock:
            remove(self._books, self._document(kind, number))

    def deny(self, *functions: str) -> None:
        """Take the chosen user's right to these functions."""
        with self._lock:
            self._books.denied.update(functions)

    def allow_all(self) -> None:
        """Give the chosen user every right."""
        with self._lock:
            self._books.denied.clear()

    def use_application(self, used: bool) -> None:
        """Switch the application on or off in micro.bg's settings."""
        with self._lock:
            self._books.used = used

    def paid_until(self, day: date) -> None:
        """The last day on which the API answers."""
        with self._lock:
            self._books.company.payment_to = day

    def backup(self) -> Books:
        """A copy of everything, for :meth:`restore`."""
        with self._lock:
            return self._books.snapshot()

    def restore(self, backup: Books) -> None:
        """Put an older copy in place."""
        with self._lock:
            self._books.restore(backup)

    def _add(self, table: Table, fields: Fields) -> int:
        made = {"DateUpdated": self._now()} if Column("DateUpdated", "moment", False) in table.columns else {}
        return int(self._books.insert(table, {**made, **_exact(table, fields)})[table.key])

    def _keep(self, operation: Operation) -> int:
        exchange_moves(self._books, (), operation.lines)
        operation.ident = self._books.next_id("Operations")
        self._books.operations[operation.ident] = operation
        return operation.number

    def _document(self, kind: int, number: int) -> Operation:
        for operation in self._books.operations.values():
            if (operation.kind, operation.number) == (kind, number):
                return operation
        raise KeyError(f"no operation {number} of type {kind}")


def _exact(table: Table, fields: Fields) -> Fields:
    """Numbers as exact ones, whatever they are given as."""
    numbers = {column.name for column in table.columns if column.kind == "number"}
    return {name: Decimal(str(value)) if name in numbers else value for name, value in fields.items()}


def _plain(line: Fields) -> Fields:
    """Exact numbers of a line as text, which the service reads."""
    return {name: str(value) for name, value in line.items() if isinstance(value, Decimal)}
