"""What the screen of receipts reads and has done, beside the window. Everything here blocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from storage.profiles import Profiles
from sync.plan.receipts import ReceiptItem, StornoProposal
from sync.run.receipt_desk import ReceiptDesk
from wizard.connection_secrets import in_memory
from wizard.desk import Desk
from wizard.receipt_opening import open_receipt_desk
from wizard.saving import secrets_of

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Standing:
    """How the receipts of a connection stand; ``has_audit``: its shop chose the monthly audit file."""

    items: tuple[ReceiptItem, ...]
    proposals: tuple[StornoProposal, ...]
    has_device: bool
    has_audit: bool


def standing_of(receipts: ReceiptDesk) -> Standing:
    """Read it. Raises SettingsError where nothing was said of receipts."""
    settings = receipts.settings
    return Standing(
        tuple(receipts.items()),
        tuple(receipts.proposals()),
        has_device=settings.numbers_sales,
        has_audit=settings.audit is not None,
    )


def with_receipts(
    desk: Desk, connection_id: str, do: Callable[[ReceiptDesk], Result], *, write: bool = True
) -> Result:
    """Open the receipts of a connection. With ``write`` nobody else writes into its journal meanwhile.

    Raises MostikError.
    """
    kept = in_memory(connection_id, secrets_of(desk, connection_id), desk.secrets) if write else desk.secrets
    with Profiles(desk.paths, desk.clock.now).open(connection_id, write=write) as journal:
        return do(open_receipt_desk(journal.profile(), journal, kept, desk.clock))
