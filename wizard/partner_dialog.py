"""A small window to find one partner of the warehouse by words and choose it."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Sequence
from tkinter import ttk
from typing import Any, Final

import ttkbootstrap

from sync.model import Partner
from wizard.theme import Font, Space, Tone, palette, size
from wizard.widgets import LinkButton, PushButton, SearchField, Surface, Words
from wizard.widgets.dialog import Dialog
from wizard.widgets.later import Later
from wizard.widgets.window_of import window_of

SHOWN: Final = 50
_ROWS: Final = 9
_SOON_MS: Final = 250
Found = Callable[[Sequence[Partner]], None]
Search = Callable[[str, Found, Callable[[str], object]], object]


class PartnerDialog(Dialog):
    """``search`` looks for words beside the window and hands the partners over, or a sentence why it cannot.

    ``given`` gets the chosen partner, or None for "each buyer his own".
    """

    def __init__(self, root: tkinter.Tk, search: Search, given: Callable[[Partner | None], object]) -> None:
        text = window_of(root).language.text
        super().__init__(root, text("Partner for private buyers"))
        self._search, self._given = search, given
        self._found: dict[str, Partner] = {}
        self._turn = 0
        self._looking = Later(self, self._look, _SOON_MS)
        Words(self.inside, text("Choose the partner for private buyers"), font=Font.SECTION, wrap=True).pack(
            fill="x"
        )
        Words(
            self.inside,
            text("All orders without a company number are then written under this one partner."),
            tone=Tone.QUIET,
            wrap=True,
        ).pack(fill="x", pady=(size(self, Space.XS), size(self, Space.M)))
        self.field = SearchField(
            self.inside, on_change=self._typed, placeholder=text("Name, number, phone or city")
        )
        self.field.pack(fill="x", pady=(0, size(self, Space.S)))
        self._build_list()
        self._said = Words(self.inside, font=Font.SMALL, tone=Tone.QUIET, wrap=True)
        self._said.pack(fill="x", pady=(size(self, Space.S), 0))
        self._build_bar()
        window_of(root).shortcuts.on_enter(self, lambda _focus: self._entered())
        self._look()
        self.open(self.field.control)

    def _build_list(self) -> None:
        box = Surface(self.inside, palette().background, edge=palette().hairline)
        box.pack(fill="both", expand=True)
        self.list = ttk.Treeview(box, show="tree", columns=("facts",), selectmode="browse", height=_ROWS)
        self.list.column("#0", width=size(self, 260), stretch=True)
        self.list.column("facts", width=size(self, 220), stretch=True)
        self.list.pack(side="left", fill="both", expand=True)
        bar = ttkbootstrap.Scrollbar(box, orient="vertical", command=self.list.yview)
        bar.pack(side="right", fill="y")
        self.list.configure(yscrollcommand=bar.set)
        self.list.bind("<<TreeviewSelect>>", lambda _: self.main.enable(self.chosen is not None))
        for event in ("<Double-Button-1>", "<Return>", "<KP_Enter>"):
            self.list.bind(event, self._give_marked)
        self.field.control.bind("<Down>", self._into_list, add="+")

    def _build_bar(self) -> None:
        text = window_of(self).language.text
        bar = Surface(self.inside)
        bar.pack(fill="x", pady=(size(self, Space.L), 0))
        self.main = PushButton(bar, text("Choose"), self._give, rank="main")
        self.main.pack(side="right")
        PushButton(bar, text("Cancel"), self.close).pack(side="right", padx=(0, size(self, Space.S)))
        self.own_link = LinkButton(bar, text("Each buyer his own"), self._give_none)
        self.own_link.pack(side="left")
        self.main.enable(False)

    @property
    def chosen(self) -> Partner | None:
        """The partner that is marked."""
        marked = self.list.selection()
        return self._found.get(marked[0]) if marked else None

    # ---- searching

    def _typed(self) -> None:
        self._turn += 1
        self._looking.ask_anew()

    def _look(self) -> None:
        turn = self._turn
        self._search(
            self.field.value,
            lambda partners: self._have(turn, partners),
            lambda reason: self._have(turn, (), reason),
        )

    def _have(self, turn: int, partners: Sequence[Partner], reason: str = "") -> None:
        if not self.winfo_exists() or turn != self._turn:
            return
        self.list.delete(*self.list.get_children())
        self._found = {str(partner.id): partner for partner in partners[:SHOWN]}
        for item, partner in self._found.items():
            self.list.insert("", "end", iid=item, text=partner.name, values=(facts_of(partner),))
        text = window_of(self).language.text
        if reason:
            self._said.say(reason, Tone.WARN)
        elif not partners:
            self._said.say(text("No partner has these words."), Tone.QUIET)
        elif len(partners) > SHOWN:
            self._said.say(text("There are more. Type another word."), Tone.QUIET)
        else:
            self._said.say("", Tone.QUIET)
        if len(self._found) == 1:
            self.list.selection_set(next(iter(self._found)))
        self.main.enable(self.chosen is not None)

    def _into_list(self, _event: tkinter.Event[Any]) -> str:
        first = next(iter(self.list.get_children()), "")
        if first:
            self.list.focus_set()
            self.list.focus(first)
            self.list.selection_set(first)
        return "break"

    # ---- the answer

    def _entered(self) -> bool:
        self._give()
        return True

    def _give_marked(self, _event: tkinter.Event[Any]) -> str:
        self._give()
        # The list is gone: its own bindings must not follow.
        return "break"

    def _give(self) -> None:
        chosen = self.chosen
        if chosen is not None:
            self.close()
            self._given(chosen)

    def _give_none(self) -> None:
        self.close()
        self._given(None)


def facts_of(partner: Partner) -> str:
    """What tells two partners of one name apart."""
    known = (partner.company_number, partner.city, partner.phone, partner.email)
    return " · ".join(part for part in known if part)
