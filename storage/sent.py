"""The last values that the shop confirmed, kept apart by what they are (stock, price) and where they went.

A value hangs on a link: it is kept under the good, so that a comparison walks through links and values in one
order, and it goes with the link when that is removed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from storage.part import JournalPart, batches
from storage.tables import LinkRow, SentRow
from sync.model import ProductRole
from sync.ports import ValueKind

_PAGE: Final = 2000
_WITHOUT_STOCK: Final = (ProductRole.PARENT.value, ProductRole.BUNDLE.value)


class Sent(JournalPart):
    """Last values in ten-thousandths, by (kind, catalogue, target) and product."""

    def sent_levels(
        self, kind: ValueKind, catalog: str, target: str
    ) -> Iterator[tuple[int, str, int | None]]:
        """(good, shop product, last value or None) of every link of the catalogue, by ascending good.

        For stock, without variant parents and bundles. Read in pages, each by two walks along a key, so that
        it takes the same memory for any number of links and the caller may record values while it goes
        through them.
        """
        links = LinkRow.select(LinkRow.warehouse_id, LinkRow.shop_id).where(LinkRow.catalog == catalog)
        if kind is ValueKind.STOCK:
            links = links.where(LinkRow.role.not_in(_WITHOUT_STOCK))
        links = links.order_by(LinkRow.warehouse_id).limit(_PAGE)
        values = SentRow.select(SentRow.warehouse_id, SentRow.amount).where(
            (SentRow.kind == kind.value) & (SentRow.catalog == catalog) & (SentRow.target == target)
        )
        page = self.database.rows(links)
        while page:
            first, last = page[0][0], page[-1][0]
            known = dict(self.database.rows(values.where(SentRow.warehouse_id.between(first, last))))
            amount = known.get
            yield from [(good, shop_id, amount(good)) for good, shop_id in page]
            page = self.database.rows(links.where(LinkRow.warehouse_id > last)) if len(page) == _PAGE else []

    def record_sent(self, kind: ValueKind, catalog: str, target: str, values: Mapping[str, int]) -> None:
        """Keep what the shop confirmed: shop product -> value. A product without a link is passed over."""
        fields = [SentRow.kind, SentRow.catalog, SentRow.target, SentRow.warehouse_id, SentRow.amount]
        with self.database.writing():
            goods: list[tuple[str, int]] = []
            for batch in batches(list(values)):
                goods += self.database.rows(
                    LinkRow.select(LinkRow.shop_id, LinkRow.warehouse_id).where(
                        (LinkRow.catalog == catalog) & LinkRow.shop_id.in_(batch)
                    )
                )
            rows = [(kind.value, catalog, target, good, values[shop_id]) for shop_id, good in goods]
            if rows:
                query = SentRow.insert_many(rows[:1], fields=fields).on_conflict(
                    conflict_target=fields[:-1], preserve=fields[-1:]
                )
                self.database.write_many(query, rows)

    def forget_sent(self) -> None:
        """Drop all last values, so that everything is compared anew."""
        with self.database.writing():
            self.database.write(SentRow.delete())
