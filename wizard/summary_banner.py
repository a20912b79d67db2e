"""The banner of a summary: what became of the run in one sentence, in the colour that tells the truth."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sync.run.rehearsal import QUESTION, SALE_QUESTION
from sync.run.report import Report
from wizard.language import Language
from wizard.moments import clock_time, day, length
from wizard.progress import Finished
from wizard.screen import Screen
from wizard.summary_rows import tone_of
from wizard.terminal.summary import headline
from wizard.theme import ICONS, Font, Space, palette, size
from wizard.widgets import Surface, Words, hairline


def build_banner(parent: Surface, screen: Screen, finished: Finished) -> None:
    """Over the whole width of a screen."""
    language = screen.language
    tone = tone_of(finished.report)
    colours = palette().tone(tone)
    parent.recolour(colours.wash)
    line = Surface(parent, colours.wash, padding=(Space.XXL, Space.L))
    line.pack(fill="x")
    line.columnconfigure(1, weight=1)
    Words(line, icon_name=ICONS[tone], icon_colour=colours.solid, icon_size=32).grid(
        row=0, column=0, rowspan=2, padx=(0, size(line, Space.L))
    )
    Words(line, _headline(finished.report, language), font=Font.TITLE, wrap=True).grid(
        row=0, column=1, sticky="ew"
    )
    Words(line, _run_words(screen, finished), wrap=True).grid(
        row=1, column=1, sticky="ew", pady=(size(line, Space.XS), 0)
    )
    edge = hairline(parent)
    edge.configure(background=colours.edge)
    edge.pack(fill="x")


def _is_rehearsal(report: Report) -> bool:
    """Whether one order was written and the panel below asks about it."""
    return report.cause is not None and report.cause.template in (QUESTION, SALE_QUESTION)


def _headline(report: Report, language: Language) -> str:
    if _is_rehearsal(report):
        # The question itself stands in the panel below, with its answers.
        return language.text("A rehearsal: one order is written")
    return headline(report, language)


def _run_words(screen: Screen, finished: Finished) -> str:
    report, language = finished.report, screen.language
    zone = ZoneInfo(finished.profile.connect.time_zone)
    now = screen.desk.clock.now()
    seconds = max(round((report.ended_at - report.started_at).total_seconds()), 1)
    said = language.text(
        "{day} {start} to {end}, {length}.",
        day=day(report.started_at, now, zone, language),
        start=clock_time(report.started_at, zone),
        end=clock_time(report.ended_at, zone),
        length=length(seconds, language),
    )
    if finished.record is not None:
        said = language.text("Run {number}, {rest}", number=finished.record.id, rest=said)
    parts = [said[:1].upper() + said[1:]]
    if report.advice and not _is_rehearsal(report):
        parts.append(language.say(report.advice))
    return " ".join(parts)
