"""What every command works with, and how it gets at a connection's secrets."""

from __future__ import annotations

import getpass
import logging
import signal
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from types import FrameType

from storage.journal import ConnectionJournal
from storage.paths import Paths
from storage.profiles import Profiles
from storage.secrets import KeyringSecrets, MemorySecrets, SecretKeeper, secrets_from_text
from sync.clock import SystemClock
from sync.errors import SettingsError
from sync.ports import Clock
from sync.profile import NeededSecret, Profile, SecretName
from sync.run.connection import Connection
from wizard.connection_secrets import gathered, in_memory, missing, refuse_missing
from wizard.jobs import StandardInput
from wizard.language import Language
from wizard.terminal.arguments import Options
from wizard.terminal.log_file import LogFile
from wizard.terminal.output import Output

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Desk:
    """What every command works with."""

    paths: Paths
    output: Output
    log: LogFile | None = None
    clock: Clock = field(default_factory=SystemClock)
    keyring: SecretKeeper = field(default_factory=KeyringSecrets)
    typed: StandardInput = field(default_factory=lambda: StandardInput(sys.stdin))
    ask_unseen: Callable[[str], str] = getpass.getpass
    """Asks a person for a secret; what is typed is not shown."""

    @property
    def language(self) -> Language:
        return self.output.language

    @property
    def profiles(self) -> Profiles:
        return Profiles(self.paths, self.clock.now)

    def secrets(self, options: Options, profile: Profile, also: Sequence[NeededSecret] = ()) -> MemorySecrets:
        """The secrets of a connection and ``also`` these, read once: from standard input, else from the
        keyring, and what is not there from the person at the terminal.

        The log keeps them out of its lines from then on. Raises SettingsError where one is missing.
        """
        needed = (*profile.secrets, *also)
        if options.secrets_from_stdin:
            found = self.handed_over(profile, also)
        else:
            found = self._kept(needed, profile.id, may_ask=not (options.json or options.events))
        refuse_missing(needed, found)
        return in_memory(profile.id, found, self.keyring)

    def handed_over(self, profile: Profile, also: Sequence[NeededSecret] = ()) -> dict[SecretName, str]:
        """The secrets that came in on standard input. Raises SettingsError where they are none."""
        given = secrets_from_text(profile.id, self.typed.json_text())
        self.hide([secret for name in SecretName if (secret := given.load(profile.id, name))])
        return gathered((*profile.secrets, *also), given, profile.id)

    def asked(self, needed: Iterable[NeededSecret]) -> dict[SecretName, str]:
        """What a person types now, without it being shown; nothing for a secret that there is none of."""
        found = {}
        for one in needed:
            called = self.language.text(one.called)
            if not one.required:
                called = self.language.text("{what} (leave it empty if there is none)", what=called)
            answer = self.ask_unseen(f"{called}: ")
            typed = answer if one.password else answer.strip()
            if typed:
                found[one.name] = typed
        self.hide(found.values())
        return found

    def _kept(
        self, needed: Sequence[NeededSecret], profile_id: str, *, may_ask: bool
    ) -> dict[SecretName, str]:
        can_ask = may_ask and self.output.can_ask
        try:
            found = gathered(needed, self.keyring, profile_id)
        except SettingsError:
            if not can_ask:
                raise
            # Without a password store whoever starts a run types them each time.
            return self.asked(needed)
        self.hide(found.values())
        return {**found, **self.asked(missing(needed, found))} if can_ask else found

    def hide(self, secrets: Collection[str]) -> None:
        """Keep these secrets out of the log."""
        if self.log is not None:
            self.log.hide(secrets)


class StopByKey:
    """Ctrl+C: once, stop after the current item; twice, leave at once."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._asked = False
        self._before = signal.getsignal(signal.SIGINT)

    def __call__(self) -> bool:
        return self._asked

    def __enter__(self) -> StopByKey:
        signal.signal(signal.SIGINT, self._pressed)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _pressed(self, _number: int, _frame: FrameType | None) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True
        self._output.error(
            self._output.language.text("Stops after this item. Press Ctrl+C again to leave at once."), ""
        )


def either(*asked: Callable[[], bool]) -> Callable[[], bool]:
    """Whether any of these was asked."""
    return lambda: any(one() for one in asked)


def close_all(connection: Connection, journal: ConnectionJournal) -> None:
    """Close the warehouse and the journal of a connection, whichever of them complains."""
    try:
        connection.warehouse.close()
    finally:
        journal.close()
