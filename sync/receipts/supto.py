"""What follows from using a СУПТО, a program of the revenue agency's list (Ordinance N-18, Annexes 29 and
42).

Mostik is not in that list. Beside such a program it brings orders in, all of them and unchanged, and leaves
sales, their numbers and receipts to that program.
"""

from __future__ import annotations

from sync.receipts.settings import Receipts
from sync.sentences import Sentence, say


def not_in_the_list() -> Sentence:
    """What the step and the README say in every case."""
    return say(
        "Mostik is not in the revenue agency’s list of software for managing sales (СУПТО). Whoever uses "
        "such a program lets it print."
    )


def why_locked(settings: Receipts | None) -> Sentence | None:
    """Why sales, sale numbers (УНП) and receipts of Mostik's own are locked; None where they are not."""
    if settings is None or not settings.uses_supto:
        return None
    return say(
        "You use a СУПТО, so Mostik brings orders in as orders only: sales, their numbers and receipts are "
        "that program’s."
    )


def why_not_in_the_warehouse() -> Sentence:
    """Why a sale number is not written where Warehouse Pro itself keeps its receipts (ECRReceipts)."""
    return say(
        "Mostik does not write the УНП among Warehouse Pro’s own receipts: what a fiscal sale leaves there "
        "must be seen first, by a probe of this very installation. It stands in the document’s note."
    )


def orders_stay_whole(settings: Receipts | None) -> bool:
    """Whether orders are kept with all that the shop said, for as long as the connection lasts (Annex 42)."""
    return settings is not None and settings.uses_supto is True
