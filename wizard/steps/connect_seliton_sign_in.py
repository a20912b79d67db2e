"""Signing in at Seliton in the owner's browser, on the step connect; where it cannot come back, by its
address.
"""

from __future__ import annotations

import secrets
import webbrowser
from collections.abc import Callable
from typing import Final

from sync.errors import MostikError, Refused, SettingsError
from sync.sentences import say
from sync.shops.seliton.sign_in import TokenDesk, Tokens, came_back, consent_address
from sync.systems import SelitonShop
from wizard.browser_door import BrowserDoor
from wizard.setup import Setup
from wizard.steps.connect_secrets import SecretPart
from wizard.steps.part import Part
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import Flow, LinkButton, Note, PushButton, Surface, TextField, Words

_LOOK_EVERY_MS: Final = 150
_ANSWER_SECONDS: Final = 0.02
_WAITS_SECONDS: Final = 600.0


class SignInPart(Part):
    """A button, and while the browser is away what to do. ``settings`` as they stand now, ``secret`` of the
    application; ``signed_in`` is told the tokens.
    """

    def __init__(
        self,
        setup: Setup,
        settings: Callable[[], SelitonShop | None],
        secret: SecretPart,
        signed_in: Callable[[Tokens], None],
    ) -> None:
        super().__init__(setup, _nothing)
        self._settings, self._secret, self._signed_in = settings, secret, signed_in
        self._door: BrowserDoor | None = None
        self._state = self._address = ""
        self._until = 0.0
        self._turn = 0
        self.asking = False
        self._failed: MostikError | None = None
        self._pasted = ""

    @property
    def waiting(self) -> bool:
        """Whether the browser is away, or its code is being exchanged."""
        return bool(self._state) or self.asking

    def cancel(self) -> None:
        """Wait no more; what stands on the page in the browser is worth nothing from now on."""
        self._turn += 1
        self._end()
        self.asking = False
        self._failed = None
        self.draw()

    def refresh(self) -> None:
        """The fields above have changed."""
        if self.is_shown and not self.waiting:
            self.button.enable(self._ready)

    @property
    def _ready(self) -> bool:
        settings = self._settings()
        return settings is not None and bool(settings.application) and self._secret.there

    # ---- widgets

    def fill(self, place: Surface) -> None:
        gap = size(place, Space.S)
        row = Flow(place)
        row.pack(fill="x")
        self.button = PushButton(
            row, self.text("S&ign in…"), self.begin, rank="second", icon_name="box-arrow-up-right"
        )
        self.button.enable(self._ready and not self.waiting)
        row.add(self.button)
        if self.waiting:
            self.stop = PushButton(row, self.text("Cancel"), self.cancel, rank="quiet")
            row.add(self.stop)
        if self.asking:
            Note(place, self.text("Asking Seliton for the token…"), Tone.INFO).pack(fill="x", pady=(gap, 0))
        elif self._state:
            self._fill_waiting(place, gap)
        elif self._failed is not None:
            words = self.say(self._failed.sentence)
            if self._failed.advice is not None:
                words = f"{words} {self.say(self._failed.advice)}"
            self.note = Note(place, words, Tone.BAD)
            self.note.pack(fill="x", pady=(gap, 0))

    def _fill_waiting(self, place: Surface, gap: int) -> None:
        words = self.text(
            "Your browser shows Seliton’s page. Sign in there and accept what Mostik asks for; it comes back "
            "by itself."
        )
        Note(place, words, Tone.INFO).pack(fill="x", pady=(gap, 0))
        LinkButton(
            place, self.text("No page opened? Copy its address"), self._copy, icon_name="clipboard"
        ).pack(anchor="w", pady=(gap, 0))
        words = self.text("Nothing comes back? Paste the address on which the browser ended.")
        Words(place, words, font=Font.SMALL, tone=Tone.QUIET, wrap=True).pack(fill="x", pady=(gap, 0))
        row = Surface(place)
        row.columnconfigure(0, weight=1)
        row.pack(fill="x", pady=(size(place, Space.XS), 0))
        self.pasted = TextField(row, self._pasted, on_change=self._typed)
        self.pasted.grid(row=0, column=0, sticky="ew")
        self.use = PushButton(row, self.text("Use it"), self._use, rank="second")
        self.use.grid(row=0, column=1, sticky="n", padx=(gap, 0))
        self.use.enable(bool(self._pasted))

    def _typed(self) -> None:
        self._pasted = self.pasted.value.strip()
        self.use.enable(bool(self._pasted))

    def _copy(self) -> None:
        window = self.setup.app.window
        window.clipboard_clear()
        window.clipboard_append(self._address)

    # ---- the way there and back

    def begin(self) -> None:
        """Open the door and the page in the browser."""
        settings = self._settings()
        if settings is None or self.waiting:
            return
        self._turn += 1
        self._failed = None
        state = secrets.token_urlsafe(24)
        try:
            address = consent_address(settings, state)
            door = BrowserDoor(
                settings.redirect_port,
                lambda came: _belongs(came, state),
                (
                    self.text("Thank you. Mostik goes on; you can close this page."),
                    self.text("This page does not belong to the sign-in that was begun in Mostik."),
                ),
            )
        except SettingsError as error:
            self._show_failure(error)
            return
        clock = self.setup.desk.clock
        self._state, self._address, self._door = state, address, door
        self._until = clock.monotonic() + _WAITS_SECONDS
        self.draw()
        turn = self._turn
        self.setup.work(lambda: webbrowser.open(address), lambda _opened: None)
        self._look_later(turn)

    def _look_later(self, turn: int) -> None:
        # Past the screen's own timer, so that the door is closed where the screen has gone.
        self.setup.app.window.after(_LOOK_EVERY_MS, lambda: self._look(turn))

    def _look(self, turn: int) -> None:
        door = self._door
        if turn != self._turn or door is None:
            return
        if self.setup.app.screen is not self.setup:
            self._end()
            return
        if self.setup.desk.clock.monotonic() > self._until:
            self._show_failure(
                Refused(
                    say("Nothing came back from the browser for ten minutes."),
                    advice=say("Press Sign in once more when you are at the computer."),
                )
            )
            return
        self.setup.work(
            lambda: door.answer(_ANSWER_SECONDS),
            lambda came: self._looked(turn, came),
            # A door that was closed meanwhile has no more to say.
            lambda error: self._not_done(turn, error),
        )

    def _looked(self, turn: int, came: str) -> None:
        if turn != self._turn:
            return
        if came:
            self._take(came)
        else:
            self._look_later(turn)

    def _use(self) -> None:
        self._take(self._pasted)

    def _take(self, address: str) -> None:
        """What the browser brought: its code becomes tokens."""
        settings = self._settings()
        if settings is None:
            return
        try:
            code = came_back(address, self._state).code
        except Refused as error:
            # The right page may still come, so that waiting goes on.
            self.pasted.error(self.say(error.sentence))
            return
        except SettingsError as error:
            self._show_failure(error)
            return
        self._turn += 1
        turn = self._turn
        self._end()
        self.asking = True
        self.draw()
        self.setup.work(
            lambda: self._exchange(settings, code),
            lambda tokens: self._done(turn, tokens),
            lambda error: self._not_done(turn, error),
        )

    def _exchange(self, settings: SelitonShop, code: str) -> Tokens:
        setup, secret = self.setup, self._secret
        kept = secret.typed or setup.desk.secrets.load(setup.profile_id, secret.name) or ""
        return TokenDesk(settings, kept, setup.desk.clock).exchange(code)

    def _done(self, turn: int, tokens: Tokens) -> None:
        if turn == self._turn:
            self.asking = False
            self.draw()
            self._signed_in(tokens)

    def _not_done(self, turn: int, error: Exception) -> None:
        if turn != self._turn:
            return
        self.asking = False
        if isinstance(error, MostikError):
            self._show_failure(error)
        else:
            self.draw()
            self.setup.app.show_error(error)

    def _show_failure(self, error: MostikError) -> None:
        self._turn += 1
        self._end()
        self._failed = error
        self.draw()

    def _end(self) -> None:
        """Close the door and forget what was waited for."""
        if self._door is not None:
            self._door.server_close()
        self._door = None
        self._state = self._address = self._pasted = ""


def _belongs(address: str, state: str) -> bool:
    """Whether an address is the answer to the sign-in with this state, be it a no."""
    try:
        came_back(address, state)
    except Refused:
        return False
    except SettingsError:
        return True
    return True


def _nothing() -> None:
    """The part tells its tokens and nothing else."""
