"""The log: one file in UTF-8, put aside when it has grown, with the versions at the head of each start."""

from __future__ import annotations

import logging
import os
import platform
import sqlite3
import sys
from collections.abc import Callable, Collection
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from storage.paths import make_folder
from sync.errors import SettingsError
from sync.sentences import say

LOG_NAME: Final = "mostik.log"
_LARGEST: Final = 2_000_000
_KEPT: Final = 5
_log = logging.getLogger(__name__)


class LogFile:
    """The log of this process. Secrets that it is told of stand in no line, whoever wrote it."""

    def __init__(self, path: Path, formatter: _Formatter) -> None:
        self.path = path
        self._formatter = formatter

    def hide(self, secrets: Collection[str]) -> None:
        """Replace these texts in every line from now on."""
        self._formatter.hide(secrets)


class _Formatter(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s")
        self._secrets: set[str] = set()
        self._redact: Callable[[str], str] = str

    def hide(self, secrets: Collection[str]) -> None:
        # Loaded here, because the library behind it is slow to load and many commands need no secret.
        from sync.http import Redactor

        self._secrets.update(secrets)
        self._redact = Redactor(self._secrets)

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))


def mostik_version() -> str:
    """The version of this Mostik; 0 where it runs without being installed."""
    try:
        return version("mostik")
    except PackageNotFoundError:
        return "0"


def begin_log(folder: Path, command: str) -> LogFile:
    """Log into ``folder`` from now on. Raises SettingsError where no file can be written there."""
    path = make_folder(folder) / LOG_NAME
    formatter = _Formatter()
    try:
        handler = RotatingFileHandler(path, backupCount=_KEPT, encoding="utf-8")
    except OSError as error:
        raise SettingsError(
            say("The log file {file} cannot be written.", file=path),
            advice=say("Check that the disk has room and that you may write to the folder."),
            detail=f"{type(error).__name__} {error.errno}",
        ) from error
    _put_aside(handler, path)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    # A full disk must not end a run, and a traceback of logging itself helps no owner.
    logging.raiseExceptions = False
    _log.info(
        "Mostik %s, command %s, Python %s, SQLite %s, %s %s %s, process %d",
        mostik_version(),
        command or "none",
        platform.python_version(),
        sqlite3.sqlite_version,
        platform.system(),
        platform.release(),
        platform.machine(),
        os.getpid(),
    )
    if getattr(sys, "frozen", False):
        _log.info("program %s", sys.executable)
    return LogFile(path, formatter)


def _put_aside(handler: RotatingFileHandler, path: Path) -> None:
    """Start a new file where the old one has grown.

    Only here and not at each line: on Windows a file that another Mostik has open cannot be renamed, and
    then it simply grows on until a later start.
    """
    with suppress(OSError):
        if path.stat().st_size > _LARGEST:
            handler.doRollover()
