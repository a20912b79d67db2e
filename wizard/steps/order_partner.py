"""The part of the step orders on private buyers: each his own partner, or one for all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any

from sync.errors import MostikError
from sync.model import Partner
from wizard.partner_dialog import SHOWN, Found, PartnerDialog
from wizard.setup import Setup
from wizard.steps.part import Part
from wizard.theme import Space, Tone, size
from wizard.widgets import PushButton, Surface, Words


class PartnerPart(Part):
    """Names the chosen partner and opens the search for another one."""

    def __init__(self, setup: Setup, answers: dict[str, Any], changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.answers = answers
        self.partner: Partner | None = None
        self.choose: PushButton | None = None
        self.words: Words | None = None
        self.dialog: PartnerDialog | None = None
        self._gone = False

    @property
    def chosen(self) -> int | None:
        return self.answers["partners"]["one_for_private_buyers"]  # type: ignore[no-any-return]  # a JSON value

    def fill(self, place: Surface) -> None:
        place.columnconfigure(0, weight=1)
        self.words = Words(place, wrap=True)
        self.words.grid(row=0, column=0, sticky="ew")
        self.choose = PushButton(place, self.text("Choose…"), self._open)
        self.choose.grid(row=0, column=1, padx=(size(place, Space.S), 0))
        self._say()
        if self.chosen is not None and (self.partner is None or self.partner.id != self.chosen):
            self._read(self.chosen)

    def _say(self) -> None:
        if not self.is_shown or self.words is None:
            return
        if self.chosen is None:
            self.words.say(self.text("Each buyer has his own partner"), Tone.QUIET)
        elif self.partner is not None and self.partner.id == self.chosen:
            self.words.say(self.text("All under “{partner}”", partner=self.partner.name))
        elif self._gone:
            self.words.say(self.text("The chosen partner is no longer in the warehouse."), Tone.WARN)
        else:
            self.words.say(self.text("All under partner {number}", number=self.chosen))

    def _read(self, number: int) -> None:
        def read() -> Partner | None:
            with closing(self.setup.warehouse()) as warehouse:
                return warehouse.partner(number)

        def have(partner: Partner | None) -> None:
            self.partner, self._gone = partner, partner is None
            self._say()

        # The number stands until the name is known; what cannot be read now the next run will say.
        self.setup.work(read, have, lambda _error: None)

    # ---- choosing another one

    def _open(self) -> None:
        self.dialog = PartnerDialog(self.setup.app.window, self._search, self._given)

    def _search(self, words: str, found: Found, failed: Callable[[str], object]) -> None:
        def read() -> Sequence[Partner]:
            with closing(self.setup.warehouse()) as warehouse:
                return warehouse.search_partners(words, SHOWN + 1)

        def refused(error: Exception) -> None:
            if isinstance(error, MostikError):
                failed(self.say(error.sentence))
            else:
                self.setup.app.show_error(error)

        self.setup.work(read, found, refused)

    def _given(self, partner: Partner | None) -> None:
        self.partner, self._gone = partner, False
        one = partner.id if partner else None
        self.answers["partners"] = {**self.answers["partners"], "one_for_private_buyers": one}
        self._say()
        self.changed()
