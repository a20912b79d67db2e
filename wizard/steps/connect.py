"""The step connect: both ends are proved before anything else is asked."""

from __future__ import annotations

import tkinter
from collections.abc import Mapping
from typing import Any

from storage.profiles import Profiles
from sync.profile import Connect, Profile
from sync.sentences import Sentence, say
from wizard.answers import ABOUT, answer_of
from wizard.finished_steps import finished_steps
from wizard.item_words import shop_name, warehouse_name
from wizard.steps.connect_known_shop import KnownShopPart
from wizard.steps.connect_other import OtherProgramPart
from wizard.steps.connect_place import PlacePart
from wizard.steps.connect_requirements import RequirementsPart
from wizard.steps.connect_secrets import KeyringState, look_at_keyring
from wizard.steps.connect_shop import ShopPart
from wizard.steps.connect_warehouse import WarehousePart
from wizard.steps.part import setup_of
from wizard.theme import Space, size
from wizard.widgets import Form, Surface, TextField, TwoColumns
from wizard.wizard_frame import Answers, Step, WizardFrame

_LONGEST_NAME = 100


class ConnectStep(Step):
    """The connection's name, the shop and the warehouse with their tests; once both have passed, what else is
    to be known of the two.
    """

    id = "connect"

    def __init__(self, wizard: WizardFrame) -> None:
        super().__init__(wizard)
        self.setup = setup_of(wizard)
        self.place = PlacePart(self.setup, self.changed)
        self.shop = ShopPart(self.setup, self._tested, self._noted)
        self.warehouse = WarehousePart(self.setup, self._tested, self.place)
        self.known_shop = KnownShopPart(self.setup, self.changed)
        self.other = OtherProgramPart(self.setup, self.changed, self.place)
        self.requirements = RequirementsPart(self.setup, self.changed)
        self._further: Surface | None = None
        self._proved: tuple[object, object] | None = None
        self._names: frozenset[str] = frozenset()

    def name(self) -> str:
        return self.text("Connect")

    def title(self) -> str:
        return self.text("Connect your shop and your warehouse program")

    def consequence(self) -> str:
        return self.text("Mostik only reads here. Nothing is changed in either of them before the last step.")

    def summary_line(self) -> str:
        connect = answer_of(self.draft, "connect")
        if not isinstance(connect, Connect):
            return ""
        return self.text(
            "{shop} and {warehouse}",
            shop=shop_name(connect),
            warehouse=warehouse_name(connect, self.language),
        )

    # ---- widgets

    def build(self, body: Surface) -> None:
        answers = self.answers
        for part in (self.place, self.shop, self.warehouse, self.known_shop):
            part.read(answers)
        self.other.read(self.draft)
        gap = size(body, Space.L)
        form = Form(body)
        form.pack(fill="x", pady=(0, gap))
        self.name_field = form.row(
            self.text("Name"), TextField(form, self.setup.connection_name(), on_change=self._named)
        )
        self.name_field.control.bind("<FocusOut>", self._name_left, add="+")
        for part in (self.shop, self.warehouse):
            place = Surface(body)
            place.pack(fill="x", pady=(0, gap))
            part.build(place)
        self._further = Surface(body)
        self._further.pack(fill="x", pady=(0, gap))
        self._fill_further()

    def _fill_further(self) -> None:
        if self._further is None or not self._further.winfo_exists():
            return
        for child in self._further.winfo_children():
            child.destroy()
        self._further.configure(height=1)
        if not self._both_passed:
            return
        first = Surface(self._further)
        first.pack(fill="x")
        self.known_shop.build(first)
        columns = TwoColumns(self._further)
        columns.pack(fill="x")
        left, right = Surface(columns), Surface(columns)
        if self.other.asks:
            self.other.build(left)
            columns.add(left)
            self.place.build(right)
            columns.add(right, right=True)
        else:
            self.place.build(left)
            columns.add(left)
            right.destroy()
        last = Surface(self._further)
        last.pack(fill="x", pady=(size(last, Space.L), 0))
        self.requirements.connect = self._connect()
        self.requirements.build(last)

    def first_focus(self) -> tkinter.Misc | None:
        if not self.name_field.value:
            return self.name_field.control
        if not self.shop.passed:
            return self.shop.first_empty() or self.shop.test_button
        if not self.warehouse.passed:
            return self.warehouse.first_empty() or self.warehouse.test_button
        return None

    # ---- answers

    def collect(self) -> Answers:
        self.draft.setdefault(ABOUT, {})["name"] = self.name_field.value
        self.other.write(self.draft)
        kept = {name: value for name, value in self.answers.items() if name == "mark_place"}
        parts = (self.shop, self.warehouse, self.place, self.known_shop)
        found: Answers = dict(kept)
        for part in parts:
            found.update(part.collect())
        return found

    def problem(self) -> Sentence | None:
        problem = self._name_problem()
        if problem is not None:
            return problem
        if not self._both_passed:
            return say("Next opens when both tests have passed")
        return self.shop.problem() or self.known_shop.problem() or self.other.problem()

    def _name_problem(self) -> Sentence | None:
        name = self.name_field.value
        wrong = None
        if len(name) > _LONGEST_NAME:
            wrong = say("A name has at most {count} characters", count=_LONGEST_NAME)
        elif name.casefold() in self._names:
            wrong = say("There is a connection of this name already")
        self.name_field.error(self.language.say(wrong) if wrong else "")
        return wrong or (None if name else say("Give the connection a name"))

    def _named(self) -> None:
        self.draft.setdefault(ABOUT, {})["name"] = self.name_field.value
        self.changed()

    def _name_left(self, _event: tkinter.Event[Any]) -> None:
        self.wizard.steps_changed()

    # ---- the two tests

    @property
    def _both_passed(self) -> bool:
        return self.shop.passed and self.warehouse.passed

    def _tested(self) -> None:
        """Something was typed, a test began, or one has ended."""
        proved = (self.setup.shop_lists, self.setup.warehouse_lists) if self._both_passed else None
        if proved != self._proved:
            self._proved = proved
            if proved is None:
                # What was answered from other lists may be wrong with these, so it is looked at again.
                self.setup.done.clear()
            else:
                self._began_to_pass()
            self._fill_further()
            self.wizard.steps_changed()
        self.changed()
        self._lead_on()

    def _noted(self) -> None:
        """Something was answered that no test depends on."""
        if self._both_passed:
            self.requirements.connect = self._connect()
            self.requirements.draw()
        self.changed()

    def _lead_on(self) -> None:
        """Where a test has passed, the keyboard goes on to what comes next."""
        focus = self.app.window.focus_get()
        if self.shop.holds(focus) and self.shop.passed and not self.warehouse.passed:
            following = self.warehouse.first_empty() or self.warehouse.test_button
            following.focus_set()
        elif self._both_passed and (self.shop.holds(focus) or self.warehouse.holds(focus)):
            button = self.setup.next_button
            if button is not None and button.enabled:
                button.focus_set()

    def _began_to_pass(self) -> None:
        self.known_shop.warehouse_changed()
        if not self.name_field.value and self.setup.shop_lists is not None:
            self.name_field.value = self.setup.shop_lists.facts.name
            self._named()
        self.setup.keep()
        self.setup.done |= set(finished_steps(self.draft))
        self.other.look(self._connect())

    def _connect(self) -> Connect:
        found = self.collect()
        return Connect.model_validate({name: found[name] for name in ("shop", "warehouse", "time_zone")})

    def shown(self) -> None:
        self._look_at_connections()
        if self._both_passed:
            self._proved = (self.setup.shop_lists, self.setup.warehouse_lists)
            if not self.other.looked:
                self.other.look(self._connect())
        self.setup.work(lambda: look_at_keyring(self.setup), self._keyring_seen)

    def _keyring_seen(self, state: KeyringState) -> None:
        self.shop.found(state)
        self.warehouse.found(state)
        self._test_again()

    def _test_again(self) -> None:
        """A wizard that goes on with answers from before proves them anew by itself."""
        answered = isinstance(self.answers.get("warehouse"), Mapping)
        if answered and not self.shop.passed:
            self.shop.test()
        if answered and not self.warehouse.passed:
            self.warehouse.test()

    def _look_at_connections(self) -> None:
        desk, own = self.setup.desk, self.setup.profile_id

        def read() -> list[Profile]:
            entries = Profiles(desk.paths, desk.clock.now).list()
            return [entry.profile for entry in entries if entry.profile is not None and entry.id != own]

        def found(profiles: list[Profile]) -> None:
            self._names = frozenset(profile.name.casefold() for profile in profiles)
            self.known_shop.connections = {
                profile.connect.shop_key: profile.name for profile in profiles if profile.connect.shop_key
            }
            self.known_shop.draw()
            self.changed()

        self.setup.work(read, found)

    # ---- keys

    def on_enter(self, focus: tkinter.Misc | None) -> bool:
        if self._both_passed:
            return False
        if self.shop.holds(focus) and not self.shop.passed:
            self.shop.test()
            return True
        if self.warehouse.holds(focus) and not self.warehouse.passed:
            return self.warehouse.enter()
        for part in (self.shop, self.warehouse):
            if not part.passed and part.can_test:
                part.test()
                return True
        return False

    def on_escape(self) -> bool:
        return self.shop.close_explanation() or self.place.close()
