"""Which tables and columns of the schema really exist in one database, and how long its texts may be."""

from __future__ import annotations

from collections.abc import Mapping

from sync.warehouses.warehouse_pro.dialect import Dialect
from sync.warehouses.warehouse_pro.driver_errors import Fault, mostik_error
from sync.warehouses.warehouse_pro.row_plan import RowPlan, UpdatePlan
from sync.warehouses.warehouse_pro.schema import Column, Kind, Table

Layout = Mapping[str, Mapping[str, int]]
"""Tables and columns that really exist, by lower-case name, with a text column's room in characters (0: no
limit)."""


class ExistingColumns:
    """What of the schema exists, once the database was inspected (``layout``); before that, all of it.

    ``ours_in`` names the database on the same server that holds Mostik's own table; that one is not in the
    layout.
    """

    def __init__(self, dialect: Dialect, layout: Layout | None, ours_in: str) -> None:
        self.layout = layout
        self._dialect = dialect
        self._ours_in = ours_in
        self._writable: dict[str, list[Column]] = {}
        self._identities: dict[str, Column | None] = {}
        self._plans: dict[tuple[str, tuple[str, ...]], RowPlan] = {}
        self._update_plans: dict[tuple[str, tuple[str, ...], tuple[str, ...]], UpdatePlan] = {}
        self._rooms: dict[tuple[str, str], int] = {}

    def sizes(self, table: Table) -> Mapping[str, int]:
        """The room of the table's text columns in this database, by lower-case name."""
        return self._of(table) or {}

    def room(self, table: Table, name: str) -> int:
        """The room of one text column; 0: no limit. Raises KeyError for a name that is no column."""
        room = self._rooms.get((table.name, name))
        if room is None:
            room = self.sizes(table).get(name.lower(), table.column(name).size)
            self._rooms[table.name, name] = room
        return room

    def has(self, table: Table, names: tuple[str, ...]) -> bool:
        """Whether the table exists, with all these columns."""
        existing = self._of(table)
        if existing is None:
            return True
        return bool(existing) and all(name.lower() in existing for name in names)

    def writable(self, table: Table) -> list[Column]:
        """The columns to be written: those of this engine that exist, without the one that counts itself
        up. Raises SettingsError where the table is missing."""
        columns = self._writable.get(table.name)
        if columns is None:
            existing = self._of(table)
            columns = [
                column
                for column in self._dialect.columns(table)
                if column.kind is not Kind.IDENTITY and (existing is None or column.name.lower() in existing)
            ]
            self._writable[table.name] = columns
        if not columns:
            raise mostik_error(Fault.ABSENT, self._dialect.title, detail=table.name)
        return columns

    def plan(self, table: Table, names: tuple[str, ...]) -> RowPlan:
        """How rows with values for these columns are inserted. Raises SettingsError where the table is
        missing, Bug for a name that is no column."""
        plan = self._plans.get((table.name, names))
        if plan is None:
            plan = RowPlan(
                table,
                self.writable(table),
                names,
                self.sizes(table),
                as_text=self._dialect.moments_as_text,
            )
            self._plans[table.name, names] = plan
        return plan

    def update_plan(self, table: Table, names: tuple[str, ...], where: tuple[str, ...]) -> UpdatePlan:
        """How these columns are changed where those of ``where`` have given values. Raises as :meth:`plan`
        does, and Bug where none of the columns exists."""
        plan = self._update_plans.get((table.name, names, where))
        if plan is None:
            plan = UpdatePlan(table, self.writable(table), names, where, self.sizes(table))
            self._update_plans[table.name, names, where] = plan
        return plan

    def identity(self, table: Table) -> Column | None:
        """The column that the engine counts up itself, where the table has one here."""
        if table.name not in self._identities:
            identity = self._dialect.identity(table)
            existing = self._of(table)
            is_there = identity is not None and (existing is None or identity.name.lower() in existing)
            self._identities[table.name] = identity if is_there else None
        return self._identities[table.name]

    def _of(self, table: Table) -> Mapping[str, int] | None:
        """The table's existing columns; None where nobody has looked."""
        layout = self.layout
        if layout is None or (table.ours and (self._ours_in or table.name.lower() not in layout)):
            return None
        return layout.get(table.name.lower(), {})
