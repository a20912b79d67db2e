"""Looks for fiscal devices on the step receipts: on ticked ports alone, with reading requests, never with a
password.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from sync.receipts.detection import FoundDevice, PortResult, detect, serial_ports
from sync.receipts.settings import DeviceConnection, ErpNetConnection, NetworkConnection, SerialConnection
from wizard.setup import Setup
from wizard.steps.part import Part
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import CheckList, LinkButton, Option, PushButton, Surface, Words

_NETWORK: Final = "\N{NO-BREAK SPACE}network"
_SERVER: Final = "\N{NO-BREAK SPACE}server"
_LAST_PORT: Final = 65_535
Addresses = tuple[tuple[str, int], str]


class SearchPart(Part):
    """A link that opens the list of ports; the ticked ones are asked. ``take`` gets the device that the owner
    chose of those found.
    """

    def __init__(
        self,
        setup: Setup,
        changed: Callable[[], None],
        addresses: Callable[[], Addresses],
        take: Callable[[FoundDevice], None],
    ) -> None:
        super().__init__(setup, changed)
        self._addresses = addresses
        self._take = take
        self._open = False
        self._running = False
        self._ports: list[str] = []
        self._results: list[PortResult] | None = None
        self._ticked: tuple[str, ...] = ()
        self.ticks: CheckList | None = None
        self.button: PushButton | None = None

    def fill(self, place: Surface) -> None:
        if not self._open:
            LinkButton(place, self.text("Search for the device…"), self.open, icon_name="search").pack(
                anchor="w"
            )
            return
        Words(
            place,
            self.text(
                "Tick the ports on which the device may be. Only these are asked; other programs that use "
                "one of them may be disturbed."
            ),
            font=Font.SMALL,
            tone=Tone.QUIET,
            wrap=True,
        ).pack(fill="x")
        gap = (size(place, Space.S), 0)
        self.ticks = CheckList(place, self._options(), chosen=self._ticked, on_change=self._was_ticked)
        self.ticks.pack(fill="x", pady=gap)
        if not self.ticks.ticks:
            Words(
                place,
                self.text("This computer has no serial port, and no address is filled in above."),
                wrap=True,
            ).pack(fill="x", pady=gap)
        self.button = PushButton(
            place, self.text("&Search the ticked ones"), self.search, rank="second", icon_name="search"
        )
        self.button.pack(anchor="w", pady=gap)
        self.button.enable(bool(self._ticked) and not self._running)
        if self._running:
            Words(place, self.text("Searching… This may take a minute."), tone=Tone.INFO).pack(
                anchor="w", pady=gap
            )
        for result in self._results or ():
            self._show_result(place, result)

    def _options(self) -> list[Option]:
        (host, port), url = self._addresses()
        options = [Option(name, name) for name in self._ports]
        if host and 0 < port <= _LAST_PORT:
            options.append(Option(_NETWORK, f"{host}:{port}"))
        if url:
            options.append(Option(_SERVER, f"ErpNet.FP, {url}"))
        return options

    def _show_result(self, place: Surface, result: PortResult) -> None:
        row = Surface(place)
        row.pack(fill="x", pady=(size(place, Space.XS), 0))
        where = _where(result.connection)
        if result.problem is not None:
            Words(row, f"{where}: {self.say(result.problem)}", tone=Tone.QUIET, wrap=True).pack(fill="x")
        for device in result.found:
            Words(
                row,
                f"{where}: {device.info.model} {device.info.serial}",
                tone=Tone.GOOD,
                icon_name="check-circle",
            ).pack(side="left")
            LinkButton(row, self.text("Use this one"), partial(self._take, device)).pack(
                side="left", padx=(size(place, Space.M), 0)
            )

    # ---- what is done

    def open(self) -> None:
        """Show the ports of this computer."""
        self._ports = serial_ports()
        self._open = True
        self.draw()
        if self.ticks is not None:
            self.ticks.focus_set()

    def _was_ticked(self) -> None:
        assert self.ticks is not None
        assert self.button is not None
        self._ticked = self.ticks.chosen
        self.button.enable(bool(self._ticked) and not self._running)

    def search(self) -> None:
        """Ask the ticked ports, beside the window."""
        # What was ticked may have been typed over since.
        offered = {option.id for option in self._options()}
        ticked = [self._connection(each) for each in self._ticked if each in offered]
        if not ticked or self._running:
            return
        clock = self.setup.desk.clock
        self._running, self._results = True, None
        self.draw()
        self.setup.work(lambda: detect(ticked, clock), self._found, self._broke)

    def _connection(self, ticked: str) -> DeviceConnection:
        (host, port), url = self._addresses()
        if ticked == _NETWORK:
            return NetworkConnection(host=host, port=port)
        if ticked == _SERVER:
            return ErpNetConnection(url=url, printer="-")
        return SerialConnection(port=ticked)

    def _found(self, results: list[PortResult]) -> None:
        self._running, self._results = False, results
        self.draw()

    def _broke(self, error: Exception) -> None:
        self._running = False
        self.draw()
        self.setup.app.show_error(error)


def _where(connection: DeviceConnection) -> str:
    match connection:
        case SerialConnection():
            return connection.port
        case NetworkConnection():
            return f"{connection.host}:{connection.port}"
        case ErpNetConnection():
            return "ErpNet.FP"
