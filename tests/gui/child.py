"""A child process that tells a run as the script of a test says, for screens that follow one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wizard.jobs import RunJob

_CHILD = """
import json, sys
for line in json.loads(sys.argv[1]):
    if line == "wait":
        # The word to stop, or the end of whoever listens.
        if sys.stdin.readline().strip() == "cancel":
            sys.exit(7)
        sys.exit(3)
    if isinstance(line, int):
        sys.exit(line)
    print(json.dumps(line) if isinstance(line, dict) else line, flush=True)
"""


def telling(*script: Mapping[str, Any] | str | int) -> Callable[..., RunJob]:
    """Starts children that write these lines; ``"wait"`` waits for the word cancel (then exit code 7), a
    number is the exit code.
    """

    def start(profile_id: str, options: Sequence[str] = (), *, secrets: object = None) -> RunJob:
        return RunJob(
            subprocess.Popen(
                [sys.executable, "-c", _CHILD, json.dumps(script)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
            )
        )

    return start


class Recorder:
    """Notes what was to be started, and starts a child that ends at once."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[str, ...], object]] = []

    def __call__(self, profile_id: str, options: Sequence[str] = (), *, secrets: object = None) -> RunJob:
        self.asked.append((profile_id, tuple(options), secrets))
        return telling(0)(profile_id)
