"""Writing what is no operation: items, partners and groups (facts 5.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from sync.simulators.microbg.arguments import Arguments, needed
from sync.simulators.microbg.books import Books, blank_row
from sync.simulators.microbg.errors import (
    DUPLICATE_CODE,
    GROUP_NOT_EMPTY,
    INVALID_VALUE,
    MISSING_FIELD,
    NOT_FOUND,
    Refusal,
)
from sync.simulators.microbg.prices import PRICES, converted, meant
from sync.simulators.microbg.quirks import Quirks
from sync.simulators.microbg.reading import group_table
from sync.simulators.microbg.tables import (
    GROUPED,
    ITEMS,
    MEASURES,
    PARTNERS,
    TAX_GROUPS,
    Row,
    Table,
)
from sync.simulators.microbg.task import Task
from sync.simulators.microbg.wire import flag, names_of, shown, shown_id, taken

NotTaken = Counter[str]
_USUAL: Final[dict[str, Row]] = {
    ITEMS.name: {"GroupId": 1, "TaxGroup": 1},
    PARTNERS.name: {"GroupId": 1, "PriceGroup": 1, "PartnerType": 1},
}


def inserter(table: Table) -> Callable[[Task], Any]:
    """insertItem or insertPartner."""

    def insert(task: Task) -> Any:
        generate = task.sent.control_flag("AutoGenerateCode")
        values = _taken(task.books, table, task.sent, task.quirks, task.not_taken)
        row = {**_USUAL[table.name], **values}
        needed(row, "Name")
        if table is ITEMS:
            needed(row, "MeasureId")
        if not row.get("Code"):
            if table is ITEMS and not generate:
                raise Refusal(MISSING_FIELD, "Code")
            row["Code"] = task.books.next_code(table)
        _check(task.books, table, row, task.quirks, own=None)
        return answer(
            table, task.books, task.books.insert(table, {**row, "DateUpdated": task.now}), task.quirks
        )

    return insert


def editor(table: Table) -> Callable[[Task], Any]:
    """editItem or editPartner: what is left out stays, or becomes blank (a switch)."""

    def edit(task: Task) -> Any:
        task.sent.control("AutoGenerateCode")
        row = _existing(task.books, table, task.sent.needed_id())
        values = _taken(task.books, table, task.sent, task.quirks, task.not_taken, row)
        base = {**blank_row(table), **_USUAL[table.name]} if task.quirks.edit == "whole" else row
        changed = {**base, **values, table.key: row[table.key], "DateUpdated": task.now}
        needed(changed, "Name")
        _check(task.books, table, changed, task.quirks, own=row[table.key])
        row.update(changed)
        return answer(table, task.books, row, task.quirks)

    return edit


def deleter(table: Table) -> Callable[[Task], Any]:
    """deleteItem or deletePartner: marks the row, or takes it away (a switch)."""

    def delete(task: Task) -> Any:
        row = _existing(task.books, table, task.sent.needed_id())
        if task.quirks.deleting == "removes":
            del task.books.tables[table.name][row[table.key]]
        else:
            row.update({"Deleted": True, "DateUpdated": task.now})
        return None

    return delete


def insert_group(task: Task) -> Any:
    """insertGroup below ``parentId``, or at the top."""
    table = group_table(task.sent.control("Module"))
    values = _group_fields(table, task.sent, task.quirks, task.not_taken)
    needed(values, "Name")
    parent = values.get("parentId", 0)
    above = _existing(task.books, table, parent)["Path"] if parent else ""
    return answer(
        table,
        task.books,
        task.books.insert(table, {**values, "Path": task.books.next_path(table, above)}),
        task.quirks,
    )


def rename_group(task: Task) -> Any:
    """renameGroup: its path and its place stay."""
    table = group_table(task.sent.control("Module"))
    row = _existing(task.books, table, _group_id(table, task.sent, task.quirks))
    row["Name"] = needed(_group_fields(table, task.sent, task.quirks, task.not_taken), "Name")
    return answer(table, task.books, row, task.quirks)


def delete_group(task: Task) -> Any:
    """deleteGroup, if nothing is in it; the service group stays."""
    table = group_table(task.sent.control("Module"))
    row = _existing(task.books, table, _group_id(table, task.sent, task.quirks))
    below = [each for each in task.books.rows(table) if each["parentId"] == row["id"]]
    if row["Path"] == "-1" or below or any(task.books.members(table, row["id"])):
        raise Refusal(GROUP_NOT_EMPTY)
    del task.books.tables[table.name][row["id"]]
    return None


def answer(table: Table, books: Books, row: Row, quirks: Quirks) -> Any:
    """What a written row answers."""
    if quirks.created_answer == "row":
        return shown(table, books.completed(table, row), quirks)
    return made(row[table.key], quirks)


def made(ident: int, quirks: Quirks) -> Any:
    """The identifier of what was written, in an object or bare, or nothing."""
    if quirks.created_answer == "nothing":
        return None
    found = shown_id(ident, quirks)
    return found if quirks.created_answer == "bare_id" else {"id": found}


def _taken(
    books: Books,
    table: Table,
    sent: Arguments,
    quirks: Quirks,
    ignored: NotTaken,
    existing: Row | None = None,
) -> Row:
    """The columns sent; prices as the company keeps them. What no column takes is counted, or refused."""
    fields = dict(sent.data())
    said = fields.pop("PricesWithVat", None) if table is ITEMS else None
    values, unknown = taken(table, fields, quirks)
    ignored.update(f"{table.name}: {name}" for name in unknown)
    if table is not ITEMS:
        return values
    if said is None:
        said = sent.parameter("PricesWithVat")
    with_vat = meant(None if said is None else flag("PricesWithVat", said), quirks.prices_sent, books)
    rate = books.rate({**(existing or _USUAL[ITEMS.name]), **values})
    have = books.company.prices_with_vat
    return {
        name: converted(value, rate, have=with_vat, want=have) if name in PRICES else value
        for name, value in values.items()
    }


def _check(books: Books, table: Table, row: Row, quirks: Quirks, *, own: int | None) -> None:
    if books.row(GROUPED[table.name], row["GroupId"]) is None:
        raise Refusal(INVALID_VALUE, "GroupId")
    if table is ITEMS:
        if books.row(TAX_GROUPS, row["TaxGroup"]) is None:
            raise Refusal(INVALID_VALUE, "TaxGroup")
        if books.row(MEASURES, row["MeasureId"]) is None:
            raise Refusal(INVALID_VALUE, "MeasureId")
    elif row["PartnerType"] not in (1, 2, 3):
        raise Refusal(INVALID_VALUE, "PartnerType")
    if quirks.same_code == "refused":
        for other in books.tables[table.name].values():
            if other["Code"] == row["Code"] and other[table.key] != own and not other["Deleted"]:
                raise Refusal(DUPLICATE_CODE, row["Code"])


def _existing(books: Books, table: Table, ident: int) -> Row:
    row = books.row(table, ident)
    if row is None:
        raise Refusal(NOT_FOUND, f"{table.name} {ident}")
    return row


def _group_fields(table: Table, sent: Arguments, quirks: Quirks, ignored: NotTaken) -> Row:
    """A group's own fields, which may stand wherever fields that steer do."""
    spelled = names_of(table, quirks)
    steering = {spelled[name]: sent.control(spelled[name]) for name in ("Name", "parentId")}
    sent_fields = {name: value for name, value in steering.items() if value is not None}
    values, unknown = taken(table, {**sent.data(), **sent_fields}, quirks)
    ignored.update(f"{table.name}: {name}" for name in unknown)
    return values


def _group_id(table: Table, sent: Arguments, quirks: Quirks) -> int:
    """A group named by Id, or by the name that its identifier has in the lists."""
    found = sent.control_whole("Id")
    if found is None:
        found = sent.control_whole(names_of(table, quirks)["id"])
    if found is None:
        raise Refusal(MISSING_FIELD, "Id")
    return found
