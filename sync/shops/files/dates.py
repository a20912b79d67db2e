"""Dates as exports write them: which forms fit a column, and what a cell says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import Final

from sync.sentences import say
from sync.shops.files.misread import Misread, shown


class DateForm(StrEnum):
    """In which order day, month and year stand, or a count of seconds; a time of day may follow each."""

    YEAR_FIRST = "year-month-day"
    DAY_FIRST = "day.month.year"
    MONTH_FIRST = "month/day/year"
    UNIX = "seconds since 1970"


DATE_FORMS: Final = tuple(DateForm)
_DAY: Final = {
    DateForm.YEAR_FIRST: re.compile(r"(?P<y>\d{4})[-./ ](?P<m>\d{1,2})[-./ ](?P<d>\d{1,2})"),
    DateForm.DAY_FIRST: re.compile(
        r"(?P<d>\d{1,2})[-./ ](?P<m>\d{1,2})[-./ ](?P<y>\d{4}|\d{2})(?: ?г\.?| ?r\.?)?"
    ),
    DateForm.MONTH_FIRST: re.compile(r"(?P<m>\d{1,2})[-./ ](?P<d>\d{1,2})[-./ ](?P<y>\d{4}|\d{2})"),
}
_TIME: Final = re.compile(
    r"(?:[T,]?\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?:ч\.?)?\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?)?"
)
_SECONDS: Final = re.compile(r"\d{9,10}|\d{12,13}")
_THIS_CENTURY: Final = 2000


def read_moment(cell: str, form: DateForm, zone: tzinfo) -> datetime:
    """The moment in a cell, aware, in UTC; without a zone of its own it is what the clock in ``zone``
    showed. A day without a time begins at midnight. Raises Misread.
    """
    text = cell.strip()
    if form is DateForm.UNIX:
        if not _SECONDS.fullmatch(text):
            raise _no_date(cell)
        return datetime.fromtimestamp(int(text[:-3] if len(text) > 10 else text), UTC)
    day = _DAY[form].match(text)
    time = _TIME.fullmatch(text[day.end() :]) if day else None
    if day is None or time is None:
        raise _no_date(cell)
    year = int(day["y"])
    try:
        shown_here = datetime(
            year + _THIS_CENTURY if len(day["y"]) == 2 else year,
            int(day["m"]),
            int(day["d"]),
            _hour(time),
            int(time["minute"] or 0),
            int(time["second"] or 0),
            tzinfo=zone,
        )
        return _placed(shown_here, time["zone"] or "")
    except (ValueError, OverflowError):
        raise _no_date(cell) from None


def recognise_date_forms(cells: Iterable[str]) -> list[DateForm]:
    """The forms by which all these cells can be read; empty cells do not count. More than one: the owner says
    which (03/04/2026).
    """
    possible = list(DATE_FORMS)
    for cell in cells:
        if cell.strip():
            possible = [form for form in possible if _fits(cell, form)]
        if not possible:
            break
    return possible


def _fits(cell: str, form: DateForm) -> bool:
    try:
        read_moment(cell, form, UTC)
    except Misread:
        return False
    return True


def _hour(time: re.Match[str]) -> int:
    hour = int(time["hour"] or 0)
    if not time["half"]:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("no hour of a half day")
    return hour % 12 + (12 if time["half"][0] in "Pp" else 0)


def _placed(moment: datetime, written: str) -> datetime:
    """The moment in UTC, by the zone that the cell itself names, where it names one."""
    if written in ("Z", "UTC"):
        return moment.replace(tzinfo=UTC)
    if written:
        return datetime.strptime(f"{moment:%Y-%m-%dT%H:%M:%S}{written}", "%Y-%m-%dT%H:%M:%S%z").astimezone(
            UTC
        )
    return moment.astimezone(UTC)


def _no_date(cell: str) -> Misread:
    if not cell.strip():
        return Misread(say("There is no date."))
    return Misread(say("“{cell}” is no date of this form.", cell=shown(cell)))
