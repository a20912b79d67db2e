"""The database on the step connect: typed, or chosen from those that the server has."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Sequence

from sync.model import Choice
from sync.profile import DatabaseWarehouse, SecretName
from sync.systems import secrets_of_warehouse
from sync.warehouses.warehouse_pro.servers import ALWAYS_THERE, FoundDatabase, list_databases
from wizard.setup import Setup
from wizard.steps.part import Part
from wizard.theme import Space, Tone, size
from wizard.widgets import ChoiceField, LinkButton, PushButton, Surface, TextField


class DatabaseRow(Part):
    """A field for the name and a button that asks the server; then a list with those of Warehouse Pro first.

    ``settings`` says how to ask the server from the database of this name, None: not yet. ``failed`` shows
    why it could not be asked.
    """

    def __init__(
        self,
        setup: Setup,
        changed: Callable[[], None],
        settings: Callable[[str], DatabaseWarehouse | None],
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__(setup, changed)
        self._settings, self._failed = settings, failed
        self.name = ""
        self.found: Sequence[FoundDatabase] | None = None
        """What the server has, once it was asked."""
        self._turn = 0
        self.field: TextField | ChoiceField | None = None
        self.list_button: PushButton | None = None

    # ---- widgets

    def fill(self, place: Surface) -> None:
        place.columnconfigure(0, weight=1)
        if self.found is None:
            self.field = TextField(place, self.name, on_change=self._typed)
        else:
            self.field = ChoiceField(place, self._choices(self.found), self.name, on_change=self._typed)
            self.field.hint(*self._what_was_found(self.found))
        self.field.grid(row=0, column=0, sticky="ew")
        self.list_button = PushButton(place, self.text("Show &databases"), self.list, icon_name="list-ul")
        self.list_button.grid(row=0, column=1, sticky="n", padx=(size(place, Space.S), 0))
        self.show_button()
        if self.found is not None:
            LinkButton(place, self.text("Type the name"), self._type_the_name).grid(
                row=1, column=0, sticky="w", pady=(size(place, Space.XS), 0)
            )

    @property
    def control(self) -> tkinter.Misc:
        """Where the name is typed or chosen."""
        assert self.field is not None
        return self.field.control

    def _choices(self, found: Sequence[FoundDatabase]) -> list[Choice]:
        return [
            Choice(
                one.name,
                one.name if one.is_warehouse else self.text("{name} (not of Warehouse Pro)", name=one.name),
            )
            for one in found
        ]

    def _what_was_found(self, found: Sequence[FoundDatabase]) -> tuple[str, Tone]:
        warehouses = sum(one.is_warehouse for one in found)
        if not warehouses:
            words = self.text(
                "None of the databases that this user may open is one of Warehouse Pro. Another user may see "
                "more."
            )
            return words, Tone.WARN
        words = self.count(
            "{count} database of Warehouse Pro was found.",
            "{count} databases of Warehouse Pro were found.",
            warehouses,
        )
        return words, Tone.QUIET

    def show_button(self) -> None:
        """Whether the server can be asked may be different now."""
        if self.is_shown and self.list_button is not None and self.list_button.winfo_exists():
            self.list_button.enable(self._how_to_ask() is not None)

    # ---- what is chosen and typed

    def _typed(self) -> None:
        if self.field is not None:
            self.name = self.field.value or ""
        self.changed()

    def _type_the_name(self) -> None:
        self.forget_list()
        self.draw()
        self.control.focus_set()

    def forget_list(self) -> None:
        """What the server has is not known any more; an answer that is still under way means nothing."""
        self.found = None
        self._turn += 1

    def server_changed(self) -> None:
        """Another server, or somebody else signs in."""
        listed = self.found is not None
        self.forget_list()
        if listed:
            self.draw()
        else:
            self.show_button()

    # ---- asking the server

    def _how_to_ask(self) -> DatabaseWarehouse | None:
        for engine, name in ALWAYS_THERE.items():
            settings = self._settings(name)
            if settings is not None and settings.engine is engine:
                return settings
        return None

    def list(self) -> bool:
        """Ask the server, beside the window, which databases there are; whether it can be asked."""
        settings = self._how_to_ask()
        if settings is None:
            return False
        self._turn += 1
        turn, setup = self._turn, self.setup
        if self.holds(setup.app.window.focus_get()):
            self.control.focus_set()
        if self.list_button is not None:
            self.list_button.enable(False)

        def ask() -> Sequence[FoundDatabase]:
            secrets = setup.secrets(secrets_of_warehouse(settings))
            return list_databases(settings, secrets.get(SecretName.DATABASE_PASSWORD, ""))

        setup.work(ask, lambda found: self._listed(turn, found), lambda error: self._not_listed(turn, error))
        return True

    def _listed(self, turn: int, found: Sequence[FoundDatabase]) -> None:
        if turn != self._turn:
            return
        self.found = found
        warehouses = [one.name for one in found if one.is_warehouse]
        if self.name not in [one.name for one in found]:
            self.name = warehouses[0] if len(warehouses) == 1 else ""
        self.draw()
        if self.is_shown:
            self.control.focus_set()
        self.changed()

    def _not_listed(self, turn: int, error: Exception) -> None:
        if turn == self._turn:
            self.show_button()
            self._failed(error)
