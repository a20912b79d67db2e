"""The log helps whoever helps the owner, and holds no secret."""

from __future__ import annotations

import logging
import platform
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.errors import SettingsError
from wizard.terminal.log_file import LOG_NAME, begin_log


@pytest.fixture(autouse=True)
def root_logger_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, raising = list(root.handlers), root.level, logging.raiseExceptions
    yield
    for handler in set(root.handlers) - set(handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    logging.raiseExceptions = raising


def test_it_begins_with_versions_and_platform(tmp_path: Path) -> None:
    log = begin_log(tmp_path / "logs", "sync")
    head = log.path.read_text(encoding="utf-8")
    for part in ("Mostik ", "command sync", platform.python_version(), platform.system(), "SQLite"):
        assert part in head


def test_it_is_utf_8_and_hides_a_secret_in_every_form(tmp_path: Path) -> None:
    log = begin_log(tmp_path, "sync")
    log.hide(["1-23-tok/en+тайна"])
    logging.getLogger("shop").info("Поръчка за %s", "1-23-tok/en+тайна")
    error = ValueError("sent 1-23-tok%2Fen%2B%D1%82%D0%B0%D0%B9%D0%BD%D0%B0")
    logging.getLogger("shop").warning("broke", exc_info=error)
    text = log.path.read_text(encoding="utf-8")
    assert "Поръчка за ***" in text
    assert "sent ***" in text
    assert "tok" not in text


def test_a_grown_log_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / LOG_NAME).write_text("old\n" * 600_000, encoding="utf-8")
    log = begin_log(tmp_path, "list")
    assert log.path.stat().st_size < 10_000
    assert (tmp_path / f"{LOG_NAME}.1").read_text(encoding="utf-8").startswith("old")


def test_where_no_log_can_be_kept_it_is_said(tmp_path: Path) -> None:
    (tmp_path / LOG_NAME).mkdir()
    with pytest.raises(SettingsError, match="cannot be written"):
        begin_log(tmp_path, "list")
