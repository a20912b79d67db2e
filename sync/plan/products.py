"""What follows from a comparison of two catalogues: links, new products, changed texts, and what is left to
the owner.

Links are added whichever side leads. Products are made and changed on the side that does not lead, and by
hand nothing happens but links. Only what matched beyond doubt is touched; the rest becomes a finding with
its reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sync.matching import Match, MatchState
from sync.model import Catalog, Link, LinkedBy, Product, ProductRole, ShopProduct
from sync.plan.actions import Action, ActionKind, Finding, FindingState, Module, ModulePlan
from sync.plan.product_creates import NOTHING_OF_ITS_OWN, IntoShop, IntoWarehouse
from sync.plan.product_marks import marks_action
from sync.plan.product_texts import brought_texts, shop_update, warehouse_update
from sync.profile import Leader, LineLinking, Products, UpdateMode
from sync.sentences import Sentence, say

_LINKED_BY: Final = {
    LineLinking.SKU: LinkedBy.SKU,
    LineLinking.EAN: LinkedBy.EAN,
    LineLinking.NAME: LinkedBy.NAME,
}

# Links first, because what is linked now needs no product; then what is new, then texts.
_ORDER: Final = {
    ActionKind.LINK_PRODUCT: 0,
    ActionKind.CREATE_SHOP_PRODUCT: 1,
    ActionKind.CREATE_WAREHOUSE_PRODUCT: 1,
    ActionKind.UPDATE_SHOP_PRODUCT: 2,
    ActionKind.UPDATE_WAREHOUSE_PRODUCT: 2,
}


def product_plan(
    results: Iterable[Match],
    settings: Products,
    catalog: Catalog,
    into: IntoShop | IntoWarehouse | None = None,
    bring: IntoWarehouse | None = None,
    *,
    known_too: bool = False,
) -> ModulePlan:
    """The plan for one catalogue, without prices of known products (see :mod:`sync.plan.prices`).

    ``results`` as :func:`sync.matching.match` gives them for this catalogue; they are read once. ``into``
    says what the other side takes over: :class:`IntoShop` where the warehouse leads, :class:`IntoWarehouse`
    where the shop does, None by hand; of the wrong kind or None, nothing but links is planned. ``bring``:
    all products of the shop are brought into the warehouse once, whichever side leads, those without a code
    too; where ``known_too``, the goods that are known get name and barcode of the shop.
    """
    planner = _Planner(settings, catalog, into, bring, known_too=known_too and bring is not None)
    for found in results:
        planner.take(found)
    planner.actions.sort(key=lambda action: _ORDER[action.kind])
    return ModulePlan(Module.PRODUCTS, tuple(planner.actions), tuple(planner.findings), planner.unchanged)


class _Planner:
    def __init__(
        self,
        settings: Products,
        catalog: Catalog,
        into: IntoShop | IntoWarehouse | None,
        bring: IntoWarehouse | None,
        *,
        known_too: bool,
    ) -> None:
        self._settings = settings
        self._known_too = known_too
        self._catalog = catalog
        leader = settings.leader
        self._into_shop = into if isinstance(into, IntoShop) and leader is Leader.WAREHOUSE else None
        self._into_warehouse = into if isinstance(into, IntoWarehouse) and leader is Leader.SHOP else None
        self._bring = bring
        self._marked: set[str] = set()
        self.actions: list[Action] = []
        self.findings: list[Finding] = []
        self.unchanged = 0

    def take(self, found: Match) -> None:
        """Plan what follows from one result."""
        product, shop_product = found.product, found.shop_product
        match found.state:
            case MatchState.MATCHED if product is not None and shop_product is not None:
                self._link(found, product, shop_product)
                self._texts(product, shop_product, newly_linked=True)
            case MatchState.LINKED if product is not None and shop_product is not None:
                self._texts(product, shop_product, newly_linked=False)
            case MatchState.ONLY_HERE if product is not None:
                self._only_here(found, product)
            case MatchState.NO_CODE if product is not None and self._is_variant(product):
                self._finding(found, *NOTHING_OF_ITS_OWN)
            case MatchState.NO_CODE if shop_product is not None and self._bring is not None:
                self._only_there(found, shop_product)
            case MatchState.ONLY_THERE if shop_product is not None:
                self._only_there(found, shop_product)
            case MatchState.NO_CODE if shop_product is not None and self._names_were_compared:
                self._only_there(found, shop_product)
            case _:
                self._told(found)

    def _is_variant(self, product: Product) -> bool:
        return self._into_shop is not None and product.id in self._into_shop.variants.of

    @property
    def _names_were_compared(self) -> bool:
        return LineLinking.NAME in self._settings.match_by

    # ------------------------------------------------------------ pairs

    def _link(self, found: Match, product: Product, shop_product: ShopProduct) -> None:
        by = _LINKED_BY[found.key or LineLinking.SKU]
        self.actions.append(
            Action(
                module=Module.PRODUCTS,
                kind=ActionKind.LINK_PRODUCT,
                key=f"link:{self._catalog.id}:{shop_product.id}",
                title=product.name,
                where=self._catalog.name,
                old=None,
                new=shop_product.name,
                why=found.why,
                payload=Link(product.id, self._catalog.id, shop_product.id, by, shop_product.role),
            )
        )

    def _texts(self, product: Product, shop_product: ShopProduct, *, newly_linked: bool) -> None:
        action = None
        if self._known_too and self._bring is not None and shop_product.role in _TEXT_ROLES:
            # Once it is the shop that is right; sent back at the same time, the two would change places.
            action = brought_texts(product, shop_product, self._bring)
        elif self._settings.mode is UpdateMode.ADD_AND_UPDATE and shop_product.role in _TEXT_ROLES:
            if self._into_shop is not None:
                action = shop_update(product, shop_product, self._settings, self._into_shop)
            elif self._into_warehouse is not None:
                action = warehouse_update(product, shop_product, self._settings, self._into_warehouse)
        actions = [each for each in (action, self._marks(product, shop_product)) if each is not None]
        self.actions.extend(actions)
        if not actions and not newly_linked:
            self.unchanged += 1

    def _marks(self, product: Product, shop_product: ShopProduct) -> Action | None:
        into = self._into_shop
        if into is None:
            return None
        owner = shop_product.parent_id or shop_product.id
        action = marks_action(
            product,
            shop_product,
            into.marks,
            visible=self._settings.new_visible,
            with_marks=owner not in self._marked,
            where=into.catalog_name,
        )
        self._marked.add(owner)
        return action

    # ------------------------------------------------------------ products that stand alone

    def _only_here(self, found: Match, product: Product) -> None:
        into = self._into_shop
        if into is None or not into.creates or not self._settings.create_missing:
            self._told(found)
        elif (obstacle := into.obstacle(product)) is not None:
            self._finding(found, *obstacle)
        elif found.code_shared:
            self._finding(
                found,
                FindingState.AMBIGUOUS,
                found.why,
                say("Give each product its own code; a second product of this code would be a double."),
            )
        else:
            action, findings = into.plan(product, visible=self._settings.new_visible)
            self._made(found, action, findings)

    def _only_there(self, found: Match, shop_product: ShopProduct) -> None:
        into = self._into_warehouse if self._settings.create_missing else None
        into = into or self._bring
        if into is None:
            self._told(found)
        elif shop_product.role not in _TEXT_ROLES:
            self._finding(
                found,
                FindingState.SKIPPED,
                say("A product with variants, or a bundle, is no good of its own; its parts are."),
            )
        elif found.code_shared:
            self._finding(
                found,
                FindingState.AMBIGUOUS,
                found.why,
                say("Give each product its own code; a second good of this code would be a double."),
            )
        else:
            action, findings = into.plan(shop_product)
            self._made(found, action, findings)

    def _made(self, found: Match, action: Action, findings: tuple[Finding, ...]) -> None:
        self.actions.append(action)
        self.findings.extend(findings)
        if found.damaged:
            self.findings.append(
                Finding(
                    Module.PRODUCTS,
                    FindingState.TOLD,
                    f"{action.key}:barcode",
                    action.title,
                    say(
                        "The barcode “{code}” was shortened by a spreadsheet and is left out.",
                        code=found.damaged,
                    ),
                    say("Scan the barcode again."),
                )
            )

    # ------------------------------------------------------------ what is left to the owner

    def _told(self, found: Match) -> None:
        state, advice = _FINDINGS[found.state]
        self._finding(found, state, found.why, advice)

    def _finding(
        self, found: Match, state: FindingState, why: Sentence, advice: Sentence | None = None
    ) -> None:
        product, shop_product = found.product, found.shop_product
        if shop_product is not None:
            key = f"match:{self._catalog.id}:{shop_product.id}"
        elif found.link is not None:
            key = f"match:{self._catalog.id}:{found.link.shop_id}"
        else:
            key = f"match:{self._catalog.id}:good:{product.id if product else ''}"
        title = product.name if product else shop_product.name if shop_product else ""
        if not title and found.link is not None:
            title = found.link.shop_id
        self.findings.append(Finding(Module.PRODUCTS, state, key, title, why, advice))


_TEXT_ROLES: Final = frozenset({ProductRole.PLAIN, ProductRole.VARIANT})

_FINDINGS: Final[dict[MatchState, tuple[FindingState, Sentence | None]]] = {
    MatchState.ONLY_HERE: (FindingState.SKIPPED, None),
    MatchState.ONLY_THERE: (FindingState.SKIPPED, None),
    MatchState.AMBIGUOUS: (
        FindingState.AMBIGUOUS,
        say("Choose the right one under “Check matching”."),
    ),
    MatchState.LOOK_ALIKE: (
        FindingState.HELD,
        say("Say under “Check matching” whether the two are the same, or write the code anew."),
    ),
    MatchState.NO_CODE: (FindingState.SKIPPED, say("Give it a code or a barcode, on both sides the same.")),
    MatchState.DAMAGED_CODE: (
        FindingState.SKIPPED,
        say("Write the code anew; a scanner does not shorten it."),
    ),
    MatchState.SETTLED_APART: (FindingState.SKIPPED, None),
    MatchState.GONE_HERE: (FindingState.REMOVED, say("The product stays in the shop.")),
    MatchState.GONE_THERE: (
        FindingState.REMOVED,
        say("Remove the link under “Check matching”, or bring the product back in the shop."),
    ),
}
