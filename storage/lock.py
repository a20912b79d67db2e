"""One writer for each state file, by a lock of the operating system on a file beside it.

The system itself drops the lock when a process ends, however it ends, so no process number is kept and
nothing has to be guessed after a crash. Readers need no lock: SQLite's write-ahead log shows them the last
finished transaction.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

from sync.errors import SettingsError, Unreachable
from sync.sentences import say


def lock_path(state_file: Path) -> Path:
    """The file whose lock stands for the right to write ``state_file``."""
    return state_file.with_name(f"{state_file.name}.lock")


class WriterLock:
    """The right to write one state file, held from :meth:`acquire` (or ``with``) to :meth:`release`.

    ``wait`` is how many seconds another writer is waited for: a window that saves a choice holds the lock for
    a moment only.
    """

    def __init__(self, state_file: Path, *, wait: float = 1.0) -> None:
        self._state_file = state_file
        # A lock that only pretends (by a file's existence) would survive a crash, so it is refused instead.
        self._lock = FileLock(lock_path(state_file), timeout=wait, thread_local=False, fallback_to_soft=False)

    def acquire(self) -> None:
        """Take the lock. Raises Unreachable where another process or window writes, SettingsError where none
        can be had.
        """
        try:
            self._lock.acquire()
        except Timeout as error:
            raise Unreachable(
                say("This connection is being synced by another window."),
                advice=say("Wait until it has finished, or stop it there."),
                detail=f"lock {lock_path(self._state_file).name} is held",
            ) from error
        except (OSError, NotImplementedError) as error:
            raise SettingsError(
                say(
                    "The folder {folder} does not allow Mostik to lock its files.",
                    folder=self._state_file.parent,
                ),
                advice=say("Keep Mostik’s folder on a disk of this computer to which you may write."),
                detail=type(error).__name__,
            ) from error

    def release(self) -> None:
        """Give the lock back; without effect where it is not held."""
        self._lock.release()

    def __enter__(self) -> WriterLock:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
