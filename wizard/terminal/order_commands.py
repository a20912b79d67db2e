"""``seen-to``: what the owner says of single orders."""

from __future__ import annotations

from sync.errors import SettingsError
from sync.run.seen_to import see_to
from sync.sentences import say
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
        kept = see_to(journal, options.orders, profile.orders.cancelled_statuses)
    text = desk.language.text
    for order in options.orders:
        if order in kept:
            desk.output.line(
                text("Order {order} is seen to. It is told again only when something changes.", order=order)
            )
        else:
            desk.output.error(text("No order {order} has come in through this connection.", order=order))
    return ExitCode.GREEN if set(options.orders) <= set(kept) else ExitCode.AMBER
