"""The step receipts: the law first, then the fiscal device, which orders get a receipt, and when."""

from __future__ import annotations

import tkinter
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from sync.errors import MostikError
from sync.receipts.supto import not_in_the_list, why_locked
from sync.sentences import Sentence, say
from wizard.answers import asks_for_receipts
from wizard.readings import RECENT, SeenOrders, see_orders
from wizard.steps.connect_secrets import look_at_keyring
from wizard.steps.part import scroll_to, setup_of
from wizard.steps.receipt_answers import finished, read_answers
from wizard.steps.receipt_device import DevicePart
from wizard.steps.receipt_more import AuditPart, NumberPart
from wizard.steps.receipt_rules import RulesPart, WhenPart
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import Card, LinkButton, Note, Option, Segments, Surface, Toggle, Words
from wizard.wizard_frame import Answers, Draft, Step, WizardFrame

_YES: Final = "yes"
_NO: Final = "no"


class ReceiptsStep(Step):
    """See the module. The answers stand in :attr:`chosen`, from which the widgets are built."""

    id: ClassVar[str] = "receipts"

    def __init__(self, wizard: WizardFrame) -> None:
        super().__init__(wizard)
        self.setup = setup_of(wizard)
        self.chosen: dict[str, Any] = {}
        self.supto: Segments | None = None
        self.prints: Toggle | None = None
        self.device: DevicePart | None = None
        self.rules: RulesPart | None = None
        self.when: WhenPart | None = None
        self.number: NumberPart | None = None
        self.audit: AuditPart | None = None
        self._wants_device = False
        self.shows_more = False
        self._rest: Surface | None = None
        self._more: Surface | None = None
        self._ways: SeenOrders | None = None
        self._offered: set[str] | None = None if self.answers.get("payments") else set()
        self._turn = 0

    # ---- what the step says of itself

    def name(self) -> str:
        return self.text("Receipts")

    def title(self) -> str:
        return self.text("Choose whether Mostik prints fiscal receipts")

    def consequence(self) -> str:
        return self.text(
            "What the law asks of a sale depends on this. If you are not sure, ask your accountant."
        )

    def present(self, draft: Draft) -> bool:
        return asks_for_receipts(draft)

    def summary_line(self) -> str:
        receipts = finished(self.answers)
        if receipts is None or receipts.uses_supto is None:
            return ""
        if receipts.uses_supto:
            return self.text("Left to the СУПТО")
        if receipts.device is None:
            return self.text("Mostik prints none")
        return self.text("On the device {serial}", serial=receipts.device.serial)

    # ---- widgets

    def build(self, body: Surface) -> None:
        body.columnconfigure(0, weight=1)
        self.chosen = read_answers(self.answers)
        self._wants_device = self.chosen["device"] is not None
        self.device = DevicePart(self.setup, self.chosen["device"], self._judged)
        self.rules = RulesPart(self.setup, self.chosen, self._judged)
        self.rules.offered = self._offered
        self.when = WhenPart(self.setup, self.chosen, self._judged)
        self.number = NumberPart(self.setup, self.chosen, self._judged)
        self.audit = AuditPart(self.setup, self.chosen, self._judged)
        self._take_counts()
        law = Card(body, self.text("Do you use a СУПТО?"))
        law.grid(row=0, column=0, sticky="ew")
        self._build_law(law.body)
        self._rest = Surface(body)
        self._rest.grid(row=1, column=0, sticky="ew")
        self._rest.columnconfigure(0, weight=1)
        self._build_rest()

    def _build_law(self, place: Surface) -> None:
        Words(
            place,
            self.text(
                "A СУПТО is a sales program from the revenue agency’s list that prints your receipts. Its "
                "maker tells you whether yours is one."
            ),
            tone=Tone.QUIET,
            wrap=True,
        ).pack(fill="x")
        said = self.chosen["uses_supto"]
        self.supto = Segments(
            place,
            [Option(_YES, self.text("Yes, I use one")), Option(_NO, self.text("No"))],
            value="" if said is None else _YES if said else _NO,
            on_change=self._answered,
        )
        self.supto.pack(fill="x", pady=size(place, Space.S))
        Words(place, self.language.say(not_in_the_list()), font=Font.SMALL, tone=Tone.QUIET, wrap=True).pack(
            fill="x"
        )

    def _build_rest(self) -> None:
        """What follows from the answer."""
        place = self._rest
        assert place is not None
        for child in place.winfo_children():
            child.destroy()
        place.configure(height=1)
        self.prints, self._more = None, None
        gap = (size(place, Space.L), 0)
        if self.chosen["uses_supto"] is None:
            return
        if self.chosen["uses_supto"]:
            locked = why_locked(finished({**self.chosen, "device": None}))
            Note(place, self.language.say(locked) if locked else "", Tone.INFO).grid(
                row=0, column=0, sticky="ew", pady=gap
            )
            return
        card = Card(place, self.text("Fiscal device"))
        card.grid(row=0, column=0, sticky="ew", pady=gap)
        self.prints = Toggle(
            card.body,
            self.text("Mostik prints fiscal receipts"),
            hint=self.text(
                "On your own device, each with its sale number (УНП), and never one twice. Off: receipts are "
                "printed elsewhere, or none are needed."
            ),
            value=self._wants_device,
            on_change=self._switched,
        )
        self.prints.pack(fill="x")
        assert self.device is not None
        if self._wants_device:
            inside = Surface(card.body)
            inside.pack(fill="x", pady=(size(place, Space.M), 0))
            self.device.build(inside)
            assert self.rules is not None
            assert self.when is not None
            for row, (title, part) in enumerate(
                ((self.text("Which orders get a receipt"), self.rules), (self.text("When"), self.when)),
                start=1,
            ):
                card = Card(place, title)
                card.grid(row=row, column=0, sticky="ew", pady=gap)
                part.build(card.body)
        self._more = Surface(place)
        self._more.grid(row=3, column=0, sticky="ew", pady=gap)
        self._build_more()

    def _build_more(self) -> None:
        place = self._more
        assert place is not None
        for child in place.winfo_children():
            child.destroy()
        if not self.shows_more:
            LinkButton(place, self.text("More choices…"), self._open_more).pack(anchor="w")
            return
        assert self.number is not None
        assert self.audit is not None
        if self._wants_device:
            card = Card(place, self.text("Sale number (УНП) and VAT"))
            card.pack(fill="x", pady=(0, size(place, Space.L)))
            self.number.build(card.body)
        card = Card(place, self.text("Audit file for the revenue agency"))
        card.pack(fill="x")
        self.audit.build(card.body)

    def _open_more(self) -> None:
        self.shows_more = True
        self._build_more()
        assert self._more is not None
        scroll_to(self._more)
        target = self.number.code if self._wants_device and self.number is not None else None
        if target is None and self.audit is not None:
            target = self.audit.on  # type: ignore[assignment]  # either can take the focus
        if target is not None:
            target.focus_set()

    # ---- the answers

    def load(self, answers: Mapping[str, Any]) -> None:
        """Nothing: the widgets are built from the answers."""

    def collect(self) -> Answers:
        if self.device is None:
            return dict(self.answers)
        self.chosen["device"] = self.device.collect() if self._prints else None
        return dict(self.chosen)

    @property
    def _prints(self) -> bool:
        return self._wants_device and self.chosen["uses_supto"] is False

    def problem(self) -> Sentence | None:
        if self.chosen.get("uses_supto") is None:
            return say("Say whether you use a СУПТО")
        part = self._wrong()
        if part is not None:
            return part.problem()
        if finished(self.collect()) is None:
            return say("Something in this step does not fit together")
        return None

    def _wrong(self) -> DevicePart | WhenPart | NumberPart | AuditPart | None:
        """The first part with something wrong in it."""
        if self.chosen.get("uses_supto"):
            return None
        assert self.device is not None
        assert self.when is not None
        assert self.number is not None
        assert self.audit is not None
        of_printing = (self.device, self.when, self.number) if self._prints else ()
        return next((part for part in (*of_printing, self.audit) if part.problem() is not None), None)

    def first_focus(self) -> tkinter.Misc | None:
        if self.supto is not None and not self.supto.value:
            return next(iter(self.supto.buttons.values()))
        return None

    def first_wrong(self) -> tkinter.Misc | None:
        part = self._wrong()
        if part is None:
            return self.first_focus()
        if part in (self.number, self.audit) and not self.shows_more:
            self._open_more()
        return part.first_wrong()

    def on_enter(self, focus: tkinter.Misc | None) -> bool:
        """Enter in a field of the device begins its test, as long as its number is not there."""
        device = self.device
        if device is None or not self._prints or not device.holds(focus) or device.finished() is not None:
            return False
        device.test()
        return True

    def _judged(self) -> None:
        self.changed()

    def _answered(self) -> None:
        assert self.supto is not None
        self.chosen["uses_supto"] = self.supto.value == _YES
        self._build_rest()
        self.changed()

    def _switched(self) -> None:
        assert self.prints is not None
        self._wants_device = self.prints.value
        self._build_rest()
        if self.prints is not None:
            self.prints.focus_set()
        self.changed()

    # ---- what the shop's orders tell, and what the keyring holds

    def shown(self) -> None:
        self._turn += 1
        turn = self._turn
        if self.device is not None:
            self.setup.work(lambda: look_at_keyring(self.setup), self._keyring_seen)
        since = self.setup.desk.clock.now() - RECENT
        known = self.setup.orders_seen
        if known is not None and known.reaches(since):
            self._seen(known)
            return
        self.setup.work(
            lambda: see_orders(self.setup.shop(), since),
            lambda seen: self._seen(seen) if turn == self._turn else None,
            self._not_seen,
        )

    def left(self) -> None:
        self._turn += 1

    def _keyring_seen(self, state: Any) -> None:
        if self.device is not None:
            self.device.found(state)
            self.changed()

    def _not_seen(self, error: Exception) -> None:
        """The step goes on with the ways that the shop lists by itself."""
        if not isinstance(error, MostikError):
            self.setup.app.show_error(error)
        self._seen(SeenOrders(self.setup.desk.clock.now() - RECENT))

    def _seen(self, seen: SeenOrders) -> None:
        if seen.orders:
            self.setup.orders_seen = seen
        self._ways = seen
        self._take_counts()
        for part in (self.rules, self.audit):
            if part is not None and part.is_shown:
                part.draw()
        self.changed()

    def _take_counts(self) -> None:
        if self._ways is None or self.rules is None or self.audit is None:
            return
        counts = self._ways.counts(self.setup.desk.clock.now() - RECENT)
        self.rules.propose(counts)
        lists = self.setup.shop_lists
        listed = [way.name for way in (lists.payment_ways if lists else ()) if way.name]
        self.audit.ways = list(dict.fromkeys([*(way for _, way in counts.by_payment), *listed]))
