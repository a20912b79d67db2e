"""The sample shop from inside the window: two clicks to a summary that both sides confirm; kept, removed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from storage.profiles import Profiles
from sync.audit import Verdict
from sync.plan.actions import ActionKind
from sync.profile import SecretName
from sync.run.report import RunState
from tests.gui.confirm_place import wait_for_summary
from tests.gui.harness import DeskForTests, assert_layout, click, pump, settle
from tests.gui.home_place import connection
from wizard.app import App
from wizard.audit_screen import AuditScreen, check_connection
from wizard.home import Home
from wizard.progress import ProgressScreen
from wizard.sample_shop import SAMPLE_ID, SampleShop, sample_folder
from wizard.session import Session
from wizard.setup import Setup
from wizard.steps.confirm import Confirm
from wizard.summary import SummaryScreen
from wizard.terminal.demo_proof import compared, snapshot

OpenApp = Callable[..., App]


@dataclass
class Sample:
    """A desk on which the sample is tried; its window is the test's."""

    desk: DeskForTests
    session: Session

    def home(self, app: App) -> Home:
        return Home(app, self.session)

    @property
    def profiles(self) -> Profiles:
        return Profiles(self.desk.paths, self.desk.clock.now)


@pytest.fixture
def sample(desk: DeskForTests) -> Iterator[Sample]:
    made = Sample(desk, Session(desk))
    yield made
    made.session.close()


def follow_to_summary(app: App) -> SummaryScreen:
    """Patient as long as the run goes on: a busy machine may take minutes for what is seconds elsewhere."""
    while isinstance(screen := app.screen, ProgressScreen):
        before = (screen.progress.step, screen.progress.through)

        def moved(screen: ProgressScreen = screen, before: object = before) -> bool:
            return app.screen is not screen or (screen.progress.step, screen.progress.through) != before

        pump(app.window, moved, "the next item of the run")
    return wait_for_summary(app)


def ready_to_confirm(app: App) -> bool:
    screen = app.screen
    return isinstance(screen, Setup) and isinstance(screen.step, Confirm) and screen.step.problem() is None


def test_two_clicks_lead_to_a_summary_that_both_sides_confirm(open_app: OpenApp, sample: Sample) -> None:
    app = open_app(sample.home)
    assert isinstance(app.screen, Home)
    click(app.screen.start_cards.sample)
    pump(app.window, lambda: ready_to_confirm(app), "the preview")
    assert isinstance(app.screen, Setup)
    simulator = sample.session.sample._simulator
    assert simulator is not None
    warehouse = sample_folder(sample.desk.paths) / "warehouse.sqlite"
    before = snapshot(warehouse, simulator)
    assert app.screen.main_button is not None
    click(app.screen.main_button)
    pump(app.window, lambda: isinstance(app.screen, ProgressScreen), "the run")
    summary = follow_to_summary(app)
    report = summary.report
    assert report.state in (RunState.GREEN, RunState.AMBER)
    after = snapshot(warehouse, simulator)
    assert report.done[ActionKind.IMPORT_ORDER] > 50
    pairs = compared(report, before, after)
    assert [pair for pair in pairs if not pair.equal] == []
    assert len(pairs) > 3
    assert_audited(app, sample)
    app.go_home()
    settle(app.window)
    assert isinstance(app.screen, Home)
    words = app.screen.words[0]
    assert words.sample
    assert "works only while Mostik is open" in words.remark
    assert words.badge.text.endswith("need you") or words.badge.text == "All up to date"
    assert_layout(app.window)


def assert_audited(app: App, sample: Sample) -> None:
    """The check finds what the summary says, and nothing that is wrong."""
    found = check_connection(sample.desk, SAMPLE_ID)
    assert found.clean
    app.show(lambda shown: AuditScreen(shown, SAMPLE_ID, "Sample shop"))
    settle(app.window)
    assert isinstance(app.screen, AuditScreen)
    assert app.screen.found is not None
    assert app.screen.found.counts == found.counts
    for language in ("en", "bg", "pl"):
        app.use_language(language)
        assert_layout(app.window)
    app.use_language("en")


def test_the_check_says_what_somebody_changed_in_the_shop(open_app: OpenApp, sample: Sample) -> None:
    profile = sample.session.sample.make("Sample shop")
    with sample.profiles.open(SAMPLE_ID, write=True) as journal:
        journal.save_profile(profile)
    app = open_app(lambda shown: AuditScreen(shown, SAMPLE_ID, "Sample shop"))
    assert isinstance(app.screen, AuditScreen)
    found = app.screen.found
    assert found is not None
    # Nothing was synced yet: the orders in the chosen status are in the shop and not here.
    assert {row.verdict for row in found.rows} == {Verdict.CHANGED_IN_SHOP}
    assert app.screen.table is not None
    click(app.screen.chips.buttons[Verdict.CHANGED_IN_SHOP.value])
    assert len(app.screen.table.shown) == len(found.rows)
    assert_layout(app.window)


def test_a_check_that_cannot_reach_the_shop_says_so(open_app: OpenApp, sample: Sample) -> None:
    sample.profiles.create(connection("home", "Kalina Home"))
    app = open_app(lambda shown: AuditScreen(shown, "home", "Kalina Home"))
    assert isinstance(app.screen, AuditScreen)
    assert app.screen.failure is not None
    assert_layout(app.window)


def test_the_sample_is_there_again_at_the_next_start(sample: Sample) -> None:
    first = sample.session.sample.make("Sample shop")
    token = sample.desk.secrets.load(SAMPLE_ID, SecretName.SHOP_TOKEN)
    simulator = sample.session.sample._simulator
    assert simulator is not None
    order_id = next(iter(simulator.account.orders))
    simulator.panel.set_status(order_id, 24105)
    sample.session.close()
    kept = (sample_folder(sample.desk.paths) / "account.json").read_text(encoding="utf-8")
    assert token is not None
    assert token not in kept

    later = Session(sample.desk)
    try:
        later.read()
        again = sample.profiles.load(SAMPLE_ID)
        assert again.connect.shop_key == first.connect.shop_key
        opened = later.sample._simulator
        assert opened is not None
        assert again.connect.shop.url == opened.url
        assert opened.account.orders[order_id]["order_status_id"] == 24105
        assert sample.desk.secrets.load(SAMPLE_ID, SecretName.SHOP_TOKEN) != token
    finally:
        later.close()


def test_a_second_window_uses_the_shop_of_the_first(sample: Sample) -> None:
    made = sample.session.sample.make("Sample shop")
    other = SampleShop(sample.desk)
    assert other.open(made) == made
    assert not other.runs


def test_removing_the_sample_leaves_nothing_of_it(sample: Sample) -> None:
    sample.session.sample.make("Sample shop")
    sample.session.sample.remove()
    assert not sample.profiles.list()
    assert not sample_folder(sample.desk.paths).exists()
    assert sample.desk.secrets.load(SAMPLE_ID, SecretName.SHOP_TOKEN) is None
    # It can be tried anew.
    sample.session.sample.make("Sample shop")
    assert [entry.id for entry in sample.profiles.list()] == [SAMPLE_ID]


def test_a_sample_without_its_files_says_what_to_do(sample: Sample) -> None:
    sample.session.sample.make("Sample shop")
    sample.session.close()
    (sample_folder(sample.desk.paths) / "warehouse.sqlite").unlink()
    later = Session(sample.desk)
    later.read()
    assert later.sample_problem is not None
    assert "are gone" in later.sample_problem.sentence.text()
