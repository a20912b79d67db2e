"""Where a database server is, as an owner writes it: computer, instance and port. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sync.profile import DatabaseEngine
from sync.sentences import Sentence, say

_HIGHEST: Final = 65_535
_PORT_BEHIND: Final = {
    DatabaseEngine.MSSQL: re.compile(r"(?P<server>[^,]+),\s*(?P<port>\d+)"),
    DatabaseEngine.MYSQL: re.compile(r"(?P<server>[^:]+):\s*(?P<port>\d+)"),
}
"""How the engine's own programs write a port: "OFFICE,1433" and "office:3306"."""


@dataclass(frozen=True, slots=True)
class Address:
    """``problem``: what is wrong with the port."""

    server: str = ""
    instance: str = ""
    port: int | None = None
    problem: Sentence | None = None


def read_address(engine: DatabaseEngine, server: str, port: str) -> Address:
    """What was typed into the fields for server and port, without blanks at their ends.

    A named instance of SQL Server is found by its name, so a port beside it would be of no use and is left
    out.
    """
    server, port = server.strip(), port.strip()
    behind = _PORT_BEHIND[engine].fullmatch(server) if engine in _PORT_BEHIND else None
    if behind is not None and not port:
        server, port = behind["server"].strip(), behind["port"]
    instance = ""
    if engine is DatabaseEngine.MSSQL and "\\" in server:
        server, instance = (part.strip() for part in server.split("\\", 1))
    if not port or instance:
        return Address(server, instance)
    if not port.isascii() or not port.isdecimal() or not 0 < int(port) <= _HIGHEST:
        return Address(server, problem=say("A port is a number from 1 to {highest}.", highest=_HIGHEST))
    return Address(server, port=int(port))
