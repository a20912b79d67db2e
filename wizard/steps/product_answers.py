"""What the step products has been answered so far, and what is proposed before it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import ValidationError

from sync.model import Catalog, PriceGroup
from sync.money import lawful_rate
from sync.profile import Leader, LineLinking, Marking, SkuField, UpdateMode
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
    sku_field: SkuField = SkuField.CODE
    marking: Marking = field(default_factory=Marking)
    default_category: str = ""
    bring_all: datetime | None = None

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
            "sku_field": self.sku_field.value,
            "marking": self.marking.model_dump(mode="json"),
            "default_category": self.default_category,
            "bring_all": self.bring_all.isoformat() if self.bring_all else None,
            **{name: getattr(self, name) for name in _SWITCHES},
        }


_RETAIL = "PriceOut2"
"""The retail prices of Warehouse Pro, and of the programs that keep its tables."""
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
    found.sku_field = _one_of(SkuField, answers.get("sku_field"), found.sku_field)
    found.marking = _marking(answers.get("marking"))
    found.default_category = str(answers.get("default_category", ""))
    found.bring_all = _moment(answers.get("bring_all"))
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


def _marking(answer: object) -> Marking:
    try:
        return Marking.model_validate(answer) if answer is not None else Marking()
    except ValidationError:
        return Marking()


def _moment(answer: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(answer)) if answer else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def proposal(
    shop: ShopLists, warehouse: WarehouseLists, sources: Collection[int] = frozenset()
) -> ProductAnswers:
    """What is proposed at first: the warehouse leads, the default catalogue, and into its default price group
    the prices of :func:`usual_price_group` where the currencies allow it. By which attribute a shop compares
    that knows only one is never proposed. ``sources``: the locations that feed the shop, where they are
    chosen already.
    """
    found = ProductAnswers()
    if shop.features.one_attribute:
        found.match_by = ()
    elif LineLinking.EAN not in warehouse.linkings:
        found.match_by = warehouse.linkings
    default = next((catalog for catalog in shop.catalogs if catalog.is_default), None)
    if default is None and len(shop.catalogs) == 1:
        default = shop.catalogs[0]
    if default is not None:
        found.catalogs = (default.id,)
        here = usual_price_group(warehouse, sources)
        there = next((group for group in shop.price_groups if group.id == default.default_price_group), None)
        if here is not None and there is not None and not needs_factor(here.currency, there.currency):
            found.prices = {there.id: here.id}
    return found


def usual_price_group(warehouse: WarehouseLists, sources: Collection[int] = frozenset()) -> PriceGroup | None:
    """The price group of the one location that feeds the shop; retail where several do or nothing is chosen
    yet, and without retail the group that most locations sell by.
    """
    groups = {group.id: group for group in warehouse.price_groups}
    feeding = [place for place in warehouse.locations if not sources or place.id in sources]
    if len(feeding) == 1:
        return groups.get(feeding[0].price_group)
    if _RETAIL in groups:
        return groups[_RETAIL]
    most = Counter(location.price_group for location in feeding).most_common(1)
    return groups.get(most[0][0]) if most else None


def sources_of(stock: Mapping[str, Any]) -> frozenset[int]:
    """The locations that feed the shop, by the answers of the step warehouses."""
    links = stock.get("links", ())
    return frozenset(place for link in links for place in link.get("locations", ()) if isinstance(place, int))


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
