"""One simulated fiscal device, and the ways to it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sync.ports import Clock
from sync.simulators.fiscal.families import MAKES, Family
from sync.simulators.fiscal.line import SimulatedLine
from sync.simulators.fiscal.machine import Machine
from sync.simulators.fiscal.memory import FiscalMemory
from sync.simulators.fiscal.on_pty import OnPty
from sync.simulators.fiscal.on_tcp import OnTcp
from sync.simulators.fiscal.settings import Condition, Quirks, Settings, WrongPasswords
from sync.simulators.fiscal.wire import Wire
from sync.simulators.fiscal.wire_plan import Interruption, LineFaults, Loss, Moment


class FiscalSimulator:
    """A device of a family with its fiscal memory.

    clock: the world's time; in process it also is the time of the line, so a turned one makes time-outs free.
    settings: the device itself, a typical one of its family by default; :func:`usual` gives it to change.
    quirks: how it behaves where the facts are silent. ``memory`` judges; ``condition`` is what is wrong with
    the device (paper, cover, ...); ``wrong_passwords`` counts them.
    """

    def __init__(
        self, family: Family, clock: Clock, settings: Settings | None = None, quirks: Quirks | None = None
    ) -> None:
        make = MAKES[family]
        quirks = quirks or Quirks()
        if quirks.annulled_takes_number is None:
            quirks = replace(quirks, annulled_takes_number=make.annulled_takes_number)
        self.family = family
        self.settings = settings or make.settings
        self.clock = clock
        self._lock = threading.RLock()
        self._machine = Machine(clock, self.settings, quirks)
        self._wire = Wire(self._machine, make.dialect(self._machine))

    # ---- to look at --------------------------------------------------------------------------------------

    @property
    def memory(self) -> FiscalMemory:
        """Everything ever printed: the judge."""
        with self._lock:
            self._machine.let_time_pass()
            return self._machine.memory

    @property
    def condition(self) -> Condition:
        """What is wrong with the device just now; to be set by tests."""
        return self._machine.condition

    @property
    def wrong_passwords(self) -> WrongPasswords:
        """How often a wrong password came."""
        return self._machine.passwords

    @property
    def receipt_is_open(self) -> bool:
        """Whether a receipt was begun and neither closed nor annulled."""
        return self._machine.receipt is not None

    @property
    def has_power(self) -> bool:
        """Whether the device is on."""
        return self._machine.powered

    @property
    def counts(self) -> Counter[Moment]:
        """Bytes that arrived and left, and commands carried out, so far."""
        return Counter(self._wire.counts)

    @property
    def messages(self) -> list[str]:
        """The commands that arrived, in hexadecimal, repeats too; ``?`` for unreadable ones."""
        return list(self._wire.messages)

    # ---- to set ------------------------------------------------------------------------------------------

    @property
    def faults(self) -> LineFaults:
        """What goes wrong with single messages: :class:`LineFault`."""
        return self._wire.faults

    def interrupt(self, interruption: Interruption) -> None:
        """Plan the loss of power or cable at a byte or a command, counted from now."""
        with self._lock:
            self._wire.interrupt(interruption)

    def lose(self, loss: Loss) -> None:
        """Take away power or cable now."""
        with self._lock:
            self._wire.lose(loss)

    def restore(self) -> None:
        """Power and cable are back."""
        with self._lock:
            self._wire.restore()

    def drift(self, by: timedelta) -> None:
        """The device's clock is off by so much more."""
        self._machine.drift += by

    def begin_by_hand(self, text: str, vat: str, price: Decimal) -> None:
        """Someone at the device opens a receipt with one line, in gross EUR."""
        with self._lock:
            self._machine.open_sale("1", "")
            self._machine.sell(text, vat, price)

    def sell_by_hand(self, text: str, vat: str, price: Decimal) -> None:
        """Someone at the device adds a line to the open receipt, in gross EUR."""
        with self._lock:
            self._machine.sell(text, vat, price)

    def report_by_hand(self) -> None:
        """Someone at the device prints the X report."""
        with self._lock:
            self._machine.x_report()

    def when_executed(self, count: int, do: Callable[[Condition], object]) -> None:
        """Change what is wrong with the device after ``count`` more commands were carried out."""
        with self._lock:
            self._wire.when_executed(count, lambda: do(self._machine.condition))

    # ---- ways in -----------------------------------------------------------------------------------------

    def line(self, name: str = "COM3", *, falls_silent: bool = True) -> SimulatedLine:
        """A line in process, as often as asked; see :class:`SimulatedLine`."""
        return SimulatedLine(self._wire, self.clock, name, falls_silent=falls_silent)

    def on_tcp(self, port: int = 0) -> OnTcp:
        """In the network of this machine, in real time: ``with device.on_tcp() as way: way.port``."""
        return OnTcp(self._wire, self._lock, port)

    def on_pty(self) -> OnPty:
        """On a serial port of this machine, in real time: ``with device.on_pty() as way: way.path``."""
        return OnPty(self._wire, self._lock)


def usual(family: Family) -> Settings:
    """A typical device of a family, to be changed with ``dataclasses.replace``."""
    return MAKES[family].settings
