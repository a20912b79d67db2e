"""The fiscal device on the step receipts: how it is reached, who it is, and a test that prints nothing."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from sync.model import Choice
from sync.ports import CheckStep
from sync.profile import SecretName
from sync.receipts.detection import FoundDevice
from sync.receipts.family import USUAL_TCP_PORTS, Family
from sync.receipts.settings import Device, DeviceConnection
from sync.sentences import Sentence, say
from wizard.receipt_test import AskedDevice, DeviceTested, ask_device
from wizard.setup import Setup
from wizard.steps.connect_secrets import KeyringState, SecretPart
from wizard.steps.part import Part
from wizard.steps.receipt_search import SearchPart
from wizard.theme import Space, Tone, size
from wizard.widgets import (
    ChoiceField,
    Form,
    NumberField,
    Option,
    PushButton,
    ResultPanel,
    SecretField,
    Segments,
    Surface,
    TextField,
    Toggle,
    Words,
)

SERIAL: Final = "serial"
NETWORK: Final = "network"
ERPNET: Final = "erpnet.fp"
_CONNECTION: Final = TypeAdapter[DeviceConnection](DeviceConnection)
_SPEEDS: Final = ("9600", "19200", "38400", "57600", "115200")
FAMILY_NAMES: Final = {
    Family.DATECS_P: "Datecs FP, FMP (P)",
    Family.DATECS_C: "Datecs DP, WP (C)",
    Family.DATECS_X: "Datecs X (FP-700X, DP-150X…)",
    Family.DAISY: "Daisy",
    Family.ELTRADE: "Eltrade",
    Family.INCOTEX: "Incotex",
    Family.TREMOL: "Tremol",
    Family.TREMOL_V2: "Tremol V2",
}
"""The makers' own names, the same in every language."""


class DevicePart(Part):
    """``values`` are what stands in the fields, finished or not; :meth:`collect` is what the draft keeps of
    them."""

    def __init__(self, setup: Setup, device: Mapping[str, Any] | None, changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.values = _values_of(device or {})
        self.password = SecretPart(setup, self._secret_typed, SecretName.DEVICE_PASSWORD, password=True)
        self.search = SearchPart(setup, changed, self._addresses, self._take)
        self.line: Segments | None = None
        self.family: ChoiceField | None = None
        self.serial: TextField | None = None
        self.secret: SecretField | None = None
        self.test_button: PushButton | None = None
        self._fields: dict[str, TextField | NumberField | ChoiceField] = {}
        self._tested: DeviceTested | None = None
        self._running = False
        self._turn = 0
        self._reach: Surface | None = None
        self._access: Surface | None = None
        self._panel: ResultPanel | None = None
        self._warning: Surface | None = None

    # ---- what it stands for

    def collect(self) -> dict[str, Any]:
        """The device for the draft, as far as it is filled in."""
        values = self.values
        connection: dict[str, Any] = {"line": values["line"]}
        if values["line"] == SERIAL:
            connection.update(port=values["port"], speed=values["speed"])
        elif values["line"] == NETWORK:
            connection.update(host=values["host"], port=values["tcp_port"])
        else:
            connection.update(url=values["url"], printer=values["printer"])
        return {
            "connection": connection,
            "family": None if values["line"] == ERPNET else values["family"] or None,
            "serial": values["serial"],
            "operator": values["operator"],
            "operator_name": values["operator_name"],
            "factory_access": values["factory_access"],
            "till": values["till"],
        }

    def finished(self) -> Device | None:
        try:
            return Device.model_validate(self.collect())
        except ValidationError:
            return None

    def problem(self) -> Sentence | None:
        if self._asked() is None:
            return say("Say how the fiscal device is reached")
        if self.finished() is None:
            return say("Test the device, or fill in its number (two letters and six digits)")
        if not self.values["factory_access"] and not self.password.there:
            return say("Type the password of the device’s operator")
        return None

    def first_wrong(self) -> tkinter.Misc | None:
        if self._asked() is None:
            empty = next((field for name, field in self._fields.items() if not self.values[name]), None)
            return empty or self.family
        if self.finished() is None:
            return self.serial
        return self.secret.control if self.secret is not None else None

    def _asked(self) -> AskedDevice | None:
        """What a test is made with; None as long as something is missing."""
        made = self.collect()
        try:
            connection = _CONNECTION.validate_python(made["connection"])
        except ValidationError:
            return None
        if made["family"] is None and self.values["line"] != ERPNET:
            return None
        family = Family(made["family"]) if made["family"] else None
        return AskedDevice(connection, family, self.values["serial"])

    # ---- widgets

    def fill(self, place: Surface) -> None:
        form = Form(place)
        form.pack(fill="x")
        lines = [
            Option(SERIAL, self.text("By a cable (COM port)")),
            Option(NETWORK, self.text("In the network")),
            Option(ERPNET, "ErpNet.FP"),
        ]
        self.line = form.row(
            self.text("Connected"),
            Segments(form, lines, value=self.values["line"], on_change=self._line_chosen),
        )
        self._reach = form.wide(Surface(form))
        self._fill_reach()
        below = Form(place)
        below.pack(fill="x", pady=(size(place, Space.S), 0))
        self._fill_who(below)
        self._panel = ResultPanel(place)
        self._panel.pack(fill="x", pady=(size(place, Space.S), 0))
        self._warning = Surface(place)
        self._warning.pack(fill="x")
        self._show_result()
        self._access = Surface(place)
        self._access.pack(fill="x", pady=(size(place, Space.S), 0))
        self._fill_access()
        search = Surface(place)
        search.pack(fill="x", pady=(size(place, Space.S), 0))
        self.search.build(search)

    def _fill_reach(self) -> None:
        """The fields of the chosen line."""
        assert self._reach is not None
        place = self._reach
        for child in place.winfo_children():
            child.destroy()
        self._fields = {}
        form = Form(place)
        form.pack(fill="x")
        line = self.values["line"]
        if line == SERIAL:
            self._text_row(form, "port", self.text("Port"), placeholder="COM3")
            self._choice_row(
                form, "speed", self.text("Speed"), [Choice(speed, speed) for speed in _SPEEDS], number=True
            )
        elif line == NETWORK:
            self._text_row(form, "host", self.text("Address"), placeholder="192.168.1.50")
            self._number_row(form, "tcp_port", self.text("Port"))
        else:
            self._text_row(form, "url", self.text("Address of ErpNet.FP"))
            self._text_row(form, "printer", self.text("The printer’s name there"), placeholder="dt517985")
        self.family = None
        if line != ERPNET:
            names = [Choice(family.value, name) for family, name in FAMILY_NAMES.items()]
            self.family = form.row(
                self.text("Make"),
                ChoiceField(form, names, self.values["family"] or None, on_change=self._family_chosen),
            )

    def _fill_who(self, form: Form) -> None:
        row = Surface(form)
        row.columnconfigure(0, weight=1)
        self.serial = TextField(row, self.values["serial"], on_change=self._serial_typed)
        self.serial.hint(self.text("Its individual number. The test fills it in."))
        self.serial.grid(row=0, column=0, sticky="ew")
        self.test_button = PushButton(row, self.text("&Test"), self.test, rank="second", icon_name="plug")
        self.test_button.grid(row=0, column=1, sticky="n", padx=(size(row, Space.S), 0))
        form.row(self.text("Number"), row)
        self._show_button()

    def _fill_access(self) -> None:
        """The operator of the device; a password of its own where it is not the factory's."""
        assert self._access is not None
        place = self._access
        for child in place.winfo_children():
            child.destroy()
        form = Form(place)
        form.pack(fill="x")
        self._number_row(form, "operator", self.text("Operator on the device"))
        if self.values["family"] == Family.ELTRADE.value:
            self._text_row(form, "operator_name", self.text("The operator’s name"))
        self._number_row(form, "till", self.text("Till number"))
        factory = Toggle(
            form,
            self.text("The operator’s password is the one from the factory"),
            hint=self.text("Off: type the password. After three wrong ones a device locks itself."),
            value=self.values["factory_access"],
            on_change=lambda: self._access_switched(factory.value),
        )
        form.wide(factory)
        self.secret = None
        if not self.values["factory_access"]:
            self.secret = form.row(self.text("Operator’s password"), self.password.make(form))

    def _text_row(self, form: Form, name: str, label: str, *, placeholder: str = "") -> None:
        field = TextField(
            form,
            str(self.values[name]),
            placeholder=placeholder,
            on_change=lambda: self._typed(name, field.value),
        )
        self._fields[name] = form.row(label, field)

    def _number_row(self, form: Form, name: str, label: str) -> None:
        field = TextField(
            form,
            str(self.values[name] or ""),
            width=8,
            on_change=lambda: self._typed(name, int(field.value) if field.value.isdecimal() else 0),
        )
        self._fields[name] = form.row(label, field)

    def _choice_row(
        self, form: Form, name: str, label: str, choices: list[Choice], *, number: bool = False
    ) -> None:
        field = ChoiceField(
            form,
            choices,
            str(self.values[name]),
            on_change=lambda: self._typed(name, int(field.value or 0) if number else field.value or ""),
        )
        self._fields[name] = form.row(label, field)

    # ---- what is typed and chosen

    def _typed(self, name: str, value: Any) -> None:
        self.values[name] = value
        self._forget()

    def _serial_typed(self) -> None:
        assert self.serial is not None
        self._typed("serial", self.serial.value.upper())

    def _secret_typed(self) -> None:
        self.changed()

    def _line_chosen(self) -> None:
        assert self.line is not None
        self.values["line"] = self.line.value
        self._fill_reach()
        self._forget()

    def _family_chosen(self) -> None:
        assert self.family is not None
        self.values["family"] = self.family.value or ""
        usual = USUAL_TCP_PORTS.get(Family(self.values["family"])) if self.values["family"] else None
        if usual and not self.values["tcp_port"] and self.values["line"] == NETWORK:
            self.values["tcp_port"] = usual
            self._fill_reach()
        self._fill_access()
        self._forget()

    def _access_switched(self, factory: bool) -> None:
        self.values["factory_access"] = factory
        self._fill_access()
        self.changed()

    def found(self, state: KeyringState) -> None:
        """What the keyring holds is known now."""
        self.password.found(state)

    # ---- the search

    def _addresses(self) -> tuple[tuple[str, int], str]:
        """The address in the network and that of ErpNet.FP, as far as they are typed."""
        return (str(self.values["host"]), int(self.values["tcp_port"] or 0)), str(self.values["url"])

    def _take(self, device: FoundDevice) -> None:
        """A device that the search has found."""
        made = {
            "connection": device.connection.model_dump(mode="json"),
            "family": device.family.value if device.family else None,
            "serial": device.info.serial,
        }
        kept = {name: self.values[name] for name in ("operator", "operator_name", "till", "factory_access")}
        self.values = {**_values_of(made), **kept}
        self._forget()
        self.draw()
        self.changed()
        self.test()

    # ---- the test

    def _forget(self) -> None:
        self._turn += 1
        self._running, self._tested = False, None
        self._show_result()
        self._show_button()
        self.changed()

    def test(self) -> None:
        """Ask the device, beside the window."""
        asked = self._asked()
        if asked is None or self._running:
            return
        self._turn += 1
        turn, clock = self._turn, self.setup.desk.clock
        if self.serial is not None:
            self.serial.control.focus_set()
        self._running, self._tested = True, None
        self._show_result()
        self._show_button()
        self.setup.work(
            lambda: ask_device(asked, clock),
            lambda tested: self._was_tested(turn, tested),
            lambda error: self._test_broke(turn, error),
        )

    def _was_tested(self, turn: int, tested: DeviceTested) -> None:
        if turn != self._turn:
            return
        self._running, self._tested = False, tested
        if tested.passed and tested.info is not None and not self.values["serial"]:
            self.values["serial"] = tested.info.serial
            if self.serial is not None and self.is_shown:
                self.serial.value = tested.info.serial
        self._show_result()
        self._show_button()
        self.changed()

    def _test_broke(self, turn: int, error: Exception) -> None:
        if turn != self._turn:
            return
        self._running = False
        self._show_result()
        self._show_button()
        self.setup.app.show_error(error)

    def _show_button(self) -> None:
        if self.test_button is not None and self.test_button.winfo_exists():
            self.test_button.enable(self._asked() is not None and not self._running)

    def _show_result(self) -> None:
        if self._panel is None or self._warning is None or not self._panel.winfo_exists():
            return
        for child in self._warning.winfo_children():
            child.destroy()
        self._warning.configure(height=1)
        if self._running:
            self._panel.running(self.text("Asking the device…"))
        elif self._tested is not None:
            steps: tuple[CheckStep, ...] = self._tested.steps
            self._panel.show(steps, self.say(self._tested.told) if self._tested.told else "")
            if self._tested.warning is not None:
                Words(self._warning, self.say(self._tested.warning), tone=Tone.WARN, wrap=True).pack(fill="x")
        else:
            self._panel.clear()


def _values_of(device: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields show of a device, which may be unfinished."""
    connection = device.get("connection") or {}
    line = str(connection.get("line") or SERIAL)
    return {
        "line": line,
        "port": str(connection.get("port") or "") if line == SERIAL else "",
        "speed": int(connection.get("speed") or 115_200),
        "host": str(connection.get("host") or ""),
        "tcp_port": int(connection.get("port") or 0) if line == NETWORK else 0,
        "url": str(connection.get("url") or "http://localhost:8001"),
        "printer": str(connection.get("printer") or ""),
        "family": str(device.get("family") or ""),
        "serial": str(device.get("serial") or ""),
        "operator": int(device.get("operator") or 1),
        "operator_name": str(device.get("operator_name") or ""),
        "factory_access": bool(device.get("factory_access", True)),
        "till": int(device.get("till") or 1),
    }
