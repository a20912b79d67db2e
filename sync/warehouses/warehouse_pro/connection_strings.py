"""The ODBC connection string of a Warehouse Pro database, as each family of drivers wants it. Pure.

Tried on this machine: Microsoft's driver 18, FreeTDS 1.3.17 and MariaDB's 3.1.15 against servers that say
what arrived. By their makers' manuals alone: Microsoft's older drivers, MySQL's, and Access'.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import Final, assert_never

from sync.errors import SettingsError
from sync.profile import DatabaseEngine, DatabaseWarehouse
from sync.sentences import Sentence, say
from sync.warehouses.warehouse_pro.dialect import Engine

APPLICATION: Final = "Mostik"
"""The name under which an administrator of a server sees our connections."""
MYSQL_PORT: Final = 3306
MSSQL_PORT: Final = 1433
_TDS_VERSION: Final = "7.4"  # what newer servers speak; an older one answers with its own and FreeTDS follows
_SIGNS: Final = re.compile(r"[;{}]|^\s|\s$")
"""What must stand in braces. ODBC's rules name more signs, but whether Access takes braces off a value that
needs none is not known."""


class Family(Enum):
    """Drivers that understand the same words."""

    MICROSOFT = auto()
    """ODBC Driver 11, 13, 17 and 18 for SQL Server, and SQL Server Native Client."""
    MICROSOFT_OLD = auto()
    """The driver "SQL Server" that comes with Windows; it knows nothing of certificates."""
    FREETDS = auto()
    MARIADB = auto()
    MYSQL = auto()
    ACCESS = auto()


def engine_of(settings: DatabaseWarehouse) -> Engine:
    """The dialect that the settings ask for."""
    return Engine(settings.engine.value)


def family_of(engine: Engine, driver: str) -> Family:
    """The family of a driver by its name, or by the path of its library."""
    name = driver.lower()
    if engine is Engine.ACCESS:
        return Family.ACCESS
    if engine is Engine.MYSQL:
        return Family.MARIADB if "maria" in name or "maodbc" in name else Family.MYSQL
    if "freetds" in name or "tdsodbc" in name:
        return Family.FREETDS
    return Family.MICROSOFT_OLD if name == "sql server" else Family.MICROSOFT


def connection_string(settings: DatabaseWarehouse, password: str, driver: str) -> str:
    """The connection string for ``driver`` (its name as the system lists it, or the path of its library).

    ``password`` may be empty: an Access file without one, or a trusted login. Raises SettingsError where this
    driver cannot be told a value.
    """
    family = family_of(engine_of(settings), driver)
    match family:
        case Family.MICROSOFT | Family.MICROSOFT_OLD:
            values = _microsoft(settings, password, family)
        case Family.FREETDS:
            values = _freetds(settings, password)
        case Family.MARIADB | Family.MYSQL:
            values = _mysql(settings, password)
        case Family.ACCESS:
            values = _access(settings, password)
        case other:
            assert_never(other)
    brace = _braced_for_freetds if family is Family.FREETDS else _braced
    return f"DRIVER={_driver(driver)};" + "".join(
        f"{keyword}={_told(keyword, value, brace)};" for keyword, value in values.items()
    )


def shown(string: str) -> str:
    """A connection string for the log: without the password, whatever braces it stands in."""
    return re.sub(r"(?i)\b(PWD|PASSWORD)=(\{(?:[^}]|\}\})*\}|[^;]*)", r"\1=***", string)


def encryption_sentence(settings: DatabaseWarehouse) -> Sentence | None:
    """What the choice of encryption means, for the owner; None where nothing needs to be said."""
    if settings.engine is not DatabaseEngine.MSSQL:
        return None
    if not settings.encrypt:
        return say(
            "The connection to SQL Server is not encrypted: whoever listens in the network can read it. "
            "In the shop’s own network that is usual."
        )
    if settings.trust_certificate:
        return say(
            "The connection to SQL Server is encrypted, but Mostik does not check which computer answers. "
            "In the shop’s own network that is usual."
        )
    return say(
        "The connection to SQL Server is encrypted and its certificate is checked. Most small servers "
        "have only a certificate that they made themselves: where connecting fails, accept it."
    )


# ---------------------------------------------------------------- what each family is told


def _microsoft(settings: DatabaseWarehouse, password: str, family: Family) -> Mapping[str, str]:
    values = {
        "SERVER": _microsoft_server(settings),
        "DATABASE": settings.database,
        **_login(settings, password),
        "APP": APPLICATION,
    }
    if family is Family.MICROSOFT:
        # Driver 18 encrypts by default and 17 does not, so both are told.
        values["Encrypt"] = _yes(settings.encrypt)
        values["TrustServerCertificate"] = _yes(settings.encrypt and settings.trust_certificate)
    return values


def _microsoft_server(settings: DatabaseWarehouse) -> str:
    if settings.instance:
        return rf"{settings.server}\{settings.instance}"
    if settings.port is not None:
        return f"{settings.server},{settings.port}"
    return settings.server  # a server in the same computer may be reached by shared memory


def _freetds(settings: DatabaseWarehouse, password: str) -> Mapping[str, str]:
    """FreeTDS checks no certificate unless its own freetds.conf names the authorities, so that choice of the
    owner's makes no difference to it."""
    return {
        **_freetds_server(settings),
        "DATABASE": settings.database,
        **_login(settings, password),
        "TDS_Version": _TDS_VERSION,
        "ClientCharset": "UTF-8",
        "APP": APPLICATION,
        "Encryption": "require" if settings.encrypt else "request",
    }


def _freetds_server(settings: DatabaseWarehouse) -> Mapping[str, str]:
    if settings.instance:
        # With a PORT beside it the instance's name would not be looked up.
        return {"SERVER": rf"{settings.server}\{settings.instance}"}
    return {"SERVER": settings.server, "PORT": str(settings.port or MSSQL_PORT)}


def _mysql(settings: DatabaseWarehouse, password: str) -> Mapping[str, str]:
    """The character set is the three-byte one: servers before MySQL 5.5 know no other, and characters
    beyond it are replaced before they are written."""
    return {
        "SERVER": settings.server,
        "PORT": str(settings.port or MYSQL_PORT),
        "DATABASE": settings.database,
        "UID": settings.user,
        "PWD": password,
        "CHARSET": "utf8",
    }


def _access(settings: DatabaseWarehouse, password: str) -> Mapping[str, str]:
    """A database password is given without a user. ``ExtendedAnsiSQL`` is the mode of SQL-92, in which text
    is compared with % and _ as everywhere else."""
    values = {"DBQ": settings.path}
    if password:
        values["PWD"] = password
    return {**values, "ExtendedAnsiSQL": "1"}


def _login(settings: DatabaseWarehouse, password: str) -> Mapping[str, str]:
    if settings.trusted_login:
        return {"Trusted_Connection": "yes"}
    return {"UID": settings.user, "PWD": password}


def _yes(choice: bool) -> str:
    return "yes" if choice else "no"


# ---------------------------------------------------------------- how a value is written


def _driver(driver: str) -> str:
    """A name in braces; a library's path without, as unixODBC asks."""
    return driver if driver.startswith("/") else "{" + driver.replace("}", "}}") + "}"


def _told(keyword: str, value: str, brace: Callable[[str], str | None]) -> str:
    told = None if any(sign in value for sign in "\0\r\n") else brace(value)
    if told is None:
        if keyword == "PWD":
            problem = say("The chosen ODBC driver cannot be told this password: signs in it would end it.")
        else:
            problem = say(
                "The chosen ODBC driver cannot be told {keyword}: signs in it would end it.", keyword=keyword
            )
        raise SettingsError(problem, advice=say("Choose another driver, or change it on the server."))
    return told


def _braced(value: str) -> str | None:
    """ODBC's way: in braces where a sign would mean something, a closing brace doubled."""
    return "{" + value.replace("}", "}}") + "}" if _SIGNS.search(value) else value


def _braced_for_freetds(value: str) -> str | None:
    """FreeTDS takes braces off but leaves a doubled one doubled; it ends a braced value at ``};``."""
    if ";" not in value and not value.startswith("{"):
        return value
    return None if "};" in value else "{" + value + "}"
