"""``receipts``: the list, printing, storno, the owner's word, the device and the audit file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from storage.journal import ConnectionJournal
from storage.secrets import SecretKeeper
from sync.errors import Refused, SettingsError
from sync.money import Money
from sync.plan.receipts import ReceiptItem, ReceiptState
from sync.profile import Profile
from sync.receipts.device import DEVICE_ZONE
from sync.receipts.problems import problem_error
from sync.receipts.receipt import StornoReason
from sync.receipts.supto import not_in_the_list
from sync.run.receipt_desk import PrintOutcome, ReceiptDesk
from sync.sentences import Sentence, say
from wizard.connection_secrets import in_memory
from wizard.order_log import save_order_log
from wizard.receipt_opening import open_receipt_desk
from wizard.receipt_words import STATES, WARNINGS
from wizard.terminal.arguments import Options
from wizard.terminal.desk import Desk, StopByKey
from wizard.terminal.exit_codes import ExitCode
from wizard.terminal.output import BAD, GOOD, WARN

REASONS: Final[Mapping[str, StornoReason]] = {
    "return": StornoReason.RETURN,
    "error": StornoReason.OPERATOR_ERROR,
    "tax-base": StornoReason.TAX_BASE,
}
"""Why a receipt is taken back, by the words of the command line."""
_MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_READS: Final = frozenset({"list", "protocol", "audit", "orders"})


def receipts(desk: Desk, options: Options) -> ExitCode:
    """Do what was typed about the receipts of a connection. Raises MostikError."""
    profile = desk.profiles.find(options.name)
    keeper: SecretKeeper = desk.keyring
    if options.secrets_from_stdin:
        keeper = in_memory(profile.id, desk.handed_over(profile))
    with desk.profiles.open(profile.id, write=options.what not in _READS) as journal:
        receipts_of = open_receipt_desk(profile, journal, keeper, desk.clock)
        work = _Receipts(desk, options, receipts_of, profile, journal)
        return work.do()


class _Receipts:
    def __init__(
        self,
        desk: Desk,
        options: Options,
        receipts: ReceiptDesk,
        profile: Profile,
        journal: ConnectionJournal,
    ) -> None:
        self._profile = profile
        self._journal = journal
        self._desk = desk
        self._options = options
        self._receipts = receipts
        self._output = desk.output
        self._language = desk.language

    def do(self) -> ExitCode:
        ways: Mapping[str, Callable[[], ExitCode]] = {
            "list": self._list,
            "print": self._print,
            "storno": self._storno,
            "ask": self._ask,
            "printed": self._was_printed,
            "not-printed": self._was_not_printed,
            "leave": self._leave,
            "protocol": self._protocol,
            "test": self._test,
            "clock": self._clock,
            "x": self._x,
            "z": self._z,
            "cash-in": self._cash_in,
            "cash-out": self._cash_out,
            "duplicate": self._duplicate,
            "audit": self._audit,
            "orders": self._orders,
        }
        return ways[self._options.what]()

    # ------------------------------------------------------------ the list

    def _list(self) -> ExitCode:
        items = self._receipts.items()
        proposals = self._receipts.proposals()
        if self._options.json:
            self._output.data(
                {
                    "receipts": [_as_data(item) for item in items],
                    "storno": [
                        {
                            "order": proposal.item.sale.number,
                            "receipt": proposal.printed.number,
                            "last_day": proposal.last_day.isoformat(),
                            "reasons": [reason.value for reason in proposal.reasons],
                        }
                        for proposal in proposals
                    ],
                }
            )
        else:
            self._table(items if self._options.all else [item for item in items if _matters(item)])
            for proposal in proposals:
                self._output.line(f"{proposal.item.sale.number}: {self._say(proposal.why)}", WARN)
            self._output.say(not_in_the_list())
        needs_owner = proposals or any(item.in_doubt or item.state in _ASKS for item in items)
        return ExitCode.AMBER if needs_owner else ExitCode.GREEN

    def _table(self, items: Sequence[ReceiptItem]) -> None:
        if not items:
            self._output.line(self._language.text("No receipt waits."))
            return
        text = self._language.text
        self._output.table(
            [text("Order"), text("УНП"), text("Amount"), text("Receipt"), text("Why")],
            [
                [
                    item.sale.number,
                    item.sale.sale_number or "—",
                    "—" if item.sale.total is None else self._money(item.sale.total),
                    text(STATES[item.state]),
                    self._say(item.why),
                ]
                for item in items
            ],
        )

    # ------------------------------------------------------------ print and take back

    def _print(self) -> ExitCode:
        wanted = self._wanted()
        if not wanted:
            self._output.line(self._language.text("No receipt waits."))
            return ExitCode.GREEN
        agreed = self._agreed(
            self._language.text("Receipts to print: {count}. Print them now?", count=len(wanted))
        )
        if agreed is not None:
            return agreed
        with StopByKey(self._output) as stop:
            outcomes = self._receipts.print_these(wanted, self._tell, stop)
        return ExitCode.AMBER if any(one.problem for one in outcomes) else ExitCode.GREEN

    def _wanted(self) -> list[str]:
        if self._options.all and not self._options.orders:
            return [item.sale.order_id for item in self._receipts.to_print()]
        if not self._options.orders:
            raise SettingsError(say("Name the orders, or say {option} for all that wait.", option="--all"))
        return [self._receipts.item(order).sale.order_id for order in self._options.orders]

    def _storno(self) -> ExitCode:
        order = self._one_order()
        proposal = self._receipts.proposal(order)
        self._output.line(
            self._language.text(
                "Receipt {number} over {amount}.",
                number=proposal.printed.number,
                amount=self._money(proposal.printed.amount),
            )
        )
        reason = REASONS.get(self._options.reason, proposal.reasons[0])
        agreed = self._agreed(self._language.text("Take it back now?"))
        if agreed is not None:
            return agreed
        outcome = self._receipts.take_back(order, reason)
        self._tell(outcome)
        return ExitCode.AMBER if outcome.problem else ExitCode.GREEN

    def _tell(self, outcome: PrintOutcome) -> None:
        if outcome.problem is not None:
            self._output.error(f"{outcome.number}: {self._say(outcome.problem.sentence)}")
            if outcome.problem.advice:
                self._output.error(self._say(outcome.problem.advice), "")
            return
        printed = outcome.paper.printed if outcome.paper else None
        number = printed.number if printed else "—"
        self._output.line(
            self._language.text("{order}: printed, number {number}.", order=outcome.number, number=number),
            GOOD,
        )

    # ------------------------------------------------------------ what is not known

    def _ask(self) -> ExitCode:
        left = self._receipts.ask_device()
        if not left:
            self._output.line(self._language.text("Everything is known."), GOOD)
            return ExitCode.GREEN
        self._table(left)
        return ExitCode.AMBER

    def _was_printed(self) -> ExitCode:
        return self._said(self._receipts.was_printed(self._one_order(), self._options.number))

    def _was_not_printed(self) -> ExitCode:
        return self._said(self._receipts.was_not_printed(self._one_order()))

    def _leave(self) -> ExitCode:
        return self._said(self._receipts.leave(self._one_order()))

    def _said(self, item: ReceiptItem) -> ExitCode:
        self._table([item])
        return ExitCode.GREEN

    def _protocol(self) -> ExitCode:
        lines = self._receipts.protocol()
        for line in lines:
            moment = self._language.moment(line.at, DEVICE_ZONE)
            self._output.line(f"{moment}  {self._say(line.sentence)}")
        if not lines:
            self._output.line(self._language.text("Nothing was noted yet."))
        return ExitCode.GREEN

    # ------------------------------------------------------------ the device

    def _test(self) -> ExitCode:
        found = self._receipts.test_device()
        text = self._language.text
        rows = [
            [text("Number"), found.info.serial],
            [text("Fiscal memory"), found.info.fiscal_memory],
            [text("Model"), f"{found.info.model} {found.info.firmware}".strip()],
            [text("Clock"), self._language.moment(found.clock, DEVICE_ZONE)],
        ]
        if found.cash is not None:
            rows.append([text("Cash"), self._money(found.cash)])
        self._output.table(["", ""], rows)
        for problem in found.status.problems:
            error = problem_error(problem, found.info.serial)
            self._output.line(self._say(error.sentence), BAD)
        for warning in found.status.warnings:
            self._output.line(text(WARNINGS[warning]), WARN)
        if found.clock_differs:
            self._output.line(text("The device’s clock differs from this computer’s."), WARN)
        if found.status.problems:
            return ExitCode.AMBER
        self._output.line(text("The device is ready. Nothing was printed."), GOOD)
        return ExitCode.AMBER if found.clock_differs else ExitCode.GREEN

    def _clock(self) -> ExitCode:
        agreed = self._agreed(self._language.text("Set the device’s clock to this computer’s?"))
        if agreed is not None:
            return agreed
        now = self._receipts.set_device_clock()
        self._output.line(self._language.moment(now, DEVICE_ZONE), GOOD)
        return ExitCode.GREEN

    def _x(self) -> ExitCode:
        self._receipts.daily_report(close_day=False)
        return self._done()

    def _z(self) -> ExitCode:
        agreed = self._agreed(self._language.text("Print the daily report (Z) and close the day?"))
        if agreed is not None:
            return agreed
        self._receipts.daily_report(close_day=True)
        return self._done()

    def _cash_in(self) -> ExitCode:
        return self._cash(self._receipts.cash_in(self._amount()))

    def _cash_out(self) -> ExitCode:
        return self._cash(self._receipts.cash_out(self._amount()))

    def _cash(self, inside: Decimal | None) -> ExitCode:
        if inside is not None:
            self._output.line(self._language.text("In the drawer: {amount}.", amount=self._money(inside)))
        return self._done()

    def _duplicate(self) -> ExitCode:
        self._receipts.duplicate()
        return self._done()

    def _done(self) -> ExitCode:
        self._output.line(self._language.text("The device has done it."), GOOD)
        return ExitCode.GREEN

    # ------------------------------------------------------------ the audit file

    def _audit(self) -> ExitCode:
        month = _MONTH.fullmatch(self._options.month)
        if month is None:
            raise SettingsError(say("Write the month like {example}.", example="2026-11"))
        found = self._receipts.audit(int(month[1]), int(month[2]))
        self._output.line(
            self._language.text(
                "Orders: {count}, together {total}. Hand it in by {day}.",
                count=len(found.orders),
                total=self._money(found.total),
                day=found.last_day.isoformat(),
            )
        )
        for problem in found.problems:
            self._output.error(self._say(problem.sentence))
            if problem.advice:
                self._output.error(self._say(problem.advice), "")
        if found.problems:
            return ExitCode.AMBER
        if self._options.file != Path():
            _write(self._options.file, found.xml())
            self._output.line(self._language.text("Written: {file}", file=self._options.file), GOOD)
        return ExitCode.GREEN

    def _orders(self) -> ExitCode:
        if self._options.file == Path():
            raise SettingsError(say("Name the file with {option}.", option="--file"))
        count = save_order_log(self._options.file, self._profile, self._journal, self._language)
        self._output.line(
            self._language.text("Written: {file}, orders: {count}", file=self._options.file, count=count),
            GOOD,
        )
        return ExitCode.GREEN

    # ------------------------------------------------------------ how

    def _one_order(self) -> str:
        if len(self._options.orders) != 1:
            raise SettingsError(say("Name one order."))
        return self._options.orders[0]

    def _amount(self) -> Decimal:
        try:
            return Decimal(self._options.amount.replace(",", "."))
        except InvalidOperation:
            raise Refused(say("Write the amount like {example}.", example="12.34")) from None

    def _agreed(self, question: str) -> ExitCode | None:
        """How the command ends where the owner does not agree; None where he does."""
        if self._options.yes:
            return None
        if not self._output.can_ask:
            self._output.error(self._language.text("Nothing was done. Say it with {option}.", option="--yes"))
            return ExitCode.HELD
        if self._output.agrees(question):
            return None
        self._output.line(self._language.text("Nothing was done."))
        return ExitCode.CANCELLED

    def _say(self, sentence: Sentence) -> str:
        return self._language.say(sentence)

    def _money(self, amount: Decimal) -> str:
        return self._language.money(Money(amount, "EUR"))


_ASKS: Final = frozenset({ReceiptState.NOT_SAID, ReceiptState.NOT_POSSIBLE, ReceiptState.FAILED})
_SETTLED: Final = frozenset(
    {
        ReceiptState.PRINTED,
        ReceiptState.LEFT,
        ReceiptState.REVERSED,
        ReceiptState.NO_RECEIPT,
        ReceiptState.LEFT_TO_PROGRAM,
        ReceiptState.OFF,
    }
)


def _matters(item: ReceiptItem) -> bool:
    return item.state not in _SETTLED


def _as_data(item: ReceiptItem) -> dict[str, object]:
    printed = item.printed
    return {
        "order": item.sale.number,
        "id": item.sale.order_id,
        "sale_number": item.sale.sale_number,
        "total": None if item.sale.total is None else str(item.sale.total),
        "state": item.state.value,
        "why": item.why.as_data(),
        "receipt": printed.number if printed else None,
        "printed_at": printed.at.isoformat() if printed else None,
    }


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise SettingsError(
            say("The file {file} cannot be written.", file=file), detail=type(error).__name__
        ) from error
