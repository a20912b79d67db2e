"""New warehouses of the shop become locations, where the warehouse program lets Mostik make them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sync.matching.folding import fold
from sync.model import Location, ShopWarehouse
from sync.plan.actions import Action, ActionKind, Finding, FindingState, Module, ModulePlan
from sync.sentences import say


@dataclass(frozen=True, slots=True)
class LocationCreate:
    """A location to be made, the payload of its action; ``shop_warehouse`` is the id of the mark."""

    name: str
    shop_warehouse: str


def location_plan(
    shop_warehouses: Iterable[ShopWarehouse],
    linked: Collection[str],
    locations: Iterable[Location],
    *,
    can_create: bool,
) -> ModulePlan:
    """One location for each warehouse of the shop that is not ``linked`` (by id).

    Where a location has the warehouse's name already, or two warehouses share a name, nothing is made and
    the owner is told. ``can_create`` False (a program whose locations only its owner makes): all are told.
    """
    new = sorted(
        (warehouse for warehouse in shop_warehouses if warehouse.id not in linked),
        key=lambda warehouse: (len(warehouse.id), warehouse.id),
    )
    names = Counter(fold(warehouse.name) for warehouse in new)
    known = {fold(location.name) for location in locations}
    actions: list[Action] = []
    findings: list[Finding] = []
    for warehouse in new:
        key, name = f"location:{warehouse.id}", fold(warehouse.name)
        if name in known:
            findings.append(
                Finding(
                    Module.STOCK,
                    FindingState.SKIPPED,
                    key,
                    warehouse.name,
                    say("A location of this name exists already."),
                    say("Link it with the shop’s warehouse in the step Warehouses."),
                )
            )
        elif not name or names[name] > 1:
            findings.append(
                Finding(
                    Module.STOCK,
                    FindingState.AMBIGUOUS,
                    key,
                    warehouse.name or warehouse.id,
                    say("The shop’s warehouse has no name of its own, so no location is made for it."),
                    say("Give it a name in the shop, then start again."),
                )
            )
        elif not can_create:
            findings.append(
                Finding(
                    Module.STOCK,
                    FindingState.SKIPPED,
                    key,
                    warehouse.name,
                    say("The shop has a new warehouse that no location is linked with."),
                    say("Make the location in the warehouse program, then refresh the list here."),
                )
            )
        else:
            actions.append(
                Action(
                    Module.STOCK,
                    ActionKind.CREATE_LOCATION,
                    key,
                    warehouse.name,
                    warehouse.name,
                    None,
                    warehouse.name,
                    say("The shop has a new warehouse."),
                    LocationCreate(warehouse.name, warehouse.id),
                )
            )
    return ModulePlan(Module.STOCK, tuple(actions), tuple(findings))
