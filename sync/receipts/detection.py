"""Finds fiscal devices on the ports that the owner ticked, with reading requests alone and never a password.

A device tells its maker by the first two letters of its number and the form of its answer (ErpNet.FP tells
the families apart the same way). Which of Datecs' two older groups it is, its model tells.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sync.errors import MostikError
from sync.http import Http, Pacer, Reply, Safety, TimeOuts
from sync.ports import Clock
from sync.receipts.device import DeviceInfo, OperatorAccess
from sync.receipts.devices.families import device_on
from sync.receipts.family import Family
from sync.receipts.link import Patience
from sync.receipts.opening import open_line
from sync.receipts.port import ByteLine
from sync.receipts.settings import DeviceConnection, ErpNetConnection, NetworkConnection, SerialConnection
from sync.receipts.unp import is_device_number
from sync.sentences import Sentence, say

_PATIENCE: Final = Patience(quiet=0.6, whole=1.5, long=1.5, tries=2)
_SPEEDS: Final = (115_200, 9_600)
_PREFIXES: Final = {
    "DT": (Family.DATECS_P, Family.DATECS_C, Family.DATECS_X),
    "DA": (Family.DATECS_X,),
    "DY": (Family.DAISY,),
    "ED": (Family.ELTRADE,),
    "IN": (Family.INCOTEX,),
    "ZK": (Family.TREMOL, Family.TREMOL_V2),
}
_ORDER: Final = (
    Family.DATECS_P,
    Family.DATECS_X,
    Family.DAISY,
    Family.ELTRADE,
    Family.INCOTEX,
    Family.TREMOL,
)
"""One family for each way of asking and of answering; Datecs C and Tremol V2 answer as their elder."""
_GROUP_C_MODELS: Final = ("DP-05", "DP-15", "DP-25", "DP-35", "DP-150", "WP-50")
_SECOND_VERSION: Final = "V2"


@dataclass(frozen=True, slots=True)
class FoundDevice:
    """A device that answered, and how it is reached."""

    connection: DeviceConnection
    family: Family | None
    info: DeviceInfo


@dataclass(frozen=True, slots=True)
class PortResult:
    """What was found on one port; ``problem`` where nothing was."""

    connection: DeviceConnection
    found: tuple[FoundDevice, ...] = ()
    problem: Sentence | None = None


def detect(
    ticked: Iterable[DeviceConnection],
    clock: Clock,
    on_each: Callable[[PortResult], None] = lambda _result: None,
    stop_asked: Callable[[], bool] = lambda: False,
    open_port: Callable[[SerialConnection | NetworkConnection, Clock], ByteLine] = open_line,
) -> list[PortResult]:
    """Look for a device on each of these ports. Raises nothing: a port that cannot be opened says so.

    A serial port is asked at the usual speeds, whatever speed the settings name.
    """
    results: list[PortResult] = []
    for connection in ticked:
        if stop_asked():
            break
        result = (
            _behind_server(connection, clock)
            if isinstance(connection, ErpNetConnection)
            else _on_port(connection, clock, open_port)
        )
        results.append(result)
        on_each(result)
    return results


def serial_ports() -> list[str]:
    """The serial ports of this computer, to be ticked. Opens none of them."""
    from serial.tools.list_ports import comports

    return sorted(port.device for port in comports())


def _on_port(
    connection: SerialConnection | NetworkConnection,
    clock: Clock,
    open_port: Callable[[SerialConnection | NetworkConnection, Clock], ByteLine],
) -> PortResult:
    problem: Sentence | None = None
    for one in _ways(connection):
        for family in _ORDER:
            try:
                line = open_port(one, clock)
            except MostikError as error:
                return PortResult(connection, problem=error.sentence)
            device = device_on(line, family, clock, access=OperatorAccess(), patience=_PATIENCE)
            try:
                info = device.info()
            except MostikError as error:
                problem = problem or error.sentence
                continue
            finally:
                device.close()
            found = family_of(info, family)
            if found is not None:
                return PortResult(connection, (FoundDevice(one, found, info),))
    return PortResult(connection, problem=problem or say("No fiscal device answers there."))


def _ways(
    connection: SerialConnection | NetworkConnection,
) -> Sequence[SerialConnection | NetworkConnection]:
    if isinstance(connection, NetworkConnection):
        return (connection,)
    return [connection.model_copy(update={"speed": speed}) for speed in _SPEEDS]


def family_of(info: DeviceInfo, answered_as: Family) -> Family | None:
    """The family of a device that answered as one of ``answered_as``; None where the answer is another
    maker's: its fields then stand in other places, and what is taken for the number is none. A number with
    letters that are not known is believed.
    """
    if not is_device_number(info.serial):
        return None
    fitting = _PREFIXES.get(info.serial[:2], (answered_as,))
    model = info.model.upper()
    if answered_as is Family.DATECS_P and Family.DATECS_C in fitting:
        return Family.DATECS_C if any(name in model for name in _GROUP_C_MODELS) else Family.DATECS_P
    if answered_as is Family.TREMOL and model.split()[-1:] == [_SECOND_VERSION]:
        return Family.TREMOL_V2
    return answered_as if answered_as in fitting else None


# ---------------------------------------------------------------- ErpNet.FP


def _behind_server(connection: ErpNetConnection, clock: Clock) -> PortResult:
    http = Http(
        "ErpNet.FP",
        clock,
        secrets=(),
        pacer=Pacer(600, clock),
        time_outs=TimeOuts(5.0, 10.0, 15.0),
        attempts=1,
    )
    try:
        listed = http.request(
            "GET", f"{connection.url.rstrip('/')}/printers", safety=Safety.READ, understand=_object
        )
    except MostikError as error:
        return PortResult(connection, problem=error.sentence)
    finally:
        http.close()
    found = tuple(
        FoundDevice(connection.model_copy(update={"printer": name}), None, _info(body))
        for name, body in listed.items()
        if isinstance(body, dict) and body.get("serialNumber")
    )
    if not found:
        return PortResult(connection, problem=say("The ErpNet.FP server has no fiscal device."))
    return PortResult(connection, found)


def _object(reply: Reply) -> dict[str, Any]:
    try:
        body = json.loads(reply.body)
    except ValueError:
        body = None
    return body if isinstance(body, dict) and reply.status < 400 else {}


def _info(body: dict[str, Any]) -> DeviceInfo:
    def text(name: str) -> str:
        return str(body.get(name) or "")

    return DeviceInfo(
        serial=text("serialNumber"),
        fiscal_memory=text("fiscalMemorySerialNumber"),
        model=f"{text('manufacturer')} {text('model')}".strip(),
        firmware=text("firmwareVersion"),
        line_width=0,
        note_width=0,
    )
