"""What the panel of the shop's notices asks for: keeps the choices, asks the shop, and shows how it
stands.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from sync.profile import Notices, Profile
from sync.shops.cloudcart import CloudCart
from sync.shops.cloudcart.hooks import HookState, address_problem
from sync.systems import secrets_of_shop
from wizard.connection_secrets import gathered, refuse_missing
from wizard.item_words import shop_name
from wizard.notice_keeping import Begun
from wizard.notice_words import NoticeWords, listener_words, shop_words
from wizard.notices_panel import NoticeCommands, NoticesPanel
from wizard.opening import open_shop
from wizard.session import Session
from wizard.theme import Tone
from wizard.widgets.later import Later

if TYPE_CHECKING:
    from wizard.app import App

_LOOK_MS: Final = 500


class NoticeActions:
    """One for each time the panel is opened. ``changed`` is called when the connections are to be read
    again.
    """

    def __init__(self, app: App, session: Session, changed: Callable[[], object]) -> None:
        self._app, self._session, self._changed = app, session, changed
        self._profile: Profile | None = None
        self._said: NoticeWords | None = None

    def open(self, profile_id: str) -> None:
        """Read the connection and open its panel."""
        self._app.work(lambda: self._session.profiles.load(profile_id), self._opened)

    def _opened(self, profile: Profile) -> None:
        self._profile = profile
        commands = NoticeCommands(self._save, self._ask, self._new_key)
        panel = NoticesPanel(self._app.window, profile, shop_name(profile.connect), commands)
        follow = Later(panel, lambda: self._follow(panel, follow), _LOOK_MS)
        self._follow(panel, follow)
        if profile.notices.address and self._session.notices.facts(profile.id) is None:
            panel.ask()

    # ---- how it stands

    def _follow(self, panel: NoticesPanel, follow: Later) -> None:
        """Look at the listener as long as the panel is open."""
        self._show(panel)
        follow.ask()

    def _show(self, panel: NoticesPanel) -> None:
        assert self._profile is not None
        facts = self._session.notices.facts(self._profile.id)
        zone, language = ZoneInfo(self._profile.connect.time_zone), self._app.language
        if facts is not None or self._said is None:
            panel.show(listener_words(facts, zone, language))
        else:
            panel.show(self._said)

    def _ask(self, panel: NoticesPanel, address: str) -> None:
        language = self._app.language
        problem = address_problem(address)
        if problem is not None:
            self._said = NoticeWords(language.text("OFF"), Tone.QUIET, language.say(problem))
            self._show(panel)
            return

        def told(found: HookState) -> None:
            self._said = shop_words(found, language)
            if panel.winfo_exists():
                self._show(panel)

        def failed(error: Exception) -> None:
            if panel.winfo_exists():
                panel.close()
            self._app.show_error(error)

        self._app.work(partial(self._asked, address), told, failed)

    def _asked(self, address: str) -> HookState:
        """Ask the shop. Blocks; raises MostikError."""
        assert self._profile is not None
        desk, connect = self._app.desk, self._profile.connect
        needed = secrets_of_shop(connect.shop)
        found = gathered(needed, desk.secrets, self._profile.id)
        refuse_missing(needed, found)
        shop = open_shop(connect.shop, found, desk.clock, lambda _until: None, connect.time_zone)
        assert isinstance(shop, CloudCart)
        with closing(shop):
            return shop.hooks.look(address)

    # ---- keeping

    def _save(self, panel: NoticesPanel, chosen: Notices) -> None:
        assert self._profile is not None
        profile_id, session = self._profile.id, self._session

        def work() -> tuple[Profile, dict[str, Begun]]:
            with session.profiles.open(profile_id, write=True) as journal:
                profile = journal.profile().model_copy(update={"notices": chosen})
                journal.save_profile(profile)
            return profile, session.notices.begin([profile])

        def done(found: tuple[Profile, dict[str, Begun]]) -> None:
            self._profile, begun = found
            session.notices.keep_to_one(self._profile)
            session.notices.took_up(begun)
            self._changed()
            if panel.winfo_exists():
                self._said = None
                panel.close()

        self._app.work(work, done)

    def _new_key(self, panel: NoticesPanel) -> None:
        assert self._profile is not None
        profile_id, notices = self._profile.id, self._session.notices

        def done(_result: None) -> None:
            # Who listens now has the old one; the clock starts another at once.
            notices.stop(profile_id)
            if panel.winfo_exists():
                panel.key_is_new()

        self._app.work(lambda: notices.make_new_key(profile_id), done)
