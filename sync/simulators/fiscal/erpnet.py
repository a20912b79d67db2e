"""An ErpNet.FP server with one fiscal device behind it: HTTP with JSON, and tasks in a queue (facts 3).

Example::

    with ErpNetFp(clock) as server:
        requests.post(f"{server.url}/printers/{server.printer}/receipt?asyncTimeout=0&taskId=1", json=...)
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from http.server import BaseHTTPRequestHandler
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from sync.simulators.clock import Clock
from sync.simulators.delivery import DeliveringHandler
from sync.simulators.fault_plan import FaultPlan as Plan
from sync.simulators.fiscal.erpnet_codes import Body, Fails, failure_of, message, state_messages
from sync.simulators.fiscal.erpnet_printing import (
    PAYMENT_TYPES,
    move_cash,
    print_receipt,
    print_reversal,
    set_clock,
)
from sync.simulators.fiscal.machine import Machine
from sync.simulators.fiscal.memory import FiscalMemory
from sync.simulators.fiscal.refusals import Refused
from sync.simulators.fiscal.settings import Condition, Passwords, Quirks, Settings, WrongPasswords
from sync.simulators.local_server import LocalService

_TASK: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_JSON: Final = "application/json; charset=utf-8"
USUAL: Final = Settings("DT517985", "02517985", "DP-25", Passwords("1", 30), item_width=22, text_width=36)


class ServerFaultKind(StrEnum):
    """What goes wrong with one request. The note says whether it takes effect."""

    DROP_BEFORE = "drop before"  # no; the connection is reset
    DROP_AFTER = "drop after"  # yes; the connection is reset before the answer
    CUT = "cut"  # yes; half of the answer
    HTML = "html"  # yes; a page instead of the answer
    NOT_JSON = "not json"  # yes; 200 and no JSON
    DEVICE_AWAY = "device away"  # no; the server says E101, its device does not answer
    DEVICE_LOST = "device lost"  # yes, it is printed; the server lost its device and says E101 all the same


@dataclass(frozen=True, slots=True, eq=False)
class ServerFault:
    """One fault of the plan. request: only this last part of the path, such as ``receipt`` or ``taskinfo``;
    None counts all. at_request: the n-th of these from now. times: None for ever. release: not used.
    """

    kind: ServerFaultKind
    request: str | None = None
    at_request: int = 1
    times: int | None = 1
    release: threading.Event = field(default_factory=threading.Event)

    def concerns(self, request: str) -> bool:
        """Whether requests of this kind count."""
        return self.request in (None, request)


class ServerFaults(Plan[ServerFault]):
    """The faults to come and those that happened. Thread-safe."""


@dataclass(slots=True)
class _Task:
    work: Callable[[], Body]
    starts: datetime
    ends: datetime
    result: Body | None = None


class ErpNetFp(LocalService):
    """One server with one printer, from ``start`` to ``stop`` or as a context manager.

    clock: anything with ``now()``. ``work_seconds`` of it pass until a task is finished. ``ok_as_text``: the
    documented "true" in quotes instead of a truth value. ``memory`` judges; ``condition`` is what is wrong
    with the device.
    """

    def __init__(
        self,
        clock: Clock,
        settings: Settings = USUAL,
        quirks: Quirks | None = None,
        *,
        port: int = 0,
        work_seconds: float = 0.0,
        ok_as_text: bool = False,
    ) -> None:
        self.settings = settings
        self.faults = ServerFaults()
        self.work_seconds = work_seconds
        self.ok_as_text = ok_as_text
        self._clock = clock
        self._machine = Machine(clock, settings, quirks or Quirks())
        self._lock = threading.RLock()
        self._tasks: dict[str, _Task] = {}
        self._last_end = clock.now()
        self._unnamed = 0
        super().__init__(self._handler(), port)

    # ---- for tests -----------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def printer(self) -> str:
        """The name of its printer: the serial in small letters."""
        return self.settings.serial.lower()

    @property
    def memory(self) -> FiscalMemory:
        """Everything ever printed: the judge."""
        with self._lock:
            self._machine.let_time_pass()
            self._work()
            return self._machine.memory

    @property
    def condition(self) -> Condition:
        """What is wrong with the device just now."""
        return self._machine.condition

    @property
    def wrong_passwords(self) -> WrongPasswords:
        """How often a wrong password came."""
        return self._machine.passwords

    def restart(self) -> None:
        """The server ends and begins again: it forgets its tasks, also those that it had not begun."""
        with self._lock:
            self._work()
            self._tasks.clear()
            self._last_end = self._clock.now()

    # ---- answering -----------------------------------------------------------------------------------------

    def answer(
        self, verb: str, path: str, query: Mapping[str, str], body: Body, fault: str | None
    ) -> Body | None:
        """The JSON of an answer; None for what is not there."""
        with self._lock:
            self._machine.let_time_pass()
            self._work()
            parts = [part for part in path.split("/") if part]
            if verb == "GET" and parts == ["printers"]:
                return {self.printer: self._info()}
            if verb == "GET" and parts == ["printers", "taskinfo"]:
                return self._task_info(query.get("id", ""))
            if len(parts) < 2 or parts[:2] != ["printers", self.printer]:
                return None
            if verb == "GET":
                return self._told(parts[2:], fault)
            return self._ordered(parts[2:], query, body, fault)

    def _told(self, what: list[str], fault: str | None) -> Body | None:
        if not what:
            return self._info()
        if fault == ServerFaultKind.DEVICE_AWAY:
            return self._failed(Fails("E101", "The device does not respond"))
        if what == ["status"]:
            told = state_messages(self._machine)
            now = self._machine.now()
            return {
                "ok": not any(each["type"] == "error" for each in told),
                "messages": told,
                "deviceDateTime": f"{now:%Y-%m-%dT%H:%M:%S}",
            }
        if what == ["cash"]:
            return {"ok": True, "messages": [], "amount": self._machine.memory.cash}
        return None

    def _ordered(
        self, what: list[str], query: Mapping[str, str], body: Body, fault: str | None
    ) -> Body | None:
        machine = self._machine
        works: Mapping[str, Callable[[], Body]] = {
            "receipt": lambda: print_receipt(machine, body),
            "reversalreceipt": lambda: print_reversal(machine, body),
            "deposit": lambda: move_cash(machine, body, 1),
            "withdraw": lambda: move_cash(machine, body, -1),
            "datetime": lambda: set_clock(machine, body),
            "xreport": lambda: _plainly(machine.x_report),
            "zreport": lambda: _plainly(machine.z_report),
            "duplicate": lambda: _plainly(machine.duplicate),
        }
        if len(what) != 1 or what[0] not in works:
            return None
        name = query.get("taskId", "")
        if "taskId" in query and not _TASK.fullmatch(name):
            return self._failed(Fails("E110", "Invalid task id"))
        if name in self._tasks:
            return self._failed(Fails("E109", "Duplicate task id"))
        if not name:
            self._unnamed += 1
            name = f"task{self._unnamed}"
        return self._enqueue(name, lambda: self._carry_out(works[what[0]], fault), query.get("asyncTimeout"))

    def _enqueue(self, name: str, work: Callable[[], Body], patience: str | None) -> Body:
        """Finished at once where the caller waits long enough, else a task that is asked after."""
        starts = max(self._clock.now(), self._last_end)
        task = _Task(work, starts, starts + timedelta(seconds=self.work_seconds))
        self._tasks[name] = task
        self._last_end = task.ends
        if patience is None or 0 < self.work_seconds * 1000 <= float(patience):
            task.ends = task.starts
            self._last_end = starts
        self._work(upto=task if patience is None else None)
        if task.result is not None and patience != "0":
            del self._tasks[name]
            return task.result
        return {"taskId": name}

    def _work(self, upto: _Task | None = None) -> None:
        """Do what is due, one after the other."""
        for task in self._tasks.values():
            if task.result is None and (task.ends <= self._clock.now() or task is upto):
                task.result = task.work()

    def _carry_out(self, work: Callable[[], Body], fault: str | None) -> Body:
        lost = Fails("E101", "The device does not respond")
        if fault == ServerFaultKind.DEVICE_AWAY:
            return self._failed(lost)
        try:
            done = work()
        except Fails as failed:
            return self._failed(failed)
        return self._failed(lost) if fault == ServerFaultKind.DEVICE_LOST else done

    def _task_info(self, name: str) -> Body:
        task = self._tasks.get(name)
        if task is None:
            return {"taskStatus": "unknown"}
        if task.result is None:
            return {"taskStatus": "running" if task.starts <= self._clock.now() else "enqueued"}
        del self._tasks[name]  # told once
        return {"taskStatus": "finished", "result": task.result}

    def _failed(self, failed: Fails) -> Body:
        return {"ok": False, "messages": [message("error", failed.code, failed.text)]}

    def _info(self) -> Body:
        made = self.settings
        return {
            "uri": f"bg.dt.c.isl.com://COM5/{made.serial}",
            "serialNumber": made.serial,
            "fiscalMemorySerialNumber": made.fiscal_memory,
            "manufacturer": "Datecs",
            "model": made.model,
            "firmwareVersion": made.firmware,
            "itemTextMaxLength": made.item_width,
            "commentTextMaxLength": made.text_width,
            "operatorPasswordMaxLength": 8,
            "taxIdentificationNumber": made.eik,
            "supportedPaymentTypes": list(PAYMENT_TYPES),
            "supportsSubTotalAmountModifiers": True,
        }

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(DeliveringHandler):
            def serve(self, verb: str) -> None:
                _serve(server, self, verb)

        return Handler

    def written(self, body: Body) -> bytes:
        """An answer as JSON; money with its two decimals."""
        if self.ok_as_text:
            body = {name: _as_text(name, value) for name, value in body.items()}
        return json.dumps(body, ensure_ascii=False, default=_plain).encode()


def _serve(server: ErpNetFp, handler: DeliveringHandler, verb: str) -> None:
    raw = handler.body()
    address = urlsplit(handler.path)
    query = {name: values[-1] for name, values in parse_qs(address.query).items()}
    kind = address.path.rstrip("/").rpartition("/")[2]
    fault = server.faults.take(kind)
    how = fault.kind if fault else None
    if how is ServerFaultKind.DROP_BEFORE:
        handler.reset()
        return
    try:
        body = json.loads(raw, parse_float=Decimal) if raw else {}
    except ValueError:
        body = None
    if not isinstance(body, dict):
        handler.send(400, b"", None)
        return
    told = server.answer(verb, address.path, query, body, how)
    if told is None:
        handler.send(404, b"", None)
        return
    data = server.written(told)
    if how is ServerFaultKind.DROP_AFTER:
        handler.reset()
    elif how is ServerFaultKind.CUT:
        handler.send(200, data, _JSON, keep=len(data) // 2)
    elif how is ServerFaultKind.HTML:
        handler.send_page(502, "Bad gateway")
    elif how is ServerFaultKind.NOT_JSON:
        handler.send(200, b"<ok/>", _JSON)
    else:
        handler.send(200, data, _JSON)


def _plainly(act: Callable[[], object]) -> Body:
    try:
        act()
    except Refused as refused:
        raise failure_of(refused.why) from None
    return {"ok": True, "messages": []}


def _as_text(name: str, value: Any) -> Any:
    if name == "ok":
        return "true" if value else "false"
    if name == "result" and isinstance(value, dict):
        return {inner: _as_text(inner, each) for inner, each in value.items()}
    return value


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{value!r} has no place in JSON")
