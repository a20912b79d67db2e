"""What both systems need to be joined, verified where they tell it, with the way to each. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from sync.sentences import Sentence, say
from wizard.readings import ShopLists, WarehouseLists


@dataclass(frozen=True, slots=True)
class Requirement:
    """``met`` None: nobody but the owner can tell. ``way`` says where to look or what to do."""

    text: Sentence
    met: bool | None
    way: Sentence | None = None


def baselinker_requirements(lists: ShopLists) -> list[Requirement]:
    """What BaseLinker needs, as far as its API tells."""
    return [
        Requirement(
            say("A product catalogue in BaseLinker"),
            bool(lists.catalogs),
            say("Make one in BaseLinker’s panel under Products; lists of connected shops do not count."),
        ),
        Requirement(
            say("A warehouse of BaseLinker’s own, to which stock can be sent"),
            any(place.writable for place in lists.warehouses),
            say(
                "Make one in BaseLinker’s panel under Products; warehouses of connected systems fill "
                "themselves."
            ),
        ),
        Requirement(
            say("Order statuses to choose from"),
            bool(lists.statuses),
            say("Make them in BaseLinker’s panel, in the settings of the orders."),
        ),
        Requirement(
            say("The token may also change orders and products"),
            None,
            say("BaseLinker does not tell it. The first change shows it, and nothing is lost if it says no."),
        ),
        Requirement(
            say("Your products have an SKU or EAN on both sides"),
            None,
            say("The step Products compares them and lists those without a code."),
        ),
        Requirement(
            say("BaseLinker’s journal is on (not needed, but changed orders are seen sooner)"),
            None,
            say("BaseLinker’s support switches it on when you ask for getJournalList."),
        ),
    ]


def warehouse_requirements(lists: WarehouseLists) -> list[Requirement]:
    """What the warehouse program needs."""
    return [
        Requirement(
            say("A location in the warehouse"),
            bool(lists.locations),
            say("Make one in the warehouse program, then test again."),
        ),
        Requirement(
            say("A backup of the warehouse"),
            None,
            say("The step Confirm offers a copy before anything is written for the first time."),
        ),
    ]
