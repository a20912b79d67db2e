"""``list``, ``show`` and ``delete``: the connections themselves."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from storage.runs import RunRecord, RunState
from sync.errors import MostikError
from sync.plan.actions import Module
from sync.profile import Profile
from sync.run.report import Report
from sync.sentences import mark
from wizard.item_words import shop_place, warehouse_place
from wizard.language import Language
from wizard.terminal.arguments import Options
from wizard.terminal.desk import Desk
from wizard.terminal.exit_codes import ExitCode
from wizard.terminal.output import STRONG
from wizard.terminal.summary import headline
from wizard.terminal.words import MODULES

_RUN_STATES = {
    RunState.RUNNING: mark("Runs now"),
    RunState.GREEN: mark("All done"),
    RunState.AMBER: mark("Something needs you"),
    RunState.RED: mark("Nothing could be done"),
    RunState.HELD: mark("Mostik asks you first"),
    RunState.CANCELLED: mark("Stopped by you"),
    RunState.INTERRUPTED: mark("Interrupted"),
}


def list_connections(desk: Desk, options: Options) -> ExitCode:
    """List the connections; amber where one of them cannot be read."""
    entries = desk.profiles.list()
    text = desk.language.text
    found: list[tuple[dict[str, object], list[str]]] = []
    for entry in entries:
        last = _last_run(desk, entry.id) if entry.profile else None
        if entry.profile:
            found.append((_as_data(entry.profile, last), _as_row(entry.profile, last, desk.language)))
        elif entry.problem:
            problem = desk.language.say(entry.problem.sentence)
            found.append(({"id": entry.id, "problem": problem}, [entry.id, entry.id, problem, ""]))
    if options.json:
        desk.output.data([data for data, _row in found])
    elif found:
        desk.output.table(
            [text("Name"), text("Id"), text("What it syncs"), text("Last run")],
            [row for _data, row in found],
        )
    else:
        desk.output.line(text("There is no connection yet."))
    return ExitCode.AMBER if any(entry.problem for entry in entries) else ExitCode.GREEN


def show(desk: Desk, options: Options) -> ExitCode:
    """Show what a connection does and how its last run ended."""
    profile = desk.profiles.find(options.name)
    with desk.profiles.open(profile.id, write=False) as journal:
        last = journal.last_run()
        report = journal.run_report(last.id) if last else None
    if options.json:
        settings = profile.model_dump(mode="json")
        desk.output.data({"settings": settings, **_as_data(profile, last), "report": report})
        return ExitCode.GREEN
    output, text = desk.output, desk.language.text
    output.line(profile.name, STRONG)
    output.table(["", ""], _settings(profile, desk))
    output.line()
    output.line(f"{text('Last run')}: {_run_in_words(last, profile, desk.language)}")
    if report:
        output.line(headline(Report.from_data(report), desk.language))
    return ExitCode.GREEN


def delete(desk: Desk, options: Options) -> ExitCode:
    """Delete a connection, after saying what that means. Raises MostikError where it cannot be deleted."""
    profile = desk.profiles.find(options.name)
    output, text = desk.output, desk.language.text
    output.line(text("Deleting {name} forgets:", name=profile.name))
    output.line(text("- its settings and the history of its runs"))
    output.line(text("- its links between products, its waiting orders and what was last sent"))
    output.line(text("- its keys and passwords in this computer’s password store"))
    output.line(
        text(
            "The warehouse keeps its documents and the marks of imported orders: a new connection with the "
            "same shop key ({key}) writes none of them twice.",
            key=profile.connect.shop_key or "-",
        )
    )
    if not options.yes and not output.can_ask:
        output.error(text("Nothing was deleted. Say it with {option}.", option="--yes"))
        return ExitCode.HELD
    if not options.yes and not output.agrees(text("Delete it now?")):
        output.line(text("Nothing was deleted."))
        return ExitCode.CANCELLED
    desk.profiles.delete(profile.id)
    output.line(text("The connection is deleted."))
    try:
        desk.keyring.delete_all(profile.id)
    except MostikError as error:
        output.line(text("Whether the password store still holds its keys and passwords is not known."))
        output.failure(error)
        return ExitCode.AMBER
    return ExitCode.GREEN


def _last_run(desk: Desk, connection_id: str) -> RunRecord | None:
    with desk.profiles.open(connection_id, write=False) as journal:
        return journal.last_run()


def _as_data(profile: Profile, last: RunRecord | None) -> dict[str, object]:
    return {
        "id": profile.id,
        "name": profile.name,
        "modules": [module.value for module in _modules(profile)],
        "last_run": last
        and {
            "state": last.state.value,
            "trigger": last.trigger,
            "started_at": last.started_at.isoformat(),
            "ended_at": last.ended_at and last.ended_at.isoformat(),
        },
    }


def _as_row(profile: Profile, last: RunRecord | None, language: Language) -> list[str]:
    modules = ", ".join(language.text(MODULES[module]) for module in _modules(profile))
    return [profile.name, profile.id, modules or "-", _run_in_words(last, profile, language)]


def _modules(profile: Profile) -> list[Module]:
    chosen = {
        Module.ORDERS: profile.modules.orders,
        Module.PRODUCTS: profile.modules.products,
        Module.STOCK: profile.modules.stock,
    }
    return [module for module, on in chosen.items() if on]


def _run_in_words(last: RunRecord | None, profile: Profile, language: Language) -> str:
    if last is None:
        return language.text("Not run yet")
    moment = language.moment(last.ended_at or last.started_at, ZoneInfo(profile.connect.time_zone))
    return f"{language.text(_RUN_STATES[last.state])}, {moment}"


def _settings(profile: Profile, desk: Desk) -> list[list[str]]:
    """The choices that decide most, in words."""
    language = desk.language
    text = language.text
    connect = profile.connect
    rows = [
        [text("Id"), profile.id],
        [text("Shop"), shop_place(connect)],
        [text("Warehouse"), warehouse_place(connect, language)],
        [text("Shop key in the warehouse"), connect.shop_key or "-"],
        [text("What it syncs"), ", ".join(text(MODULES[module]) for module in _modules(profile)) or "-"],
        [text("File"), str(desk.paths.state_file(profile.id))],
    ]
    if profile.modules.orders and profile.orders:
        since = language.moment(profile.orders.start, ZoneInfo(connect.time_zone))
        rows.append([text("Orders since"), since])
        rows.append([text("Orders in the statuses"), ", ".join(profile.orders.statuses)])
        as_sale = profile.orders.document.value == "sale"
        rows.append([text("Saved as"), text("Sale") if as_sale else text("Order")])
        if profile.orders.sale_statuses:
            rows.append([text("Becomes a sale"), ", ".join(profile.orders.sale_statuses)])
    if profile.modules.stock and profile.stock:
        for link in profile.stock.links:
            places = " + ".join(map(str, link.locations))
            rows.append([text("Stock of locations"), f"{places} → {link.shop_warehouse}"])
    return rows
