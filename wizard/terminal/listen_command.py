"""``listen``: wait for the notices of a shop and sync at once, until it is stopped.

A window starts it with ``--events``: then each change of how it stands is one line of JSON, and it ends at
the word ``cancel`` or with the window.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

from sync.errors import MostikError, SettingsError
from sync.profile import SecretName, Secrets
from sync.sentences import say
from sync.shops.cloudcart import CloudCart
from sync.shops.cloudcart.hooks import address_problem
from sync.systems import HOOK_KEY
from wizard.connection_secrets import gathered
from wizard.jobs import start_run
from wizard.listening import Listening
from wizard.listening_state import ListeningState
from wizard.notice_key import kept_key, new_key
from wizard.notices import NoticeDoor
from wizard.opening import open_shop
from wizard.terminal.arguments import Options
from wizard.terminal.desk import Desk
from wizard.terminal.exit_codes import ExitCode

TRIGGER = "notices"
"""What the history keeps as the cause of a run that listening began."""


def listen(desk: Desk, options: Options) -> ExitCode:
    """Listen until Ctrl+C, or until the window that started it wants no more. Raises SettingsError where the
    shop sends no notices or the port is taken.
    """
    try:
        return _Listener(desk, options).listen()
    except MostikError as error:
        if options.events:
            _tell(desk, ListeningState(problem=error.sentence))
        raise


class _Listener:
    def __init__(self, desk: Desk, options: Options) -> None:
        self._desk, self._options = desk, options
        self._profile = desk.profiles.find(options.name)
        self._address = options.address or self._profile.notices.address
        if not self._profile.connect.shop.sends_notices:
            raise SettingsError(
                say("This shop sends no notices that Mostik can hear."),
                advice=say("Let the schedule sync it every few minutes."),
            )
        if not self._address:
            raise SettingsError(
                say("Nobody has said where the shop finds this computer."),
                advice=say("Give the address with {option}.", option="--address https://…"),
            )
        problem = address_problem(self._address)
        if problem is not None:
            raise SettingsError(
                problem, advice=say("Enter an address with https that leads to this computer.")
            )

    def listen(self) -> ExitCode:
        desk, profile = self._desk, self._profile
        kept = desk.secrets(self._options, profile, (HOOK_KEY,))
        secrets = gathered(profile.secrets, kept, profile.id)
        key = kept.load(profile.id, SecretName.HOOK_KEY) or self._key()
        desk.hide([key])
        shop = open_shop(
            profile.connect.shop, secrets, desk.clock, lambda _until: None, profile.connect.time_zone
        )
        assert isinstance(shop, CloudCart)
        door = self._door(secrets, key)
        every = profile.notices.every if self._options.every is None else self._options.every
        with closing(shop), door:
            listening = Listening(
                door,
                shop.hooks,
                self._address,
                desk.clock,
                lambda: start_run(profile.id, ("--trigger", TRIGGER), secrets=secrets),
                poll=timedelta(seconds=every),
                key=key,
            )
            if self._options.events:
                self._for_a_window(listening)
            else:
                self._on_a_terminal(listening)
        return ExitCode.GREEN

    def _key(self) -> str:
        """A key that lasts where there is a keyring, else one for this time."""
        if self._options.secrets_from_stdin:
            return new_key()
        try:
            return kept_key(self._desk.keyring, self._profile.id)
        except SettingsError:
            return new_key()

    def _door(self, secrets: Secrets, key: str) -> NoticeDoor:
        port = self._profile.notices.port if self._options.port is None else self._options.port
        try:
            return NoticeDoor(port, secrets[SecretName.SHOP_TOKEN], key)
        except OSError as error:
            raise SettingsError(
                say("Port {port} is taken by another program.", port=port),
                advice=say("Choose another port with {option}.", option="--port"),
                detail=f"{type(error).__name__} {error.errno}",
            ) from None

    def _for_a_window(self, listening: Listening) -> None:
        wants_no_more = self._desk.typed.cancel_word(or_end=True)
        _follow(listening, wants_no_more.is_set, lambda state: _tell(self._desk, state))
        try:
            listening.end()
        except MostikError as error:
            _tell(self._desk, replace(listening.state, problem=error.sentence))

    def _on_a_terminal(self, listening: Listening) -> None:
        desk, text = self._desk, self._desk.language.text
        # Whoever starts it by hand hears at once that the shop cannot tell.
        listening.hooks.ensure(self._address, listening.key)
        port, name = listening.door.port, self._profile.name
        desk.output.line(text("Listening for {name} on port {port}. Stop with Ctrl+C.", name=name, port=port))
        try:
            _follow(listening, lambda: False, lambda _state: None)
        except KeyboardInterrupt:
            _say_goodbye(desk, listening)


def _follow(
    listening: Listening, stopped: Callable[[], bool], tell: Callable[[ListeningState], None]
) -> None:
    """Take turns until it is stopped, and tell each change."""
    told: ListeningState | None = None
    while not stopped():
        listening.step()
        state = listening.state
        if state != told:
            told = state
            tell(state)


def _tell(desk: Desk, state: ListeningState) -> None:
    try:
        desk.output.write(json.dumps(state.as_data(), ensure_ascii=False, separators=(",", ":")))
    except OSError:
        # Whoever heard it is gone, which ends the listening by itself.
        return


def _say_goodbye(desk: Desk, listening: Listening) -> None:
    text = desk.language.text
    try:
        listening.end()
    except MostikError as error:
        desk.output.failure(error)
    desk.output.line(
        text("Heard {heard} notices, synced {runs} times.", heard=listening.heard, runs=listening.runs)
    )
