"""What every command works with, and how it gets at a connection's secrets."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from storage.journal import ConnectionJournal
from storage.paths import Paths
from storage.profiles import Profiles
from storage.secrets import KeyringSecrets, MemorySecrets, SecretKeeper, secrets_from_text
from sync.clock import SystemClock
from sync.ports import Clock
from sync.profile import SecretName
from sync.run.connection import Connection
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

    @property
    def language(self) -> Language:
        return self.output.language

    @property
    def profiles(self) -> Profiles:
        return Profiles(self.paths, self.clock.now)

    def secrets(self, options: Options, profile_id: str) -> MemorySecrets:
        """The secrets of a connection, read once: from standard input or from the keyring.

        The log keeps them out of its lines from then on. Raises SettingsError.
        """
        if options.secrets_from_stdin:
            kept = secrets_from_text(profile_id, self.typed.json_text())
        else:
            kept = MemorySecrets()
            token = self.keyring.load(profile_id, SecretName.SHOP_TOKEN)
            kept.save(profile_id, SecretName.SHOP_TOKEN, token or "")
        self.hide(kept, profile_id)
        return kept

    def hide(self, kept: SecretKeeper, profile_id: str) -> None:
        """Keep these secrets out of the log."""
        if self.log is not None:
            found = (kept.load(profile_id, name) for name in SecretName)
            self.log.hide([secret for secret in found if secret])


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
