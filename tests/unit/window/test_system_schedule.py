"""The entry in the computer's scheduler: command lines and files as each system reads them, and what is
kept.
"""

from __future__ import annotations

import configparser
import shlex
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.paths import Paths
from storage.scheduler_note import SchedulerNote
from sync.errors import SettingsError
from sync.sentences import say
from wizard.jobs import Ended, run_to_end
from wizard.system_schedule import (
    SystemSchedule,
    systemd_folder,
    systemd_units,
    windows_commands,
    windows_program,
    windows_task,
)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ODD = ["/opt/Мост ик/100% $HOME/python", '/home/ivan/$a "b"\\c/main.py']


class Scheduler:
    """Stands where the system's commands are run: notes them, and refuses one where asked."""

    def __init__(self, refused: str = "") -> None:
        self.commands: list[list[str]] = []
        self.refused = refused

    def __call__(self, command: Sequence[str]) -> Ended:
        self.commands.append(list(command))
        return Ended(1, "no") if self.refused and self.refused in command else Ended(0)


def schedule(folder: Path, run: Scheduler, platform: str = "linux", **environment: str) -> SystemSchedule:
    return SystemSchedule(Paths(folder / "data"), ["/usr/bin/mostik"], run, environment, folder, platform)


def unit(text: str) -> configparser.ConfigParser:
    """A unit file as systemd reads it, as far as names and sections go."""
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment]  # systemd tells capitals apart
    parser.read_string(text)
    return parser


def words_of(command: str) -> list[str]:
    """A command line of a unit as systemd splits it: quotes, backslashes, %%; $$ behind the program."""
    first, *rest = [word.replace("%%", "%") for word in shlex.split(command)]
    return [first, *(word.replace("$$", "$") for word in rest)]


def test_the_service_starts_exactly_this_program_whatever_its_folder_is_called() -> None:
    units = systemd_units(ODD, environment={"MOSTIK_HOME": "/home/ivan/50% $x"})
    service = unit(units["mostik.service"])
    assert words_of(service["Service"]["ExecStart"]) == [*ODD, "due"]
    assert service["Service"]["Type"] == "oneshot"
    assert service["Service"]["Environment"] == '"MOSTIK_HOME=/home/ivan/50%% $x"'
    assert service["Service"]["SuccessExitStatus"] == "1 4 5"


def test_the_timer_starts_the_service_after_sign_in_and_then_every_few_minutes() -> None:
    timer = unit(systemd_units(["mostik"], minutes=7)["mostik.timer"])
    assert dict(timer["Timer"]) == {"OnStartupSec": "2min", "OnUnitInactiveSec": "7min"}
    assert timer["Install"]["WantedBy"] == "timers.target"


def test_units_lie_where_the_user_keeps_his_own() -> None:
    assert systemd_folder({}, Path("/home/x")) == Path("/home/x/.config/systemd/user")
    assert systemd_folder({"XDG_CONFIG_HOME": "/c"}, Path("/home/x")) == Path("/c/systemd/user")


def test_windows_runs_it_in_the_users_own_session_only() -> None:
    create, start = windows_commands([r"C:\Mostik dir\mostik.exe"], 5)
    assert create[:2] == ["schtasks", "/Create"]
    assert "/IT" in create
    assert "/RU" not in create
    assert create[create.index("/MO") + 1] == "5"
    assert create[create.index("/TR") + 1] == '"C:\\Mostik dir\\mostik.exe" due'
    # As Windows itself hands it over: the inner quotes survive as schtasks wants them.
    assert subprocess.list2cmdline(create).endswith(r'/TR "\"C:\Mostik dir\mostik.exe\" due"')
    assert start == ["schtasks", "/Run", "/TN", "Mostik"]


def test_windows_opens_no_console_where_it_can_be_helped() -> None:
    program = [r"C:\p\python.exe", "main.py"]
    assert windows_program(program, lambda _: True) == [r"C:\p\pythonw.exe", "main.py"]
    assert windows_program(program, lambda _: False) == program
    assert windows_program(["mostik.exe"], lambda _: True) == ["mostik.exe"]


def test_a_command_that_windows_would_cut_is_refused() -> None:
    assert len(windows_task(["x" * 255])) == 261
    with pytest.raises(SettingsError):
        windows_task(["x" * 256])


def test_the_entry_is_made_started_once_and_removed(tmp_path: Path) -> None:
    scheduler = Scheduler()
    entry = schedule(tmp_path, scheduler, MOSTIK_HOME="/somewhere")
    entry.make(NOW)
    folder = tmp_path / ".config" / "systemd" / "user"
    assert {path.name for path in folder.iterdir()} == {"mostik.service", "mostik.timer"}
    assert "MOSTIK_HOME=/somewhere" in (folder / "mostik.service").read_text(encoding="utf-8")
    assert [command[2] for command in scheduler.commands] == ["daemon-reload", "enable", "start"]
    assert all("--user" in command for command in scheduler.commands)
    assert entry.state() == SchedulerNote(NOW, 3)
    entry.remove()
    assert list(folder.iterdir()) == []
    assert entry.state() == SchedulerNote()


def test_on_windows_the_same_is_done_by_its_own_command(tmp_path: Path) -> None:
    scheduler = Scheduler()
    entry = schedule(tmp_path, scheduler, "win32")
    entry.make(NOW)
    entry.remove()
    assert [command[:2] for command in scheduler.commands] == [
        ["schtasks", "/Create"],
        ["schtasks", "/Run"],
        ["schtasks", "/Delete"],
    ]


def test_a_scheduler_that_refuses_leaves_no_claim(tmp_path: Path) -> None:
    entry = schedule(tmp_path, Scheduler("enable"))
    with pytest.raises(SettingsError) as caught:
        entry.make(NOW)
    assert "exit code 1" in caught.value.detail
    assert entry.state() == SchedulerNote()


def test_no_other_system_is_claimed(tmp_path: Path) -> None:
    assert not schedule(tmp_path, Scheduler(), "darwin").possible


def test_a_command_that_is_not_there_ends_with_a_number_of_its_own() -> None:
    assert run_to_end(["no-such-command-of-any-system"]).code == 127


def test_the_note_comes_back_as_it_was_kept_and_a_broken_one_counts_as_none(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    note = SchedulerNote(NOW, 3).ran(NOW, say("Your computer’s password store is locked."))
    note.save(paths)
    assert SchedulerNote.load(paths) == note
    for broken in ("", "[]", '{"made_at": "x"}', '{"problem": "x"}', "null"):
        (tmp_path / "scheduler.json").write_text(broken, encoding="utf-8")
        assert SchedulerNote.load(paths) == SchedulerNote()
