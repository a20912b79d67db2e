"""Tests the fiscal device that the step receipts describes: it is asked who and how it is, nothing is
printed and no password is sent. Everything here blocks.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sync.errors import MostikError
from sync.ports import CheckStep, Clock
from sync.receipts.device import DeviceInfo, OperatorAccess, ReceiptPrinter
from sync.receipts.devices.families import device_on
from sync.receipts.erpnet_fp import ErpNetPrinter
from sync.receipts.family import Family
from sync.receipts.opening import open_line
from sync.receipts.problems import Problem, problem_error
from sync.receipts.settings import DeviceConnection, ErpNetConnection
from sync.run.device_desk import CLOCK_MAY_DIFFER
from sync.sentences import Sentence, say

_REACHED: Final = say("The line is open")
_ANSWERS: Final = say("A device answers")
_RIGHT_ONE: Final = say("The right device")
_READY: Final = say("Ready to print")
_NAMES: Final = (_REACHED, _ANSWERS, _RIGHT_ONE, _READY)


@dataclass(frozen=True, slots=True)
class DeviceTested:
    """What the test found. ``told`` is the line of real data of a test that passed; ``warning`` does not keep
    it from passing.
    """

    steps: tuple[CheckStep, ...]
    info: DeviceInfo | None = None
    told: Sentence | None = None
    warning: Sentence | None = None

    @property
    def passed(self) -> bool:
        return all(step.passed for step in self.steps)


@dataclass(frozen=True, slots=True)
class AskedDevice:
    """How the device is reached; ``serial`` empty: any may answer, and its number is told."""

    connection: DeviceConnection
    family: Family | None = None
    serial: str = ""


def ask_device(asked: AskedDevice, clock: Clock) -> DeviceTested:
    """Ask the device. A failed step says why; raises nothing that is the device's or the owner's matter."""
    try:
        printer = _opened(asked, clock)
    except MostikError as error:
        return DeviceTested(_failed(0, error))
    with closing(printer):
        try:
            info = printer.info()
        except MostikError as error:
            return DeviceTested(_failed(1, error))
        if asked.serial and info.serial != asked.serial:
            other = problem_error(Problem.OTHER_DEVICE, asked.serial, found=info.serial)
            return DeviceTested(_failed(2, other), info)
        try:
            status = printer.status()
            shown = printer.read_clock()
        except MostikError as error:
            return DeviceTested(_failed(3, error), info)
        if status.problems:
            return DeviceTested(_failed(3, problem_error(status.problems[0], info.serial)), info)
    told = say(
        "{model}, number {serial}, fiscal memory {memory}.",
        model=info.model or "?",
        serial=info.serial,
        memory=info.fiscal_memory,
    )
    return DeviceTested(
        tuple(CheckStep(name, True) for name in _NAMES), info, told, _of_the_clock(shown - clock.now())
    )


def _opened(asked: AskedDevice, clock: Clock) -> ReceiptPrinter:
    connection = asked.connection
    if isinstance(connection, ErpNetConnection):
        return ErpNetPrinter(connection.url, connection.printer, clock, access=OperatorAccess())
    assert asked.family is not None
    return device_on(open_line(connection, clock), asked.family, clock, access=OperatorAccess())


def _failed(place: int, error: MostikError) -> tuple[CheckStep, ...]:
    before = (CheckStep(name, True) for name in _NAMES[:place])
    there = CheckStep(_NAMES[place], False, error.sentence, error.advice, error.detail)
    return (*before, there, *(CheckStep(name, None) for name in _NAMES[place + 1 :]))


def _of_the_clock(ahead: timedelta) -> Sentence | None:
    if abs(ahead) <= CLOCK_MAY_DIFFER:
        return None
    minutes = round(abs(ahead) / timedelta(minutes=1))
    if ahead > timedelta(0):
        return say(
            "The device’s clock is {minutes} minutes fast. Set it before receipts are printed.",
            minutes=minutes,
        )
    return say(
        "The device’s clock is {minutes} minutes slow. Set it before receipts are printed.", minutes=minutes
    )
