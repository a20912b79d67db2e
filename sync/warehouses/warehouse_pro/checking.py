"""The connection test: can the warehouse be reached, is it one, may Mostik write, and what lies in it?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from sync.errors import MostikError
from sync.ports import CheckStep, ProductScope, WarehouseFacts
from sync.sentences import Sentence, say
from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.configuration import (
    base_currency,
    last_backup,
    prices_unclear,
    read_configuration,
)
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.goods_scope import read_scope
from sync.warehouses.warehouse_pro.inspection import inspect
from sync.warehouses.warehouse_pro.values import text, whole

_COUNTS: Final = {
    "locations": "SELECT COUNT(*) FROM [Objects] WHERE [Deleted] = 0 OR [Deleted] IS NULL",
    "partners": "SELECT COUNT(*) FROM [Partners] WHERE [Deleted] = 0 OR [Deleted] IS NULL",
}
_PRODUCTS: Final = "SELECT COUNT(*) FROM [Goods] WHERE [ID] >= ? AND ([Deleted] = 0 OR [Deleted] IS NULL)"
_NEWEST: Final = (
    "SELECT [Name] FROM [Goods] WHERE [ID] ="
    " (SELECT MAX([ID]) FROM [Goods] WHERE [Deleted] = 0 OR [Deleted] IS NULL)"
)
_TRIAL: Final = "MostikTest"


class _TakenBack(Exception):
    """Ends the trial write, so that nothing of it remains."""


@dataclass(slots=True)
class _Test:
    """Steps done so far; after one that failed the others are not come to."""

    facts: WarehouseFacts = field(default_factory=lambda: WarehouseFacts(()))

    def step(self, name: Sentence, look: Callable[[], Sentence | None]) -> None:
        if not self.facts.passed:
            self._add(CheckStep(name, None))
            return
        try:
            said = look()
        except MostikError as error:
            self._add(CheckStep(name, False, error.sentence, error.advice, error.detail))
        else:
            self._add(CheckStep(name, True, said))

    def learn(self, **values: object) -> None:
        self.facts = replace(self.facts, **values)  # type: ignore[arg-type]  # the fields' own names and types

    def _add(self, step: CheckStep) -> None:
        self.facts = replace(self.facts, steps=(*self.facts.steps, step))


def check(database: Database) -> WarehouseFacts:
    """Test the connection. Says what failed and does not raise; leaves nothing behind."""
    test = _Test()
    test.learn(engine=database.dialect.title)
    test.step(say("Reached"), lambda: _reach(database))
    test.step(say("Is it Warehouse Pro?"), lambda: _recognise(database, test))
    test.step(say("May Mostik write?"), lambda: _try_writing(database))
    test.step(say("Settings of the program"), lambda: _read_settings(database, test))
    test.step(say("A sample"), lambda: _read_sample(database, test))
    return test.facts


def _reach(database: Database) -> None:
    database.one("SELECT 1")


def _recognise(database: Database, test: _Test) -> Sentence:
    found = inspect(database)
    engine = f"{found.engine_title} {database.engine_version()}".strip()
    version = found.stated_version or found.schema_version
    test.learn(version=version, engine=engine)
    if found.schema_version in ("", version):
        return say("A warehouse of version {version} on {engine}.", version=version, engine=engine)
    return say(
        "A warehouse of version {version} with tables of {tables} on {engine}.",
        version=version,
        tables=found.schema_version,
        engine=engine,
    )


def _try_writing(database: Database) -> Sentence | None:
    """Write a row and take it away again, in a transaction that is rolled back: nothing is left even where
    tables know no transactions, and that is told."""
    try:
        with database.transaction():
            database.insert(tables.NEXT_ACCT, {"NextAcct": _TRIAL})
            database.delete(tables.NEXT_ACCT, {"NextAcct": _TRIAL})
            _take_back()
    except _TakenBack:
        return inspect(database).closed.get("orders")
    return None


def _take_back() -> None:
    raise _TakenBack


def _read_settings(database: Database, test: _Test) -> Sentence:
    configuration = read_configuration(database)
    test.learn(
        prices_include_vat=configuration.gross_prices,
        negative_stock=configuration.negative_stock,
        lots=configuration.lots,
        last_backup=last_backup(database),
    )
    if configuration.gross_prices is None:
        raise prices_unclear()
    currency = base_currency(database)
    test.learn(currency=currency)
    if configuration.gross_prices:
        return say("Prices in {currency} with VAT.", currency=currency)
    return say("Prices in {currency} without VAT.", currency=currency)


def _read_sample(database: Database, test: _Test) -> Sentence:
    first = read_scope(database, ProductScope()).first
    counts = {name: _count(database, sql) for name, sql in _COUNTS.items()}
    counts["products"] = _count(database, _PRODUCTS, first)
    test.learn(**counts)
    newest = database.one(_NEWEST)
    if newest is None or not counts["products"]:
        return say("There are no products yet; {locations} locations.", locations=counts["locations"])
    return say(
        "{products} products, {locations} locations, {partners} partners; the newest product is {name}.",
        products=counts["products"],
        locations=counts["locations"],
        partners=counts["partners"],
        name=text(newest[0]),
    )


def _count(database: Database, sql: str, *parameters: int) -> int:
    row = database.one(sql, parameters)
    return whole(row[0]) if row else 0
