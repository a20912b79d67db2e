"""Which SQL Servers there are: the question that SQL Server Browser answers, asked when the owner wishes.

The protocol is Microsoft's MC-SQLR (SQL Server Resolution Protocol): over UDP, port 1434, one byte asks for
all instances (2.2.1 CLNT_BCAST_EX to everybody, 2.2.2 CLNT_UCAST_EX to one computer), and each answer
(2.2.5 SVR_RESP) is a byte 5, the length in two bytes, and names and values with semicolons between, each
instance ended by two. Anybody in the network may answer, so what comes is read with doubt and only shown.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sync.errors import Unreachable
from sync.sentences import say

PORT: Final = 1434
_TO_ALL: Final = b"\x02"
_TO_ONE: Final = b"\x03"
_ANSWER: Final = 0x05
_HEAD: Final = 3
_LARGEST: Final = 65_535
_MOST: Final = 200
"""So many instances are shown at most; no small firm has more."""
_LONGEST: Final = 255
_EVERYBODY: Final = "255.255.255.255"
_DEFAULT: Final = "MSSQLSERVER"
"""The name of the instance that is reached by the computer's name alone."""
_YEARS: Final[Mapping[str, str]] = {
    "8": "2000",
    "9": "2005",
    "10": "2008",
    "11": "2012",
    "12": "2014",
    "13": "2016",
    "14": "2017",
    "15": "2019",
    "16": "2022",
    "17": "2025",
}


@dataclass(frozen=True, slots=True, order=True)
class FoundServer:
    """An instance of SQL Server. ``version`` is its year, "" where it is not known; ``tcp`` None: it does
    not take connections over the network.
    """

    computer: str
    instance: str
    version: str = ""
    tcp: int | None = None

    @property
    def address(self) -> str:
        """As an owner writes it: OFFICE, or OFFICE\\SQLEXPRESS."""
        if not self.instance or self.instance.upper() == _DEFAULT:
            return self.computer
        return f"{self.computer}\\{self.instance}"


def find_servers(computer: str = "", *, seconds: float = 2.0, port: int = PORT) -> list[FoundServer]:
    """The instances of one computer, else of all in the network that answer within ``seconds``, by name.

    Blocks. Raises Unreachable where nothing can be asked; nobody's answer is an empty list.
    """
    found: set[FoundServer] = set()
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            if not computer:
                asking.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            asking.sendto(_TO_ONE if computer else _TO_ALL, (computer or _EVERYBODY, port))
            for answer in _answers(asking, time.monotonic() + seconds):
                found.update(read_answer(answer))
                # One computer answers once, and nobody has more.
                if computer or len(found) >= _MOST:
                    break
    except (OSError, UnicodeError) as error:
        raise Unreachable(
            say("No SQL Server could be looked for in the network."),
            advice=say("Type the name of its computer, such as {example}.", example=r"OFFICE\SQLEXPRESS"),
            detail=f"{type(error).__name__} {getattr(error, 'errno', '')}",
        ) from error
    return sorted(found)[:_MOST]


def _answers(asking: socket.socket, until: float) -> Iterator[bytes]:
    while (left := until - time.monotonic()) > 0:
        asking.settimeout(left)
        try:
            yield asking.recv(_LARGEST)
        except TimeoutError:
            return
        except ConnectionResetError:
            # Windows tells so that nobody listens at that port of the one that was asked.
            return


def read_answer(answer: bytes) -> list[FoundServer]:
    """The instances that an answer names; what cannot be read is left out."""
    if len(answer) < _HEAD or answer[0] != _ANSWER:
        return []
    text = _decoded(answer[_HEAD:])
    return [one for part in text.split(";;") if (one := _instance(part.split(";"))) is not None]


def _decoded(data: bytes) -> str:
    # The code page is that of the server's computer, which nobody tells (2.2.5: MBCS).
    for encoding in ("utf-8", "cp1251"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _instance(words: Iterable[str]) -> FoundServer | None:
    each = iter(words)
    values: dict[str, str] = {}
    for name in each:
        values.setdefault(name.strip().lower(), next(each, "").strip())
    computer, instance = values.get("servername", ""), values.get("instancename", "")
    if not _is_name(computer) or (instance and not _is_name(instance)):
        return None
    tcp = values.get("tcp", "")
    return FoundServer(
        computer,
        instance,
        _YEARS.get(values.get("version", "").partition(".")[0], ""),
        int(tcp) if tcp.isascii() and tcp.isdecimal() and 0 < int(tcp) <= _LARGEST else None,
    )


def _is_name(text: str) -> bool:
    return 0 < len(text) <= _LONGEST and text.isprintable() and not set(text) & set("\\/;{}=")
