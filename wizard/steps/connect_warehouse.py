"""The warehouse on the step connect: which program, its fields, and the test that proves it."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any, assert_never, get_args

from sync.errors import MostikError
from sync.ports import CheckStep
from sync.profile import WarehouseProgram, WarehouseSettings
from sync.sentences import Sentence
from wizard.new_warehouse import known_files
from wizard.readings import WarehouseLists, read_warehouse
from wizard.setup import Setup
from wizard.steps.connect_firmino import FirminoPanel
from wizard.steps.connect_microbg import MicroBgPanel
from wizard.steps.connect_own_warehouse import OwnWarehousePanel
from wizard.steps.connect_place import PlacePart
from wizard.steps.connect_secrets import KeyringState
from wizard.steps.connect_utility_center import UtilityCenterPanel
from wizard.steps.connect_warehouse_pro import WarehouseProPanel
from wizard.steps.part import Part, scroll_to
from wizard.steps.ticks import passed, ticks
from wizard.steps.warehouse_panel import WarehousePanel
from wizard.theme import Font, Space, Tone, size
from wizard.warehouse_facts import remarks
from wizard.widgets import Note, PushButton, ResultPanel, Surface, Tiles, Words


class WarehousePart(Part):
    """Tiles, the fields of the chosen program, and the result of the test."""

    def __init__(self, setup: Setup, changed: Callable[[], None], where: PlacePart) -> None:
        super().__init__(setup, changed)
        self._where = where
        self.own = OwnWarehousePanel(setup, self._typed, self.test, where)
        self.pro = WarehouseProPanel(setup, self._typed, self.test, self.show_failure)
        self.microbg = MicroBgPanel(setup, self._typed, self.test)
        self.utility_center = UtilityCenterPanel(setup, self._typed, self.test)
        self.firmino = FirminoPanel(setup, self._typed, self.test)
        self._panels = tuple(self.panel_of(program) for program in get_args(WarehouseProgram))
        # Whoever has a warehouse of Mostik's already most likely means it.
        self._program: str = self.own.program if known_files(setup.desk.paths) else ""
        self._turn = 0
        self.running = False
        self._steps: tuple[CheckStep, ...] = ()
        self._sample = ""
        self._warning: Sentence | None = None

    # ---- what it stands for

    @property
    def chosen(self) -> WarehousePanel | None:
        """The fields of the chosen program; None while none is chosen."""
        return next((panel for panel in self._panels if panel.program == self._program), None)

    def panel_of(self, program: WarehouseProgram) -> WarehousePanel:
        """The fields of a program."""
        match program:
            case "embedded":
                return self.own
            case "warehouse pro":
                return self.pro
            case "micro.bg":
                return self.microbg
            case "utility center":
                return self.utility_center
            case "firmino":
                return self.firmino
            case other:
                assert_never(other)

    @property
    def passed(self) -> bool:
        """Whether the test of what stands here now has passed."""
        return self.setup.warehouse_lists is not None and not self.running and passed(self._steps)

    @property
    def can_test(self) -> bool:
        return self.chosen is not None and self.chosen.complete and not self.running

    def read(self, answers: Mapping[str, Any]) -> None:
        """Take what the draft holds, and the lists of a test that was made before."""
        warehouse = answers.get("warehouse")
        if isinstance(warehouse, Mapping):
            for panel in self._panels:
                if panel.program == warehouse.get("program"):
                    self._program = panel.program
                    panel.read(warehouse)
        lists = self.setup.warehouse_lists
        if lists is not None and not self._steps:
            self._take(lists)

    def collect(self) -> dict[str, Any]:
        found = self.chosen.collect() if self.chosen is not None else {}
        return {"warehouse": found} if found else {}

    def found(self, state: KeyringState) -> None:
        """What the keyring holds is known now."""
        for panel in self._panels:
            panel.found(state)
        self._show_button()

    # ---- widgets

    def fill(self, place: Surface) -> None:
        gap = (size(place, Space.S), 0)
        Words(place, self.text("Your warehouse program"), font=Font.SECTION, wrap=True).pack(fill="x")
        self.programs = Tiles(
            place,
            [panel.option() for panel in self._panels],
            value=self._program,
            on_change=self._program_chosen,
            smallest=200,
        )
        self.programs.pack(fill="x", pady=gap)
        self._fields = Surface(place)
        self._fields.pack(fill="x", pady=gap)
        self._fill_fields()
        self.panel = ResultPanel(place)
        self.panel.pack(fill="x", pady=gap)
        self._warned = Surface(place)
        self._warned.pack(fill="x")
        self._show_result()

    def first_empty(self) -> tkinter.Misc | None:
        if self.chosen is None:
            return next(iter(self.programs.tiles.values())).radio
        return self.chosen.first_empty()

    @property
    def test_button(self) -> PushButton:
        assert self.chosen is not None
        return self.chosen.test_button

    def _fill_fields(self) -> None:
        for child in self._fields.winfo_children():
            child.destroy()
        self._fields.configure(height=1)
        if self.chosen is not None:
            self._show_button()
            place = Surface(self._fields)
            place.pack(fill="x")
            self.chosen.build(place)

    def _show_button(self) -> None:
        if self.chosen is not None:
            self.chosen.show_button(tested=bool(self._steps), enabled=self.can_test)

    def _show_result(self) -> None:
        if self.running and self.chosen is not None:
            self.panel.running(self.chosen.running_text())
        elif self._steps:
            self.panel.show(self._steps, self._sample)
        else:
            self.panel.clear()
        for child in self._warned.winfo_children():
            child.destroy()
        self._warned.configure(height=1)
        if self._steps and self._warning is not None:
            Note(self._warned, self.say(self._warning), Tone.WARN).pack(
                fill="x", pady=(size(self._warned, Space.S), 0)
            )

    def _refresh(self) -> None:
        if self.is_shown:
            self._show_button()
            self._show_result()
            if self._steps:
                scroll_to(self.panel)

    # ---- what is chosen

    def _program_chosen(self) -> None:
        self._program = self.programs.value
        self._forget()
        self._fill_fields()
        self.changed()

    def _typed(self) -> None:
        self._forget()
        self.changed()

    def _forget(self) -> None:
        """Something else stands here now, so the last test proves nothing any more."""
        self._turn += 1
        self.running = False
        self._steps, self._sample, self._warning = (), "", None
        self.setup.warehouse_lists = None
        self._refresh()

    # ---- the test

    def enter(self) -> bool:
        """Whether Enter in one of the fields was used."""
        if self.chosen is not None and self.chosen.enter():
            return True
        if not self.can_test:
            return False
        self.test()
        return True

    def test(self) -> None:
        """Make what has to be made, and test what stands here, beside the window."""
        panel = self.chosen
        if panel is None or not self.can_test:
            return
        self._turn += 1
        turn = self._turn
        # The button goes off, and the keyboard must not end up on whatever comes after it.
        if self.holds(self.setup.app.window.focus_get()):
            panel.resting_place().focus_set()
        self.running = True
        self._refresh()
        self.changed()
        self.setup.work(
            panel.preparation(),
            lambda settings: self._prepared(turn, panel, settings),
            lambda error: self._failed(turn, error),
        )

    def _prepared(self, turn: int, panel: WarehousePanel, settings: WarehouseSettings) -> None:
        if turn != self._turn:
            return
        panel.prepared(settings)
        setup, zone = self.setup, self._where.zone

        def read() -> WarehouseLists:
            with closing(setup.warehouse(settings, zone)) as warehouse:
                return read_warehouse(warehouse)

        setup.work(read, lambda lists: self._tested(turn, lists), lambda error: self._failed(turn, error))

    def _tested(self, turn: int, lists: WarehouseLists) -> None:
        if turn != self._turn:
            return
        self.running = False
        self.setup.warehouse_lists = lists if lists.connected else None
        self._take(lists)
        if lists.connected and self.chosen is not None:
            self.chosen.passed()
        self._refresh()
        self.changed()

    def _take(self, lists: WarehouseLists) -> None:
        panel = self.chosen
        if panel is None:
            return
        self._steps = ticks(lists.facts.steps, panel.ticks)
        self._warning = panel.warning(lists)
        said = [
            self.say(step.said)
            for step in reversed(lists.facts.steps)
            if step.passed and step.said and step.said != self._warning
        ]
        self._sample = " ".join([*said, *remarks(lists.facts, self.language)])

    def _failed(self, turn: int, error: Exception) -> None:
        if turn == self._turn:
            self.show_failure(error)

    def show_failure(self, error: Exception) -> None:
        """What kept Mostik out, with its advice; nothing is proved then."""
        self.running = False
        self.setup.warehouse_lists = None
        if isinstance(error, MostikError) and self.chosen is not None:
            self._steps = self.chosen.failed_ticks(error)
        else:
            self._steps = ()
            self.setup.app.show_error(error)
        self._refresh()
        self.changed()
