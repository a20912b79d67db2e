"""The confirm step of a real connection: the sample shop on a socket, the sample warehouse in a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from storage.drafts import Drafts
from storage.profiles import Profiles
from sync.profile import Profile, SecretName
from sync.run.engine import run
from sync.run.report import Report
from tests.e2e.command_line import Place
from tests.gui.harness import DeskForTests, pump
from wizard.answers import ABOUT, draft_of
from wizard.app import App
from wizard.opening import open_connection
from wizard.progress import ProgressScreen
from wizard.setup import Setup
from wizard.steps.confirm import Confirm
from wizard.summary import SummaryScreen
from wizard.widgets import Surface
from wizard.wizard_frame import Step, WizardFrame

OpenApp = Callable[..., App]
BEFORE = ("connect", "modules", "orders", "products", "warehouses")


class Finished(Step):
    """A step before, as far as this one is concerned: it has a name and can be opened."""

    def name(self) -> str:
        return self.id.capitalize()

    def title(self) -> str:
        return self.id.capitalize()

    def build(self, body: Surface) -> None:
        """Nothing is asked here."""

    def collect(self) -> dict[str, object]:
        return dict(self.answers)


def _finished(step_id: str) -> Callable[[WizardFrame], Step]:
    kind = type(step_id.capitalize(), (Finished,), {"id": step_id})
    made: Callable[[WizardFrame], Step] = kind
    return made


@dataclass
class ConfirmPlace:
    """A connection whose wizard stands before its last step."""

    desk: DeskForTests
    place: Place
    open_app: OpenApp
    token: str
    saved: bool = False

    @property
    def profile(self) -> Profile:
        return self.place.profile

    @property
    def profiles(self) -> Profiles:
        return Profiles(self.desk.paths, self.desk.clock.now)

    def wizard(self, app: App) -> Setup:
        draft = draft_of(self.profile)
        draft[ABOUT]["saved"] = self.saved
        setup = Setup(
            app, [*(_finished(each) for each in BEFORE), Confirm], self.profile.id, draft=draft, done=BEFORE
        )
        if not self.saved:
            setup.typed[SecretName.SHOP_TOKEN] = self.token
        setup.save()
        return setup

    def open(self, **options: object) -> App:
        """The window with the confirm step, its preview made."""
        app = self.open_app(self.wizard, **options)
        step = step_of(app)
        pump(app.window, lambda: not _is_reading(step), "the preview")
        return app

    def saved_and_run(self) -> Report:
        """Save the connection and let its first run happen, so that a second one can be guarded."""
        self.saved = True
        self.desk.clock.turn(datetime.now(UTC) - self.desk.clock.now())
        profile = self.profile.model_copy(update={"confirmed_first_run": True})
        self.place.profile = profile
        self.profiles.create(profile)
        self.desk.secrets.save(profile.id, SecretName.SHOP_TOKEN, self.token)
        with self.profiles.open(profile.id, write=True) as journal:
            connection = open_connection(profile, journal, self.desk.secrets, self.desk.clock)
            try:
                return run(connection)
            finally:
                connection.warehouse.close()

    @property
    def draft_is_there(self) -> bool:
        return Drafts(self.desk.paths).load(self.profile.id) is not None


def step_of(app: App) -> Confirm:
    assert isinstance(app.screen, Setup)
    step = app.screen.step_by_id("confirm")
    assert isinstance(step, Confirm)
    return step


def _is_reading(step: Confirm) -> bool:
    return step._found is None and step._failure is None


def reason(app: App) -> str:
    assert isinstance(app.screen, Setup)
    return app.screen._bar.reason_text


def wait_for_summary(app: App) -> SummaryScreen:
    """Let a started run come to its summary, with its rows."""

    def there() -> bool:
        screen = app.screen
        if isinstance(screen, ProgressScreen) and screen.broken is not None:
            raise AssertionError(f"{screen.broken.sentence} {screen.broken.detail}")
        return isinstance(screen, SummaryScreen) and screen.rows is not None

    pump(app.window, there, "the summary")
    assert isinstance(app.screen, SummaryScreen)
    return app.screen
