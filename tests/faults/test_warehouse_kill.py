"""Whatever is written into a warehouse is there as a whole or not at all, wherever it is interrupted."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.warehouses.embedded import make_template
from tests.faults.warehouse_actions import ACTIONS, content, prepare, program

_REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("prepared") / "a.sqlite"
    make_template(path)
    warehouse, _database = program(path)
    prepare(warehouse)
    warehouse.close()
    return path


@pytest.mark.parametrize("action", ACTIONS)
def test_power_cut_before_every_statement(prepared: Path, tmp_path: Path, action: str) -> None:
    """The files as they lie on the disk before each statement, and at the end, are opened anew."""
    path = tmp_path / "a.sqlite"
    shutil.copyfile(prepared, path)
    before = content(path)
    copies: list[Path] = []

    def copy(_statement: str = "") -> None:
        copies.append(tmp_path / f"copy{len(copies)}.sqlite")
        for end in ("", "-wal"):
            source = path.with_name(path.name + end)
            if source.exists():
                shutil.copyfile(source, copies[-1].with_name(copies[-1].name + end))

    warehouse, database = program(path)
    database.on_statement = copy
    ACTIONS[action](warehouse)
    database.on_statement = None
    copy()
    warehouse.close()
    after = content(path)

    assert after != before
    assert len(copies) > 5
    for each in copies[:-1]:
        assert content(each) == before
        again, _database = program(each)
        ACTIONS[action](again)
        again.close()
        assert content(each) == after
    assert content(copies[-1]) == after


@pytest.mark.parametrize("statement", [2, 9, "last"])
@pytest.mark.parametrize("action", ["order", "sale", "turn"])
def test_killed_process(prepared: Path, tmp_path: Path, action: str, statement: int | str) -> None:
    path = tmp_path / "a.sqlite"
    shutil.copyfile(prepared, path)
    before = content(path)
    ended = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.faults.warehouse_actions",
            str(path),
            action,
            str(_statements(path, tmp_path, action) if statement == "last" else statement),
        ],
        cwd=_REPOSITORY,
        capture_output=True,
        encoding="utf-8",
        timeout=50,
        check=False,
    )
    assert ended.returncode == 137, ended.stderr
    assert content(path) == before
    again, _database = program(path)
    ACTIONS[action](again)
    again.close()
    assert content(path) == _undisturbed(prepared, tmp_path, action)


def _statements(path: Path, folder: Path, action: str) -> int:
    """How many statements the action takes."""
    trial = folder / "trial.sqlite"
    shutil.copyfile(path, trial)
    warehouse, database = program(trial)
    said: list[str] = []
    database.on_statement = said.append
    ACTIONS[action](warehouse)
    warehouse.close()
    return len(said)


def _undisturbed(prepared: Path, folder: Path, action: str) -> dict[str, list[tuple[object, ...]]]:
    path = folder / "undisturbed.sqlite"
    shutil.copyfile(prepared, path)
    warehouse, _database = program(path)
    ACTIONS[action](warehouse)
    warehouse.close()
    return content(path)
