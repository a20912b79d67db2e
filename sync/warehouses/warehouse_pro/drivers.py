"""The ODBC drivers of this computer: which fit a database engine, which is best, and what to install.

A driver is a library in the program's own process, so on Windows a 64-bit Mostik sees 64-bit drivers only;
the 32-bit ones stand in a part of the registry of their own and are named to the owner, not used.
"""

from __future__ import annotations

import re
import struct
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from sync.errors import SettingsError
from sync.sentences import Sentence, say
from sync.warehouses.warehouse_pro.connect import odbc
from sync.warehouses.warehouse_pro.dialect import DIALECTS, Engine

_REGISTRY: Final = r"SOFTWARE\ODBC\ODBCINST.INI\ODBC Drivers"
_FITTING: Final[Mapping[Engine, Sequence[re.Pattern[str]]]] = MappingProxyType(
    {
        Engine.MSSQL: (
            re.compile(r"ODBC Driver \d+(\.\d+)? for SQL Server"),
            re.compile(r"FreeTDS"),
            re.compile(r"SQL Server Native Client \d+(\.\d+)?"),
            re.compile(r"SQL Server"),
        ),
        Engine.MYSQL: (
            re.compile(r"MariaDB ODBC \d+(\.\d+)? Driver|MariaDB Unicode|MariaDB"),
            re.compile(r"MySQL ODBC \d+(\.\d+)? Unicode Driver"),
            # MySQL's "ANSI" drivers change Cyrillic letters on the way, so they do not fit.
        ),
        Engine.ACCESS: (
            re.compile(r"Microsoft Access Driver \(\*\.mdb, \*\.accdb\)"),
            re.compile(r"Microsoft Access Driver \(\*\.mdb\)"),
        ),
    }
)
"""Names under which drivers install themselves, the best family first."""
_TO_INSTALL: Final[Mapping[Engine, str]] = MappingProxyType(
    {
        Engine.MSSQL: "ODBC Driver 18 for SQL Server",
        Engine.MYSQL: "MariaDB ODBC 3.2 Driver",
        Engine.ACCESS: "Microsoft Access Driver (*.mdb, *.accdb)",
    }
)
_PACKAGES: Final[Mapping[Engine, str]] = MappingProxyType(
    {Engine.MSSQL: "tdsodbc", Engine.MYSQL: "odbc-mariadb"}
)
"""The package that brings a driver on Debian."""


def installed() -> tuple[str, ...]:
    """The drivers that this program can load. Raises SettingsError where the system's ODBC part is
    missing."""
    return tuple(odbc().drivers())


def fitting(engine: Engine, drivers: Iterable[str]) -> tuple[str, ...]:
    """Those of ``drivers`` that reach this engine, the best first: by family, then the newer version."""
    ranked: list[tuple[int, tuple[int, ...], str]] = []
    for driver in drivers:
        for rank, pattern in enumerate(_FITTING[engine]):
            if pattern.fullmatch(driver):
                ranked.append((rank, tuple(-int(part) for part in re.findall(r"\d+", driver)), driver))
                break
    return tuple(driver for _, _, driver in sorted(ranked))


def choose(engine: Engine, wanted: str, drivers: Sequence[str], *, other_width: Collection[str] = ()) -> str:
    """The driver to connect with: ``wanted`` where it is there, else the best that fits.

    ``other_width``: drivers that are there for programs of the other width only (32 or 64 bits). Raises
    SettingsError with the exact name to install where none fits.
    """
    if wanted.startswith("/"):
        return wanted  # the library itself; the system need not list it
    if wanted:
        if wanted in drivers:
            return wanted
        raise _missing(engine, wanted, other_width)
    found = fitting(engine, drivers)
    if found:
        return found[0]
    raise _missing(engine, _TO_INSTALL[engine], other_width)


def driver_for(engine: Engine, wanted: str = "") -> str:
    """The driver of this computer to connect with; see :func:`choose`."""
    return choose(engine, wanted, installed(), other_width=drivers_of_other_width())


def how_to_install(engine: Engine, name: str = "", *, windows: bool = sys.platform == "win32") -> Sentence:
    """What to install, by its exact name."""
    if not windows:
        if engine is Engine.ACCESS:
            return say("Databases of Access can be opened on Windows only. Run Mostik there.")
        return say(
            "Install the package {package}, or Microsoft’s or MariaDB’s own driver.",
            package=_PACKAGES[engine],
        )
    wanted = name or _TO_INSTALL[engine]
    if engine is Engine.ACCESS:
        return say(
            "Install Microsoft Access Database Engine ({bits}-bit); it brings the driver {driver}.",
            bits=_bits(),
            driver=wanted,
        )
    return say("Install {driver} ({bits}-bit) from its maker’s site.", driver=wanted, bits=_bits())


if sys.platform == "win32":
    import winreg

    def drivers_of_other_width() -> frozenset[str]:
        """On Windows, the drivers that only programs of the other width can load; elsewhere none."""
        narrow, wide = _registered(winreg.KEY_WOW64_32KEY), _registered(winreg.KEY_WOW64_64KEY)
        return wide - narrow if _bits() == 32 else narrow - wide

    def _registered(view: int) -> frozenset[str]:
        """The drivers in one part of the registry; none where Windows has no such part."""
        found: set[str] = set()
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _REGISTRY, access=winreg.KEY_READ | view) as key:
                for place in range(winreg.QueryInfoKey(key)[1]):
                    name, state, _kind = winreg.EnumValue(key, place)
                    if str(state).casefold() == "installed":
                        found.add(name)
        except OSError:
            return frozenset()
        return frozenset(found)

else:

    def drivers_of_other_width() -> frozenset[str]:
        """On Windows, the drivers that only programs of the other width can load; elsewhere none."""
        return frozenset()


def _bits() -> int:
    """The width of this program: 32 or 64."""
    return struct.calcsize("P") * 8


def _missing(engine: Engine, name: str, other_width: Collection[str]) -> SettingsError:
    beside = name if name in other_width else next(iter(fitting(engine, other_width)), "")
    if beside:
        return SettingsError(
            say(
                "The driver {driver} is there for {other}-bit programs only, and Mostik is a {bits}-bit one.",
                driver=beside,
                other=96 - _bits(),
                bits=_bits(),
            ),
            advice=how_to_install(engine, name),
            detail=f"missing: {name}",
        )
    return SettingsError(
        say("The ODBC driver for {engine} is not installed on this computer.", engine=DIALECTS[engine].title),
        advice=how_to_install(engine, name),
        detail=f"missing: {name}",
    )
