"""The program's own settings that decide how a document is written, its base currency and its last backup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sync.errors import SettingsError
from sync.sentences import say
from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.statements import select
from sync.warehouses.warehouse_pro.values import moment, number, text, truth, whole

_FOR_ALL_USERS: Final = -1
_NEGATIVE_STOCK, _GROSS_PRICES, _GOODS_MANAGEMENT, _NUMBERS = 12, 20, 23, 48
_WANTED: Final = {
    f"configkey{number}": number for number in (_NEGATIVE_STOCK, _GROSS_PRICES, _GOODS_MANAGEMENT, _NUMBERS)
}
_SETTINGS: Final = select(tables.CONFIGURATION, ("Key", "Value"), where=("UserID",))
_LOTS: Final = range(2, 6)


@dataclass(frozen=True, slots=True)
class Configuration:
    """Settings by the program's keys 12, 20, 23 and 48; ``gross_prices`` None: key 20 is missing."""

    negative_stock: bool
    gross_prices: bool | None
    goods_management: int
    numbers_by_location: bool

    @property
    def lots(self) -> bool:
        """Whether the stock is kept in lots, several rows for one good."""
        return self.goods_management in _LOTS

    @property
    def gross(self) -> bool:
        """Whether prices include VAT. Raises SettingsError where the program does not say."""
        if self.gross_prices is None:
            raise prices_unclear()
        return self.gross_prices


def prices_unclear() -> SettingsError:
    """The error of a database that does not say whether its prices include VAT: nobody may guess that."""
    return SettingsError(
        say("This warehouse does not say whether its prices include VAT. Do they?"),
        advice=say("Open the settings of Warehouse Pro, choose prices with or without VAT and save them."),
        detail="configkey20 is missing",
    )


def read_configuration(database: Database) -> Configuration:
    """The settings as they are now; a missing one has the program's default (negative stock allowed, no
    lots)."""
    return configuration_of(database.rows(_SETTINGS, (_FOR_ALL_USERS,)))


def configuration_of(rows: Iterable[Sequence[object]]) -> Configuration:
    """The settings from (key, value) for all users. Pure."""
    given: dict[int, int] = {}
    for key, value in rows:
        number_of_key = _WANTED.get(text(key).lower())
        if number_of_key is not None and _is_number(text(value)):
            given.setdefault(number_of_key, whole(text(value)))
    return Configuration(
        negative_stock=truth(given.get(_NEGATIVE_STOCK, -1)),
        gross_prices=truth(given[_GROSS_PRICES]) if _GROSS_PRICES in given else None,
        goods_management=given.get(_GOODS_MANAGEMENT, 0),
        numbers_by_location=truth(given.get(_NUMBERS, 0)),
    )


def _is_number(value: str) -> bool:
    return value.removeprefix("-").removeprefix("+").replace(".", "", 1).isdecimal()


# ---------------------------------------------------------------- currency

_RATES: Final = "SELECT [ID], [Currency], [ExchangeRate], [Deleted] FROM [Currencies] ORDER BY [ID]"
_DATED: Final = (
    "SELECT [Date], [ExchangeRate] FROM [CurrenciesHistory]"
    " WHERE [CurrencyID] = ? AND [Date] <= ? ORDER BY [Date], [ID]"
)


def base_currency(database: Database) -> str:
    """The currency of all prices: the one whose rate is 1, the first of several. Raises SettingsError."""
    found = ""
    for _ident, currency, rate, deleted in database.rows(_RATES):
        if not found and not truth(deleted) and number(rate) == 1:
            found = text(currency).upper()
    if not found:
        raise SettingsError(
            say("This warehouse does not say in which currency its prices are: no currency has the rate 1."),
            advice=say("Enter the base currency with the rate 1 in the currencies of Warehouse Pro."),
        )
    return found


def currency_rate(database: Database, currency: str, day: date) -> Decimal | None:
    """How many units of the base currency one unit of ``currency`` is worth on ``day``.

    Only a rate with a date counts, the latest up to that day: the one in the list of currencies is of nobody
    knows when.
    """
    if currency == base_currency(database):
        return Decimal(1)
    wanted = [
        int(ident)
        for ident, name, _rate, deleted in database.rows(_RATES)
        if text(name).upper() == currency and not truth(deleted)
    ]
    if not wanted:
        return None
    rate = None
    for _date, value in database.rows(_DATED, (wanted[0], day)):
        rate = Decimal(repr(float(value))) if value else None
    return rate if rate is not None and rate > 0 else None


def last_backup(database: Database) -> datetime | None:
    """When the program last made a backup, by its own note."""
    if not database.has(tables.SYSTEM, "LastBackup"):
        return None
    moments = [
        moment(value, database.zone) for (value,) in database.rows(select(tables.SYSTEM, ("LastBackup",)))
    ]
    return max((each for each in moments if each is not None), default=None)
