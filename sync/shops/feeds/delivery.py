"""How a feed gets to where the shop pulls it from.

A feed is first written whole in a folder of Mostik's own, then delivered. Each delivery puts the new feed
into the place of the old one at once, so that the shop never reads a half.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sync.errors import SettingsError
from sync.sentences import say
from sync.shops.feeds.standing import StandingFeed, copy_feed


class Delivery(Protocol):
    """A place for feeds."""

    @property
    def place(self) -> str:
        """Where it is, for people and for telling one place from another; never a secret."""

    def check(self) -> None:
        """See whether a feed can be put there, without touching the one that stands.

        Raises SettingsError or Unreachable where it cannot.
        """

    def stands(self, feed: StandingFeed) -> bool:
        """Whether something like ``feed`` stands there, as far as that can be told without the network."""

    def deliver(self, feed: StandingFeed) -> None:
        """Put a copy of ``feed`` there at once. Delivering twice is harmless.

        Raises SettingsError or Unreachable where that could not be done; the old one stands then. Raises
        Unknown where it is not known which of the two stands.
        """


@dataclass(frozen=True, slots=True)
class FileDelivery:
    """A file on this machine: in a folder that is shared, that another program uploads, or that Mostik itself
    serves. Its folder has to be there, so that a drive that is not connected is noticed, unless it
    ``makes_folder``.
    """

    path: Path
    makes_folder: bool = False

    @property
    def place(self) -> str:
        return str(self.path)

    def check(self) -> None:
        folder = self.path.parent
        if self.makes_folder:
            return
        if self.path.is_dir():
            raise SettingsError(
                say("{path} is a folder, and the feed is a file.", path=self.path),
                advice=say("Name the file, or choose a folder."),
            )
        if not folder.is_dir():
            raise SettingsError(
                say("The folder {path} is not there.", path=folder),
                advice=say("Make it, connect its drive, or choose another."),
            )

    def stands(self, feed: StandingFeed) -> bool:
        try:
            return self.path.stat().st_size == feed.size
        except OSError:
            return False

    def deliver(self, feed: StandingFeed) -> None:
        self.check()
        copy_feed(feed, self.path)
