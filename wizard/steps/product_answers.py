"""What the step products has been answered so far, and what is proposed before it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal, InvalidOperation
from typing import Any

from sync.model import Catalog, PriceGroup
from sync.money import lawful_rate
from sync.profile import Leader, LineLinking, UpdateMode
from wizard.readings import ShopLists, WarehouseLists


@dataclass(slots=True)
class ProductAnswers:
    """The fields of :class:`sync.profile.Products`, as they stand in the widgets. ``prices``: the warehouse's
    price group by that of the shop; ``factors`` by that of the shop, None where it cannot be read.
    """

    leader: Leader = Leader.WAREHOUSE
    catalogs: tuple[str, ...] = ()
    match_by: tuple[LineLinking, ...] = (LineLinking.SKU, LineLinking.EAN)
    groups: tuple[int, ...] = ()
    prices: dict[str, str] = field(default_factory=dict)
    factors: dict[str, Decimal | None] = field(default_factory=dict)
    send_prices: bool = True
    update_name: bool = False
    update_description: bool = False
    update_codes: bool = False
    mode: UpdateMode = UpdateMode.ADD_AND_UPDATE
    create_missing: bool = False
    new_visible: bool = False
    removed_to_zero: bool = True

    def as_answers(self) -> dict[str, Any]:
        """The fields as JSON values and decimals, as a draft keeps them."""
        return {
            "leader": self.leader.value,
            "catalogs": list(self.catalogs),
            "match_by": [key.value for key in self.match_by],
            "groups": list(self.groups),
            "prices": [
                {"warehouse_group": here, "shop_group": there, "factor": self.factors.get(there)}
                for there, here in self.prices.items()
            ],
            "mode": self.mode.value,
            **{name: getattr(self, name) for name in _SWITCHES},
        }


_SWITCHES = tuple(each.name for each in fields(ProductAnswers) if each.type == "bool")


def read_answers(answers: Mapping[str, Any]) -> ProductAnswers:
    """The answers of a draft; what cannot be read is as if it had not been answered."""
    found = ProductAnswers()
    found.leader = _one_of(Leader, answers.get("leader"), found.leader)
    found.mode = _one_of(UpdateMode, answers.get("mode"), found.mode)
    found.catalogs = tuple(str(each) for each in answers.get("catalogs", ()))
    known = {key.value: key for key in LineLinking}
    if "match_by" in answers:
        found.match_by = tuple(known[key] for key in answers["match_by"] if key in known)
    found.groups = tuple(each for each in answers.get("groups", ()) if isinstance(each, int))
    for link in answers.get("prices", ()):
        found.prices[link["shop_group"]] = link["warehouse_group"]
        found.factors[link["shop_group"]] = _decimal(link.get("factor"))
    for name in _SWITCHES:
        setattr(found, name, bool(answers.get(name, getattr(found, name))))
    return found


def _one_of(kind: Any, value: object, otherwise: Any) -> Any:
    return kind(value) if value in [each.value for each in kind] else otherwise


def _decimal(value: object) -> Decimal | None:
    try:
        return Decimal(str(value)) if value is not None else None
    except InvalidOperation:
        return None


def proposal(shop: ShopLists, warehouse: WarehouseLists) -> ProductAnswers:
    """What is proposed at first: the warehouse leads, the default catalogue, retail prices into its default
    price group where the currencies allow it.
    """
    found = ProductAnswers()
    default = next((catalog for catalog in shop.catalogs if catalog.is_default), None)
    if default is None and len(shop.catalogs) == 1:
        default = shop.catalogs[0]
    if default is not None:
        found.catalogs = (default.id,)
        here = usual_price_group(warehouse)
        there = next((group for group in shop.price_groups if group.id == default.default_price_group), None)
        if here is not None and there is not None and not needs_factor(here.currency, there.currency):
            found.prices = {there.id: here.id}
    return found


def usual_price_group(warehouse: WarehouseLists) -> PriceGroup | None:
    """The price group that most locations sell by."""
    most = Counter(location.price_group for location in warehouse.locations).most_common(1)
    groups = {group.id: group for group in warehouse.price_groups}
    return groups.get(most[0][0]) if most else None


def needs_factor(source: str, target: str) -> bool:
    """Whether two currencies differ otherwise than lev and euro, so that only the owner knows a factor."""
    return lawful_rate(source, target) is None


def shop_groups(shop: ShopLists, catalogs: Sequence[str]) -> list[PriceGroup]:
    """The price groups of the chosen catalogues, the default one of the first catalogue first."""
    chosen = [catalog for catalog in shop.catalogs if catalog.id in catalogs]
    wanted = list(dict.fromkeys(group for catalog in chosen for group in _groups(catalog)))
    known = {group.id: group for group in shop.price_groups}
    return [known[group] for group in wanted if group in known]


def _groups(catalog: Catalog) -> list[str]:
    return [*([catalog.default_price_group] if catalog.default_price_group else []), *catalog.price_groups]
