"""Microsoft's own parser of SQL Server's language, for tests. Where it is missing the test fails and says
so."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

import pytest

_CHILD: Final = Path(__file__).with_name("microsoft_parser_child.py")
_PLACEHOLDER: Final = re.compile(r"'[^']*'|\?")


class MicrosoftParser:
    """What is wrong with statements in the eyes of SQL Server 2008 R2."""

    def __init__(self, folder: Path) -> None:
        self._known: dict[str, list[str]] = {}
        self._child = subprocess.Popen(
            [sys.executable, str(_CHILD), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def refusals(self, statements: Collection[str]) -> dict[str, list[str]]:
        """The statements it refuses, with its words; a ``?`` is read as the driver sends it, ``@P1``."""
        new = [each for each in dict.fromkeys(statements) if each not in self._known]
        if new:
            self._known.update(zip(new, self._asked([as_sent(each) for each in new]), strict=True))
        return {each: self._known[each] for each in statements if self._known[each]}

    def close(self) -> None:
        self._child.communicate()

    def _asked(self, statements: list[str]) -> list[list[str]]:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        try:
            self._child.stdin.write(json.dumps(statements) + "\n")
            self._child.stdin.flush()
            answer = self._child.stdout.readline()
        except OSError:
            answer = ""
        if not answer:
            _, complaint = self._child.communicate()
            pytest.fail(f"Microsoft's parser could not be asked:\n{complaint}")
        found: list[list[str]] = json.loads(answer)
        return found


def as_sent(statement: str) -> str:
    """A statement as the driver hands it to the server, each ``?`` outside of texts by its number."""
    count = 0

    def numbered(match: re.Match[str]) -> str:
        nonlocal count
        if match[0] != "?":
            return match[0]
        count += 1
        return f"@P{count}"

    return _PLACEHOLDER.sub(numbered, statement)


def parser_folder() -> Path:
    """Where `.ci/prepare test` puts the parser."""
    folder = Path(sys.prefix) / "sqlparser"
    if not (folder / "mssqlscripter").is_dir():
        pytest.fail(
            f"Microsoft's parser is not in {folder}. `make test` installs it; by hand: pip install"
            f" --require-hashes --no-deps --target {folder} -r requirements-sqlparser.lock"
        )
    return folder


@pytest.fixture(scope="session")
def microsoft_parser() -> Iterator[MicrosoftParser]:
    parser = MicrosoftParser(parser_folder())
    yield parser
    parser.close()
