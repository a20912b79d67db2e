"""Opening the wizard: new, where a half-finished one stopped, or on a saved connection at any step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Final

from storage.drafts import Draft as KeptDraft
from storage.drafts import Drafts
from storage.paths import Paths
from storage.profiles import Profiles
from wizard.answers import answer_of, connection_name, draft_of, is_saved
from wizard.app import App
from wizard.finished_steps import finished_steps
from wizard.readings import ShopLists, WarehouseLists, read_shop, read_warehouse
from wizard.screen import ActionBar, TopBarScreen
from wizard.setup import Setup
from wizard.steps import steps_of_wizard
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import Answer, Surface, Words
from wizard.wizard_frame import Draft

_STEM: Final = "connection"


def begin_setup(app: App) -> None:
    """Open the wizard for a new connection; one that was left half-finished is offered first."""
    drafts = [draft for draft in Drafts(app.desk.paths).list() if not is_saved(_whole(draft))]
    if not drafts:
        new_setup(app)
        return
    kept = drafts[0]

    def answered(answer: str) -> None:
        if answer == "continue":
            resume_setup(app, kept)
        elif answer == "anew":
            forget_draft(app, kept.id)
            new_setup(app)

    _ask(app, kept, answered, anew=app.language.text("Throw it away, begin anew"))


def new_setup(app: App, draft: Draft | None = None) -> None:
    """Open the wizard for a new connection, with answers that are known already."""
    profile_id = new_connection_id(app.desk.paths)
    app.show(lambda shown: _setup(shown, profile_id, draft if draft is not None else {}))


def resume_setup(app: App, kept: KeptDraft) -> None:
    """Go on where a half-finished wizard stopped."""
    app.show(lambda shown: SetupOpening(shown, kept.id, _whole(kept)))


def edit_setup(
    app: App, profile_id: str, at: str | None = None, change: Callable[[Draft], object] = lambda _: None
) -> None:
    """Open the wizard on a saved connection at a step, None for the first; changes that were left
    half-finished are offered first. ``change`` is made to the answers that it begins with.
    """
    kept = Drafts(app.desk.paths).load(profile_id)

    def answered(answer: str) -> None:
        if kept is not None and answer == "continue":
            answers = _whole(kept)
            change(answers)
            app.show(lambda shown: SetupOpening(shown, profile_id, answers, at))
        elif answer == "anew":
            Drafts(app.desk.paths).delete(profile_id)
            edit_saved()

    def edit_saved() -> None:
        profiles = Profiles(app.desk.paths, app.desk.clock.now)
        app.work(
            lambda: draft_of(profiles.load(profile_id)),
            edit_changed,
        )

    def edit_changed(draft: Draft) -> None:
        change(draft)
        _show(app, profile_id, draft, at or "connect")

    if kept is None:
        edit_saved()
    else:
        _ask(app, kept, answered, anew=app.language.text("Begin with what is saved"))


def forget_draft(app: App, draft_id: str) -> None:
    """Throw a half-finished new connection away, with the token that was kept for it."""
    Drafts(app.desk.paths).delete(draft_id)
    if not app.desk.paths.state_file(draft_id).exists():
        app.work(lambda: app.desk.secrets.delete_all(draft_id), lambda _done: None)


def new_connection_id(paths: Paths) -> str:
    """An id that neither a connection nor a half-finished one has."""
    taken = {draft.id for draft in Drafts(paths).list()}
    number = 1
    candidate = _STEM
    while candidate in taken or paths.state_file(candidate).exists():
        number += 1
        candidate = f"{_STEM}-{number}"
    return candidate


class SetupOpening(TopBarScreen):
    """Reads the lists that the steps show, then opens the wizard; where they cannot be read, at the step
    connect, which says why.
    """

    def __init__(self, app: App, profile_id: str, draft: Draft, at: str | None = None) -> None:
        super().__init__(app)
        self._id, self._draft, self._at = profile_id, draft, at
        self._setup = _setup(app, profile_id, draft, finished_steps(draft), at)

    def name(self) -> str:
        return connection_name(self._draft)

    def build_body(self, body: Surface) -> None:
        Words(body, self.text("Reading your shop and your warehouse…"), font=Font.TITLE, wrap=True).pack(
            fill="x"
        )
        Words(
            body,
            self.text("The steps show what is there now. Nothing is changed."),
            tone=Tone.QUIET,
            wrap=True,
        ).pack(fill="x", pady=(size(body, Space.S), 0))

    def build_actions(self, bar: ActionBar) -> None:
        bar.right(self.text("Cancel"), self.app.go_home)

    def on_escape(self) -> None:
        self.app.go_home()

    def shown(self) -> None:
        if answer_of(self._draft, "connect") is None:
            self._open_at_connect()
        else:
            self.work(self._read, self._open, lambda _error: self._open_at_connect())

    def _read(self) -> tuple[ShopLists, WarehouseLists] | None:
        shop = read_shop(self._setup.shop())
        with closing(self._setup.warehouse()) as warehouse:
            here = read_warehouse(warehouse)
        return (shop, here) if shop.connected and here.connected else None

    def _open(self, lists: tuple[ShopLists, WarehouseLists] | None) -> None:
        if lists is None:
            self._open_at_connect()
            return
        self._setup.shop_lists, self._setup.warehouse_lists = lists
        self.app.show(lambda _app: self._setup)

    def _open_at_connect(self) -> None:
        """The step tests by itself and shows what failed; nothing after it can be opened before it passed."""
        self.app.show(lambda app: _setup(app, self._id, self._draft, (), "connect"))


def _show(app: App, profile_id: str, draft: Draft, at: str | None) -> None:
    app.show(lambda shown: SetupOpening(shown, profile_id, draft, at))


def _setup(app: App, profile_id: str, draft: Draft, done: Sequence[str] = (), at: str | None = None) -> Setup:
    return Setup(app, steps_of_wizard(), profile_id, draft=draft, done=done, at=at)


def _ask(app: App, kept: KeptDraft, answered: Callable[[str], None], *, anew: str) -> None:
    words = app.language
    name = connection_name(kept.steps) or words.text("New connection")
    zone = kept.changed_at.astimezone().tzinfo
    assert zone is not None
    app.ask(
        words.text("Continue where you stopped?"),
        words.text(
            "The answers for {name} were kept at {moment}, and are not all there yet.",
            name=name,
            moment=words.moment(kept.changed_at, zone),
        ),
        [
            Answer("continue", words.text("Continue"), main=True),
            Answer("anew", anew),
            Answer("cancel", words.text("Cancel")),
        ],
        answered,
    )


def _whole(kept: KeptDraft) -> Draft:
    return {step: dict(answers) for step, answers in kept.steps.items()}
