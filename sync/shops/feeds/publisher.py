"""Gives out the feed: from the store into a file of ours, from there to where the shop pulls it.

Power off before the store was changed: nothing happened. After it, or while the feed is written or delivered:
the store knows that its version was not given out yet, and the next run gives it out. After the delivery: the
same feed is delivered once more, which changes nothing.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Final

from sync.shops.feeds.delivery import Delivery
from sync.shops.feeds.form import FeedForm
from sync.shops.feeds.standing import LEAST_SHARE, StandingFeed, fewest_rows, replace_feed
from sync.shops.feeds.store import FeedStore, Given

_OWN_COPY: Final = "feed"


class Publisher:
    """One feed: its items, its form and its place. ``folder``: of Mostik's own, where the feed is made."""

    def __init__(
        self,
        store: FeedStore,
        form: FeedForm,
        delivery: Delivery,
        folder: Path,
        least_share: Decimal = LEAST_SHARE,
    ) -> None:
        self._store = store
        self._form = form
        self._delivery = delivery
        self._folder = folder
        self._least_share = least_share

    @property
    def pending(self) -> bool:
        """Whether what stands in the feed's place is not what the store says; never so for an empty store."""
        given = self._store.given
        if given.version != self._store.version or given.given_as != self._given_as:
            return self._store.count() > 0
        return not self._delivery.stands(StandingFeed(self._own, given.rows, given.size)) and given.rows > 0

    def publish(self) -> bool:
        """Give out the feed where something is new; whether it was.

        Raises Refused for a feed that would be empty or much shorter than the last one, SettingsError or
        Unreachable where it cannot be delivered, Unknown where that is not known. The feed that stands stays.
        """
        if not self.pending:
            return False
        given = self._store.given
        # Read before the items: a change that comes in between is given out once more.
        version = self._store.version
        same_place = given.given_as == self._given_as
        fewest = fewest_rows(given.rows if same_place else 0, self._least_share)
        feed = replace_feed(self._own, self._store.items(), self._form, fewest)
        self._delivery.deliver(feed)
        self._store.note_given(Given(version, feed.rows, feed.size, self._given_as))
        return True

    @property
    def _own(self) -> Path:
        return self._folder / f"{_OWN_COPY}.{self._form.kind}"

    @property
    def _given_as(self) -> str:
        """Form and place: another one of either is another feed."""
        form = self._form
        columns = ",".join(f"{field.value}={name}" for field, name in form.columns.items())
        grammar = "|".join(
            (
                form.kind,
                columns,
                form.separator,
                form.encoding,
                form.decimal,
                form.yes,
                form.no,
                form.root,
                form.item,
            )
        )
        return f"{self._delivery.place}|{grammar}"
