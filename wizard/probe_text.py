"""What differs between two pictures of a database, as lines that a person reads and can send on."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from sync.warehouses.warehouse_pro.masking import Shown
from sync.warehouses.warehouse_pro.probe_difference import (
    ChangedRow,
    Difference,
    Picture,
    TableDifference,
)
from wizard.language import Language


def difference_lines(difference: Difference, language: Language, zone: ZoneInfo) -> list[str]:
    """The whole difference, the tables that differ first."""
    text = language.text
    after = difference.after
    lines = [
        text("What the warehouse program wrote"),
        text("{engine}, version {version}", engine=after.engine, version=after.version or "—"),
        text("Before: {moment}, {rows} rows in {tables} tables", **_numbers(difference.before, zone)),
        text("After: {moment}, {rows} rows in {tables} tables", **_numbers(after, zone)),
        "",
        masked_words(language),
    ]
    for table in difference.tables:
        if table.differs:
            lines += ["", *table_lines(table, language)]
    if not any(table.differs for table in difference.tables):
        lines += ["", text("Nothing differs.")]
    same = [
        f"{table.name} ({table.rows_after})"
        for table in difference.tables
        if not table.differs and table.problem is None
    ]
    if same:
        lines += ["", text("Without a difference: {tables}", tables=", ".join(same))]
    for table in difference.tables:
        if table.problem is not None:
            lines += [f"{table.name}: {language.say(table.problem)}"]
    return lines


def masked_words(language: Language) -> str:
    """How personal data were left out."""
    return language.text(
        "Names, telephones, e-mails, addresses, company numbers, notes and every text that Mostik does not "
        "know are left out: ‹34 #a1b2c3d4› stands for a text of 34 characters, and the same sign for the "
        "same text."
    )


def table_lines(table: TableDifference, language: Language) -> list[str]:
    """One table: its heading, and a line for each row that came (+), went (-) or changed (~)."""
    text = language.text
    lines = [heading(table, language)]
    if table.new_columns and table.rows_before is not None:
        lines.append("  " + text("New columns: {columns}", columns=", ".join(table.new_columns)))
    if table.gone_columns:
        lines.append("  " + text("Columns that are gone: {columns}", columns=", ".join(table.gone_columns)))
    lines += [f"  + {_values(row.values)}" for row in table.added]
    lines += [f"  - {_values(row.values)}" for row in table.removed]
    lines += [f"  ~ {_change(row, language)}" for row in table.changed]
    if table.not_listed:
        lines.append(
            "  " + language.count("… and {count} more row", "… and {count} more rows", table.not_listed)
        )
    return lines


def heading(table: TableDifference, language: Language) -> str:
    """The table's name and how many rows came, went and changed."""
    text = language.text
    if table.rows_before is None:
        return text("{table}: a new table with {count} rows", table=table.name, count=table.rows_after)
    if table.rows_after is None:
        return text(
            "{table}: the table is gone, it had {count} rows", table=table.name, count=table.rows_before
        )
    return text(
        "{table}: {added} came, {removed} went, {changed} changed",
        table=table.name,
        added=len(table.added),
        removed=len(table.removed),
        changed=len(table.changed),
    )


def _numbers(picture: Picture, zone: ZoneInfo) -> dict[str, object]:
    moment = f"{picture.at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    return {"moment": moment, "rows": picture.rows, "tables": picture.tables}


def _values(values: Mapping[str, Shown]) -> str:
    return ", ".join(f"{name} {_value(value)}" for name, value in values.items())


def _value(value: Shown) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return f"“{value}”" if not value.startswith("‹") else value
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1_000_000 else str(value)


def _change(row: ChangedRow, language: Language) -> str:
    where = _values(row.where)
    if not row.old_known:
        return language.text(
            "{where}: something changed, now {values}",
            where=where,
            values=", ".join(f"{name} {_value(now)}" for name, _was, now in row.columns),
        )
    changes = ", ".join(f"{name} {_value(was)} → {_value(now)}" for name, was, now in row.columns)
    return f"{where}: {changes}"
