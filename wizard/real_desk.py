"""The desk of the program: the user's folder, the system's keyring, the real time, and threads for work."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from storage.paths import Paths
from storage.secrets import KeyringSecrets, SecretKeeper
from sync.clock import SystemClock
from sync.ports import Clock
from wizard.jobs import ThreadWorkers
from wizard.window_secrets import WindowSecrets

_THREADS: Final = 4
_LAST_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class RealDesk:
    """What every screen works with, see :class:`wizard.desk.Desk`."""

    paths: Paths
    secrets: SecretKeeper
    clock: Clock
    workers: ThreadWorkers
    keyring_thread: ThreadWorkers

    def close(self) -> None:
        """Give work that was begun a moment to end: it may be writing a file."""
        self.workers.finish(_LAST_SECONDS)
        self.keyring_thread.finish(_LAST_SECONDS)


def real_desk(paths: Paths, hide: Callable[[Collection[str]], None] = lambda _: None) -> RealDesk:
    """A desk with real parts. ``hide`` is told every secret, so that the log leaves it out."""
    keyring_thread = ThreadWorkers("keyring")
    return RealDesk(
        paths=paths,
        secrets=WindowSecrets(KeyringSecrets(), keyring_thread, hide),
        clock=SystemClock(),
        workers=ThreadWorkers("work", _THREADS),
        keyring_thread=keyring_thread,
    )
