"""Moments and lengths of time as people say them: "Today 14:05", "in 9 minutes", "38 s". Pure."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from babel.dates import format_date, format_timedelta

from wizard.language import Language

_DAY = "d MMM"
_DAY_AND_YEAR = "d MMM y"


def clock_time(moment: datetime, zone: tzinfo) -> str:
    """The time of day, such as "14:05"."""
    return moment.astimezone(zone).strftime("%H:%M")


def day(moment: datetime, now: datetime, zone: tzinfo, language: Language) -> str:
    """The day: "today", "yesterday", "9 Nov", with its year where that is another one."""
    there, here = moment.astimezone(zone).date(), now.astimezone(zone).date()
    if there == here:
        return language.text("today")
    if there == here - timedelta(days=1):
        return language.text("yesterday")
    pattern = _DAY if there.year == here.year else _DAY_AND_YEAR
    return str(format_date(there, pattern, locale=language.code))


def day_and_time(moment: datetime, now: datetime, zone: tzinfo, language: Language) -> str:
    """Day and time, such as "Today 14:05" or "9 Nov 14:05"."""
    words = f"{day(moment, now, zone, language)} {clock_time(moment, zone)}"
    return words[:1].upper() + words[1:]


def coming(moment: datetime, now: datetime, zone: tzinfo, language: Language) -> str:
    """A moment ahead: "14:20, in 9 minutes"; tomorrow's and later ones with their day."""
    if moment <= now:
        return language.text("Now")
    there, here = moment.astimezone(zone).date(), now.astimezone(zone).date()
    left = format_timedelta(
        max(moment - now, timedelta(minutes=1)),
        granularity="minute",
        add_direction=True,
        locale=language.code,
        threshold=1.2,
    )
    time = clock_time(moment, zone)
    if there == here:
        return f"{time}, {left}"
    if there == here + timedelta(days=1):
        return language.text("tomorrow {time}", time=time)
    return f"{format_date(there, _DAY, locale=language.code)} {time}"


def length(seconds: int, language: Language) -> str:
    """How long something took: "38 s", "2 min 5 s", "1 h 12 min"."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return language.text("{hours} h {minutes} min", hours=hours, minutes=minutes)
    if minutes:
        return language.text("{minutes} min {seconds} s", minutes=minutes, seconds=rest)
    return language.text("{seconds} s", seconds=rest)
