"""Bits of a number, asked for in each engine's way."""

from __future__ import annotations

import sqlite3

import pytest

from sync.warehouses.warehouse_pro.codes import SERVICE_FLAGS
from sync.warehouses.warehouse_pro.dialect import ACCESS, MSSQL, MYSQL, SQLITE


@pytest.mark.parametrize("kind", [0, 1, 4, 7, 8, 15, 16, 32, 40, 56, 63, 64, 71, 72])
def test_both_ways_agree(kind: int) -> None:
    connection = sqlite3.connect(":memory:")
    bits = SQLITE.flagged("?", SERVICE_FLAGS)
    # SQLite divides whole numbers as Access does with a backslash, and says % for MOD.
    division = ACCESS.flagged("?", SERVICE_FLAGS).replace("\\", "/").replace("MOD", "%")
    expected = int(bool(kind & SERVICE_FLAGS))
    assert connection.execute(f"SELECT {bits}", (kind,)).fetchone() == (expected,)
    assert connection.execute(f"SELECT {division}", (kind,)).fetchone() == (expected,)
    connection.close()


def test_servers_have_bits() -> None:
    assert MSSQL.flagged("[Type]", 8) == MYSQL.flagged("[Type]", 8) == "([Type] & 8) <> 0"


def test_access_takes_flags_side_by_side_only() -> None:
    with pytest.raises(ValueError, match="side by side"):
        ACCESS.flagged("[Type]", 8 | 32)
