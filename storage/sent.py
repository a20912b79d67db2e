"""The last values that the shop confirmed, kept apart by what they are (stock, price) and where they went.

A value hangs on a link and goes with it. What was sent anywhere once is a series; each series has a row for
every link of its catalogue, with or without a value, so that the comparison of a hundred thousand products is
one walk along a key. :class:`Sent` keeps these rows beside the links.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import peewee

from storage.part import JournalPart, batches
from storage.tables import LinkRow, SentRow, SeriesRow
from sync.model import Link, ProductRole
from sync.ports import ValueKind

_PAGE: Final = 5000
_WITHOUT_STOCK: Final = (ProductRole.PARENT.value, ProductRole.BUNDLE.value)
_KEY: Final = (SentRow.kind, SentRow.catalog, SentRow.target, SentRow.warehouse_id)
_COLUMNS: Final = (*_KEY, SentRow.shop_id, SentRow.role, SentRow.amount)


class Sent(JournalPart):
    """Last values in ten-thousandths, by (kind, catalogue, target) and product."""

    def sent_levels(
        self, kind: ValueKind, catalog: str, target: str
    ) -> Iterator[tuple[int, str, int | None]]:
        """(good, shop product, last value or None) of every link of the catalogue, by ascending good.

        For stock, without variant parents and bundles. Read in pages, so that it takes the same memory for
        any number of links and the caller may record values while it goes through them.
        """
        page = self._page(kind, catalog, target, None)
        while page:
            yield from page
            page = self._page(kind, catalog, target, page[-1][0]) if len(page) == _PAGE else []

    def record_sent(self, kind: ValueKind, catalog: str, target: str, values: Mapping[str, int]) -> None:
        """Keep what the shop confirmed: shop product -> value. A product without a link is passed over."""
        with self.database.writing():
            if not self._is_known(kind, catalog, target):
                self._begin_series(kind, catalog, target)
            rows: list[tuple[Any, ...]] = []
            for batch in batches(list(values)):
                query = LinkRow.select(LinkRow.shop_id, LinkRow.warehouse_id).where(
                    (LinkRow.catalog == catalog) & LinkRow.shop_id.in_(batch)
                )
                for shop_id, good in self.database.rows(query):
                    rows.append((values[shop_id], kind.value, catalog, target, good))
            change = SentRow.update(amount=0).where(
                (SentRow.kind == "")
                & (SentRow.catalog == "")
                & (SentRow.target == "")
                & (SentRow.warehouse_id == 0)
            )
            self.database.write_many(change, rows)

    def forget_sent(self) -> None:
        """Drop all last values, so that everything is compared anew."""
        with self.database.writing():
            self.database.write(SentRow.delete())
            self.database.write(SeriesRow.delete())

    def _page(
        self, kind: ValueKind, catalog: str, target: str, after: int | None
    ) -> Sequence[tuple[int, str, int | None]]:
        row: Any
        amount: Any
        if self._is_known(kind, catalog, target):
            row, amount = SentRow, SentRow.amount
            which = (SentRow.kind == kind.value) & (SentRow.catalog == catalog) & (SentRow.target == target)
        else:
            row, amount = LinkRow, peewee.Value(None)
            which = LinkRow.catalog == catalog
        if kind is ValueKind.STOCK:
            which &= row.role.not_in(_WITHOUT_STOCK)
        if after is not None:
            which &= row.warehouse_id > after
        query = row.select(row.warehouse_id, row.shop_id, amount).where(which).order_by(row.warehouse_id)
        page: list[Any] = self.database.rows(query.limit(_PAGE))
        return page

    def _is_known(self, kind: ValueKind, catalog: str, target: str) -> bool:
        which = (SeriesRow.kind == kind.value) & (SeriesRow.catalog == catalog) & (SeriesRow.target == target)
        return self.database.row(SeriesRow.select(SeriesRow.kind).where(which)) is not None

    def _begin_series(self, kind: ValueKind, catalog: str, target: str) -> None:
        self.database.write(SeriesRow.insert(kind=kind.value, catalog=catalog, target=target))
        links = LinkRow.select(
            peewee.Value(kind.value),
            LinkRow.catalog,
            peewee.Value(target),
            LinkRow.warehouse_id,
            LinkRow.shop_id,
            LinkRow.role,
            peewee.Value(None),
        ).where(LinkRow.catalog == catalog)
        self.database.write(SentRow.insert_from(links, _COLUMNS))

    def _links_were_added(self, links: Sequence[Link]) -> None:
        """Give each link its rows in the series of its catalogue, or its new role in those it has."""
        known = self.database.rows(SeriesRow.select(SeriesRow.kind, SeriesRow.catalog, SeriesRow.target))
        rows = [
            (kind, catalog, target, link.warehouse_id, link.shop_id, link.role.value, None)
            for kind, catalog, target in known
            for link in links
            if link.catalog == catalog
        ]
        if rows:
            query = SentRow.insert_many(rows[:1], fields=_COLUMNS)
            self.database.write_many(query.on_conflict(conflict_target=_KEY, preserve=[SentRow.role]), rows)

    def _links_go(self, links: Sequence[Link]) -> None:
        """Drop the values of links that are being removed."""
        for catalog in {link.catalog for link in links}:
            for goods in batches([link.warehouse_id for link in links if link.catalog == catalog]):
                values = (SentRow.catalog == catalog) & SentRow.warehouse_id.in_(goods)
                self.database.write(SentRow.delete().where(values))
