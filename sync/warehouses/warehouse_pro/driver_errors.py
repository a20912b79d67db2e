"""What a driver's error means: from SQLSTATE and the engine's own numbers to the error tree. Never by message
text.

SQLSTATE alone does not do: MariaDB reports a lock wait as HY000, FreeTDS a wrong password as 42000. So the
engine's native numbers decide and SQLSTATE only fills the gaps. Sources: the engines' published error lists
and what drivers here answered; Access' numbers are Jet's own (negative) as its ODBC driver passes them on,
not tried on a real one.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import Final

from sync.errors import Bug, MostikError, Refused, SettingsError, Unknown, Unreachable
from sync.sentences import say
from sync.warehouses.warehouse_pro.dialect import Engine


class DuplicateKey(Refused):
    """A row with this primary key is there already. The transaction lives on: the next number can be
    tried."""


class Locked(Unreachable):
    """Someone else holds the rows, or we were chosen as a deadlock's victim. Nothing of this transaction
    remains."""


class Deadlocked(Locked):
    """We were chosen as a deadlock's victim: the same transaction, begun anew at once, goes through."""


class NotLetIn(SettingsError):
    """The engine answers, and refuses the user, the password, the database or a right."""


class DatabaseNotThere(NotLetIn):
    """The engine lets the user in, and has no database of this name, or none that this user may open."""


class Fault(Enum):
    """What went wrong, as far as the program must tell cases apart."""

    DUPLICATE = auto()
    LOCKED = auto()
    DEADLOCK = auto()
    LOST = auto()
    DENIED = auto()
    NO_DATABASE = auto()
    READ_ONLY = auto()
    FULL = auto()
    ABSENT = auto()
    MISFIT = auto()
    NOT_A_DATABASE = auto()
    DAMAGED = auto()
    NO_FILE = auto()
    KEPT = auto()
    """Another program keeps the database to itself, or the server has closed it for now."""
    UNENCRYPTED = auto()
    """The server cannot encrypt, or nobody vouches for its certificate."""
    RULE = auto()
    """A rule of the site's own (a trigger) refused the change."""
    OTHER = auto()


_NATIVE: Final[Mapping[Engine, Mapping[Fault, frozenset[int]]]] = {
    Engine.MSSQL: {
        Fault.DUPLICATE: frozenset({2601, 2627}),
        # Two that deadlock, two versions of a snapshot; a lock waited for too long, no room for another lock.
        Fault.DEADLOCK: frozenset({1205, 3960}),
        Fault.LOCKED: frozenset({1204, 1222}),
        Fault.LOST: frozenset(
            {2, 53, 64, 109, 121, 233, 258, 596, 6005, 10053, 10054, 10060, 10061, 11001, 17142, 18401}
            # FreeTDS' own numbers
            | {20002, 20003, 20004, 20006, 20008, 20009, 20013, 20017, 20047}
        ),
        Fault.NO_DATABASE: frozenset({911, 916, 4060, 4063, 4064}),
        Fault.DENIED: frozenset({229, 230, 262, 297, 300})
        | frozenset({18450, 18451, 18452, 18456, 18461, 18470, 18486, 18487, 18488}),
        Fault.KEPT: frozenset({921, 922, 924, 927, 942, 945}),
        Fault.UNENCRYPTED: frozenset({20, -2146893019, -2146893022}),
        Fault.READ_ONLY: frozenset({3906, 3908}),
        Fault.FULL: frozenset({1101, 1105, 9002}),
        Fault.ABSENT: frozenset({207, 208}),
        Fault.MISFIT: frozenset({220, 241, 242, 245, 248, 295, 296, 298, 515, 547, 2628, 8115, 8152}),
        Fault.RULE: frozenset({3609, 50000}),
    },
    Engine.MYSQL: {
        Fault.DUPLICATE: frozenset({1062, 1586}),
        Fault.DEADLOCK: frozenset({1213, 1614}),
        Fault.LOCKED: frozenset({1205, 1206, 3572}),
        Fault.LOST: frozenset(
            {1040, 1053, 1152, 1158, 1159, 1160, 1161, 1184, 1203, 1226, 1927, 2002, 2003, 2005, 2006, 2013}
            | {2055, 4031}
            # MariaDB's own client, where the other end is gone while it reads or writes.
            | {5013, 5014}
            # A statement that took too long or was ended by the administrator.
            | {1317, 1969, 3024}
        ),
        Fault.NO_DATABASE: frozenset({1044, 1049}),
        Fault.DENIED: frozenset({1045, 1129, 1130, 1142, 1143, 1227, 1370, 1698})
        # Ways to log in that only one side knows, passwords run out, accounts closed.
        | frozenset({1251, 1524, 1820, 1862, 2049, 2059, 3118, 4151}),
        Fault.READ_ONLY: frozenset({1036, 1290, 1792, 1836}),
        # Below 1000 stand the numbers of MyISAM itself and of the system beneath.
        Fault.FULL: frozenset({28, 135, 136, 1021, 1026, 1114}),
        Fault.ABSENT: frozenset({1051, 1054, 1109, 1146}),
        Fault.MISFIT: frozenset({1048, 1264, 1265, 1292, 1366, 1406}),
        Fault.RULE: frozenset({1451, 1452, 1644, 3819, 4025}),
        Fault.DAMAGED: frozenset({126, 127, 144, 145, 1033, 1034, 1035, 1194, 1195, 1712, 1877, 1932}),
    },
    Engine.SQLITE: {
        Fault.DUPLICATE: frozenset({1555, 2067, 2579}),
        Fault.LOCKED: frozenset({5, 6}),
        Fault.LOST: frozenset({10, 14}),
        Fault.READ_ONLY: frozenset({8}),
        Fault.FULL: frozenset({13}),
        Fault.MISFIT: frozenset({18, 19, 20}),
        Fault.NOT_A_DATABASE: frozenset({11, 26}),
        Fault.DENIED: frozenset({3, 23}),
    },
    Engine.ACCESS: {
        Fault.DUPLICATE: frozenset({-1605}),
        Fault.LOCKED: frozenset({-1102, -1302, -1304, -1036}),
        Fault.LOST: frozenset({-1022}),
        Fault.KEPT: frozenset({-1024, -1032}),
        Fault.NO_FILE: frozenset({-1023, -1044, -1811}),
        Fault.DENIED: frozenset({-1905, -1907}),
        Fault.READ_ONLY: frozenset({-1809}),
        Fault.FULL: frozenset({-1808}),
        Fault.ABSENT: frozenset({-1305, -1507}),
        Fault.NOT_A_DATABASE: frozenset({-1206, -1028}),
    },
}
_STATES: Final[Mapping[str, Fault]] = {
    "08001": Fault.LOST,
    "08003": Fault.LOST,
    "08004": Fault.LOST,
    "08007": Fault.LOST,
    "08S01": Fault.LOST,
    "HYT00": Fault.LOST,
    "HYT01": Fault.LOST,
    "28000": Fault.DENIED,
    "40001": Fault.DEADLOCK,
    "42S02": Fault.ABSENT,
    "42S22": Fault.ABSENT,
    "22001": Fault.MISFIT,
    "22003": Fault.MISFIT,
    "22007": Fault.MISFIT,
    "23000": Fault.MISFIT,
}
_NUMBER: Final = re.compile(r"\((-?\d{1,10})\)(?=\s*(?:\(SQL\w+\)|;|\)|$))")
"""pyodbc writes a record as "[state] [vendor][driver]text (number) (SQLFunction)", further ones after ";
"."""


def native_numbers(message: str) -> tuple[int, ...]:
    """The engine's own error numbers in a message of pyodbc, in order."""
    return tuple(int(number) for number in _NUMBER.findall(message))


def classify(engine: Engine, state: str, numbers: tuple[int, ...]) -> Fault:
    """What an error means. Pure.

    A driver may add to the server's reason that the connection is gone; the reason counts.
    """
    found = [fault for number in numbers for fault, known in _NATIVE[engine].items() if number in known]
    return next((fault for fault in found if fault is not Fault.LOST), None) or next(
        iter(found), _STATES.get(state, Fault.OTHER)
    )


def fault_of(engine: Engine, error: Exception) -> Fault:
    """What a driver's exception means."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        if code is None:
            return Fault.OTHER
        # The extended code tells a doubled key from other broken rules; its last byte is the plain code.
        exact = classify(engine, "", (code,))
        return exact if exact is not Fault.OTHER else classify(engine, "", (code & 0xFF,))
    arguments = [str(part) for part in error.args]
    state = arguments[0] if arguments else ""
    return classify(engine, state, native_numbers(" ".join(arguments[1:])))


def mostik_error(fault: Fault, title: str, *, detail: str, outcome_unknown: bool = False) -> MostikError:
    """The error for the run. ``title`` is the engine's name for the owner, ``detail`` the driver's words for
    the log.

    ``outcome_unknown``: the connection was asked to make a change final when the error came.
    """
    if fault is Fault.LOST and outcome_unknown:
        return Unknown(
            say("The connection to the warehouse was lost while it was being changed."),
            advice=say("Mostik looks first whether the change arrived before it tries again."),
            detail=detail,
        )
    return _MAKERS[fault](title, detail)


def _duplicate(_title: str, detail: str) -> MostikError:
    return DuplicateKey(say("The warehouse already has a row with this number."), detail=detail)


def _locked(title: str, detail: str) -> MostikError:
    return Locked(
        say(
            "The warehouse’s database ({engine}) is busy: another program holds the same rows.", engine=title
        ),
        advice=say("Nothing was changed. Mostik tries again by itself."),
        detail=detail,
    )


def _deadlock(title: str, detail: str) -> MostikError:
    told = _locked(title, detail)
    return Deadlocked(told.sentence, advice=told.advice, detail=detail)


def _lost(title: str, detail: str) -> MostikError:
    return Unreachable(
        say("The warehouse’s database ({engine}) does not answer.", engine=title),
        advice=say("Check that the computer with the database is on and that the network works."),
        detail=detail,
    )


def _denied(title: str, detail: str) -> MostikError:
    return NotLetIn(
        say("The warehouse’s database ({engine}) did not let Mostik in.", engine=title),
        advice=say("Check the database’s name, the user, the password and the user’s rights."),
        detail=detail,
    )


def _no_database(title: str, detail: str) -> MostikError:
    return DatabaseNotThere(
        say("{engine} has no database of this name that this user may open.", engine=title),
        advice=say("Choose one of those that it has: “Show databases” on the step Connect lists them."),
        detail=detail,
    )


def _read_only(title: str, detail: str) -> MostikError:
    return SettingsError(
        say("The warehouse’s database ({engine}) can only be read, not changed.", engine=title),
        advice=say("Remove the write protection of the database or of its file."),
        detail=detail,
    )


def _full(title: str, detail: str) -> MostikError:
    return SettingsError(
        say("There is no room left where the warehouse’s database ({engine}) is kept.", engine=title),
        advice=say("Free some disk space, or ask the administrator to enlarge the database."),
        detail=detail,
    )


def _absent(title: str, detail: str) -> MostikError:
    return SettingsError(
        say("The warehouse’s database ({engine}) lacks a table or a column that Mostik needs.", engine=title),
        advice=say(
            "Test the connection again: Warehouse Pro may have been updated or the database replaced."
        ),
        detail=detail,
    )


def _misfit(_title: str, detail: str) -> MostikError:
    return Refused(say("The warehouse refused a value: it does not fit its field."), detail=detail)


def _not_a_database(title: str, detail: str) -> MostikError:
    return SettingsError(
        say("The file cannot be read as a database of {engine}.", engine=title),
        advice=say("Choose the right file; if it is the right one, it is damaged: restore it from a backup."),
        detail=detail,
    )


def _no_file(title: str, detail: str) -> MostikError:
    return SettingsError(
        say("The file of the warehouse’s database ({engine}) was not found.", engine=title),
        advice=say("Check its name and folder, and that the drive or network folder is there."),
        detail=detail,
    )


def _kept(title: str, detail: str) -> MostikError:
    return Unreachable(
        say("The warehouse’s database ({engine}) is kept by another program for itself.", engine=title),
        advice=say(
            "Close whatever has it open alone, or wait until it is done (a backup, a repair, an update)."
        ),
        detail=detail,
    )


def _unencrypted(title: str, detail: str) -> MostikError:
    return SettingsError(
        say(
            "The encrypted connection to {engine} did not come about: the server’s certificate is one that "
            "nobody vouches for, or it has none.",
            engine=title,
        ),
        advice=say("In the shop’s own network, accept the server’s certificate, or connect unencrypted."),
        detail=detail,
    )


def _rule(_title: str, detail: str) -> MostikError:
    return Refused(
        say("A rule in the warehouse’s own database (a trigger) refused the change."),
        advice=say("Ask whoever set up that rule. The log holds its words."),
        detail=detail,
    )


def _damaged(title: str, detail: str) -> MostikError:
    return SettingsError(
        say("A table of the warehouse’s database ({engine}) is damaged.", engine=title),
        advice=say("Let Warehouse Pro or the database’s administrator repair it, then run again."),
        detail=detail,
    )


def _other(title: str, detail: str) -> MostikError:
    return Bug(
        say("The warehouse’s database ({engine}) refused a request that Mostik made.", engine=title),
        detail=detail,
    )


_MAKERS: Final[Mapping[Fault, Callable[[str, str], MostikError]]] = {
    Fault.DUPLICATE: _duplicate,
    Fault.LOCKED: _locked,
    Fault.DEADLOCK: _deadlock,
    Fault.LOST: _lost,
    Fault.DENIED: _denied,
    Fault.NO_DATABASE: _no_database,
    Fault.READ_ONLY: _read_only,
    Fault.FULL: _full,
    Fault.ABSENT: _absent,
    Fault.MISFIT: _misfit,
    Fault.NOT_A_DATABASE: _not_a_database,
    Fault.DAMAGED: _damaged,
    Fault.NO_FILE: _no_file,
    Fault.KEPT: _kept,
    Fault.UNENCRYPTED: _unencrypted,
    Fault.RULE: _rule,
    Fault.OTHER: _other,
}
