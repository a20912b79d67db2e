"""A device behind an ErpNet.FP server, which many shops run already: HTTP with JSON, one task a receipt.

Source: ErpNet.FP, PROTOCOL.md and ErrorCodes.md of July 2026. A receipt is posted with a task id of ours and
``asyncTimeout=0``, then its task is asked after until it is finished. The server forgets a task once it was
told, and all of them when it is started again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NoReturn
from urllib.parse import quote, urlencode
from uuid import uuid4

from sync.errors import MostikError, SettingsError, Unknown, Unreachable
from sync.http import AttemptFailed, Http, Pacer, Reply, Safety, TimeOuts, status_failure
from sync.ports import Clock
from sync.receipts.device import DEVICE_ZONE, DeviceInfo, DeviceStatus, OperatorAccess
from sync.receipts.erpnet_codes import (
    ABOUT_A_COMMAND,
    SURELY_NOT_PRINTED,
    WARNINGS,
    is_refusal,
    problem_of_code,
)
from sync.receipts.problems import Problem, problem_error
from sync.receipts.receipt import (
    PaymentKind,
    PrintedReceipt,
    Receipt,
    ReceiptLine,
    ReceiptPayment,
    Storno,
    StornoReason,
)
from sync.receipts.vat import LETTERS, VatLetters
from sync.sentences import say

USUAL_ADDRESS: Final = "http://localhost:8001"
_NAME: Final = "ErpNet.FP"
_UNHURRIED: Final = 6000
_POLL_SECONDS: Final = 1.0
_WHOLE_SECONDS: Final = 120.0
_SHORTEST_SECRET: Final = 4
_PAYMENTS: Final = {
    PaymentKind.CASH: "cash",
    PaymentKind.CARD: "card",
    PaymentKind.CHECK: "check",
    PaymentKind.COUPONS: "coupons",
    PaymentKind.EXTERNAL_COUPONS: "ext-coupons",
    PaymentKind.PACKAGING: "packaging",
    PaymentKind.INTERNAL: "internal-usage",
    PaymentKind.DAMAGE: "damage",
    PaymentKind.BANK: "bank",
    PaymentKind.RESERVED_1: "reserved1",
    PaymentKind.RESERVED_2: "reserved2",
}
_REASONS: Final = {
    StornoReason.OPERATOR_ERROR: "operator-error",
    StornoReason.RETURN: "refund",
    StornoReason.TAX_BASE: "tax-base-reduction",
}
_TASK: Final = re.compile(r"[A-Za-z0-9-]{1,64}")

Body = Mapping[str, Any]


class ErpNetPrinter:
    """One printer of a server. ``printer`` is its name there, usually the serial number in small letters.

    ``note_task`` is told each task id before anything is sent: kept in the journal, it lets
    :meth:`finished_task` find out after a crash what became of a receipt.
    """

    payment_kinds = frozenset(_PAYMENTS)

    def __init__(
        self,
        url: str,
        printer: str,
        clock: Clock,
        *,
        access: OperatorAccess,
        vat: VatLetters | None = None,
        serial: str = "",
        note_task: Callable[[str], None] | None = None,
        time_outs: TimeOuts | None = None,
    ) -> None:
        password = access.password
        self._http = Http(
            _NAME,
            clock,
            # A password of one digit, as devices have at the factory, would blacken every number.
            secrets=(password,) if len(password) >= _SHORTEST_SECRET else (),
            pacer=Pacer(_UNHURRIED, clock),
            time_outs=time_outs or TimeOuts(read=30.0, whole=60.0),
            attempts=2,
        )
        self._base = f"{url.rstrip('/')}/printers"
        self._printer = quote(printer, safe="")
        self._device = serial or printer
        self._clock = clock
        self._access = access
        self._vat = vat or VatLetters()
        self._serial = serial
        self._note_task = note_task
        self._info: DeviceInfo | None = None

    def close(self) -> None:
        self._http.close()

    # ---- what it tells

    def info(self) -> DeviceInfo:
        """Who answers. Raises SettingsError where it is another device than the one set."""
        if self._info is None:
            body = self._get("")
            found = DeviceInfo(
                serial=_text(body, "serialNumber"),
                fiscal_memory=_text(body, "fiscalMemorySerialNumber"),
                model=f"{_text(body, 'manufacturer')} {_text(body, 'model')}".strip(),
                firmware=_text(body, "firmwareVersion"),
                line_width=_count(body, "itemTextMaxLength", 22),
                note_width=_count(body, "commentTextMaxLength", 22),
            )
            if self._serial and found.serial != self._serial:
                raise problem_error(Problem.OTHER_DEVICE, self._serial, found=found.serial)
            self._info = found
            self._device = found.serial or self._device
        return self._info

    def status(self) -> DeviceStatus:
        codes = _codes(self._get("/status"))
        problems = [
            problem_of_code(code) for code in codes if code[:1] == "E" and code[:2] != ABOUT_A_COMMAND
        ]
        if "E101" in codes:
            raise Unreachable(
                say("The fiscal device {device} does not answer.", device=self._device),
                advice=say("Check that it is on, its cable, and the port or address in its settings."),
                detail=" ".join(codes),
            )
        return DeviceStatus(
            problems=tuple(dict.fromkeys(problems)),
            warnings=tuple(dict.fromkeys(WARNINGS[code] for code in codes if code in WARNINGS)),
            raw=" ".join(codes).encode(),
        )

    def read_clock(self) -> datetime:
        found = _moment(_text(self._get("/status"), "deviceDateTime"))
        if found is None:
            raise problem_error(Problem.OTHER_PROTOCOL, self._device, detail="no deviceDateTime")
        return found

    def cash(self) -> Decimal | None:
        return _amount(self._get("/cash"), "amount")

    # ---- what it prints

    def sell(self, receipt: Receipt) -> PrintedReceipt:
        """Print a receipt. Any error but Unknown means that no receipt exists."""
        return self._print("/receipt", receipt, {"payments": [_payment(each) for each in receipt.paid]})

    def reverse(self, storno: Storno) -> PrintedReceipt:
        """Print a storno. Any error but Unknown means that none exists. The server pays it back itself."""
        original = storno.original
        return self._print(
            "/reversalreceipt",
            storno.receipt,
            {
                "receiptNumber": str(original.number),
                "receiptDateTime": f"{original.at.astimezone(DEVICE_ZONE):%Y-%m-%dT%H:%M:%S}",
                "fiscalMemorySerialNumber": original.fiscal_memory,
                "reason": _REASONS[storno.reason],
            },
        )

    def daily_report(self, *, close_day: bool) -> None:
        self._order("/zreport" if close_day else "/xreport", {})

    def duplicate(self) -> None:
        self._order("/duplicate", {})

    def cash_in(self, amount: Decimal) -> None:
        self._order("/deposit", {"amount": float(amount)})

    def cash_out(self, amount: Decimal) -> None:
        self._order("/withdraw", {"amount": float(amount)})

    def set_clock(self, moment: datetime) -> None:
        local = moment.astimezone(DEVICE_ZONE)
        self._order("/datetime", {"deviceDateTime": f"{local:%Y-%m-%dT%H:%M:%S}"})

    def finished_task(self, task: str, receipt: Receipt) -> PrintedReceipt | None:
        """What became of the receipt that was sent under ``task``; None where the server no longer knows it,
        which says nothing about the receipt. Raises as :meth:`sell` where it failed, Unknown while it runs.
        """
        state, result = self._task(task)
        if state == "finished":
            return self._printed(result, receipt)
        if state in {"enqueued", "running"}:
            raise _lost(self._device, f"task {state}")
        return None

    # ---- how

    def _print(self, path: str, receipt: Receipt, more: Body) -> PrintedReceipt:
        body = {**self._body(receipt), **more}
        self._access.allow(self._device)
        self.info()
        for problem in self.status().problems:
            raise problem_error(problem, self._device)
        return self._printed(self._run(path, body), receipt)

    def _body(self, receipt: Receipt) -> dict[str, Any]:
        paid = sum((payment.amount for payment in receipt.paid), Decimal(0))
        if paid != receipt.total or receipt.total <= 0 or any(line.amount <= 0 for line in receipt.lines):
            detail = f"lines {receipt.total}, payments {paid}"
            raise problem_error(Problem.SUMS_DIFFER, self._device, detail=detail)
        items = [_item(line, self._vat.letter(line.vat_rate, self._device)) for line in receipt.lines]
        items += [{"type": "comment", "text": note} for note in receipt.notes]
        body: dict[str, Any] = {"uniqueSaleNumber": receipt.sale_number, "items": items}
        if self._access.password:
            body |= {"operator": str(self._access.number), "operatorPassword": self._access.password}
        return body

    def _order(self, path: str, body: Body) -> None:
        result = self._run(path, body)
        if not _is_ok(result):
            # One command: an error of it is an error before it, unless the device fell silent.
            self._raise(result, refusals_are_sure=True)

    def _run(self, path: str, body: Body) -> Body:
        """Post, and wait for the end of the task. Raises Unreachable (nothing was done) or Unknown."""
        task = uuid4().hex
        if self._note_task is not None:
            self._note_task(task)
        query = urlencode({"asyncTimeout": 0, "taskId": task})
        answer = self._send("POST", f"/{self._printer}{path}?{query}", body)
        if "ok" in answer and "taskId" not in answer:
            return answer
        end = self._clock.monotonic() + _WHOLE_SECONDS
        while self._clock.monotonic() < end:
            try:
                state, result = self._task(task)
            except Unknown:
                raise
            except MostikError as error:
                raise _lost(self._device, f"{error.sentence.text()} {error.detail}") from error
            if state == "finished":
                return result
            if state not in {"enqueued", "running"}:
                raise _lost(self._device, f"task {state}")
            self._clock.sleep(_POLL_SECONDS)
        raise _lost(self._device, "task not finished in time")

    def _task(self, task: str) -> tuple[str, Body]:
        if not _TASK.fullmatch(task):
            raise ValueError("no task id")
        body = self._send("GET", f"/taskinfo?{urlencode({'id': task})}", None)
        result = body.get("result")
        return _text(body, "taskStatus").lower(), result if isinstance(result, Mapping) else {}

    def _printed(self, result: Body, receipt: Receipt) -> PrintedReceipt:
        if not _is_ok(result):
            rates = {f"{line.vat_rate.normalize():f}" for line in receipt.lines}
            self._raise(result, " / ".join(sorted(rates, key=Decimal)))
        self._access.accepted()
        number, at = _text(result, "receiptNumber"), _moment(_text(result, "receiptDateTime"))
        amount = _amount(result, "receiptAmount")
        if not number.isdecimal() or at is None:
            raise _lost(self._device, "an answer without number or time")
        info = self.info()
        memory = _text(result, "fiscalMemorySerialNumber") or info.fiscal_memory
        total = receipt.total if amount is None else amount
        return PrintedReceipt(int(number), at, total, info.serial, memory, receipt.sale_number)

    def _raise(self, result: Body, rates: str = "", *, refusals_are_sure: bool = False) -> NoReturn:
        codes = [code for code in _codes(result) if code[:1] == "E"]
        code = codes[0] if codes else ""
        if code == "E408":
            self._access.refused(surely=True)
        if code not in SURELY_NOT_PRINTED and not (refusals_are_sure and is_refusal(code)):
            raise _lost(self._device, json.dumps(result, ensure_ascii=False)[:500])
        raise problem_error(problem_of_code(code), self._device, detail=" ".join(codes), rate=rates)

    def _get(self, path: str) -> Body:
        return self._send("GET", f"/{self._printer}{path}", None)

    def _send(self, method: str, path: str, body: Body | None) -> Body:
        return self._http.request(
            method,
            self._base + path,
            safety=Safety.READ if method == "GET" else Safety.CREATE,
            understand=self._understand,
            headers={"Content-Type": "application/json"} if body is not None else {},
            body=None if body is None else json.dumps(body, ensure_ascii=False).encode(),
        )

    def _understand(self, reply: Reply) -> Body:
        if reply.status == 404:
            raise SettingsError(
                say("ErpNet.FP does not know the fiscal device {device}.", device=self._device),
                advice=say("Choose one of the devices that it lists."),
            )
        try:
            body = json.loads(reply.body, parse_float=Decimal)
        except ValueError:
            body = None
        if isinstance(body, Mapping) and (reply.status < 400 or "messages" in body):
            return body
        if reply.status >= 400:
            raise status_failure(reply, _NAME)
        raise AttemptFailed(
            say("The answer of {platform} cannot be read.", platform=_NAME),
            advice=say("Check the address in its settings."),
            maybe_done=True,
        )


def _item(line: ReceiptLine, letter: str) -> dict[str, Any]:
    # A float of two or three decimals is written as exactly those.
    item: dict[str, Any] = {
        "text": line.text,
        "quantity": float(line.quantity),
        "unitPrice": float(line.price),
        "taxGroup": LETTERS.index(letter) + 1,
    }
    if line.discount:
        item |= {"priceModifierType": "discount-amount", "priceModifierValue": float(line.discount)}
    return item


def _payment(payment: ReceiptPayment) -> dict[str, Any]:
    return {"paymentType": _PAYMENTS[payment.kind], "amount": float(payment.amount)}


def _lost(device: str, detail: str) -> Unknown:
    return Unknown(
        say(
            "The answer of the fiscal device {device} was lost, so it is not known what it printed.",
            device=device,
        ),
        advice=say("Mostik asks the device before it prints anything again."),
        detail=detail,
    )


def _is_ok(body: Body) -> bool:
    """``ok`` is documented as a text in places and as a truth value in others."""
    return str(body.get("ok")).lower() == "true"


def _codes(body: Body) -> list[str]:
    messages = body.get("messages")
    if not isinstance(messages, list):
        return []
    return [_text(message, "code") for message in messages if isinstance(message, Mapping)]


def _text(body: Body, name: str) -> str:
    value = body.get(name)
    return "" if value is None else str(value).strip()


def _count(body: Body, name: str, usual: int) -> int:
    value = _text(body, name)
    return int(value) if value.isdecimal() and int(value) > 0 else usual


def _amount(body: Body, name: str) -> Decimal | None:
    try:
        amount = Decimal(_text(body, name))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def _moment(written: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=DEVICE_ZONE)
