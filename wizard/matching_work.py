"""What the match check knows and does: reads both sides, compares them, and keeps the owner's answers.

It outlives its widgets, which are built anew with every change of theme or language.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sync.errors import Cancelled, MostikError
from sync.model import Link
from sync.ports import Shop, Warehouse
from sync.profile import LineLinking, PriceLink, Products, SkuField
from sync.sentences import Sentence
from wizard.both_sides import BothSides, Reading, read_both_sides, without_description
from wizard.comparison import Comparison
from wizard.matching_answers import MatchingAnswers
from wizard.screen import Screen


@dataclass(frozen=True, slots=True)
class MatchSettings:
    """What takes part, and by what it is recognised."""

    catalogs: tuple[str, ...]
    match_by: tuple[LineLinking, ...]
    groups: tuple[int, ...] = ()
    price_group: str = ""
    """The price of a good that is shown beside it."""
    sku_field: SkuField = SkuField.CODE
    weight_from: int = 0

    @classmethod
    def of(cls, products: Products) -> MatchSettings:
        """Those of a connection."""
        return cls(
            products.catalogs,
            products.match_by,
            products.groups,
            first_price_group(products.prices),
            products.sku_field,
            products.marking.weight_from,
        )


def first_price_group(prices: Sequence[PriceLink]) -> str:
    """The warehouse's price group that goes to the shop first."""
    return prices[0].warehouse_group if prices else ""


@dataclass(frozen=True, slots=True)
class ReadingFailed:
    """Why the last reading broke off; what was read before stays."""

    sentence: Sentence | None
    advice: Sentence | None = None
    detail: str = ""


class Systems(Protocol):
    """The two systems, opened beside the window. The caller closes the warehouse."""

    def shop(self) -> Shop: ...
    def warehouse(self) -> Warehouse: ...


class Matching:
    """The match check of one connection. Whoever shows it says so with :meth:`listen`."""

    def __init__(
        self,
        screen: Screen,
        systems: Systems,
        answers: MatchingAnswers,
        settings: MatchSettings,
    ) -> None:
        self.settings = settings
        self.comparison: Comparison | None = None
        self.failed: ReadingFailed | None = None
        self.reading: Reading | None = None
        self.sides: BothSides | None = None
        self.is_writing = False
        self.checked = False
        """Whether the owner has seen the check, now or earlier."""
        self.bare: frozenset[tuple[str, str]] | None = None
        """Products of the shop without a description (catalogue, shop id); None: not read."""
        self._looks_further = False
        self._screen, self._systems, self._answers = screen, systems, answers
        self._listeners: list[Callable[[], None]] = []
        self._turn = 0

    def listen(self, changed: Callable[[], None]) -> None:
        """Call ``changed`` whenever there is something else to show."""
        self._listeners.append(changed)

    def _changed(self) -> None:
        for changed in self._listeners:
            changed()

    @property
    def is_busy(self) -> bool:
        """Whether both sides are being read or compared."""
        return self.reading is not None

    # ---- reading and comparing

    def use(self, settings: MatchSettings) -> None:
        """Other things take part from now on: compare anew, and read what was not read yet."""
        if settings != self.settings or (self.comparison is None and not self.is_busy):
            self.settings = settings
            self.begin()

    def begin(self, *, anew: bool = False) -> None:
        """Compare; what was read already is read again only if ``anew``."""
        self.stop()
        self._turn += 1
        turn, reading = self._turn, Reading()
        self.reading = reading
        settings, known = self.settings, None if anew else self.sides
        if known is not None and not known.has(settings.catalogs):
            known = None

        def work() -> tuple[Comparison, bool] | None:
            try:
                found = known or read_both_sides(
                    self._systems.shop,
                    self._systems.warehouse,
                    settings.catalogs,
                    self._screen.desk.clock,
                    reading,
                )
            except Cancelled:
                return None
            answers = self._answers.known()
            made = Comparison(
                found,
                catalogs=settings.catalogs,
                match_by=settings.match_by,
                groups=settings.groups,
                links=answers.links,
                apart=answers.apart,
                sku_field=settings.sku_field,
                weight_from=settings.weight_from,
            )
            made.prepare()
            return made, answers.checked

        def done(found: tuple[Comparison, bool] | None) -> None:
            if turn != self._turn or found is None:
                return
            made, checked = found
            if made.sides is not self.sides:
                self.bare = None
            self.comparison, self.sides = made, made.sides
            self.checked = self.checked or checked
            self.reading, self.failed = None, None
            self._changed()

        def failed(error: Exception) -> None:
            if turn != self._turn:
                return
            self.reading = None
            if isinstance(error, MostikError):
                self.failed = ReadingFailed(error.sentence, error.advice, error.detail)
            else:
                self.failed = ReadingFailed(None, detail=type(error).__name__)
            self._changed()

        self._changed()
        self._screen.work(work, done, failed)

    def was_seen(self) -> None:
        """The owner sees the check: note it, and look for what takes longer to read."""
        if not self.checked:
            self.checked = True
            # While a run goes on it cannot be noted; then it holds as long as this window is open.
            self._screen.work(self._answers.note_checked, lambda _: None, lambda _error: None)
        if self.bare is None and not self._looks_further and self.comparison is not None:
            self._look_for_descriptions(self.comparison)

    def _look_for_descriptions(self, comparison: Comparison) -> None:
        self._looks_further = True

        def done(bare: frozenset[tuple[str, str]]) -> None:
            self._looks_further = False
            if comparison.sides is self.sides:
                self.bare = bare
                self._changed()

        def failed(_error: Exception) -> None:
            # The check does not depend on it; the next one asks again.
            self._looks_further = False

        products = list(comparison.products())
        self._screen.work(lambda: without_description(self._systems.shop(), products), done, failed)

    def stop(self) -> None:
        """Nobody waits for the reading any more."""
        if self.reading is not None:
            self.reading.stop()
            self.reading = None
        self._turn += 1

    # ---- answers, kept before they are shown

    def link(self, link: Link, then: Callable[[], None]) -> None:
        self._keep(lambda: self._answers.link(link), lambda comparison: comparison.link(link), then)

    def unlink(self, link: Link, then: Callable[[], None]) -> None:
        self._keep(lambda: self._answers.unlink(link), lambda comparison: comparison.unlink(link), then)

    def set_apart(self, catalog: str, shop_id: str, then: Callable[[], None]) -> None:
        self._keep(
            lambda: self._answers.set_apart(catalog, shop_id),
            lambda comparison: comparison.set_apart(catalog, shop_id),
            then,
        )

    def _keep(
        self, write: Callable[[], None], show: Callable[[Comparison], None], then: Callable[[], None]
    ) -> None:
        # One answer at a time: a second Enter must not fall on a question that is not there any more.
        if self.is_writing or self.comparison is None:
            return
        self.is_writing = True
        answered = self.comparison

        def done(_: None) -> None:
            self.is_writing = False
            show(answered)
            if self.comparison is answered:
                then()

        def failed(error: Exception) -> None:
            self.is_writing = False
            self._screen.app.show_error(error)

        self._screen.work(write, done, failed)
