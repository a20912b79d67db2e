"""``lines``: the orders whose lines only the owner knows, what is known of one, and completing it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from sync.errors import SettingsError
from sync.money import Money
from sync.ports import Journal
from sync.profile import Profile
from sync.sentences import say
from sync.shops.gombashop import GombaShop
from sync.shops.gombashop.lines import CompletedLine, Proposal
from sync.systems import GombaShopShop
from wizard.connection_secrets import gathered
from wizard.opening import open_shop
from wizard.order_lines import AskedOrder, asked_order, complete_order, line_of, waiting_orders
from wizard.terminal.arguments import Options
from wizard.terminal.desk import Desk
from wizard.terminal.exit_codes import ExitCode

_TYPED: Final = re.compile(
    r"(?P<quantity>[\d.,]+)(?:\s*[xхХX×*]\s*(?P<price>[\d.,]+))?(?:\s*=\s*(?P<code>.+))?"
)


def lines(desk: Desk, options: Options) -> ExitCode:
    """List the orders that wait for their lines, show one, or complete it.

    Raises SettingsError where the shop tells its lines itself, or where what was typed is no line; Refused
    where the lines do not make what the shop says.
    """
    profile = desk.profiles.find(options.name)
    if not isinstance(profile.connect.shop, GombaShopShop):
        raise SettingsError(say("This shop tells the lines of its orders itself."))
    with desk.profiles.open(profile.id, write=bool(options.lines)) as journal:
        if not options.orders:
            return _list(desk, journal)
        shop = _opened(desk, options, profile, journal)
        asked = asked_order(journal, shop, options.orders[0])
        if not options.lines:
            return _show(desk, asked)
        complete_order(journal, shop, asked, _read(asked, options.lines, shop))
    desk.output.line(
        desk.language.text("Order {order} is complete. It comes in with the next sync.", order=asked.id)
    )
    return ExitCode.GREEN


def _opened(desk: Desk, options: Options, profile: Profile, journal: Journal) -> GombaShop:
    settings = profile.connect.shop
    secrets = gathered(profile.connect.secrets, desk.secrets(options, profile), profile.id)
    shop = open_shop(
        settings, secrets, desk.clock, lambda _until: None, profile.connect.time_zone, keeper=journal
    )
    assert isinstance(shop, GombaShop)
    return shop


def _list(desk: Desk, journal: Journal) -> ExitCode:
    text = desk.language.text
    waiting = waiting_orders(journal)
    if not waiting:
        desk.output.line(text("No order waits for its lines."))
        return ExitCode.GREEN
    desk.output.table(
        [text("Order"), text("State"), text("Products")],
        [[row.id, row.status_id, str(row.raw["cells"]["Продукти"])] for row in waiting],
    )
    desk.output.line(text("Complete one with {command}.", command="mostik lines NAME ORDER --line 2x4.90 …"))
    return ExitCode.AMBER


def _show(desk: Desk, asked: AskedOrder) -> ExitCode:
    text, language = desk.language.text, desk.language
    desk.output.table(
        [text("Product"), text("Code"), text("Price of today")],
        [
            [
                _name(proposal),
                proposal.good.sku if proposal.good else "—",
                language.money(Money(proposal.price, asked.currency)) if proposal.price is not None else "—",
            ]
            for proposal in asked.lines
        ],
    )
    desk.output.line(
        text(
            "Together they cost {amount}. Say for each, in this order, how many and at which price: "
            "--line 2x4.90, or --line 2 for the price of today; --line 2x4.90=CODE names another product.",
            amount=language.money(Money(asked.goods, asked.currency)),
        )
    )
    return ExitCode.AMBER


def _name(proposal: Proposal) -> str:
    line = proposal.line
    return f"{line.name} ({line.options})" if line.options else line.name


def _read(asked: AskedOrder, typed: Sequence[str], shop: GombaShop) -> list[CompletedLine]:
    if len(typed) != len(asked.lines):
        raise SettingsError(
            say(
                "The order has {count} lines, and {typed} were said.",
                count=len(asked.lines),
                typed=len(typed),
            ),
            advice=say("Say --line once for each, in their order."),
        )
    found = []
    for proposal, text in zip(asked.lines, typed, strict=True):
        parts = _TYPED.fullmatch(text.strip())
        if parts is None:
            raise SettingsError(say("“{typed}” is no line. Write it like 2x4.90.", typed=text))
        price = _number(parts["price"]) if parts["price"] else None
        code = (parts["code"] or "").strip()
        found.append(line_of(proposal, _number(parts["quantity"]), price, code, shop))
    return found


def _number(typed: str) -> Decimal:
    return Decimal(typed.replace(",", "."))
