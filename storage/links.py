"""Which product here is which product there, and which products the owner settled apart.

The two never contradict each other: a link takes the product out of those settled apart, settling it apart
removes its link.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

import peewee

from storage.part import batches
from storage.sent import Sent
from storage.sqlite import Conflict
from storage.tables import ApartRow, LinkRow
from sync.errors import Bug, Refused
from sync.model import Link, LinkedBy, ProductRole
from sync.sentences import say

_PAGE: Final = 2000
_COLUMNS: Final = (LinkRow.catalog, LinkRow.warehouse_id, LinkRow.shop_id, LinkRow.linked_by, LinkRow.role)


class Links(Sent):
    """Links by catalogue, unique in both directions."""

    def links(self, catalog: str | None = None) -> Iterator[Link]:
        """Links of a catalogue (None: of all, catalogue by catalogue) by ascending good, read in pages."""
        for name in self._catalogs() if catalog is None else [catalog]:
            query = (
                LinkRow.select(*_COLUMNS)
                .where(LinkRow.catalog == name)
                .order_by(LinkRow.warehouse_id)
                .limit(_PAGE)
            )
            page = self.database.rows(query)
            while page:
                yield from [_link(row) for row in page]
                page = (
                    self.database.rows(query.where(LinkRow.warehouse_id > page[-1][1]))
                    if len(page) == _PAGE
                    else []
                )

    def links_of_shop(self, shop_ids: Collection[str]) -> Mapping[tuple[str, str], Link]:
        """Links by (catalogue, shop id)."""
        catalogs = self._catalogs()
        found: dict[tuple[str, str], Link] = {}
        for batch in batches(shop_ids):
            # The catalogues are named so that the index by catalogue and shop id is used.
            query = LinkRow.select(*_COLUMNS).where(
                LinkRow.catalog.in_(catalogs) & LinkRow.shop_id.in_(batch)
            )
            found.update(((row[0], row[2]), _link(row)) for row in self.database.rows(query))
        return found

    def add_links(self, links: Sequence[Link]) -> None:
        """Add links, all of them or none.

        A link that is there already takes the new role, and stays the owner's where he made one of the two by
        hand. Raises Refused, naming both, where a good or a shop product has another link in the same
        catalogue.
        """
        if not links:
            return
        rows = [
            (link.catalog, link.warehouse_id, link.shop_id, link.by.value, link.role.value) for link in links
        ]
        new = peewee.EXCLUDED
        by_hand = peewee.Case(
            None, [(LinkRow.linked_by == LinkedBy.HAND.value, LinkRow.linked_by)], new.linked_by
        )
        query = LinkRow.insert_many(rows[:1], fields=_COLUMNS).on_conflict(
            conflict_target=[LinkRow.catalog, LinkRow.warehouse_id],
            preserve=[LinkRow.role],
            update={LinkRow.linked_by: by_hand},
            where=LinkRow.shop_id == new.shop_id,
        )
        with self.database.writing():
            parameters = [(*row, LinkedBy.HAND.value) for row in rows]
            try:
                written = self.database.write_many(query, parameters)
            except Conflict:
                written = -1
            if written != len(rows):
                raise self._contradiction(links)
            self._links_were_added(links)
            apart = ApartRow.delete().where((ApartRow.catalog == "") & (ApartRow.shop_id == ""))
            self.database.write_many(apart, [(link.catalog, link.shop_id) for link in links])

    def remove_links(self, links: Sequence[Link]) -> None:
        """Remove exactly these links with their last values; one that is not there is passed over."""
        exactly = (LinkRow.catalog == "") & (LinkRow.warehouse_id == 0) & (LinkRow.shop_id == "")
        with self.database.writing():
            known = self.links_of_shop({link.shop_id for link in links})
            going = [link for link in links if _same(link, known.get((link.catalog, link.shop_id)))]
            self._links_go(going)
            rows = [(link.catalog, link.warehouse_id, link.shop_id) for link in going]
            self.database.write_many(LinkRow.delete().where(exactly), rows)

    def settled_apart(self) -> frozenset[tuple[str, str]]:
        """(catalogue, shop id) of products that belong to none of the owner's goods."""
        return frozenset(self.database.rows(ApartRow.select(ApartRow.catalog, ApartRow.shop_id)))

    def settle_apart(self, catalog: str, shop_id: str) -> None:
        """The owner says that this product belongs to none of his goods; its link, if any, goes."""
        with self.database.writing():
            known = self.links_of_shop([shop_id]).get((catalog, shop_id))
            if known is not None:
                self.remove_links([known])
            self.database.write(ApartRow.insert(catalog=catalog, shop_id=shop_id).on_conflict_ignore())

    def _catalogs(self) -> list[str]:
        names = LinkRow.select(LinkRow.catalog).distinct().order_by(LinkRow.catalog)
        return [name for (name,) in self.database.rows(names)]

    def _contradiction(self, links: Sequence[Link]) -> Refused:
        """The refusal of the first of ``links`` that another link stands against, looked up in the running
        transaction.
        """
        for batch in batches(links):
            of_shop = self.links_of_shop([link.shop_id for link in batch])
            of_good = self._links_of_goods([link.warehouse_id for link in batch])
            for link in batch:
                known = of_good.get((link.catalog, link.warehouse_id))
                if known is not None and known.shop_id != link.shop_id:
                    return Refused(
                        say(
                            "Good {good} is already linked to shop product {known}, not to {shop_product}.",
                            good=link.warehouse_id,
                            known=known.shop_id,
                            shop_product=link.shop_id,
                        ),
                        advice=say("Remove the other link first, or choose another product."),
                        detail=f"catalogue {link.catalog}",
                    )
                known = of_shop.get((link.catalog, link.shop_id))
                if known is not None and known.warehouse_id != link.warehouse_id:
                    return Refused(
                        say(
                            "Shop product {shop_product} is already linked to good {known}, not to {good}.",
                            shop_product=link.shop_id,
                            known=known.warehouse_id,
                            good=link.warehouse_id,
                        ),
                        advice=say("Remove the other link first, or choose another product."),
                        detail=f"catalogue {link.catalog}",
                    )
        raise Bug(
            say("Mostik could not store the links."), detail="refused by the database without a contradiction"
        )

    def _links_of_goods(self, goods: Sequence[int]) -> Mapping[tuple[str, int], Link]:
        query = LinkRow.select(*_COLUMNS).where(
            LinkRow.catalog.in_(self._catalogs()) & LinkRow.warehouse_id.in_(goods)
        )
        return {(row[0], row[1]): _link(row) for row in self.database.rows(query)}


def _same(link: Link, known: Link | None) -> bool:
    return known is not None and known.warehouse_id == link.warehouse_id


def _link(row: tuple[Any, ...]) -> Link:
    catalog, warehouse_id, shop_id, linked_by, role = row
    return Link(warehouse_id, catalog, shop_id, LinkedBy(linked_by), ProductRole(role))
