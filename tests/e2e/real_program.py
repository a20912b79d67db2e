"""The small bridge over a warehouse in which other people work, as Warehouse Pro is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sync.run.connection import Connection
from sync.run.rehearsal import Rehearsal, recall
from sync.run.report import Report
from sync.warehouses.warehouse_pro import WarehousePro
from tests.e2e.small_bridge import SmallBridge


@dataclass
class RealProgram(SmallBridge):
    """The embedded warehouse, taken for the real program: it has the same tables."""

    schema: str = "3.07"

    def _with(self, act: Callable[[Connection], Any], **options: Any) -> Any:
        def as_real(connection: Connection) -> Any:
            assert isinstance(connection.warehouse, WarehousePro)
            connection.warehouse.features = replace(
                connection.warehouse.features,
                program="Warehouse Pro",
                real_program=True,
                schema_version=self.schema,
            )
            return act(connection)

        return super()._with(as_real, **options)

    @property
    def rehearsal(self) -> Rehearsal | None:
        """What the state file holds of the rehearsal."""
        found: Rehearsal | None = self._with(lambda one: recall(one.journal), write=False)
        return found

    def asked(self, report: Report) -> str:
        """What the run asks, in English."""
        assert report.cause
        return report.cause.text()

    def turned_into_sale(self, number: int, *, note: str | None = None) -> None:
        """Somebody makes a sale of the order in the program, which keeps the order and notes what it became;
        with ``note`` the sale gets a note of its own."""
        self.change_warehouse(
            "INSERT INTO Operations (OperType, Acct, GoodID, PartnerID, ObjectID, OperatorID, Qtty, Sign, "
            "PriceOut, Note, Date) SELECT 2, 9000 + Acct, GoodID, PartnerID, ObjectID, OperatorID, Qtty, -1, "
            "PriceOut, COALESCE(?, Note), Date FROM Operations WHERE OperType = 19 AND Acct = ?",
            note,
            number,
        )
