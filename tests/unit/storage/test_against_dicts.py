"""Links, last values and the inbox against plain dicts, through calls, closings and undoings in any order."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from storage.db import create_state_file
from storage.journal import ConnectionJournal, open_journal
from sync.errors import Refused
from sync.model import Link, LinkedBy, ProductRole
from sync.ports import InboxOrder, InboxState, ValueKind
from tests.unit.storage.examples import link, minute, order, profile

CATALOGS = ("7", "8")
TARGETS = ("w1", "w2")
LINKS = st.builds(
    link,
    st.integers(1, 5),
    st.sampled_from(["a", "b", "c", "Ж"]),
    st.sampled_from(CATALOGS),
    by=st.sampled_from([LinkedBy.SKU, LinkedBy.HAND]),
    role=st.sampled_from([ProductRole.PLAIN, ProductRole.PARENT]),
)
ORDERS = st.builds(
    order,
    st.sampled_from(["1", "2", "10", "3"]),
    st.sampled_from(InboxState),
    confirmed_at=st.one_of(st.none(), st.builds(minute, st.integers(0, 3))),
    content_hash=st.sampled_from(["abc", "def"]),
    imported_hash=st.sampled_from(["abc", "def"]),
    followed=st.booleans(),
    attempts=st.integers(0, 3),
)
SERIES = st.tuples(st.sampled_from(ValueKind), st.sampled_from(CATALOGS), st.sampled_from(TARGETS))
VALUES = st.dictionaries(st.sampled_from(["a", "b", "c", "Ж"]), st.integers(-(2**40), 2**40))


class Undone(Exception):
    """Ends a transaction that is to leave no trace."""


def _undo() -> None:
    raise Undone


class JournalBesideDicts(RuleBasedStateMachine):
    """``journal`` is the real one; the dicts say what must be in it."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.file = self.folder / "bakery.sqlite"
        create_state_file(self.file, profile("bakery"))
        self.journal = self._opened()
        self.of_good: dict[tuple[str, int], Link] = {}
        self.values: dict[tuple[ValueKind, str, str, int], int] = {}
        self.apart: set[tuple[str, str]] = set()
        self.orders: dict[str, InboxOrder] = {}
        self.notes: dict[str, str] = {}

    def _opened(self) -> ConnectionJournal:
        return open_journal(self.file, write=True, wait=0)

    def teardown(self) -> None:
        if hasattr(self, "journal"):
            self.journal.close()
            shutil.rmtree(self.folder)

    # ---- what can happen

    @rule(links=st.lists(LINKS, max_size=3))
    def add_links(self, links: list[Link]) -> None:
        expected = dict(self.of_good)
        for one in links:
            key = (one.catalog, one.warehouse_id)
            known = expected.get(key)
            of_shop = self._of_shop(expected, one.catalog, one.shop_id)
            if (known and known.shop_id != one.shop_id) or (
                of_shop and of_shop.warehouse_id != one.warehouse_id
            ):
                self._must_refuse(lambda: self.journal.add_links(links))
                return
            by = LinkedBy.HAND if known and known.by is LinkedBy.HAND else one.by
            expected[key] = replace(one, by=by)
        self.journal.add_links(links)
        self.of_good = expected
        self.apart -= {(one.catalog, one.shop_id) for one in links}

    @rule(links=st.lists(LINKS, max_size=3))
    def remove_links(self, links: list[Link]) -> None:
        self.journal.remove_links(links)
        for one in links:
            known = self.of_good.get((one.catalog, one.warehouse_id))
            if known and known.shop_id == one.shop_id:
                self._forget(known)

    @rule(catalog=st.sampled_from(CATALOGS), shop_id=st.sampled_from(["a", "b"]))
    def settle_apart(self, catalog: str, shop_id: str) -> None:
        self.journal.settle_apart(catalog, shop_id)
        known = self._of_shop(self.of_good, catalog, shop_id)
        if known:
            self._forget(known)
        self.apart.add((catalog, shop_id))

    @rule(series=SERIES, values=VALUES)
    def record_sent(self, series: tuple[ValueKind, str, str], values: dict[str, int]) -> None:
        self.journal.record_sent(*series, values)
        for shop_id, value in values.items():
            known = self._of_shop(self.of_good, series[1], shop_id)
            if known:
                self.values[*series, known.warehouse_id] = value

    @rule()
    def forget_sent(self) -> None:
        self.journal.forget_sent()
        self.values.clear()

    @rule(orders=st.lists(ORDERS, max_size=3), cursor=st.one_of(st.none(), st.text(max_size=3)))
    def receive(self, orders: list[InboxOrder], cursor: str | None) -> None:
        self.journal.receive(orders, None if cursor is None else ("cursor", cursor))
        self.orders.update((one.id, one) for one in orders)
        if cursor is not None:
            self.notes["cursor"] = cursor

    @rule(one=ORDERS)
    def put(self, one: InboxOrder) -> None:
        self.journal.put(one)
        self.orders[one.id] = one

    @rule(orders=st.lists(ORDERS, max_size=2), series=SERIES, values=VALUES)
    def undo(
        self, orders: list[InboxOrder], series: tuple[ValueKind, str, str], values: dict[str, int]
    ) -> None:
        try:
            with self.journal.transaction():
                self.journal.receive(orders, ("cursor", "undone"))
                self.journal.record_sent(*series, values)
                self.journal.settle_apart("7", "a")
                _undo()
        except Undone:
            pass

    @rule()
    def close_and_open(self) -> None:
        self.journal.close()
        self.journal = self._opened()

    @rule()
    def go_on_with_a_scratch_copy_and_drop_it(self) -> None:
        kept, self.journal = self.journal, self.journal.open_scratch_copy()
        try:
            self.everything_is_as_in_the_dicts()
            self.journal.forget_sent()
            self.journal.put(order("1", InboxState.CLOSED))
        finally:
            self.journal.close()
            self.journal = kept

    # ---- what must hold

    @invariant()
    def everything_is_as_in_the_dicts(self) -> None:
        links = [self.of_good[key] for key in sorted(self.of_good)]
        assert list(self.journal.links()) == links
        assert self.journal.settled_apart() == self.apart
        for kind in ValueKind:
            for catalog in CATALOGS:
                for target in TARGETS:
                    assert list(self.journal.sent_levels(kind, catalog, target)) == [
                        (
                            one.warehouse_id,
                            one.shop_id,
                            self.values.get((kind, catalog, target, one.warehouse_id)),
                        )
                        for one in links
                        if one.catalog == catalog
                        and (kind is ValueKind.PRICE or one.role is not ProductRole.PARENT)
                    ]
        some = (InboxState.READY, InboxState.DONE)
        assert list(self.journal.inbox()) == self._in_order(lambda _: True)
        assert list(self.journal.inbox(*some)) == self._in_order(lambda one: one.state in some)
        done = InboxState.DONE
        assert list(self.journal.done_not_followed()) == self._in_order(
            lambda one: one.state is done and not one.followed
        )
        assert list(self.journal.done_but_changed(())) == self._in_order(
            lambda one: one.state is done and one.content_hash != one.imported_hash
        )
        assert self.journal.recall("cursor") == self.notes.get("cursor")

    def _in_order(self, which: Callable[[InboxOrder], bool]) -> list[InboxOrder]:
        last = minute(10_000)
        return sorted(
            (one for one in self.orders.values() if which(one)),
            key=lambda one: (one.confirmed_at or last, one.id),
        )

    @staticmethod
    def _of_shop(links: dict[tuple[str, int], Link], catalog: str, shop_id: str) -> Link | None:
        return next((one for one in links.values() if (one.catalog, one.shop_id) == (catalog, shop_id)), None)

    def _forget(self, known: Link) -> None:
        del self.of_good[known.catalog, known.warehouse_id]
        self.values = {
            key: value
            for key, value in self.values.items()
            if (key[1], key[3]) != (known.catalog, known.warehouse_id)
        }

    @staticmethod
    def _must_refuse(call: Callable[[], None]) -> None:
        try:
            call()
        except Refused:
            return
        raise AssertionError("a contradiction was stored")


TestJournalBesideDicts = JournalBesideDicts.TestCase
TestJournalBesideDicts.settings = settings(settings(), max_examples=12, stateful_step_count=20)
