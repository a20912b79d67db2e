"""What a comparison of two catalogues says about each product."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sync.matching.folding import Script, code_key, fold, look_alike_letters
from sync.model import Link, Product, ShopProduct
from sync.profile import LineLinking
from sync.sentences import Sentence, say


class MatchState(StrEnum):
    """How a product stands."""

    LINKED = "linked"
    """Linked already, and both are still there."""
    MATCHED = "matched"
    """Each is the only one that the other could be."""
    ONLY_HERE = "only here"
    ONLY_THERE = "only there"
    AMBIGUOUS = "ambiguous"
    """Several could be it. One result for each such product of the shop."""
    LOOK_ALIKE = "look-alike letters"
    """The codes look the same and are written with letters of different alphabets: the owner is asked."""
    NO_CODE = "no code"
    DAMAGED_CODE = "damaged code"
    """The only code is a number that a spreadsheet shortened."""
    SETTLED_APART = "settled apart"
    """The owner said that this product of the shop is none of his goods."""
    GONE_HERE = "gone here"
    """Linked, but the good is not among the goods that were read."""
    GONE_THERE = "gone there"
    """Linked, but the shop no longer has the product."""


class Difference(StrEnum):
    """In what the codes of two products that belong together differ."""

    NONE = "none"
    FORM = "differs in case, spaces or dashes"
    ZEROS = "differs in leading zeros"
    LOOK_ALIKE = "look-alike letters"


@dataclass(frozen=True, slots=True)
class Match:
    """What was found for one product.

    ``product`` and ``shop_product`` are the pair, or the one that stands alone. The candidates of an
    ambiguous product are all that could be meant, on both sides. ``code_shared``: another product, here or
    there, has the same code or barcode, so that making this one anew would make a double. ``damaged`` is a
    code that a spreadsheet shortened.
    """

    state: MatchState
    product: Product | None = None
    shop_product: ShopProduct | None = None
    key: LineLinking | None = None
    difference: Difference = Difference.NONE
    candidates_here: tuple[Product, ...] = ()
    candidates_there: tuple[ShopProduct, ...] = ()
    link: Link | None = None
    code_shared: bool = False
    damaged: str = ""

    @property
    def why(self) -> Sentence:
        """The reason for the state, for the owner."""
        match self.state:
            case MatchState.LINKED:
                return say("The two are linked.")
            case MatchState.MATCHED:
                return _why_matched(self)
            case MatchState.LOOK_ALIKE:
                return _why_look_alike(self)
            case MatchState.AMBIGUOUS:
                return _why_ambiguous(self)
            case MatchState.ONLY_HERE:
                if self.code_shared:
                    return say("Not in the shop under this code, but another product has the same code.")
                return say("No product of the shop has the same code.")
            case MatchState.ONLY_THERE:
                if self.code_shared:
                    return say("Not in the warehouse under this code, but another product has the same code.")
                return say("No product of the warehouse has the same code.")
            case MatchState.NO_CODE:
                return say("The product has no code by which it could be found on the other side.")
            case MatchState.DAMAGED_CODE:
                return say(
                    "The code “{code}” was shortened by a spreadsheet; its last digits are lost.",
                    code=self.damaged,
                )
            case MatchState.SETTLED_APART:
                return say("You said that this product is none of the goods of the warehouse.")
            case MatchState.GONE_HERE:
                return say("The linked good was deleted or left the chosen groups.")
            case MatchState.GONE_THERE:
                return say("The linked product is no longer in the shop.")


def _why_matched(found: Match) -> Sentence:
    match found.key, found.difference:
        case LineLinking.SKU, Difference.NONE:
            return say("The same code.")
        case LineLinking.SKU, _:
            return say("The same code, but it differs in case, spaces or dashes.")
        case LineLinking.EAN, Difference.NONE:
            return say("The same barcode.")
        case LineLinking.EAN, Difference.ZEROS:
            return say("The same barcode, but it differs in leading zeros.")
        case LineLinking.EAN, _:
            return say("The same barcode, but it differs in spaces or dashes.")
        case _, Difference.NONE:
            return say("The same name.")
        case _:
            return say("The same name, but it differs in case, spaces or dashes.")


def _why_ambiguous(found: Match) -> Sentence:
    here, there = len(found.candidates_here), len(found.candidates_there)
    if found.difference is Difference.LOOK_ALIKE:
        return say("Several products have codes that look the same but are written with other letters.")
    if here > 1 and there > 1:
        match found.key:
            case LineLinking.SKU:
                return say(
                    "{here} goods and {there} products of the shop share the code.", here=here, there=there
                )
            case LineLinking.EAN:
                return say(
                    "{here} goods and {there} products of the shop share a barcode.", here=here, there=there
                )
            case _:
                return say(
                    "{here} goods and {there} products of the shop share the name.", here=here, there=there
                )
    if here > 1:
        match found.key:
            case LineLinking.SKU:
                return say("{here} goods have this code.", here=here)
            case LineLinking.EAN:
                return say("{here} goods have this barcode.", here=here)
            case _:
                return say("{here} goods have this name.", here=here)
    if there > 1:
        match found.key:
            case LineLinking.SKU:
                return say("{there} products of the shop have this code.", there=there)
            case LineLinking.EAN:
                return say("{there} products of the shop have this barcode.", there=there)
            case _:
                return say("{there} products of the shop have this name.", there=there)
    return say("A product that is linked already has the same code, barcode or name.")


def _why_look_alike(found: Match) -> Sentence:
    if found.product is not None and found.shop_product is not None:
        here, there = _texts(found.product, found.shop_product, found.key)
        match look_alike_letters(here, there), look_alike_letters(there, here):
            case (letters, Script.CYRILLIC), None:
                return say("In the warehouse {letters} is written in Cyrillic letters.", letters=letters)
            case None, (letters, Script.CYRILLIC):
                return say("In the shop {letters} is written in Cyrillic letters.", letters=letters)
            case (letters, Script.GREEK), None:
                return say("In the warehouse {letters} is written in Greek letters.", letters=letters)
            case None, (letters, Script.GREEK):
                return say("In the shop {letters} is written in Greek letters.", letters=letters)
    return say("The codes look the same but are written with letters of different alphabets.")


def _texts(product: Product, shop_product: ShopProduct, key: LineLinking | None) -> tuple[str, str]:
    if key is LineLinking.NAME:
        return fold(product.name), fold(shop_product.name)
    return code_key(product.code), code_key(shop_product.sku)
