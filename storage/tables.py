"""The tables of a state file. They know no database of their own: every query is handed to the one it is
meant for, because the window reads several state files at once.

Quantities and prices are whole ten-thousandths, moments whole microseconds since 1970 in UTC, structured
values JSON text (see :mod:`storage.values`). ``VERSION`` is raised together with a step in
:mod:`storage.migrations`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import peewee

VERSION: Final = 2


class ProfileRow(peewee.Model):
    """The connection's profile; one row."""

    id = peewee.IntegerField(primary_key=True)
    body = peewee.TextField()

    class Meta:
        table_name = "profile"


class InboxRow(peewee.Model):
    """One order of the shop. ``confirmed_at`` of an unconfirmed order is the end of time, so that it sorts
    last; ``kept`` is whether the content is still there.
    """

    order_id = peewee.CharField(primary_key=True)
    status_id = peewee.CharField()
    confirmed_at = peewee.BigIntegerField()
    content_hash = peewee.CharField()
    state = peewee.CharField()
    seen_at = peewee.BigIntegerField()
    why = peewee.TextField(null=True)
    attempts = peewee.IntegerField()
    skip_runs = peewee.IntegerField()
    document_kind = peewee.CharField(null=True)
    document_number = peewee.BigIntegerField(null=True)
    imported_hash = peewee.CharField()
    followed = peewee.BooleanField()
    finished_at = peewee.BigIntegerField(null=True)
    kept = peewee.BooleanField()
    # The last column, so that a look at the others does not walk through whole orders.
    content = peewee.TextField()

    class Meta:
        table_name = "inbox"
        indexes = (
            (("state", "confirmed_at", "order_id"), False),
            (("state", "finished_at"), False),
            (("state", "followed"), False),
            (("state", "kept"), False),
        )


class LinkRow(peewee.Model):
    """A product of the warehouse is a product of a catalogue; unique in both directions."""

    catalog = peewee.CharField()
    warehouse_id = peewee.BigIntegerField()
    shop_id = peewee.CharField()
    linked_by = peewee.CharField()
    role = peewee.CharField()

    class Meta:
        table_name = "link"
        primary_key = peewee.CompositeKey("catalog", "warehouse_id")
        indexes = ((("catalog", "shop_id"), True),)
        without_rowid = True


class ApartRow(peewee.Model):
    """A product of a catalogue that, by the owner's word, belongs to none of his goods."""

    catalog = peewee.CharField()
    shop_id = peewee.CharField()

    class Meta:
        table_name = "settled_apart"
        primary_key = peewee.CompositeKey("catalog", "shop_id")
        without_rowid = True


class SeriesRow(peewee.Model):
    """Something that is sent: stock to a warehouse of the shop, or prices to one of its price groups."""

    kind = peewee.CharField()
    catalog = peewee.CharField()
    target = peewee.CharField()

    class Meta:
        table_name = "series"
        primary_key = peewee.CompositeKey("kind", "catalog", "target")


class SentRow(peewee.Model):
    """A link in a series, with the last value that the shop confirmed, in the order in which it is compared.

    Every link of the catalogue has a row in each of the catalogue's series, so that one walk along the key is
    the whole comparison.
    """

    kind = peewee.CharField()
    catalog = peewee.CharField()
    target = peewee.CharField()
    warehouse_id = peewee.BigIntegerField()
    shop_id = peewee.CharField()
    role = peewee.CharField()
    amount = peewee.BigIntegerField(null=True)

    class Meta:
        table_name = "sent"
        primary_key = peewee.CompositeKey("kind", "catalog", "target", "warehouse_id")
        without_rowid = True


class IntentRow(peewee.Model):
    """A create that was begun."""

    kind = peewee.CharField()
    key = peewee.CharField()
    payload = peewee.TextField()
    begun_at = peewee.BigIntegerField()

    class Meta:
        table_name = "intent"
        primary_key = peewee.CompositeKey("kind", "key")


class NoteRow(peewee.Model):
    """A small remembered value."""

    name = peewee.CharField(primary_key=True)
    text = peewee.TextField()

    class Meta:
        table_name = "note"


class RunRow(peewee.Model):
    """One run."""

    id = peewee.AutoField()
    trigger = peewee.CharField()
    state = peewee.CharField()
    started_at = peewee.BigIntegerField()
    ended_at = peewee.BigIntegerField(null=True)
    report = peewee.TextField(null=True)

    class Meta:
        table_name = "run"


class SaleRow(peewee.Model):
    """An imported order with its sale number (УНП), which no other one has."""

    order_id = peewee.CharField(primary_key=True)
    number = peewee.CharField()
    sale_number = peewee.CharField(null=True, unique=True)
    made_at = peewee.BigIntegerField(index=True)
    in_shop = peewee.BooleanField()
    doubtful = peewee.BooleanField()
    content = peewee.TextField()

    class Meta:
        table_name = "sale"


class SaleCounterRow(peewee.Model):
    """How far the sequences of one fiscal device's sale numbers are used up."""

    device = peewee.CharField(primary_key=True)
    last = peewee.IntegerField()

    class Meta:
        table_name = "sale_counter"


class PaperRow(peewee.Model):
    """A receipt or its storno. ``place`` is held only by one that exists, or perhaps does, so that there is
    never a second.
    """

    id = peewee.AutoField()
    order_id = peewee.CharField(index=True)
    kind = peewee.CharField()
    state = peewee.CharField(index=True)
    place = peewee.CharField(null=True, unique=True)
    begun_at = peewee.BigIntegerField()
    ended_at = peewee.BigIntegerField(null=True)
    content = peewee.TextField()

    class Meta:
        table_name = "receipt"


class ProtocolRow(peewee.Model):
    """A line about sale numbers and receipts, to be read later."""

    id = peewee.AutoField()
    at = peewee.BigIntegerField()
    sentence = peewee.TextField()

    class Meta:
        table_name = "receipt_protocol"


RECEIPT_TABLES: Final[tuple[type[peewee.Model], ...]] = (SaleRow, SaleCounterRow, PaperRow, ProtocolRow)
"""Those of version 2."""
TABLES: Final[tuple[type[peewee.Model], ...]] = (
    ProfileRow,
    InboxRow,
    LinkRow,
    ApartRow,
    SeriesRow,
    SentRow,
    IntentRow,
    NoteRow,
    RunRow,
    *RECEIPT_TABLES,
)


def create_tables(database: peewee.Database) -> None:
    """Make all tables of the present version, in the running transaction."""
    make_tables(database, TABLES)


def make_tables(database: peewee.Database, tables: Sequence[type[peewee.Model]]) -> None:
    """Make these tables, in the running transaction."""
    for table in tables:
        peewee.SchemaManager(table, database=database).create_all(safe=False)
