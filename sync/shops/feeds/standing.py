"""A feed that stands: written beside, looked at, and put into its place at once.

Whoever reads the feed sees the old one or the new one, whole, and nothing between. A power cut before the
replacement leaves the old one and a file beside it that the next writing takes over; after it, the new one.
"""

from __future__ import annotations

import contextlib
import math
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, Final

from sync.errors import Refused, Unreachable
from sync.sentences import say
from sync.shops.feeds.form import FeedForm
from sync.shops.feeds.items import FeedItem
from sync.shops.feeds.writing import write_items

LEAST_SHARE: Final = Decimal("0.8")
"""A feed with fewer rows than this share of the last one is taken for a cut one."""
BESIDE: Final = ".new"
"""Ends the name of a file that is not yet in its place."""
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class StandingFeed:
    """A feed in its place: how many items it has and how many bytes."""

    path: Path
    rows: int
    size: int


def fewest_rows(last: int, share: Decimal = LEAST_SHARE) -> int:
    """How many rows a feed must have at least, after one of ``last`` rows (0: there was none)."""
    return max(1, math.ceil(last * share))


def replace_feed(path: Path, items: Iterable[FeedItem], form: FeedForm, fewest: int = 1) -> StandingFeed:
    """Write ``items`` to ``path`` at once, however many readers it has.

    Raises Refused where there are fewer than ``fewest`` (at least 1) or :func:`write_items` refuses one, and
    Unreachable where the place cannot be written; the feed that stood there stays as it was.
    """
    with _beside(path) as beside:
        with beside.open("wb") as stream:
            rows = write_items(stream, items, form)
            _to_disk(stream)
        refuse_too_few(rows, fewest)
        size = beside.stat().st_size
    return StandingFeed(path, rows, size)


def refuse_too_few(rows: int, fewest: int) -> None:
    """Raises Refused for an empty feed and for one with fewer than ``fewest`` rows."""
    if rows < 1:
        raise Refused(
            say("The feed would be empty, so the old one stays."),
            advice=say("The shop may remove what a feed does not name, so an empty one is never given out."),
        )
    if rows < fewest:
        raise Refused(
            say(
                "The feed would have {rows} products instead of at least {fewest}, so the old one stays.",
                rows=rows,
                fewest=fewest,
            ),
            advice=say("The shop may remove what a feed does not name. Look why so many are missing."),
        )


def copy_feed(feed: StandingFeed, path: Path) -> None:
    """Put a copy of a feed to ``path`` at once.

    Raises Unreachable where it cannot be written; what stood there stays.
    """
    with _beside(path) as beside, feed.path.open("rb") as source, beside.open("wb") as target:
        while chunk := source.read(_CHUNK):
            target.write(chunk)
        _to_disk(target)
        if target.tell() != feed.size:
            raise OSError(0, "not all of it was copied")


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A file to be written, which takes the place of ``path`` at the end, unless something went wrong."""
    beside = path.with_name(path.name + BESIDE)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield beside
        beside.replace(path)
        _folder_to_disk(path.parent)
    except PermissionError as error:
        raise Unreachable(
            say("{path} is open in another program, or may not be written.", path=path),
            advice=say("Close it there, or choose another place. The old feed stands until then."),
            detail=_detail(error),
        ) from None
    except OSError as error:
        raise Unreachable(
            say("The feed cannot be written to {path}.", path=path),
            advice=say("See that the folder is there and that the disk is not full. The old feed stands."),
            detail=_detail(error),
        ) from None
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def _to_disk(stream: BinaryIO) -> None:
    stream.flush()
    os.fsync(stream.fileno())


def _folder_to_disk(folder: Path) -> None:
    """Windows opens no folders, and writes their entries by itself."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _detail(error: OSError) -> str:
    return f"{type(error).__name__} {error.errno}"
