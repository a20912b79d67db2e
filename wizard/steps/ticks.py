"""The four ticks of a connection test in the owner's words, from the finer steps of the test. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sync.errors import MostikError
from sync.ports import CheckStep
from sync.sentences import Sentence, say
from sync.warehouses.warehouse_pro.driver_errors import DatabaseNotThere, NotLetIn
from sync.warehouses.warehouse_pro.inspection import NotThisWarehouse


@dataclass(frozen=True, slots=True)
class TickWords:
    """A tick in each of its states; ``covers`` is how many steps of the test it stands for. One that covers
    none has passed with the one before it: opening the warehouse has proved it.
    """

    passed: Sentence
    failed: Sentence
    waiting: Sentence
    covers: int = 1


_REACHED: Final = TickWords(say("Reached"), say("Not reached"), say("Reach: waiting"))
_SAMPLE: Final = TickWords(say("Sample read"), say("Sample not read"), say("Sample: waiting"))
SHOP_TICKS: Final = (
    _REACHED,
    TickWords(say("Signed in"), say("Not signed in"), say("Sign-in: waiting")),
    TickWords(
        say("May read orders and products"),
        say("May not read orders and products"),
        say("Rights: waiting"),
    ),
    _SAMPLE,
)
_KIND: Final = TickWords(say("It is a warehouse"), say("It is no warehouse"), say("Its kind: waiting"))
_RIGHTS: Final = TickWords(say("May read and write"), say("May read, may not write"), say("Rights: waiting"))
_SETTINGS_AND_SAMPLE: Final = TickWords(_SAMPLE.passed, _SAMPLE.failed, _SAMPLE.waiting, covers=2)
WAREHOUSE_TICKS: Final = (_REACHED, _KIND, _RIGHTS, _SETTINGS_AND_SAMPLE)
_SIGNED_IN: Final = TickWords(say("Signed in"), say("Not signed in"), say("Sign-in: waiting"))
UTILITY_CENTER_TICKS: Final = (_REACHED, _KIND, _SETTINGS_AND_SAMPLE)
GOMBASHOP_TICKS: Final = (
    TickWords(say("Folder found"), say("Folder not found"), say("Folder: waiting")),
    TickWords(say("Exports of GombaShop"), say("No exports of GombaShop"), say("Exports: waiting")),
    TickWords(say("The feed can go there"), say("The feed cannot go there"), say("Feed: waiting")),
    _SAMPLE,
)
MICROBG_TICKS: Final = (_REACHED, _SIGNED_IN, _SAMPLE)
FIRMINO_TICKS: Final = (_REACHED, _SIGNED_IN, _SAMPLE)
DATABASE_TICKS: Final = (
    _REACHED,
    replace(_SIGNED_IN, covers=0),
    _KIND,
    _RIGHTS,
    _SETTINGS_AND_SAMPLE,
)
_WITHOUT_DATABASE: Final = (
    *DATABASE_TICKS[:2],
    replace(_KIND, failed=say("The database is not there")),
    *DATABASE_TICKS[3:],
)


def ticks(steps: Sequence[CheckStep], words: Sequence[TickWords]) -> tuple[CheckStep, ...]:
    """One tick for each of ``words``; it failed where any of its steps did, and keeps what that one said."""
    shown: list[CheckStep] = []
    first = 0
    for word in words:
        group = steps[first : first + word.covers]
        first += word.covers
        failed = next((step for step in group if step.passed is False), None)
        if not word.covers:
            before = shown[-1].passed if shown else None
            shown.append(CheckStep(word.passed, True) if before else CheckStep(word.waiting, None))
        elif failed is not None:
            shown.append(CheckStep(word.failed, False, failed.said, failed.advice, failed.detail))
        elif group and all(step.passed for step in group):
            shown.append(CheckStep(word.passed, True))
        else:
            shown.append(CheckStep(word.waiting, None))
    return tuple(shown)


def failed_at_once(error: MostikError, words: Sequence[TickWords], place: int = 0) -> tuple[CheckStep, ...]:
    """The ticks of a test that could not even begin, and came as far as the tick at ``place``."""
    before = (CheckStep(word.passed, True) for word in words[:place])
    there = CheckStep(words[place].failed, False, error.sentence, error.advice, error.detail)
    return (*before, there, *(CheckStep(word.waiting, None) for word in words[place + 1 :]))


def database_not_opened(error: MostikError) -> tuple[CheckStep, ...]:
    """The ticks of a database that could not be opened, by how far Mostik came."""
    if isinstance(error, NotThisWarehouse):
        return failed_at_once(error, DATABASE_TICKS, 2)
    if isinstance(error, DatabaseNotThere):
        return failed_at_once(error, _WITHOUT_DATABASE, 2)
    return failed_at_once(error, DATABASE_TICKS, 1 if isinstance(error, NotLetIn) else 0)


def failed_at_end(error: MostikError, words: Sequence[TickWords]) -> tuple[CheckStep, ...]:
    """The ticks of a test that passed until the lists were read."""
    last = CheckStep(words[-1].failed, False, error.sentence, error.advice, error.detail)
    return (*(CheckStep(word.passed, True) for word in words[:-1]), last)


def passed(steps: Sequence[CheckStep]) -> bool:
    return bool(steps) and all(step.passed for step in steps)
