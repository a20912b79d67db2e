"""All products of the shop are brought into the warehouse once, whichever side leads.

The owner's wish is a moment in the profile; the journal notes which wish is done. It is done only when a
comparison of all catalogues left nothing: until then it stays on, and each run says what is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sync.matching import Match, MatchState
from sync.model import ProductRole
from sync.plan.actions import ActionKind, Finding, FindingState, Module, ModulePlan
from sync.ports import Journal
from sync.profile import Products
from sync.run.connection import Connection
from sync.run.tally import Tally
from sync.sentences import say

BROUGHT: Final = "all products brought"
_KNOWN_DONE: Final = "known goods called as in the shop"
_KEY: Final = "bring all"
_LEFT: Final = frozenset(
    {
        MatchState.AMBIGUOUS,
        MatchState.LOOK_ALIKE,
        MatchState.ONLY_THERE,
        MatchState.NO_CODE,
        MatchState.DAMAGED_CODE,
    }
)


@dataclass(frozen=True, slots=True)
class Bringing:
    """How many products come into the warehouse with this plan, and how many wait for the owner."""

    comes: int
    left: int

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is told of it beside the single products; nothing where only the note is left to be made."""
        if self.left:
            return (
                Finding(
                    Module.PRODUCTS,
                    FindingState.HELD,
                    _KEY,
                    "",
                    say(
                        "Bringing all products of the shop: {comes} come now, {left} wait for you. It stays "
                        "on until none is left.",
                        comes=self.comes,
                        left=self.left,
                    ),
                    say("Settle them under “Check matching”, or switch it off in the step Products."),
                ),
            )
        if not self.comes:
            return ()
        sentence = say("Bringing all products of the shop: {comes} come now, none is left.", comes=self.comes)
        return (Finding(Module.PRODUCTS, FindingState.TOLD, _KEY, "", sentence),)


def all_were_brought(journal: Journal, products: Products) -> bool:
    """Whether what the owner asked for is done; False too where he asked for nothing."""
    wish = products.bring_all
    return wish is not None and journal.recall(BROUGHT) == wish.isoformat()


def all_are_to_be_brought(connection: Connection) -> bool:
    """Whether the owner asked for it and it is not done yet."""
    if not connection.profile.modules.products or connection.products.bring_all is None:
        return False
    return not all_were_brought(connection.journal, connection.products)


def known_are_to_be_called_so(connection: Connection) -> bool:
    """Whether the goods that are known still have to get name and barcode of the shop. That is done once for
    a wish, however long it stays on: afterwards the side that leads is right again.
    """
    wish = connection.products.bring_all
    return (
        wish is not None
        and all_are_to_be_brought(connection)
        and connection.journal.recall(_KNOWN_DONE) != wish.isoformat()
    )


def left_behind(results: Sequence[Match], plan: ModulePlan) -> int:
    """How many products and variants of a catalogue are neither linked nor made by this plan. One that the
    owner settled apart is none of them.
    """
    made = {action.key for action in plan.actions}
    return sum(
        found.state in _LEFT
        and found.shop_product is not None
        and found.shop_product.role in (ProductRole.PLAIN, ProductRole.VARIANT)
        and f"good:{found.shop_product.catalog}:{found.shop_product.id}" not in made
        for found in results
    )


def bringing(connection: Connection, plans: Sequence[ModulePlan], left: int) -> Bringing | None:
    """What these plans bring; None where the owner did not ask for it, or it is done."""
    if not all_are_to_be_brought(connection):
        return None
    comes = sum(plan.counts.get(ActionKind.CREATE_WAREHOUSE_PRODUCT, 0) for plan in plans)
    return Bringing(comes, left)


def switch_off_if_whole(connection: Connection, tally: Tally, brings: Bringing) -> None:
    """Note that the wish is done, where nothing is left. Called when all that was planned is done."""
    wish = connection.products.bring_all
    if wish is not None:
        connection.journal.remember(_KNOWN_DONE, wish.isoformat())
    if brings.left or wish is None:
        return
    connection.journal.remember(BROUGHT, wish.isoformat())
    tally.tell_owner(
        Module.PRODUCTS,
        _KEY,
        "",
        say("All products of the shop are in the warehouse now, and bringing them is switched off."),
    )
