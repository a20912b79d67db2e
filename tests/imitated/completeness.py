"""Whether a recording holds all that the package can say: every call that sends, every piece of SQL in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sync.warehouses.warehouse_pro.dialect import Dialect
from tests.imitated.recording import CALLS, FOLDER, Heard

NOT_OF_A_REAL_PROGRAM: Final = frozenset(
    {
        ("connect.py", "_refuse_newer_format"),
        ("connect.py", "_refuse_unwritable"),
        ("create.py", "_fill_file"),
        ("new_goods.py", "create_location"),
        ("changing_documents.py", "turn_into_sale"),
        ("changing_documents.py", "_note_transformation"),
        ("inspection.py", "_unsafe"),  # only MySQL has tables without transactions
        ("mark_places.py", "_make_database"),  # an Access database is a single file
        ("mark_places.py", "_stands_elsewhere"),
        ("probing.py", "_tables"),  # Access does not tell tables from views
        ("servers.py", "list_databases"),  # asked of a server before there is a database; parsed by itself
    }
)
"""Functions whose statements are for the warehouse made by Mostik alone."""
_OF_THE_EMBEDDED_ALONE: Final = (
    "SELECT [Code] FROM [Objects]",
    "SELECT COUNT(*) FROM [Objects] WHERE [Code] = ?",
)
_SQL: Final = re.compile(
    r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|DROP|ALTER)\s.*"
    r"|\s+(FROM|WHERE|AND|OR|ORDER BY|GROUP BY|INNER JOIN|LEFT JOIN|ON|HAVING)\s.*",
    re.DOTALL,
)
_GAP: Final = re.compile(r"\(\.\.\.\)|:[a-z_]+\b")
_ELSEWHERE: Final = frozenset({"dialect.py", "database.py", "statements.py"})
"""Files whose SQL is made for each engine, or put together from names; their own tests hold them."""


def unheard_calls(heard: Heard) -> list[str]:
    """Calls in the package that send a statement and were never made."""
    return [
        f"{file.name}:{call.lineno} {function}: {ast.unparse(call)[:80]}"
        for file in _files()
        for function, call in _calls(ast.parse(file.read_text(encoding="utf-8")))
        if (file.name, function) not in NOT_OF_A_REAL_PROGRAM
        and not any(
            (file.name, number) in heard.places
            for number in range(call.lineno, (call.end_lineno or call.lineno) + 1)
        )
    ]


def unheard_texts(heard: Heard, dialect: Dialect) -> list[str]:
    """Pieces of SQL in the package that stand in no statement that was sent."""
    sent = "\n".join(heard.statements)
    missing: list[str] = []
    for file in _files():
        if file.name in _ELSEWHERE:
            continue
        for number, text in _texts(ast.parse(file.read_text(encoding="utf-8"))):
            if text in _OF_THE_EMBEDDED_ALONE:
                continue
            for piece in _GAP.split(text):
                said = dialect.render(piece).strip()
                if said and said not in sent and dialect.render(piece, "Mostik").strip() not in sent:
                    missing.append(f"{file.name}:{number} {said}")
    return missing


def _files() -> Iterator[Path]:
    yield from sorted(file for file in FOLDER.glob("*.py") if file.name != "database.py")


def _calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and _sends(node.func):
                    yield function.name, node


def _sends(called: ast.expr) -> bool:
    return (
        isinstance(called, ast.Attribute)
        and called.attr in CALLS
        and ast.unparse(called.value).removeprefix("self.").lstrip("_") == "database"
    )


def _texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """SQL in the package's texts; a text with names filled in counts piece by piece."""
    documentation = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)
    }  # a text that stands alone is documentation
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if id(node) not in documentation and "[" in node.value and _SQL.fullmatch(node.value):
            yield node.lineno, node.value
