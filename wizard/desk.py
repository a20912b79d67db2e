"""What every screen works with: the user's files, secrets, time, and work that must not stop the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from storage.paths import Paths
from storage.secrets import SecretKeeper
from sync.ports import Clock

Result = TypeVar("Result")
Found_co = TypeVar("Found_co", covariant=True)


class Pending(Protocol[Found_co]):
    """Work that was begun elsewhere; a ``concurrent.futures.Future`` is one."""

    def done(self) -> bool:
        """Whether :meth:`result` answers at once."""

    def result(self) -> Found_co:
        """What the work returned; raises what it raised."""


class Workers(Protocol):
    """Does work beside the window. What is submitted touches no widget."""

    def submit(self, work: Callable[[], Result]) -> Pending[Result]:
        """Begin ``work`` and return at once."""


class Desk(Protocol):
    """What every screen works with. The program makes one with real parts, a test with its own."""

    @property
    def paths(self) -> Paths:
        """Where the user's files lie."""

    @property
    def secrets(self) -> SecretKeeper:
        """The keyring. It may wait for a person, so it is asked through :attr:`workers`."""

    @property
    def clock(self) -> Clock: ...

    @property
    def workers(self) -> Workers: ...
