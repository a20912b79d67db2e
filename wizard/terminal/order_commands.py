"""``seen-to`` and ``take-back``: what the owner says of single orders, and of all that a run brought in."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from sync.errors import SettingsError
from sync.run.connection import Connection
from sync.run.report import Report
from sync.run.seen_to import see_to
from sync.run.taking_back import ImportedOrder, bring_in_again, orders_of_run, take_back
from sync.sentences import say
from wizard.opening import open_connection
from wizard.terminal.arguments import Options
from wizard.terminal.desk import Desk
from wizard.terminal.exit_codes import ExitCode


def say_seen_to(desk: Desk, options: Options) -> ExitCode:
    """Keep the owner's word that late changes of these orders are seen to. Raises SettingsError where the
    connection brings in no orders; amber where one of them has not come in.
    """
    profile = desk.profiles.find(options.name)
    if profile.orders is None:
        raise SettingsError(say("This connection brings in no orders."))
    with desk.profiles.open(profile.id, write=True) as journal:
        kept = see_to(journal, options.orders, profile.orders)
    text = desk.language.text
    for order in options.orders:
        if order in kept:
            desk.output.line(
                text("Order {order} is seen to. It is told again only when something changes.", order=order)
            )
        else:
            desk.output.error(text("No order {order} has come in through this connection.", order=order))
    return ExitCode.GREEN if set(options.orders) <= set(kept) else ExitCode.AMBER


def take_back_orders(desk: Desk, options: Options) -> ExitCode:
    """Show which orders of a run can be taken back, and take them back once the owner agrees; or let those
    that were taken back come in again. Raises MostikError.
    """
    profile = desk.profiles.find(options.name)
    secrets = desk.secrets(options, profile)
    with desk.profiles.open(profile.id, write=True) as journal:
        data = journal.run_report(options.run)
        if data is None:
            raise SettingsError(
                say("Run {number} left no summary: what came in by it is not known.", number=options.run)
            )
        connection = open_connection(profile, journal, secrets, desk.clock)
        with closing(connection.warehouse):
            orders = orders_of_run(connection, Report.from_data(data))
            if options.again:
                return _bring_in_again(desk, connection, orders)
            _list(desk, orders)
            possible = [order for order in orders if order.can_be_taken_back]
            if not possible:
                desk.output.line(desk.language.text("None of them can be taken back."))
                return ExitCode.AMBER if orders else ExitCode.GREEN
            refused = _refused(desk, options, len(possible))
            return refused or _take_back(desk, connection, possible)


def _list(desk: Desk, orders: Sequence[ImportedOrder]) -> None:
    text = desk.language.text
    if not orders:
        desk.output.line(text("No order came in by this run."))
        return
    desk.output.table(
        [text("Order"), text("Document"), text("Why")],
        [[order.title, order.number, desk.language.say(order.why)] for order in orders],
    )


def _refused(desk: Desk, options: Options, count: int) -> ExitCode | None:
    """How the command ends where the owner does not agree; None where he does."""
    output, language = desk.output, desk.language
    if options.yes:
        return None
    if not output.can_ask:
        output.error(language.text("Nothing was taken back. Say it with {option}.", option="--yes"))
        return ExitCode.HELD
    if output.agrees(language.count("Take {count} order back now?", "Take {count} orders back now?", count)):
        return None
    output.line(language.text("Nothing was taken back."))
    return ExitCode.CANCELLED


def _take_back(desk: Desk, connection: Connection, orders: Sequence[ImportedOrder]) -> ExitCode:
    hindered = take_back(connection, orders)
    count = len(orders) - len(hindered)
    desk.output.line(
        desk.language.count("{count} order was taken back.", "{count} orders were taken back.", count)
    )
    for error in hindered.values():
        desk.output.failure(error)
    return ExitCode.AMBER if hindered else ExitCode.GREEN


def _bring_in_again(desk: Desk, connection: Connection, orders: Sequence[ImportedOrder]) -> ExitCode:
    again = bring_in_again(connection, [order.id for order in orders if order.is_back])
    desk.output.line(
        desk.language.count(
            "{count} order comes in again with the next sync.",
            "{count} orders come in again with the next sync.",
            len(again),
        )
    )
    return ExitCode.GREEN
