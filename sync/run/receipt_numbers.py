"""Sale numbers (УНП) for orders that come in, and what protects them from being given twice.

A number is made before the document is written, so that it stands in the document's note, and stays the
order's number for good. After any doubt the sequence goes on behind the highest number that is known: to this
file, to the register beside it, to the shop, or to the notes of documents that we wrote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sync.errors import SettingsError
from sync.model import DocumentRef, Order
from sync.plan.order_document import PlannedOrder
from sync.plan.receipts import sale_of
from sync.ports import Journal
from sync.receipts.journal import Sale
from sync.receipts.settings import Device, Receipts
from sync.receipts.unp import NumberRange, SaleCounter, SaleNumber
from sync.run.connection import Connection
from sync.sentences import say
from sync.tags import tag, tagged_note

WorkedOut = Callable[[Order], PlannedOrder | None]
"""Gives the document of an order that this run has read; None where it cannot be worked out."""

SINCE: Final = "sale numbers since"
"""Under this name the journal remembers from when on orders get numbers."""
_NOTES_READ: Final = "sale numbers in notes read for "
"""Begins the name under which the journal remembers that they were; the device's number follows."""
_IN_NOTE: Final = re.compile(r"\b[A-Z]{2}[0-9]{6}-[A-Z0-9]{4}-[0-9]{7}\b")
_BATCH: Final = 500


def numbering(connection: Connection) -> tuple[Receipts, Device] | None:
    """The settings and the device where orders of this connection get sale numbers."""
    settings = connection.profile.receipts
    if settings is None or not settings.numbers_sales or settings.device is None:
        return None
    return settings, settings.device


def numbered(connection: Connection, planned: PlannedOrder) -> PlannedOrder:
    """The order with its sale and the sale's number in the journal, and in the note where the owner wants it
    there. To be called before the document is written; an order that is tried again keeps its number.
    """
    settings = connection.profile.receipts
    if settings is None or not settings.keeps_sales:
        return planned
    journal = connection.journal
    with journal.transaction():
        known = journal.sale(planned.order.id)
        number = known.sale_number if known else ""
        if not number and settings.numbers_sales and settings.device is not None:
            device = settings.device
            number = _number_of_shop(connection, planned.order, device)
            number = number or _next_number(connection, settings, device)
        made_at = known.made_at if known else connection.now()
        sale = sale_of(planned, number, made_at, settings.audit.transaction_field if settings.audit else "")
        if known:
            sale = replace(sale, in_shop=known.in_shop, doubtful=known.doubtful)
        journal.put_sale(sale)
    journal.fence()
    return _with_note(planned, number) if settings.number_in_note and number else planned


def number_late(connection: Connection, sales: Iterable[Sale]) -> None:
    """Give a number to sales that came in while none could be given."""
    active = numbering(connection)
    if active is None:
        return
    settings, device = active
    for sale in sales:
        if sale.sale_number or sale.doubtful:
            continue
        with connection.journal.transaction():
            number = _next_number(connection, settings, device)
            if not number:
                return
            connection.journal.put_sale(replace(sale, sale_number=number))
        connection.journal.fence()


def _next_number(connection: Connection, settings: Receipts, device: Device) -> str:
    """The next number; "" where all numbers that Mostik may give are used. An order comes in all the same."""
    ranges = ranges_of(settings)

    def following(last: int) -> int:
        number, _ = SaleCounter(device.serial, last, ranges).next(settings.operator_code)
        return number.sequence

    try:
        sequence = connection.journal.claim_sequence(device.serial, following)
    except SettingsError as error:
        noted = connection.journal.protocol()
        if not noted or noted[-1].sentence != error.sentence:
            connection.journal.add_protocol(error.sentence)
        return ""
    return str(SaleNumber(device.serial, settings.operator_code, sequence))


def ranges_of(settings: Receipts) -> tuple[NumberRange, ...]:
    """The ranges of sequences that are Mostik's."""
    return tuple(NumberRange(one.first, one.last) for one in settings.ranges) or (NumberRange(),)


def _with_note(planned: PlannedOrder, number: str) -> PlannedOrder:
    if number in planned.note:
        return planned
    text = planned.note.removeprefix(tag(planned.key))
    return replace(planned, note=tagged_note(planned.key, f"{number} {text}"))


# ---------------------------------------------------------------- after a doubt


def look_for_known_numbers(connection: Connection, orders: Sequence[Order], worked_out: WorkedOut) -> None:
    """Move the sequence behind every number of the device that is known elsewhere, and note a gap. ``orders``
    are those that this run has read, ``worked_out`` gives their documents, where they can be.

    Besides, find sales again that a restored state file has lost.
    """
    active = numbering(connection)
    if active is None:
        return
    settings, device = active
    journal = connection.journal
    seen = [number for order in orders for number in _numbers_of(order, device)]
    since = journal.recall(SINCE)
    if since is None:
        journal.remember(SINCE, connection.now().isoformat())
    else:
        seen += _lost_sales(connection, device, orders, since, worked_out)
    unread = journal.recall(f"{_NOTES_READ}{device.serial}") is None
    if unread:
        seen += _in_notes(connection, device)
    doubt_what_was_restored(journal)
    _move_behind(connection, settings, device, seen)
    if unread:
        # Only now: a run that breaks off before has left it to the next one.
        journal.remember(f"{_NOTES_READ}{device.serial}", connection.now().isoformat())


def _move_behind(
    connection: Connection, settings: Receipts, device: Device, seen: Collection[SaleNumber]
) -> None:
    ranges = ranges_of(settings)
    ours = [one.sequence for one in seen if any(each.first <= one.sequence <= each.last for each in ranges)]
    highest = max(ours, default=0)
    last = connection.journal.highest_sequence(device.serial)
    if highest <= last:
        return
    connection.journal.claim_sequence(device.serial, lambda known: max(known, highest))
    connection.journal.fence()
    connection.journal.add_protocol(
        say(
            "Sale numbers of the fiscal device {device} from {first} to {last} were given elsewhere or are "
            "left out; the next one is {following}.",
            device=device.serial,
            first=f"{last + 1:07d}",
            last=f"{highest:07d}",
            following=f"{highest + 1:07d}",
        )
    )


def doubt_what_was_restored(journal: Journal) -> None:
    """Where the journal is a restored backup: of no sale in it is it known whether it was printed since. To
    be called before anything is printed, by a run or from the list.
    """
    if not journal.was_restored():
        return
    tried = {paper.order_id for paper in journal.papers() if paper.may_exist}
    with journal.transaction():
        for sale in journal.sales().values():
            if sale.order_id not in tried and not sale.doubtful:
                journal.put_sale(replace(sale, doubtful=True))
        journal.add_protocol(
            say(
                "Mostik’s file was restored from a backup. Receipts that were waiting in it may have been "
                "printed since, so each waits for your word."
            )
        )
        journal.accept_restored()


def _lost_sales(
    connection: Connection, device: Device, orders: Sequence[Order], since: str, worked_out: WorkedOut
) -> list[SaleNumber]:
    """Orders that came in after numbers were begun and have no sale: their numbers stand in the notes."""
    journal = connection.journal
    lost = journal.done_without_sale(datetime.fromisoformat(since))
    if not lost:
        return []
    rows = journal.inbox_rows(lost).values()
    known = {order.id: order for order in orders}
    refs = {row.document for row in rows if row.document}
    documents = connection.warehouse.documents(refs) if refs else {}
    found: list[SaleNumber] = []
    for row in rows:
        document = documents.get(row.document) if row.document else None
        numbers = _read(document.note, device) if document else []
        found += numbers
        order = known.get(row.id)
        planned = worked_out(order) if order else None
        number = str(numbers[0]) if numbers else ""
        sale = (
            sale_of(planned, number, connection.now())
            if planned
            else _unread(row.id, number, connection.now())
        )
        journal.put_sale(replace(sale, doubtful=True))
    return found


def _unread(order_id: str, number: str, now: datetime) -> Sale:
    """A sale of which no more is known than its number."""
    return Sale(order_id, order_id, number, now, "", "", False, (), None)


def _in_notes(connection: Connection, device: Device) -> list[SaleNumber]:
    """The numbers in the notes of all documents that we wrote for this shop. Read once for each device."""
    refs: list[DocumentRef] = [
        ref for each in connection.warehouse.tagged_documents(connection.shop_key).values() for ref in each
    ]
    found: list[SaleNumber] = []
    for start in range(0, len(refs), _BATCH):
        documents = connection.warehouse.documents(set(refs[start : start + _BATCH]))
        for document in documents.values():
            found += _read(document.note, device)
    return found


def _numbers_of(order: Order, device: Device) -> list[SaleNumber]:
    return [number for value in order.extra_fields.values() for number in _read(value, device)]


def _number_of_shop(connection: Connection, order: Order, device: Device) -> str:
    """The number that the shop already keeps for an order: one sale has one number for good. A copy of an
    order brings that of its original along, which is not its own.
    """
    found = _numbers_of(order, device)
    if not found or connection.journal.has_sale_number(str(found[0])):
        return ""
    return str(found[0])


def _read(text: str, device: Device) -> list[SaleNumber]:
    found = (SaleNumber.read(match) for match in _IN_NOTE.findall(text))
    return [number for number in found if number is not None and number.device == device.serial]
