"""``take-over``: from which moment Mostik takes the orders that another program brought in, or that it only
watches beside that program."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sync.errors import SettingsError
from sync.profile import Profile
from sync.sentences import Sentence, say
from wizard.terminal.arguments import Options
from wizard.terminal.desk import Desk
from wizard.terminal.exit_codes import ExitCode


def take_over(desk: Desk, options: Options) -> ExitCode:
    """Keep the choice in the connection's settings, and say what holds now. Raises MostikError."""
    profile = desk.profiles.find(options.name)
    zone = ZoneInfo(profile.connect.time_zone)
    if options.watch:
        profile = _kept(desk, profile, observer=True, since=None)
    elif options.since:
        profile = _kept(desk, profile, observer=False, since=_moment(options.since, desk.clock.now(), zone))
    elif options.nobody:
        profile = _kept(desk, profile, observer=False, since=None)
    desk.output.say(_said(profile, zone))
    return ExitCode.GREEN


def _kept(desk: Desk, profile: Profile, *, observer: bool, since: datetime | None) -> Profile:
    connect = profile.connect.model_copy(update={"observer": observer, "take_over": since})
    changed = profile.model_copy(update={"connect": connect})
    desk.profiles.save(changed)
    return changed


def _moment(typed: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The word now, a day, or a moment; without a zone it is the shop's."""
    if typed.strip().lower() == "now":
        return now
    try:
        moment = datetime.fromisoformat(typed.strip())
    except ValueError:
        raise SettingsError(
            say("{typed} is no moment.", typed=typed),
            advice=say("Write it like 2026-11-22 or 2026-11-22T18:30, or the word now."),
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _said(profile: Profile, zone: ZoneInfo) -> Sentence:
    if profile.connect.observer:
        return say("Mostik only watches beside the other program: nothing is written.")
    since = profile.connect.take_over
    if since is None:
        return say("No other program joins these two.")
    return say(
        "Mostik takes the orders from {moment}; those that stand in a note of the other program are left to "
        "it.",
        moment=f"{since.astimezone(zone):%Y-%m-%d %H:%M}",
    )
