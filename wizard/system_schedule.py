"""An entry in the computer's own scheduler, so that connections sync while the window is closed.

It is made for the *user's* session, because only there the password store can be read: on Windows a task that
runs only while the user is signed in, on Linux a timer of the user's systemd. It starts ``mostik due``
every few minutes, which syncs what is due by each connection's own schedule. The command lines and files
are pure functions; :class:`SystemSchedule` alone carries them out.

Sources: Microsoft, "schtasks create" (``/it``: only while the user is signed in; ``/tr``: at most 261
characters); systemd.service(5) "COMMAND LINES" and systemd.syntax(7) for quoting; systemd.timer(5).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from storage.paths import HOME_VARIABLE, Paths, write_whole
from storage.scheduler_note import SchedulerNote
from sync.errors import SettingsError
from sync.sentences import say
from wizard.jobs import Ended

DUE: Final = "due"
"""The command that the entry starts."""
EVERY_MINUTES: Final = 3
"""How often it is started: the shortest interval that a connection's schedule offers."""
TASK: Final = "Mostik"
UNIT: Final = "mostik"
_LONGEST_TASK: Final = 261

RunCommand = Callable[[Sequence[str]], Ended]


# ---------------------------------------------------------------- Windows


def windows_program(program: Sequence[str], exists: Callable[[str], bool]) -> list[str]:
    """``program`` without a console: a black window every few minutes would be no help."""
    first, *rest = program
    if first.lower().endswith("python.exe"):
        silent = first[: -len("python.exe")] + "pythonw.exe"
        return [silent if exists(silent) else first, *rest]
    return [first, *rest]


def windows_task(program: Sequence[str]) -> str:
    """What the task starts, with each part in quotes. Raises SettingsError where Windows would cut it."""
    task = " ".join([*(f'"{part}"' for part in program), DUE])
    if len(task) > _LONGEST_TASK:
        raise SettingsError(
            say("Mostik lies in a folder whose name is too long for the task scheduler of Windows."),
            advice=say("Move Mostik to a folder with a shorter name."),
            detail=f"{len(task)} characters",
        )
    return task


def windows_commands(program: Sequence[str], minutes: int = EVERY_MINUTES) -> list[list[str]]:
    """Makes the task for the user who is signed in, and starts it once."""
    create = ["schtasks", "/Create", "/TN", TASK, "/SC", "MINUTE", "/MO", str(minutes), "/IT", "/F"]
    return [[*create, "/TR", windows_task(program)], ["schtasks", "/Run", "/TN", TASK]]


def windows_removal() -> list[list[str]]:
    """Takes the task away."""
    return [["schtasks", "/Delete", "/TN", TASK, "/F"]]


# ---------------------------------------------------------------- systemd


def systemd_word(text: str) -> str:
    """One word of a unit file's command line, in quotes and with nothing in it expanded."""
    return _quoted(text).replace("$", "$$")


def systemd_setting(name: str, value: str) -> str:
    """A line ``Environment=``; there a dollar sign means itself."""
    return f"Environment={_quoted(f'{name}={value}')}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def systemd_units(
    program: Sequence[str], minutes: int = EVERY_MINUTES, environment: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The unit files by name. ``environment``: what the program needs to find its folder again."""
    first, *rest = program
    # A dollar sign means itself in the program's own path; only what follows is expanded.
    command = " ".join([_quoted(first), *(systemd_word(part) for part in (*rest, DUE))])
    settings = "".join(
        f"{systemd_setting(name, value)}\n" for name, value in sorted((environment or {}).items())
    )
    service = (
        "[Unit]\n"
        "Description=Mostik syncs what is due\n"
        "\n"
        "[Service]\n"
        "Type=oneshot\n"
        # Something that needs the owner is no failure of the service; Mostik itself tells it.
        "SuccessExitStatus=1 4 5\n"
        # What a run says may name buyers; the system's journal is no place for them.
        "StandardOutput=null\n"
        f"{settings}"
        f"ExecStart={command}\n"
    )
    timer = (
        "[Unit]\n"
        "Description=Mostik looks what is due\n"
        "\n"
        "[Timer]\n"
        "OnStartupSec=2min\n"
        f"OnUnitInactiveSec={minutes}min\n"
        "\n"
        "[Install]\n"
        "WantedBy=timers.target\n"
    )
    return {f"{UNIT}.service": service, f"{UNIT}.timer": timer}


def systemd_folder(environment: Mapping[str, str], home: Path) -> Path:
    """Where the user's own units lie (systemd.unit(5), "User Unit Search Path")."""
    return Path(environment.get("XDG_CONFIG_HOME") or home / ".config") / "systemd" / "user"


def systemd_commands() -> list[list[str]]:
    """Makes the written units known, lets the timer run from now on, and starts the service once."""
    user = ["systemctl", "--user"]
    return [
        [*user, "daemon-reload"],
        [*user, "enable", "--now", f"{UNIT}.timer"],
        [*user, "start", "--no-block", f"{UNIT}.service"],
    ]


def systemd_removal() -> list[list[str]]:
    """Ends the timer; the files are deleted afterwards."""
    return [["systemctl", "--user", "disable", "--now", f"{UNIT}.timer"]]


# ---------------------------------------------------------------- carrying it out


@dataclass(frozen=True, slots=True)
class SystemSchedule:
    """The entry of one user. Everything here blocks. ``program`` is how this Mostik is started."""

    paths: Paths
    program: Sequence[str]
    run: RunCommand
    environment: Mapping[str, str]
    user_home: Path
    platform: str = sys.platform

    @property
    def possible(self) -> bool:
        """Whether Mostik knows this computer's scheduler."""
        return self.platform == "win32" or self.platform.startswith("linux")

    def state(self) -> SchedulerNote:
        """What is known of the entry."""
        return SchedulerNote.load(self.paths)

    def make(self, now: datetime) -> None:
        """Make the entry and have it started once. Raises SettingsError where the scheduler refuses it."""
        if self.platform == "win32":
            program = windows_program(self.program, lambda path: Path(path).exists())
            commands = windows_commands(program)
        else:
            home = self.environment.get(HOME_VARIABLE, "")
            kept = {HOME_VARIABLE: home} if home else {}
            for name, text in systemd_units(self.program, environment=kept).items():
                write_whole(self._folder / name, text)
            commands = systemd_commands()
        # Before it is started: the start adds to the note whether the secrets could be read.
        SchedulerNote(now, EVERY_MINUTES).save(self.paths)
        try:
            self._carry_out(commands)
        except SettingsError:
            SchedulerNote().save(self.paths)
            raise

    def remove(self) -> None:
        """Take the entry away. Raises SettingsError where the scheduler refuses."""
        if self.platform == "win32":
            self._carry_out(windows_removal())
        else:
            self._carry_out(systemd_removal())
            for name in systemd_units(self.program):
                (self._folder / name).unlink(missing_ok=True)
            self._carry_out([["systemctl", "--user", "daemon-reload"]])
        SchedulerNote().save(self.paths)

    @property
    def _folder(self) -> Path:
        return systemd_folder(self.environment, self.user_home)

    def _carry_out(self, commands: Sequence[Sequence[str]]) -> None:
        for command in commands:
            ended = self.run(command)
            if ended.code != 0:
                raise SettingsError(
                    say("The computer’s scheduler did not take the entry."),
                    advice=say("Mostik syncs while its window is open, as before."),
                    detail=f"{' '.join(command)}: exit code {ended.code} {ended.words}".strip(),
                )
