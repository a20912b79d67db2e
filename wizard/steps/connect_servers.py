"""Looking for SQL Servers in the network, on the step connect: asked only when the owner wishes."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from sync.errors import MostikError
from sync.warehouses.warehouse_pro.sql_browser import FoundServer, find_servers
from wizard.home_menu import MenuEntry, open_menu
from wizard.setup import Setup
from wizard.theme import Tone
from wizard.widgets import PushButton, TextField

Find = Callable[[str], Sequence[FoundServer]]
_MOST_SHOWN: Final = 30


class ServerSearch:
    """The button beside the field ``server``: what it finds hangs below it as a menu, and the chosen one is
    written into the field; ``chosen`` is called then. Where a computer's name is typed already, only that one
    is asked. ``find`` asks, and blocks.
    """

    def __init__(self, setup: Setup, chosen: Callable[[], None], find: Find = find_servers) -> None:
        self._setup, self._chosen, self.find = setup, chosen, find
        self._turn = 0
        self.button: PushButton | None = None
        self.menu: tkinter.Menu | None = None
        self.found: Sequence[FoundServer] | None = None
        self._field: TextField | None = None

    def make(self, parent: tkinter.Misc, field: TextField) -> PushButton:
        """The button, made anew with the field."""
        self._field = field
        self._turn += 1
        self.button = PushButton(parent, self._setup.text("Find servers"), self.look, icon_name="search")
        return self.button

    def look(self) -> None:
        """Ask, beside the window."""
        if self._field is None or self.button is None:
            return
        self._turn += 1
        turn, setup = self._turn, self._setup
        computer = self._field.value.partition("\\")[0].partition(",")[0].strip()
        self.button.enable(False)
        self._field.hint(setup.text("Looking for SQL Servers…"), Tone.INFO)
        setup.work(
            lambda: self.find(computer),
            lambda found: self._have(turn, found),
            lambda error: self._failed(turn, error),
        )

    def _have(self, turn: int, found: Sequence[FoundServer]) -> None:
        if turn != self._turn or self.button is None or self._field is None:
            return
        self.button.enable(True)
        self.found = found
        setup = self._setup
        if not found:
            words = setup.text(
                "No SQL Server answered. Its service “SQL Server Browser” may be off, or a firewall shut. "
                "Then type the name."
            )
            self._field.hint(words, Tone.WARN)
            return
        words = setup.count("{count} server was found.", "{count} servers were found.", len(found))
        self._field.hint(words, Tone.QUIET)
        entries = [
            MenuEntry(self._name(one), partial(self._choose, one.address)) for one in found[:_MOST_SHOWN]
        ]
        self.menu = open_menu(self.button, entries)

    def _name(self, one: FoundServer) -> str:
        text = self._setup.text
        words = f"{one.address}   {one.version}".rstrip()
        return words if one.tcp is not None else text("{server} (TCP/IP is off)", server=words)

    def _choose(self, address: str) -> None:
        if self._field is None or not self._field.winfo_exists():
            return
        self._field.value = address
        self._chosen()

    def _failed(self, turn: int, error: Exception) -> None:
        if turn != self._turn or self.button is None or self._field is None:
            return
        self.button.enable(True)
        if not isinstance(error, MostikError):
            self._setup.app.show_error(error)
            return
        said = [self._setup.language.say(part) for part in (error.sentence, error.advice) if part]
        self._field.hint(" ".join(said), Tone.WARN)
