"""What a card of home says: the state of a connection in words, tones and bars. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from storage.runs import RunState
from sync.plan.actions import ActionKind, Module
from sync.profile import Profile, SecretName
from sync.sentences import Sentence, mark
from wizard.item_words import shop_name, warehouse_name
from wizard.language import Language
from wizard.moments import coming, day, day_and_time, length
from wizard.notice_keeping import ListenerFacts, may_listen
from wizard.notice_words import listener_words
from wizard.run_facts import ConnectionFacts, RunFacts
from wizard.sample_shop import is_sample
from wizard.schedule_runner import MISSED_MATTERS, missed, next_run
from wizard.session import HomeFacts, ScheduledRun
from wizard.theme import RUNNING_ICON, Tone
from wizard.widgets.chart import RunBar


class Cure(StrEnum):
    """What the one blue button of a card does."""

    SYNC = "sync"
    STOP = "stop"
    WAIT = "wait"
    """Another program syncs it: nothing can be done here."""
    ENTER_KEY = "enter key"
    ENTER_PASSWORD = "enter password"  # noqa: S105 - what a button does, not a password
    ANSWER = "answer"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Badge:
    """The state in one or two words."""

    text: str
    tone: Tone
    icon_name: str | None = None


@dataclass(frozen=True, slots=True)
class CardWords:
    """A card. ``facts``: label and value; ``run_ids``: of the bars, the oldest first."""

    id: str
    name: str
    badge: Badge
    between: tuple[str, str] = ("", "")
    facts: tuple[tuple[str, str], ...] = ()
    sentence: str = ""
    remark: str = ""
    bars: tuple[RunBar, ...] = ()
    run_ids: tuple[int, ...] = ()
    first_day: str = ""
    last_day: str = ""
    cure: Cure = Cure.SYNC
    has_summary: bool = False
    readable: bool = True
    paused: bool = False
    sample: bool = False
    sends_notices: bool = False
    """Whether its shop can tell Mostik at once."""
    prints_receipts: bool = False
    """Whether there is a list of receipts, or an audit file."""


_KEY_CAUSES: Final[Mapping[str, tuple[str, Cure]]] = {
    "BaseLinker does not know this token.": (mark("Stopped: key refused"), Cure.ENTER_KEY),
    "The token holds characters that no token of BaseLinker has.": (
        mark("Stopped: key refused"),
        Cure.ENTER_KEY,
    ),
    "The token of BaseLinker is missing.": (mark("Stopped: key missing"), Cure.ENTER_KEY),
    "CloudCart does not accept the key.": (mark("Stopped: key refused"), Cure.ENTER_KEY),
    "The sign-in at Seliton has ended or is not accepted.": (mark("Stopped: key refused"), Cure.ENTER_KEY),
    "The key of the shop is missing or holds other letters.": (
        mark("Stopped: key refused"),
        Cure.ENTER_KEY,
    ),
    "micro.bg does not accept the API identifier or the secret key.": (
        mark("Stopped: key refused"),
        Cure.ENTER_KEY,
    ),
    "Utility Center does not accept the key.": (mark("Stopped: key refused"), Cure.ENTER_KEY),
    "The API identifier or the secret key of micro.bg is missing.": (
        mark("Stopped: key missing"),
        Cure.ENTER_KEY,
    ),
    "The shop’s token is missing.": (mark("Stopped: key missing"), Cure.ENTER_KEY),
    "The password of the warehouse’s database is missing.": (
        mark("Stopped: password missing"),
        Cure.ENTER_PASSWORD,
    ),
}
_SILENT_CAUSES: Final = frozenset({"{platform} cannot be reached.", "{platform} did not answer in time."})

_NEW_PRODUCTS: Final = (ActionKind.CREATE_SHOP_PRODUCT, ActionKind.CREATE_WAREHOUSE_PRODUCT)


def cure_button(cure: Cure) -> tuple[str, str]:
    """What the blue button says, to be translated, and its icon."""
    match cure:
        case Cure.STOP:
            return mark("Stop after this item"), "stop-circle"
        case Cure.ENTER_KEY:
            return mark("Enter new key"), "key"
        case Cure.ENTER_PASSWORD:
            return mark("Enter the password"), "key"
        case Cure.ANSWER:
            return mark("Look and answer"), "question-circle"
        case _:
            return mark("Sync now"), "arrow-repeat"


def cure_of_cause(cause: Sentence | None) -> Cure:
    """What mends the cause for which a run stopped; where nothing is to be entered, another run."""
    _, cure = _KEY_CAUSES.get(cause.template if cause else "", ("", Cure.SYNC))
    return cure


def heading(facts: HomeFacts, words: Iterable[CardWords], language: Language) -> str:
    """How many connections there are, and how many need the owner: "3 connections. 1 needs you."."""
    listed = list(words)
    needing = sum(card.badge.tone is Tone.WARN for card in listed)
    stopped = sum(card.badge.tone is Tone.BAD for card in listed)
    said = [language.count("{count} connection.", "{count} connections.", len(facts.connections))]
    if needing:
        said.append(language.count("{count} needs you.", "{count} need you.", needing))
    if stopped:
        said.append(language.count("{count} has stopped.", "{count} have stopped.", stopped))
    return " ".join(said)


def card_words(
    facts: ConnectionFacts,
    running: ScheduledRun | None,
    now: datetime,
    language: Language,
    listener: ListenerFacts | None = None,
) -> CardWords:
    """The card of a connection. ``running``: its run that the schedule began in this window; ``listener``:
    who hears its shop's notices here.
    """
    profile = facts.profile
    if profile is None or facts.problem is not None:
        return _unreadable(facts, language)
    zone = ZoneInfo(profile.connect.time_zone)
    badge, sentence, cure = _state(facts, profile, running, now, language)
    shown = list(reversed(facts.runs))
    return CardWords(
        id=facts.id,
        name=profile.name,
        badge=badge,
        between=(shop_name(profile.connect), warehouse_name(profile.connect, language)),
        facts=(
            *_facts(facts, profile, now, zone, language),
            *_notice_facts(profile, listener, zone, language),
        ),
        sentence=sentence,
        remark=_remark(profile, listener, zone, language),
        bars=tuple(_bar(run, now, zone, language) for run in shown),
        run_ids=tuple(run.record.id for run in shown),
        first_day=day(shown[0].record.started_at, now, zone, language) if len(shown) > 1 else "",
        last_day=day(shown[-1].record.started_at, now, zone, language) if shown else "",
        cure=cure,
        has_summary=facts.last is not None and facts.last.record.state is not RunState.RUNNING,
        paused=profile.paused,
        sample=is_sample(profile),
        sends_notices=profile.connect.shop.sends_notices,
        prints_receipts=_has_receipts(profile),
    )


def _has_receipts(profile: Profile) -> bool:
    receipts = profile.receipts
    return receipts is not None and (receipts.numbers_sales or receipts.audit is not None)


def _unreadable(facts: ConnectionFacts, language: Language) -> CardWords:
    problem = facts.problem
    said = [language.say(part) for part in (problem.sentence, problem.advice) if part] if problem else []
    return CardWords(
        id=facts.id,
        name=facts.profile.name if facts.profile else facts.id,
        badge=Badge(language.text("Cannot be opened"), Tone.BAD),
        sentence=" ".join(said),
        cure=Cure.NOTHING,
        readable=False,
    )


def _notice_facts(
    profile: Profile, listener: ListenerFacts | None, zone: tzinfo, language: Language
) -> Iterable[tuple[str, str]]:
    if may_listen(profile):
        yield language.text("Notices"), listener_words(listener, zone, language).state


def _remark(profile: Profile, listener: ListenerFacts | None, zone: tzinfo, language: Language) -> str:
    if may_listen(profile) and listener is not None:
        words = listener_words(listener, zone, language)
        if words.tone in (Tone.WARN, Tone.BAD):
            return language.text("Notices: {state}. {why}", state=words.state, why=words.sentence)
    if not is_sample(profile):
        return ""
    return language.text("A made-up shop to try things out. It works only while Mostik is open.")


# ---------------------------------------------------------------- the state


def _state(
    facts: ConnectionFacts,
    profile: Profile,
    running: ScheduledRun | None,
    now: datetime,
    language: Language,
) -> tuple[Badge, str, Cure]:
    text = language.text
    if running is not None or facts.elsewhere:
        return _syncing(running, language)
    if facts.missing_secrets:
        first = facts.missing_secrets[0]
        words, cure = _without(first.name)
        sentence = f"{language.say(first.missing)} {text('Enter it again; nothing else is lost.')}"
        return Badge(text(words), Tone.BAD), sentence, cure
    last = facts.last
    if last is None:
        return Badge(text("Not run yet"), Tone.QUIET), "", Cure.SYNC
    late = missed(profile, facts.scheduled, now)
    match last.record.state:
        case RunState.RED:
            return _stopped(last, language)
        case RunState.AMBER if last.needs or last.cause:
            return _needs_owner(last, language)
        case RunState.HELD:
            sentence = (
                text("Something looked unusual and was held back. Nothing of it is sent before you answer.")
                if last.guards or last.cause is None
                else language.say(last.cause)
            )
            return Badge(text("Mostik asks you first"), Tone.WARN), sentence, Cure.ANSWER
        case RunState.CANCELLED:
            sentence = text("What was done stays done. The next run does the rest.")
            return Badge(text("Stopped by you"), Tone.WARN), sentence, Cure.SYNC
        case RunState.INTERRUPTED | RunState.RUNNING:
            sentence = text("The last run did not reach its end. The next one takes up what was begun.")
            return Badge(text("Interrupted"), Tone.WARN), sentence, Cure.SYNC
        case _ if late >= MISSED_MATTERS:
            sentence = language.count(
                "{count} run should have begun since then. One makes up for all of them.",
                "{count} runs should have begun since then. One makes up for all of them.",
                late,
            )
            return Badge(text("Runs were missed"), Tone.WARN), sentence, Cure.SYNC
        case _ if profile.paused:
            return Badge(text("Paused"), Tone.QUIET, "pause-circle-fill"), "", Cure.SYNC
        case _:
            return Badge(text("All up to date"), Tone.GOOD), "", Cure.SYNC


def _without(name: SecretName) -> tuple[str, Cure]:
    match name:
        case SecretName.SHOP_TOKEN:
            return mark("Stopped: key missing"), Cure.ENTER_KEY
        case (
            SecretName.DATABASE_PASSWORD
            | SecretName.DEVICE_PASSWORD
            | SecretName.FIRMINO_PASSWORD
            | SecretName.FTP_PASSWORD
        ):
            return mark("Stopped: password missing"), Cure.ENTER_PASSWORD
        case SecretName.SERVICE_KEY | SecretName.MICROBG_ID | SecretName.MICROBG_KEY:
            return mark("Stopped: key missing"), Cure.ENTER_KEY
        case (
            SecretName.SELITON_REFRESH
            | SecretName.SELITON_APPLICATION
            | SecretName.SELITON_FEED
            | SecretName.SELITON_XML
            | SecretName.HOOK_KEY
        ):
            return mark("Stopped: key missing"), Cure.ENTER_KEY


def _syncing(running: ScheduledRun | None, language: Language) -> tuple[Badge, str, Cure]:
    badge = Badge(language.text("Syncing"), Tone.INFO, RUNNING_ICON)
    if running is None:
        sentence = language.text("Another window of Mostik or a schedule syncs it now.")
        return badge, sentence, Cure.WAIT
    if not running.total:
        return badge, language.text("The schedule syncs it now. Reading both sides…"), Cure.STOP
    sentence = language.count(
        "The schedule syncs it now: {through} of {count} change.",
        "The schedule syncs it now: {through} of {count} changes.",
        running.total,
        through=running.through,
    )
    return badge, sentence, Cure.STOP


def _stopped(last: RunFacts, language: Language) -> tuple[Badge, str, Cure]:
    template = last.cause.template if last.cause else ""
    badge, cure = language.text("Stopped"), Cure.SYNC
    if template in _KEY_CAUSES:
        words, cure = _KEY_CAUSES[template]
        badge = language.text(words)
    elif template in _SILENT_CAUSES:
        badge = language.text("Stopped: no answer")
    said = [_cause(last, language)]
    if cure is Cure.SYNC and last.advice:
        said.append(language.say(last.advice))
    said.append(language.text("New orders wait in the shop; nothing is lost."))
    return Badge(badge, Tone.BAD), " ".join(said), cure


def _cause(last: RunFacts, language: Language) -> str:
    return language.say(last.cause) if last.cause else _reason(last, language)


def _needs_owner(last: RunFacts, language: Language) -> tuple[Badge, str, Cure]:
    if last.orders and last.orders == last.needs:
        words = language.count("{count} order needs you", "{count} orders need you", last.orders)
    elif last.needs:
        words = language.count("{count} item needs you", "{count} items need you", last.needs)
    else:
        words = language.text("Not finished")
    sentence = _reason(last, language) if last.reasons else _cause(last, language)
    return Badge(words, Tone.WARN), sentence, cure_of_cause(last.cause)


def _reason(last: RunFacts, language: Language) -> str:
    """The most frequent reason, and how many others there are."""
    if not last.reasons:
        return language.text("Every change failed.")
    first = last.reasons[0]
    number = len(first.titles)
    why = language.say(first.why)
    if first.module is Module.ORDERS:
        said = language.count("{count} order: {why}", "{count} orders: {why}", number, why=why)
    else:
        said = language.count("{count} item: {why}", "{count} items: {why}", number, why=why)
    rest = last.needs - number
    if rest <= 0:
        return said
    more = language.count("{count} more has another reason.", "{count} more have other reasons.", rest)
    return f"{said} {more}"


# ---------------------------------------------------------------- facts and bars


def _facts(
    facts: ConnectionFacts, profile: Profile, now: datetime, zone: tzinfo, language: Language
) -> Iterable[tuple[str, str]]:
    last, text = facts.last, language.text
    yield text("Last run"), _last_run(last, now, zone, language)
    yield text("Next run"), next_words(facts, profile, now, zone, language)
    if last is None:
        return
    if last.record.state is RunState.RED:
        success = facts.last_success
        yield (
            text("Last success"),
            day_and_time(success, now, zone, language) if success else text("None yet"),
        )
    elif last.record.state is not RunState.RUNNING:
        yield text("Changed"), changed_words(last.by_kind, language)


def _last_run(last: RunFacts | None, now: datetime, zone: tzinfo, language: Language) -> str:
    if last is None:
        return language.text("Not run yet")
    began = day_and_time(last.record.started_at, now, zone, language)
    if last.record.state is RunState.RED:
        return language.text("{moment}, stopped", moment=began)
    if last.seconds is None:
        return began
    return language.text("{moment}, took {length}", moment=began, length=length(last.seconds, language))


def next_words(
    facts: ConnectionFacts, profile: Profile, now: datetime, zone: tzinfo, language: Language
) -> str:
    """When the connection runs by itself next."""
    if profile.paused:
        return language.text("Paused")
    moment = next_run(profile, facts.scheduled, now)
    return coming(moment, now, zone, language) if moment else language.text("By hand only")


def changed_words(by_kind: Mapping[ActionKind, int], language: Language) -> str:
    """What a run changed: "12 orders, 158 stock levels, 31 prices"."""
    left = dict(by_kind)
    count = language.count
    orders = left.pop(ActionKind.IMPORT_ORDER, 0)
    levels = left.pop(ActionKind.SEND_STOCK, 0)
    prices = left.pop(ActionKind.SEND_PRICE, 0)
    new = sum(left.pop(kind, 0) for kind in _NEW_PRODUCTS)
    parts = [count("{count} order", "{count} orders", orders)] if orders else []
    parts += [count("{count} stock level", "{count} stock levels", levels)] if levels else []
    parts += [count("{count} price", "{count} prices", prices)] if prices else []
    parts += [count("{count} new product", "{count} new products", new)] if new else []
    others = sum(left.values())
    if others and parts:
        parts.append(language.count("{count} other change", "{count} other changes", others))
    elif others:
        parts.append(language.count("{count} change", "{count} changes", others))
    return ", ".join(parts) or language.text("Nothing")


def _bar(run: RunFacts, now: datetime, zone: tzinfo, language: Language) -> RunBar:
    return RunBar(run.done, run.failed, run_in_words(run, now, zone, language), run.broke_off)


def run_in_words(run: RunFacts, now: datetime, zone: tzinfo, language: Language) -> str:
    """A run in one line, for the tooltip of its bar."""
    moment = day_and_time(run.record.started_at, now, zone, language)
    if run.record.state is RunState.RUNNING:
        return language.text("{moment}: syncing", moment=moment)
    if run.broke_off:
        return language.text("{moment}: nothing could be done", moment=moment)
    return language.text(
        "{moment}: {done} done, {failed} failed", moment=moment, done=run.done, failed=run.failed
    )
