"""The sample warehouse as a file, made once in a process and then copied: hundreds of tests begin with it."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from sync.simulators.sample.loading import make_warehouse


def copy_warehouse(path: Path, zone: ZoneInfo) -> None:
    """Writes a file that holds what :func:`make_warehouse` would put there, for a shop in ``zone``. Raises
    FileExistsError where there is one already.
    """
    with path.open("xb") as file:
        file.write(_content(zone.key))


@cache
def _content(zone: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="mostik-sample-") as folder:
        path = Path(folder) / "warehouse.sqlite"
        make_warehouse(path, ZoneInfo(zone))
        # Closed, the database is this one file.
        assert [each.name for each in path.parent.iterdir()] == [path.name]
        return path.read_bytes()
