"""The lock files hold exact versions and hashes alone, and enough of them for an installation."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

LOCKS = ("requirements.lock", "requirements-dev.lock")
APART = "requirements-sqlparser.lock"
# `name==version`, perhaps with a marker, then one hash of each file.
VERSION = re.compile(r"[a-z0-9][a-z0-9-]*==[0-9][0-9a-z.]*( ; [a-z_ '.<>=!0-9A-Z()]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


def _locked(text: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE))


def _names(requirements: list[object]) -> set[str]:
    wanted = [re.match(r"[A-Za-z0-9-]+", line) for line in requirements if isinstance(line, str)]
    return {name.group().lower() for name in wanted if name}


@pytest.mark.parametrize("lock", [*LOCKS, APART])
def test_a_lock_has_versions_and_hashes_and_no_address(repository: Path, lock: str) -> None:
    lines = (repository / lock).read_text(encoding="utf-8").splitlines()
    strange = [line for line in lines if not VERSION.fullmatch(line) and not HASH.fullmatch(line)]
    assert strange == []
    assert sum("==" in line for line in lines) > (5 if lock == APART else 20)


def test_the_locks_hold_what_the_project_asks_for(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    run, develop = (_locked((repository / lock).read_text(encoding="utf-8")) for lock in LOCKS)
    groups = project["dependency-groups"]
    assert _names(project["project"]["dependencies"]) | _names(groups["build"]) <= run
    assert _names(groups["dev"]) | run <= develop
    assert _names(groups["sqlparser"]) == _locked((repository / APART).read_text(encoding="utf-8"))


def test_the_two_locks_agree_on_every_version(repository: Path) -> None:
    run, develop = (
        set(re.findall(r"^\S+==\S+", (repository / lock).read_text(encoding="utf-8"), re.MULTILINE))
        for lock in LOCKS
    )
    assert run <= develop


def test_every_library_is_explained(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    asked_for = _names(project["project"]["dependencies"]).union(
        *(_names(groups[group]) for group in ("build", "dev", "sqlparser"))
    )
    page = (repository / "docs" / "dependencies.md").read_text(encoding="utf-8")
    python_page, _, _ = page.partition("## Debian's packages")
    assert asked_for == set(re.findall(r"^\| ([a-z0-9-]+) \|", python_page, re.MULTILINE)) - {"library"}


def test_the_newest_change_is_that_of_this_version(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    changes = (repository / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (\S+)", changes, re.MULTILINE)
    assert headings[0] == project["project"]["version"]
