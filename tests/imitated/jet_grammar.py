"""Reads statements as strictly as Access (Jet and ACE) does through ODBC, for what Mostik says; all else is
refused.

Narrower than Jet: a name is always in brackets, a value always ``?``, a plain number or an empty or short
text. Sources: Microsoft's "Microsoft Jet SQL reference" and "Access specifications". Not asked of a real
Access.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

_TOKEN: Final = re.compile(
    r"\s*(?P<token>\[[^\[\]]{1,64}\]|'[^']*'|@@IDENTITY|\d+(?:\.\d+)?|[A-Za-z_]+|<>|<=|>=|[-+*/\\=<>(),.?&])"
)
_AGGREGATES: Final = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG"})
_COMPARISONS: Final = frozenset({"=", "<>", "<", "<=", ">", ">="})
_TYPES: Final = frozenset({"COUNTER", "LONG", "SHORT", "DOUBLE", "DATETIME", "MEMO"})
_MOST_CHARACTERS: Final = 64_000
_MOST_ANDS: Final = 99
_MOST_COLUMNS: Final = 255
_MOST_INDEX_COLUMNS: Final = 10
_LONGEST_TEXT: Final = 255


_CONSTANT: Final = re.compile(r"\d+(\.\d+)?|'[^']*'")


class NotJet(ValueError):
    """Access would refuse this, or nobody knows that it would not."""


@dataclass
class _Select:
    items: list[str] = field(default_factory=list)
    aggregated: list[bool] = field(default_factory=list)
    distinct: bool = False


def read(statement: str) -> None:
    """Raises NotJet where the statement is not in the subset."""
    if len(statement) > _MOST_CHARACTERS:
        raise NotJet("too long")
    if len(re.findall(r"\bAND\b", statement)) > _MOST_ANDS:
        raise NotJet("too many conditions")
    _Reader(statement).statement()


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens: list[str] = []
        self._place = 0
        end = 0
        while end < len(text.rstrip()):
            found = _TOKEN.match(text, end)
            if found is None:
                raise NotJet(f"unreadable: {text[end : end + 20]}")
            self._tokens.append(found["token"])
            end = found.end()

    # ------------------------------------------------------------ tokens

    @property
    def _next(self) -> str:
        return self._tokens[self._place] if self._place < len(self._tokens) else ""

    def _take(self, *wanted: str) -> bool:
        """Take these words in a row, if they come."""
        there = [token.upper() for token in self._tokens[self._place : self._place + len(wanted)]]
        if there != list(wanted):
            return False
        self._place += len(wanted)
        return True

    def _must(self, *wanted: str) -> None:
        if not self._take(*wanted):
            raise NotJet(f"{' '.join(wanted)} expected, {self._next or 'nothing'} found")

    def _name(self) -> str:
        if not self._next.startswith("["):
            raise NotJet(f"a name in brackets expected, {self._next or 'nothing'} found")
        self._place += 1
        return self._tokens[self._place - 1]

    def _names(self) -> list[str]:
        """Names in parentheses."""
        self._must("(")
        found = [self._name()]
        while self._take(","):
            found.append(self._name())
        self._must(")")
        if len(found) > _MOST_COLUMNS:
            raise NotJet("too many columns")
        return found

    # ------------------------------------------------------------ statements

    def statement(self) -> None:
        if self._take("SELECT"):
            width = self._select()
            while self._take("UNION"):
                self._take("ALL")
                self._must("SELECT")
                if self._select() != width:
                    raise NotJet("both halves of a UNION need as many columns")
        elif self._take("INSERT", "INTO"):
            self._insert()
        elif self._take("UPDATE"):
            self._update()
        elif self._take("DELETE", "FROM"):
            self._name()
            self._must("WHERE")
            self._condition()
        elif self._take("CREATE", "TABLE"):
            self._create_table()
        elif self._take("CREATE", "INDEX"):
            self._create_index()
        else:
            raise NotJet(f"unknown statement: {self._next}")
        if self._next:
            raise NotJet(f"more than one statement, or {self._next} where it does not belong")

    def _insert(self) -> None:
        self._name()
        columns = self._names()
        self._must("VALUES", "(")
        values = 0
        while True:
            self._expression()
            values += 1
            if not self._take(","):
                break
        self._must(")")
        if values != len(columns):
            raise NotJet("as many values as columns expected")

    def _update(self) -> None:
        self._name()
        self._must("SET")
        while True:
            self._name()
            self._must("=")
            self._expression()
            if not self._take(","):
                break
        self._must("WHERE")
        self._condition()

    def _create_table(self) -> None:
        self._name()
        self._must("(")
        columns = 0
        while not self._take("CONSTRAINT"):
            self._name()
            self._type()
            self._take("NOT", "NULL")
            columns += 1
            self._must(",")
        self._name()
        self._must("PRIMARY", "KEY")
        keys = self._names()
        self._must(")")
        if columns > _MOST_COLUMNS or len(keys) > _MOST_INDEX_COLUMNS:
            raise NotJet("too many columns")

    def _type(self) -> None:
        if self._take("TEXT", "("):
            if not self._next.isdecimal() or int(self._next) > _LONGEST_TEXT:
                raise NotJet("a text of at most 255 characters expected")
            self._place += 1
            self._must(")")
        elif self._next.upper() in _TYPES:
            self._place += 1
        else:
            raise NotJet(f"no type of Access: {self._next}")

    def _create_index(self) -> None:
        self._name()
        self._must("ON")
        self._name()
        if len(self._names()) > _MOST_INDEX_COLUMNS:
            raise NotJet("too many columns in an index")

    # ------------------------------------------------------------ SELECT

    def _select(self) -> int:
        """How many columns it has."""
        select = _Select(distinct=self._take("DISTINCT"))
        if self._take("TOP"):
            if not self._next.isdecimal():
                raise NotJet("TOP takes a number, never a parameter")
            self._place += 1
        while True:
            begin = self._place
            self._expression()
            written = self._tokens[begin : self._place]
            select.items.append("".join(written))
            select.aggregated.append(any(token.upper() in _AGGREGATES for token in written))
            if not self._take(","):
                break
        if len(select.items) > _MOST_COLUMNS:
            raise NotJet("too many columns")
        if self._take("FROM"):
            self._sources()
            if self._take("WHERE"):
                self._condition()
            grouped = self._columns() if self._take("GROUP", "BY") else []
            if self._take("HAVING"):
                self._condition()
            self._refuse_ungrouped(select, grouped)
            if self._take("ORDER", "BY"):
                ordered = self._columns(directions=True)
                if select.distinct and not {*ordered} <= {*select.items}:
                    raise NotJet("ORDER BY conflicts with DISTINCT")
        return len(select.items)

    def _sources(self) -> None:
        while True:
            self._joined()
            if not self._take(","):
                return

    def _joined(self) -> None:
        """One join; a second one only where the first stands in parentheses."""
        if self._take("("):
            self._joined()
            self._must(")")
        else:
            self._source()
        if self._take("INNER", "JOIN") or self._take("LEFT", "JOIN") or self._take("RIGHT", "JOIN"):
            self._source()
            self._must("ON")
            self._condition()
            if self._next.upper() in ("INNER", "LEFT", "RIGHT"):
                raise NotJet("a second join needs parentheses round the first")

    def _source(self) -> None:
        self._name()
        if self._take("AS"):
            self._name()

    def _columns(self, *, directions: bool = False) -> list[str]:
        found: list[str] = []
        while True:
            begin = self._place
            self._column()
            found.append("".join(self._tokens[begin : self._place]))
            if directions and (self._take("ASC") or self._take("DESC")):
                pass
            if not self._take(","):
                return found

    @staticmethod
    def _refuse_ungrouped(select: _Select, grouped: list[str]) -> None:
        if not grouped and not any(select.aggregated):
            return
        for item, aggregated in zip(select.items, select.aggregated, strict=True):
            # A constant beside a sum is allowed: SELECT 'Total', SUM(...) ends many a report.
            if not aggregated and item not in grouped and not _CONSTANT.fullmatch(item):
                raise NotJet(f"{item} is not part of an aggregate function")

    # ------------------------------------------------------------ conditions and expressions

    def _condition(self) -> None:
        while True:
            while self._take("NOT"):
                pass
            self._predicate()
            if not (self._take("AND") or self._take("OR")):
                return

    def _predicate(self) -> None:
        if self._take("EXISTS", "("):
            self._must("SELECT")
            self._select()
            self._must(")")
            return
        begin = self._place
        if self._take("("):
            # Either a condition in parentheses or an expression that begins with one.
            try:
                self._condition()
                self._must(")")
                if self._next not in _COMPARISONS and self._next not in ("\\", "+", "-", "*", "/"):
                    return
            except NotJet:
                pass
            self._place = begin
        self._expression()
        self._compared()

    def _compared(self) -> None:
        if self._next in _COMPARISONS:
            self._place += 1
            self._expression()
        elif self._take("IS"):
            self._take("NOT")
            self._must("NULL")
        else:
            self._take("NOT")
            if self._take("LIKE"):
                self._expression()
            elif self._take("BETWEEN"):
                self._expression()
                self._must("AND")
                self._expression()
            else:
                self._must("IN", "(")
                self._listed()
                self._must(")")

    def _listed(self) -> None:
        if self._take("SELECT"):
            self._select()
            return
        while True:
            self._expression()
            if not self._take(","):
                return

    def _expression(self) -> None:
        while True:
            self._take("-")
            self._operand()
            if self._next.upper() not in ("+", "-", "*", "/", "\\", "MOD", "&"):
                return
            self._place += 1

    def _operand(self) -> None:
        token = self._next
        if token.startswith("["):
            self._column()
        elif token in ("?", "@@IDENTITY") or token.startswith("'") or token[:1].isdecimal():
            self._place += 1
        elif token.upper() in _AGGREGATES:
            self._place += 1
            self._must("(")
            if not self._take("*"):
                self._expression()
            self._must(")")
        elif self._take("IIF", "("):
            self._condition()
            for _ in range(2):
                self._must(",")
                self._expression()
            self._must(")")
        elif self._take("("):
            if self._take("SELECT"):
                self._select()
            else:
                self._expression()
            self._must(")")
        else:
            raise NotJet(f"a value expected, {token or 'nothing'} found")

    def _column(self) -> None:
        self._name()
        if self._take("."):
            self._name()
