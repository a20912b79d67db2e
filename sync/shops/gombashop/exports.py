"""The files that the owner exported from GombaShop, told apart by their headers, the newest first.

All three lie in one folder under whatever names; older ones may stay there. The shop's three forms are those
measured on a real shop's files (fact sheet, 2.3); where a column is missing, the file is not one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from sync.errors import SettingsError
from sync.matching.folding import fold
from sync.ports import Clock
from sync.sentences import Sentence
from sync.shops.files import Row, Table, files_in, recognise, wait_until_still


class ExportKind(StrEnum):
    """What a file lists."""

    ORDERS = "orders"
    PRODUCTS = "products"
    STOCK = "stock"


NEEDED: Final[Mapping[ExportKind, tuple[str, ...]]] = {
    ExportKind.ORDERS: (
        "Статус",
        "Дата",
        "Номер на поръчката",
        "Продукти",
        "Общо продукти",
        "Доставка",
        "Отстъпка",
        "Обща стойност",
    ),
    ExportKind.PRODUCTS: ("#", "Име на продукт", "sku", "Цена"),
    ExportKind.STOCK: ("Име на продукт", "Наличност"),
}
"""The columns without which a file cannot be used, by what it lists."""
USED: Final[Mapping[ExportKind, tuple[str, ...]]] = {
    ExportKind.ORDERS: (
        "Статус", "Дата", "Номер на поръчката", "Лице за доставка", "Избран метод за плащане",
        "Дата на плащане", "Платена", "Начин за доставка", "Град за доставка", "Адрес за доставка",
        "Пощенски код", "Телефон за доставка", "Бележка на клиента", "Клиентът има нужда от фактура", "Фирма",
        "ЕИК", "ИН по ЗДДС", "Адрес за фактура", "Град за фактура", "Клиент", "Град", "Адрес",
        "Пощенски код (2)", "Телефон", "Имейл", "Тип отстъпка", "Промокод", "Продукти", "Общо продукти",
        "Доставка", "Отстъпка", "Обща стойност",
    ),
    ExportKind.PRODUCTS: (
        "#", "Име на продукт", "sku", "Цена", "Стара цена", "В промоция", "Нов продукт", "Скрит продукт",
    ),
    ExportKind.STOCK: ("Име на продукт", "Наличност"),
}  # fmt: skip
"""The columns that are read."""


@dataclass(frozen=True, slots=True)
class Export:
    """One file. ``made_at`` (aware): when it was saved, as far as the computer knows."""

    kind: ExportKind
    table: Table
    made_at: datetime
    names: Mapping[str, str]
    """The columns' names in the file by their usual ones."""

    @property
    def name(self) -> str:
        return self.table.path.name

    def cells(self, row: Row, columns: Iterable[str]) -> dict[str, str]:
        """The cells of these columns, however the header writes their names; what the file lacks is empty."""
        names, cells = self.names, row.cells
        return {column: cells[names[column]] if column in names else "" for column in columns}


class Exports:
    """The exports in one folder. A file is looked at again only when it has changed."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._seen: dict[Path, tuple[tuple[int, int], Export | None]] = {}
        self.unread: dict[str, Sentence] = {}
        """Files that are no tables, by their names, with the reason."""

    def of(self, kind: ExportKind) -> list[Export]:
        """The files of a kind, the newest first.

        Raises Unreachable where the folder is not there or a file is still being written.
        """
        self._look()
        found = [export for _state, export in self._seen.values() if export and export.kind is kind]
        return sorted(found, key=lambda export: export.made_at, reverse=True)

    def newest(self, kind: ExportKind) -> Export | None:
        """The newest file of a kind; None where there is none. Raises as :meth:`of`."""
        return next(iter(self.of(kind)), None)

    def _look(self) -> None:
        there = {path: _state(path) for path in files_in(self._folder) if path.suffix.lower() in _SUFFIXES}
        new = [path for path, state in there.items() if self._seen.get(path, (None,))[0] != state]
        self._seen = {path: seen for path, seen in self._seen.items() if path in there}
        self.unread = {name: why for name, why in self.unread.items() if self._folder / name in there}
        if not new:
            return
        wait_until_still(new, self._clock)
        for path in new:
            self.unread.pop(path.name, None)
            self._seen[path] = (there[path], self._read(path))

    def _read(self, path: Path) -> Export | None:
        try:
            table = recognise(path).table
        except SettingsError as error:
            self.unread[path.name] = error.sentence
            return None
        columns = {fold(column): column for column in table.columns}
        changed = datetime.fromtimestamp(table.fingerprint.changed_ns / 1e9, UTC)
        for kind, needed in NEEDED.items():
            if all(fold(column) in columns for column in needed):
                names = {each: columns[fold(each)] for each in USED[kind] if fold(each) in columns}
                return Export(kind, table, changed, names)
        return None


_SUFFIXES: Final = frozenset({".csv", ".txt", ".tsv", ".xls", ".xlsx"})
"""A workbook is named so that the owner is told to save it as CSV."""


def _state(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns
