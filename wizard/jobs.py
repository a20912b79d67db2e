"""Threads and child processes, the only ones of ours: a run as a child, what a run is told, and work beside
the window.

The window, the schedule and the command line start the same child. It writes one event a line, and the word
``cancel`` on its standard input stops it after the current item. A crash of one is not a crash of the other.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, TextIO, TypeVar

from sync.profile import Secrets

CANCEL: Final = "cancel"
_KEPT_LINES: Final = 40
_PIECE: Final = 4096
_LONGEST_COMMAND: Final = 30.0
Result = TypeVar("Result")


class StandardInput:
    """The lines that come in on standard input, where there is one.

    It reads from the system's own handle: a thread that waits inside Python's buffered stream would hold
    that stream's lock when the program ends, and Python then dies instead of ending.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._handle = _handle_of(stream)
        self._rest = b""

    def lines(self) -> Iterator[str]:
        """Each line without its end, until the other side closes; waits for the next one."""
        while self._handle is not None:
            line, found, rest = self._rest.partition(b"\n")
            if found:
                self._rest = rest
                yield _text(line)
                continue
            piece = self._piece(self._handle)
            if not piece:
                last, self._rest = self._rest, b""
                if last:
                    yield _text(last)
                return
            self._rest += piece

    def json_text(self) -> str:
        """The lines up to where they are a whole JSON document, so that further words may follow it."""
        text = ""
        for line in self.lines():
            text += line + "\n"
            try:
                json.loads(text)
            except ValueError:
                continue
            break
        return text

    def cancel_word(self, *, or_end: bool = False) -> threading.Event:
        """Listens in a thread from now on; the event is set when the word ``cancel`` has come.

        The end of the input asks for nothing: whoever started the run may have crashed, and the run goes on.
        With ``or_end`` it asks too, for work that is of no use once nobody hears of it.
        """
        asked = threading.Event()

        def listen() -> None:
            for line in self.lines():
                if line.strip().lower() == CANCEL:
                    asked.set()
            if or_end:
                asked.set()

        threading.Thread(target=listen, name="standard input", daemon=True).start()
        return asked

    @staticmethod
    def _piece(handle: int) -> bytes:
        try:
            return os.read(handle, _PIECE)
        except OSError:
            return b""


def _handle_of(stream: TextIO | None) -> int | None:
    # A program without a console has no standard input at all on Windows.
    if stream is None or stream.closed:
        return None
    try:
        return stream.fileno()
    except OSError:
        return None


def _text(line: bytes) -> str:
    return line.decode("utf-8-sig", errors="replace").rstrip("\r")


def program() -> list[str]:
    """How this very Mostik is started: by its interpreter, or as the program that it was made into."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, str(Path(__file__).resolve().parent.parent / "main.py")]


class RunJob:
    """A run in a child process. Made by :func:`start_run`; its events are read by one reader."""

    def __init__(self, child: subprocess.Popen[str]) -> None:
        self._child = child
        self._events: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._said: deque[str] = deque(maxlen=_KEPT_LINES)
        self._through = False
        self._readers = [
            threading.Thread(target=self._read_events, args=(child.stdout,), daemon=True),
            threading.Thread(target=self._read_words, args=(child.stderr,), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def events(self) -> Iterator[dict[str, Any]]:
        """Each event as it comes, to the last one; waits in between."""
        while not self._through:
            event = self._events.get()
            if event is None:
                self._through = True
                return
            yield event

    def drain(self) -> list[dict[str, Any]]:
        """The events that came since the last call, without waiting: for a window that asks now and then."""
        found: list[dict[str, Any]] = []
        while not self._through:
            try:
                event = self._events.get_nowait()
            except queue.Empty:
                break
            if event is None:
                self._through = True
            else:
                found.append(event)
        return found

    @property
    def through(self) -> bool:
        """Whether the last event was handed out; then :meth:`wait` returns at once or soon."""
        return self._through

    def cancel(self) -> None:
        """Ask to stop after the current item; without effect where the run has ended."""
        stream = self._child.stdin
        if stream is None or stream.closed:
            return
        try:
            stream.write(CANCEL + "\n")
            stream.flush()
        except OSError:
            # The child has ended meanwhile and its events say how.
            return

    def wait(self) -> int:
        """The exit code, once the child has ended and all it wrote was read."""
        code = self._child.wait()
        for reader in self._readers:
            reader.join()
        if self._child.stdin is not None:
            try:
                self._child.stdin.close()
            except OSError:  # what was still to be written finds nobody
                return code
        return code

    @property
    def last_words(self) -> str:
        """What the child said besides its events, for the technical details of a run without a summary."""
        return "\n".join(self._said)

    def _read_events(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                event = _event(line)
                if event is None:
                    self._said.append(line.rstrip())
                else:
                    self._events.put(event)
        self._events.put(None)

    def _read_words(self, stream: IO[str]) -> None:
        with stream:
            self._said.extend(line.rstrip() for line in stream)


def _event(line: str) -> dict[str, Any] | None:
    try:
        data = json.loads(line)
    except ValueError:
        return None
    return data if isinstance(data, dict) and "event" in data else None


def start_run(profile_id: str, options: Sequence[str] = (), *, secrets: Secrets | None = None) -> RunJob:
    """Start ``sync`` of a connection as a child process; ``options`` as on the command line.

    ``secrets`` are handed over on its standard input and stand neither on its command line nor in its
    environment. Raises OSError where no process can be started.
    """
    return _start([*program(), "sync", profile_id, "--events", *options], secrets)


def start_listening(profile_id: str, secrets: Secrets) -> RunJob:
    """Start ``listen`` of a connection, by its own settings, as a child process that ends with this one.

    ``secrets`` as for a run. Raises OSError where no process can be started.
    """
    return _start([*program(), "listen", profile_id, "--events"], secrets)


def _start(command: list[str], secrets: Secrets | None) -> RunJob:
    if secrets is not None:
        command.append("--secrets-from-stdin")
    child = subprocess.Popen(  # noqa: S603 - our own program with the arguments of this very call
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        creationflags=_without_console(),
    )
    job = RunJob(child)
    if secrets is not None and child.stdin is not None:
        child.stdin.write(json.dumps({name.value: secret for name, secret in secrets.items()}) + "\n")
        child.stdin.flush()
    return job


@dataclass(frozen=True, slots=True)
class Ended:
    """A command of the system that has ended: its exit code and what it said."""

    code: int
    words: str = ""


def run_to_end(command: Sequence[str]) -> Ended:
    """Run a short command of the system and wait for it. One that is not there ends with 127."""
    try:
        ended = subprocess.run(  # noqa: S603 - a fixed command of the system, its parts given one by one
            list(command),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_LONGEST_COMMAND,
            creationflags=_without_console(),
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Ended(127, type(error).__name__)
    return Ended(ended.returncode, f"{ended.stdout}\n{ended.stderr}".strip())


def _without_console() -> int:
    # A black window must not open beside ours when the program itself has no console.
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
    return flags


class ThreadWorkers:
    """Threads that do work in the order in which it comes, for :class:`wizard.desk.Workers`.

    With one thread, whatever is submitted never runs beside anything else submitted: the keyring needs that.
    They end with the program, so that a shop that does not answer cannot keep a closed window alive.
    """

    def __init__(self, name: str, threads: int = 1) -> None:
        self._waiting: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._work, name=f"{name} {number}", daemon=True)
            for number in range(1, threads + 1)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, work: Callable[[], Result]) -> Future[Result]:
        """Begin ``work`` as soon as a thread is free; returns at once."""
        future: Future[Result] = Future()

        def do() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(work())
            except BaseException as error:  # noqa: BLE001 - it belongs to whoever asks for the result
                future.set_exception(error)

        self._waiting.put(do)
        return future

    def finish(self, seconds: float) -> bool:
        """Take no more, and give what was begun or waits this long to end; whether it did."""
        for _ in self._threads:
            self._waiting.put(None)
        latest = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(latest - time.monotonic(), 0))
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self) -> None:
        while (do := self._waiting.get()) is not None:
            do()
