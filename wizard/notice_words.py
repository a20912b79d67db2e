"""How the shop's notices stand, in a word with its tone and a sentence. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from sync.shops.cloudcart.hooks import EVENTS, HookState
from wizard.language import Language
from wizard.listening_state import ListeningState
from wizard.moments import clock_time
from wizard.notice_keeping import ListenerFacts
from wizard.theme import Tone


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """``state``: ON, OFF or what lies between, as the shop said it last; ``sentence``: the rest."""

    state: str
    tone: Tone
    sentence: str = ""


def listener_words(facts: ListenerFacts | None, zone: tzinfo, language: Language) -> NoticeWords:
    """While the window has the connection listen, or tries to."""
    text = language.text
    if facts is None:
        return NoticeWords(text("OFF"), Tone.QUIET, text("Mostik asks the shop by itself, by its schedule."))
    if not facts.running:
        why = language.say(facts.problem) if facts.problem else ""
        again = _again(facts.again_at, zone, language)
        return NoticeWords(text("Not heard"), Tone.BAD, f"{why} {again}".strip())
    if facts.state is None or (facts.state.shop is None and facts.state.problem is None):
        return NoticeWords(text("Starting…"), Tone.INFO, text("The shop is asked to tell."))
    return _told(facts.state, zone, language)


def shop_words(found: HookState, language: Language) -> NoticeWords:
    """What the shop says where nobody listens here."""
    text = language.text
    if len(found.missing) == len(EVENTS):
        return NoticeWords(text("OFF"), Tone.QUIET, text("The shop tells nobody at this address."))
    if found.is_on:
        return NoticeWords(
            text("ON"), Tone.WARN, text("The shop tells this address, but this window does not listen.")
        )
    return NoticeWords(
        text("Partly ON"),
        Tone.WARN,
        text("The shop tells of {on} of {all} events.", on=len(found.on), all=len(EVENTS)),
    )


def _told(state: ListeningState, zone: tzinfo, language: Language) -> NoticeWords:
    text, count = language.text, language.count
    if state.problem is not None:
        said = language.say(state.problem)
        rest = text("Mostik asks by itself meanwhile, so nothing is lost.")
        return NoticeWords(text("Not known"), Tone.WARN, f"{said} {rest}")
    parts = []
    if state.asked_at is not None:
        parts.append(text("Said by the shop at {time}.", time=clock_time(state.asked_at, zone)))
    parts.append(count("{count} notice so far.", "{count} notices so far.", state.heard))
    if state.revived:
        parts.append(
            count(
                "The shop had switched {count} off; Mostik switched it on again.",
                "The shop had switched {count} off; Mostik switched them on again.",
                state.revived,
            )
        )
    if state.strangers:
        parts.append(
            count(
                "{count} came with a wrong key and was not heeded.",
                "{count} came with a wrong key and were not heeded.",
                state.strangers,
            )
        )
    return NoticeWords(text("ON"), Tone.GOOD, " ".join(parts))


def _again(moment: datetime | None, zone: tzinfo, language: Language) -> str:
    if moment is None:
        return ""
    return language.text("It is started again at {time}.", time=clock_time(moment, zone))
