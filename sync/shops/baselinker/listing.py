"""Listing orders completely, although BaseLinker does not say in which order it lists them.

Documented: getOrders gives at most 100 orders, from a lower bound (inclusive) of ``date_confirmed``,
``date_add`` or ``order_id`` on; there is no page number and no upper bound. The official way, "the last
date plus one second", loses orders where more than the rest of a page share one second. So Mostik asks
again *from* the last second and drops what it has seen.

Where a full page lies in one single second, that way stands still, and the rest of the second is listed
by another lower bound. Which field sorts the answer then, and what decides within a second, is unknown:
each page is looked at, and a field counts as the sorting one only as long as the pages ascend by it. Where
no field does, orders may be hidden, and the listing ends with a sentence that says so, not silently.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Final

from sync.errors import Refused
from sync.ports import RawOrder
from sync.sentences import say

PAGE_SIZE: Final = 100
_REMEMBERED: Final = 20_000
_LOWEST: Final = 1
"""A bound of 0 could be taken for none."""


@dataclass(frozen=True, slots=True)
class ListedOrder:
    """An order in a list: its raw form, its id as a number, and its two times in unix seconds (0: none)."""

    raw: RawOrder
    id: int
    confirmed: int
    added: int


Page = Sequence[ListedOrder]
Ask = Callable[[Mapping[str, Any]], Page]


@dataclass(frozen=True, slots=True)
class _Bound:
    """A lower bound that getOrders knows: the parameter, and the field that it bounds."""

    parameter: str
    of: Callable[[ListedOrder], int]

    def ascends(self, page: Page) -> bool:
        values = [self.of(order) for order in page]
        return all(earlier <= later for earlier, later in pairwise(values))


_CONFIRMED: Final = _Bound("date_confirmed_from", lambda order: order.confirmed)
_ADDED: Final = _Bound("date_from", lambda order: order.added)
_ID: Final = _Bound("id_from", lambda order: order.id)


@dataclass(frozen=True, slots=True)
class _Second:
    """The second whose orders fill whole pages, and the bound by which it was found."""

    bound: _Bound
    value: int

    def of(self, page: Page) -> list[ListedOrder]:
        return [order for order in page if self.bound.of(order) == self.value]

    def is_passed(self, page: Page, key: _Bound) -> bool:
        """Whether the page ascends by the second's own field, within the second by ``key``, and goes beyond:
        then nothing of the second is left.
        """
        return (
            self.bound.ascends(page) and self.bound.of(page[-1]) > self.value and key.ascends(self.of(page))
        )


Steps = Generator[Page, None, bool]
"""Pages, and at the end whether they surely hold everything."""


class OrderListing:
    """One listing. ``ask`` calls getOrders with the given filters; orders come at least once, mostly once."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._seen: dict[int, None] = {}
        self._doubtful: list[_Second | None] = []

    def confirmed(self, since: int, filters: Mapping[str, Any]) -> Iterator[list[RawOrder]]:
        """Orders confirmed at or after the unix second ``since``, ascending by confirmation.

        Raises Refused after the last page where orders may be missing.
        """
        return self._fresh(_CONFIRMED, since, filters)

    def added(self, since: int, filters: Mapping[str, Any]) -> Iterator[list[RawOrder]]:
        """Orders added at or after ``since`` that this listing has not given yet."""
        return self._fresh(_ADDED, since, filters)

    def _fresh(self, bound: _Bound, since: int, filters: Mapping[str, Any]) -> Iterator[list[RawOrder]]:
        for page in self._all(bound, filters, max(since, _LOWEST)):
            fresh = [order for order in page if bound.of(order) >= since and self._is_new(order.id)]
            if fresh:
                yield [order.raw for order in sorted(fresh, key=bound.of)]
        if self._doubtful:
            raise _may_be_incomplete(self._doubtful[0])

    def _is_new(self, order_id: int) -> bool:
        if order_id in self._seen:
            return False
        self._seen[order_id] = None
        if len(self._seen) > _REMEMBERED:
            del self._seen[next(iter(self._seen))]
        return True

    def _all(self, bound: _Bound, filters: Mapping[str, Any], since: int) -> Iterator[Page]:
        value = since
        while True:
            page = self._ask({**filters, bound.parameter: value})
            if not page and value > since:
                # The order that gave this bound should be there, unless it has moved since.
                page = self._ask({**filters, bound.parameter: value})
            yield page
            if not bound.ascends(page):
                if len(page) >= PAGE_SIZE or value > since:
                    yield from self._by_other_fields(bound, filters, since)
                return
            if len(page) < PAGE_SIZE:
                return
            first, last = bound.of(page[0]), bound.of(page[-1])
            _check_progress(bound, value, first, last)
            if first < last:
                value = last
            else:
                yield from self._within(_Second(bound, last), filters)
                value = last + 1

    def _within(self, second: _Second, filters: Mapping[str, Any]) -> Iterator[Page]:
        """The orders of one second that fills a whole page."""
        bounded = {**filters, second.bound.parameter: second.value}
        for page in self._by_all_means(second.bound, bounded, filters, second):
            of_it = second.of(page)
            if of_it:
                yield of_it

    def _by_other_fields(self, bound: _Bound, filters: Mapping[str, Any], since: int) -> Iterator[Page]:
        """Everything once more, since a page has shown that the answers do not ascend by ``bound``."""
        bounded = {**filters, bound.parameter: since}
        # Listed by date of adding, only the unconfirmed ones are wanted; they would stand first.
        wanted = _Second(_CONFIRMED, 0) if bound is _ADDED else None
        yield from self._by_all_means(bound, bounded, filters, wanted)

    def _by_all_means(
        self, bound: _Bound, bounded: Mapping[str, Any], filters: Mapping[str, Any], second: _Second | None
    ) -> Iterator[Page]:
        by_id = yield from self._climb(_ID, bounded, second)
        by_added = False
        if bound is not _ADDED:
            # Also where the ids ascended: within a second, 100 of them may do so by chance.
            by_added = yield from self._climb(_ADDED, bounded, second)
        if not (by_id or by_added) and not (yield from self._climb(_ID, filters, None)):
            self._doubtful.append(second)

    def _climb(self, key: _Bound, filters: Mapping[str, Any], second: _Second | None) -> Steps:
        value = _LOWEST
        complete = True
        while True:
            page = self._ask({**filters, key.parameter: value})
            yield page
            if len(page) < PAGE_SIZE:
                # The last page can still show that the earlier ones did not go by this field.
                wanted = second.of(page) if second else page
                return complete and (value == _LOWEST or key.ascends(wanted))
            if not key.ascends(page):
                return complete and second is not None and second.is_passed(page, key)
            if second is not None and second.bound.ascends(page) and not second.of(page):
                return complete
            first, last = key.of(page[0]), key.of(page[-1])
            _check_progress(key, value, first, last)
            if key is _ID:
                value = last + 1
            elif first < last:
                value = last
            else:
                at_once = {**filters, key.parameter: last}
                complete = (yield from self._climb(_ID, at_once, _Second(key, last))) and complete
                value = last + 1


def _check_progress(bound: _Bound, asked: int, first: int, last: int) -> None:
    """A server that does not heed the bound would be asked for ever."""
    if first < asked or (bound is _ID and first == last):
        raise Refused(
            say("BaseLinker lists other orders than it was asked for."),
            advice=say("Try again later; if it stays so, Mostik needs an update."),
            detail=f"getOrders {bound.parameter}={asked} answered {first} to {last}",
        )


def _may_be_incomplete(second: _Second | None) -> Refused:
    advice = say("Compare the newest orders of BaseLinker with the warehouse.")
    if second is None or not second.value:
        return Refused(
            say("BaseLinker lists orders in a sequence that Mostik does not know, and may hide some."),
            advice=advice,
            detail="getOrders ascends by none of date_confirmed, date_add and order_id",
        )
    moment = datetime.fromtimestamp(second.value, UTC).astimezone()
    return Refused(
        say(
            "More than 100 orders share one second ({moment}), and BaseLinker may hide some of them.",
            moment=moment.strftime("%d.%m.%Y %H:%M:%S"),
        ),
        advice=advice,
        detail=f"{second.bound.parameter}={second.value}: ascends by no other field within that second",
    )
