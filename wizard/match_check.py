"""The match check of a saved connection, opened from home: the same table and panel as in the wizard."""

from __future__ import annotations

import tkinter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from storage.profiles import Profiles
from sync.ports import Shop, Warehouse
from sync.profile import Leader, NeededSecret, Products, Profile, Secrets
from sync.systems import secrets_of_shop, secrets_of_warehouse
from wizard.app import App
from wizard.bring_all_question import ask_for_all
from wizard.by_hand_selection import Selection, selection
from wizard.connection_secrets import gathered, refuse_missing
from wizard.desk import Desk
from wizard.item_words import shop_name, warehouse_name
from wizard.jobs import start_run
from wizard.matching_answers import JournalAnswers
from wizard.matching_panel import MatchingPanel
from wizard.matching_work import Matching, MatchSettings
from wizard.only_these import only_options
from wizard.opening import open_shop, open_warehouse
from wizard.progress import ProgressScreen, RunRequest, Start
from wizard.screen import ActionBar, State, TopBarScreen
from wizard.terminal.arguments import BY_HAND
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import PushButton, Surface, Words


class MatchCheck(TopBarScreen):
    """Which product here is which product there, for the connection with this id. Where neither side leads,
    what is marked is sent from here. ``start`` starts a run.
    """

    def __init__(self, app: App, profile_id: str, *, start: Start = start_run) -> None:
        super().__init__(app)
        self._id, self._start = profile_id, start
        self.profile: Profile | None = None
        self.matching: Matching | None = None
        self.panel: MatchingPanel | None = None
        self._state: State = {}
        self.send_button: PushButton | None = None
        self.bring_button: PushButton | None = None
        self.all_button: PushButton | None = None

    def name(self) -> str:
        return self.profile.name if self.profile else ""

    def title(self) -> str:
        return self.name()

    def shown(self) -> None:
        profiles = Profiles(self.desk.paths, self.desk.clock.now)
        self.work(lambda: profiles.load(self._id), self._loaded, self._not_loaded)

    def left(self) -> None:
        if self.matching is not None:
            self.matching.stop()

    def _loaded(self, profile: Profile) -> None:
        self.profile = profile
        self.matching = Matching(
            self,
            _Systems(self.desk, profile),
            JournalAnswers(self.desk.paths, self.desk.clock.now, profile.id),
            MatchSettings.of(profile.products or Products()),
        )
        self.matching.listen(self._changed)
        self.app.rebuild()
        self.matching.begin()

    def _not_loaded(self, error: Exception) -> None:
        self.app.go_home()
        self.app.show_error(error)

    # ---- widgets

    def build_body(self, body: Surface) -> None:
        body.columnconfigure(0, weight=1)
        body.rowconfigure(2, weight=1)
        Words(body, self.text("Check which products are the same"), font=Font.TITLE, wrap=True).grid(
            row=0, column=0, sticky="ew"
        )
        Words(
            body,
            self.text("What you link here stays linked. No product is changed by it."),
            tone=Tone.QUIET,
            wrap=True,
        ).grid(row=1, column=0, sticky="ew")
        self.panel = None
        if self.profile is None or self.matching is None:
            return
        connect = self.profile.connect
        self.panel = MatchingPanel(
            body,
            self,
            self.matching,
            names=(warehouse_name(connect, self.language), shop_name(connect)),
            zone=ZoneInfo(connect.time_zone),
            state=self._state,
            many=self._by_hand,
            on_select=self._marked,
        )
        self.panel.grid(row=2, column=0, sticky="nsew", pady=(size(body, Space.M), 0))

    def build_actions(self, bar: ActionBar) -> None:
        self.main_button = bar.main(self.text("&Done"), self.app.go_home)
        self.send_button = self.bring_button = self.all_button = None
        if self._may_bring_all:
            self.all_button = bar.left(self.text("Bring &all here…"), self._ask_for_all, icon_name="download")
            self._open_all()
        if self._by_hand:
            self.send_button = bar.right(self.text("Send to the &shop"), lambda: self._move(Leader.WAREHOUSE))
            self.bring_button = bar.right(self.text("&Bring here"), lambda: self._move(Leader.SHOP))
            self._marked()

    def state(self) -> State:
        if self.panel is not None and self.panel.winfo_exists():
            self._state = self.panel.state()
        return self._state

    def first_focus(self) -> tkinter.Misc | None:
        return self.panel.first_focus() if self.panel is not None else None

    def on_enter(self, focus: tkinter.Misc | None) -> bool:
        return self.panel is not None and self.panel.enter(focus)

    def on_escape(self) -> None:
        self.app.go_home()

    # ---- by hand

    @property
    def _by_hand(self) -> bool:
        products = self.profile.products if self.profile else None
        return products is not None and products.leader is Leader.BY_HAND

    def _selection(self, leader: Leader) -> Selection:
        if self.panel is None or self.profile is None or self.matching is None:
            return Selection()
        comparison, products = self.matching.comparison, self.profile.products
        if comparison is None or products is None:
            return Selection()
        return selection(self.panel.selected, leader, products, comparison.sides.catalogs.values())

    def _marked(self) -> None:
        """Something else is marked: which buttons are on, and why not."""
        if self.send_button is None or self.bring_button is None or self.profile is None:
            return
        if not self.profile.confirmed_first_run:
            self.send_button.enable(False)
            self.bring_button.enable(False)
            self.bar.reason(self.text("Sync this connection once before single products are sent."))
            return
        out, back = self._selection(Leader.WAREHOUSE), self._selection(Leader.SHOP)
        self.send_button.enable(bool(out.keys))
        self.bring_button.enable(bool(back.keys))
        if out.keys or back.keys:
            words = self.text(
                "To the shop: {out}. Here: {back}.",
                out=self.language.number(Decimal(out.products)),
                back=self.language.number(Decimal(back.products)),
            )
        elif out.left_out:
            words = self.text("What is marked can be sent once it is linked.")
        else:
            words = self.text("Mark products in the table.")
        self.bar.reason(words)

    def _move(self, leader: Leader) -> None:
        chosen, profile = self._selection(leader), self.profile
        if not chosen.keys or profile is None:
            return
        towards = next(name for name, side in BY_HAND.items() if side is leader)
        options = ("--by-hand", towards, *only_options(self.desk.paths, profile.id, chosen.keys))
        request = RunRequest(profile.id, profile.name, options, chosen.keys)
        self.app.show(lambda app: ProgressScreen(app, request, start=self._start))

    def _changed(self) -> None:
        if self.panel is not None and self.panel.winfo_exists():
            self.panel.refresh_and_take_focus()
        self._open_all()
        self._marked()

    # ---- all products of the shop

    @property
    def _may_bring_all(self) -> bool:
        profile = self.profile
        return profile is not None and profile.products is not None and profile.modules.products

    def _open_all(self) -> None:
        """What is brought must have been seen: the button opens with the table."""
        if self.all_button is not None and self.matching is not None:
            self.all_button.enable(self.matching.comparison is not None and not self.matching.is_busy)

    def _ask_for_all(self) -> None:
        comparison = self.matching.comparison if self.matching is not None else None
        if comparison is not None:
            ask_for_all(self.app, comparison, self._preview_all)

    def _preview_all(self) -> None:
        # Not earlier: home, which opens this screen, is opened from there again.
        from wizard.resuming import edit_setup

        wish = self.desk.clock.now().isoformat()
        edit_setup(self.app, self._id, "confirm", lambda draft: draft["products"].update(bring_all=wish))


class _Systems:
    """The two systems of a saved connection. Opening them blocks for the keyring."""

    def __init__(self, desk: Desk, profile: Profile) -> None:
        self._desk, self._profile = desk, profile

    def shop(self) -> Shop:
        shop = self._profile.connect.shop
        return open_shop(shop, self._secrets(secrets_of_shop(shop)), self._desk.clock, _wait_quietly)

    def warehouse(self) -> Warehouse:
        connect = self._profile.connect
        secrets = self._secrets(secrets_of_warehouse(connect.warehouse))
        return open_warehouse(connect.warehouse, secrets, self._desk.clock, connect.time_zone)

    def _secrets(self, needed: Sequence[NeededSecret]) -> Secrets:
        found = gathered(needed, self._desk.secrets, self._profile.id)
        refuse_missing(needed, found)
        return found


def _wait_quietly(_until: datetime) -> None:
    """Reading simply takes longer while the shop's limit is waited for."""
