"""A few lines that speak to a simulated device by the sheet, without any of the program's own clients."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from sync.clock import TurnedClock
from sync.simulators.fiscal import Family, FiscalSimulator, PrintedReceipt, Quirks, Settings, SimulatedLine

MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # 10:00 in Sofia
SALE = "DT279013-0001-0000001"
D = Decimal


class Desk:
    """A device, a line to it and the clock of both."""

    def __init__(
        self, family: Family, settings: Settings | None = None, quirks: Quirks | None = None
    ) -> None:
        self.clock = TurnedClock(MORNING)
        self.device = FiscalSimulator(family, self.clock, settings, quirks)
        self.line: SimulatedLine = self.device.line()

    @property
    def printed(self) -> tuple[PrintedReceipt, ...]:
        """The receipts in the device's memory."""
        return self.device.memory.receipts

    def hear(self, seconds: float = 0.5) -> bytes:
        """All that comes within so many seconds."""
        heard = b""
        deadline = self.clock.monotonic() + seconds
        while piece := self.line.read(deadline):
            heard += piece
        return heard


def tremol_check(inner: bytes) -> bytes:
    """B5h is 3B 35."""
    total = 0
    for byte in inner:
        total ^= byte
    return bytes([0x30 + (total >> 4), 0x30 + (total & 15)])


def nibbles(number: int) -> bytes:
    """1AE3h is 31 3A 3E 33."""
    return bytes(int(digit, 16) + 0x30 for digit in f"{number:04X}")


class IslDesk(Desk):
    """Speaks ISL."""

    sequence = 0x20

    def frame(self, command: int, data: bytes, sequence: int) -> bytes:
        """A message as in section 2.2."""
        inner = bytes([0x24 + len(data), sequence, command]) + data + b"\x05"
        return b"\x01" + inner + nibbles(sum(inner)) + b"\x03"

    def ask(self, command: int, data: str = "", seconds: float = 0.5) -> tuple[str, bytes]:
        """Data and status of an answer with a new sequence number."""
        self.sequence = 0x20 + (self.sequence - 0x1F) % 0x60
        self.line.write(self.frame(command, data.encode("cp1251"), self.sequence))
        return self.split(self.hear(seconds).lstrip(b"\x16"), command)

    def split(self, answer: bytes, command: int) -> tuple[str, bytes]:
        """Data and status of an answer, whose every byte is checked."""
        assert answer[0] == 0x01
        assert answer[-1] == 0x03
        inner = answer[1:-5]
        assert inner[0] == len(inner) + 0x20
        assert inner[1:3] == bytes([self.sequence, command])
        assert answer[-5:-1] == nibbles(sum(inner))
        assert inner[-1] == 0x05
        assert inner[-8] == 0x04
        return inner[3:-8].decode("cp1251", errors="replace"), inner[-7:-1]

    def done(self, command: int, data: str = "", seconds: float = 0.5) -> str:
        """Data of an answer that must not tell of an error."""
        told, status = self.ask(command, data, seconds)
        assert not status[0] & 0x20, status.hex()
        return told

    def refused(self, command: int, data: str = "") -> bytes:
        """Status of an answer that must tell of an error."""
        _, status = self.ask(command, data)
        assert status[0] & 0x20, status.hex()
        return status


class WideDesk(Desk):
    """Speaks Datecs X."""

    sequence = 0x20

    def frame(self, command: int, data: bytes, sequence: int) -> bytes:
        """A message as in section 2.6."""
        inner = nibbles(0x2A + len(data)) + bytes([sequence]) + nibbles(command) + data + b"\x05"
        return b"\x01" + inner + nibbles(sum(inner)) + b"\x03"

    def ask(self, command: int, *parameters: str, seconds: float = 0.5) -> list[str]:
        """The parameters of an answer; the first is the error code."""
        self.sequence = 0x20 + (self.sequence - 0x1F) % 0xE0
        data = "".join(f"{parameter}\t" for parameter in parameters).encode("cp1251")
        self.line.write(self.frame(command, data, self.sequence))
        answer = self.hear(seconds).lstrip(b"\x16")
        inner = answer[1:-5]
        assert inner[:4] == nibbles(len(inner) + 0x20)
        assert inner[4:9] == bytes([self.sequence]) + nibbles(command)
        assert answer[-5:-1] == nibbles(sum(inner))
        assert inner[-10] == 0x04
        self.status = inner[-9:-1]
        return inner[9:-10].decode("cp1251", errors="replace").split("\t")[:-1]

    def done(self, command: int, *parameters: str, seconds: float = 0.5) -> list[str]:
        """What follows error code 0."""
        code, *told = self.ask(command, *parameters, seconds=seconds)
        assert code == "0"
        return told


class TremolDesk(Desk):
    """Speaks ZFP."""

    number = 0x20

    def frame(self, command: int, data: bytes, number: int) -> bytes:
        """A message as in section 2.7."""
        inner = bytes([0x23 + len(data), number, command]) + data
        return b"\x02" + inner + tremol_check(inner) + b"\x0a"

    def ask(self, command: int, data: str = "") -> bytes:
        """Data of an answer, or the two error bytes of a receipt."""
        self.number = 0x20 + (self.number - 0x1F) % 0x80
        self.line.write(self.frame(command, data.encode("cp1251"), self.number))
        answer = self.hear()
        assert answer[-1] == 0x0A
        inner = answer[1:-3]
        assert answer[-3:-1] == tremol_check(inner)
        if answer[0] == 0x06:
            assert inner[0] == self.number
            return inner[1:]
        assert inner[:3] == bytes([len(inner) + 0x20, self.number, command])
        return inner[3:]

    def done(self, command: int, data: str = "") -> None:
        """A receipt that tells no error."""
        assert self.ask(command, data) == b"00"
