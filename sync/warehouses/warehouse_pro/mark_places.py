"""Where the marks of imported orders lie: a table of ours in the warehouse's database, the same table in a
database of ours on the same server, or the documents' notes alone.

Nothing is made before the first write: a connection test and a preview leave a warehouse as they found it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from sync.errors import MostikError, SettingsError
from sync.model import Mark
from sync.ports import Clock
from sync.profile import MarkPlace
from sync.sentences import Sentence, say
from sync.warehouses.warehouse_pro.create import create_tables
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.dialect import Engine
from sync.warehouses.warehouse_pro.marks import Marks
from sync.warehouses.warehouse_pro.stock import open_order_lines
from sync.warehouses.warehouse_pro.tables import MOSTIK_IMPORTS
from sync.warehouses.warehouse_pro.values import whole

OWN_DATABASE: Final = "Mostik"
"""The name of the database of ours on the warehouse's server."""
_MAKE_DATABASE: Final[Mapping[Engine, str]] = {
    Engine.MYSQL: "CREATE DATABASE IF NOT EXISTS ",
    Engine.MSSQL: "IF DB_ID(N'Mostik') IS NULL CREATE DATABASE ",
}
_STANDS: Final[Mapping[Engine, str]] = {
    Engine.MYSQL: (
        "SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?"
    ),
    Engine.MSSQL: "SELECT COALESCE(OBJECT_ID(?), 0)",
}


def keep_marks_in(database: Database, place: MarkPlace) -> None:
    """Let a freshly opened ``database`` look for our table in the place that the owner chose."""
    if place is MarkPlace.OWN_DATABASE:
        database.ours_in = OWN_DATABASE
        database.layout = database.layout  # looked at with our table elsewhere


def not_offered(engine: Engine, place: MarkPlace) -> Sentence | None:
    """Why this place cannot be chosen; None where it can."""
    if place is MarkPlace.TABLE:
        return None
    if engine is Engine.SQLITE:
        return say("Mostik’s own warehouse keeps its marks in its own file.")
    if place is MarkPlace.OWN_DATABASE and engine is Engine.ACCESS:
        return say("An Access database is a single file: there is no server for a database of Mostik’s own.")
    return None


class TableMarks(Marks):
    """Marks in a table of ours that is made before the first write. Until then there are none."""

    def __init__(self, database: Database, clock: Clock, machine: str) -> None:
        super().__init__(database, clock, machine)
        self._stands = False

    def prepare(self) -> None:
        """Make the table, and the database it lies in, where they are missing. Called outside a transaction.

        Raises SettingsError where the user of the database may not, or Unreachable.
        """
        if self.stands() or self._came_meanwhile():
            return
        try:
            if self._database.ours_in:
                self._make_database()
            create_tables(self._database, [MOSTIK_IMPORTS])
        except MostikError as error:
            if self._came_meanwhile():
                return  # another Mostik made it at the same moment
            raise SettingsError(
                say("Mostik may not make its table of marks in this database."),
                advice=say(
                    "Let the administrator give Mostik’s user the right to make a table, or choose on the "
                    "step Confirm that the marks stand in the notes alone."
                ),
                detail=error.detail,
            ) from error
        self._stands = True

    def stands(self) -> bool:
        """Whether the table is there; in the warehouse's own database as it was when it was opened."""
        if not self._stands:
            if self._database.ours_in:
                self._stands = self._stands_elsewhere()
            else:
                self._stands = MOSTIK_IMPORTS.name.lower() in (self._database.layout or {})
        return self._stands

    def _came_meanwhile(self) -> bool:
        if self._database.ours_in:
            return self.stands()
        names = {name.lower() for name, _column, _size in self._database.described_columns()}
        self._stands = MOSTIK_IMPORTS.name.lower() in names
        return self._stands

    def _make_database(self) -> None:
        dialect = self._database.dialect
        self._database.define(_MAKE_DATABASE[dialect.engine] + dialect.quote(OWN_DATABASE))

    def _stands_elsewhere(self) -> bool:
        database = self._database
        engine = database.dialect.engine
        names = (
            (f"{database.ours_in}.dbo.{MOSTIK_IMPORTS.name}",)
            if engine is Engine.MSSQL
            else (database.ours_in, MOSTIK_IMPORTS.name.lower())
        )
        row = database.one(_STANDS[engine], names)
        return row is not None and whole(row[0]) != 0

    # ------------------------------------------------------------ reading, before there is a table

    def some(self, shop_key: str, external_ids: Collection[str], kind: str) -> dict[str, Mark]:
        return super().some(shop_key, external_ids, kind) if self.stands() else {}

    def open(self, shop_key: str) -> Sequence[Mark]:
        return super().open(shop_key) if self.stands() else []

    def shops(self) -> dict[str, int]:
        return super().shops() if self.stands() else {}

    def open_lines(self, shop_key: str, since: datetime | None) -> Mapping[tuple[int, int], int]:
        """See :meth:`sync.ports.Warehouse.open_order_lines`."""
        return open_order_lines(self._database, shop_key, since) if self.stands() else {}
