"""Threads and child processes, with real ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TextIO

import pytest

from sync.profile import SecretName
from wizard.jobs import CANCEL, StandardInput, start_run


def pipe() -> tuple[TextIO, TextIO]:
    reading, writing = os.pipe()
    return os.fdopen(reading, encoding="utf-8"), os.fdopen(writing, "w", encoding="utf-8")


def test_secrets_over_several_lines_end_where_the_document_ends_and_words_may_follow() -> None:
    reading, writing = pipe()
    with reading, writing:
        writing.write('{"shop token":\n "1-2-тайна"}\n')
        writing.flush()
        typed = StandardInput(reading)
        assert json.loads(typed.json_text()) == {"shop token": "1-2-тайна"}
        asked = typed.cancel_word()
        assert not asked.is_set()
        writing.write("something else\nCancel\r\n")
        writing.flush()
        assert asked.wait(20)
        # The listening thread ends with the input, before its handle is closed.
        writing.close()


def test_the_end_of_the_input_asks_for_nothing() -> None:
    reading, writing = pipe()
    with reading:
        writing.close()
        asked = StandardInput(reading).cancel_word()
        assert not asked.wait(0.2)


def test_text_without_a_line_end_is_read_as_well() -> None:
    reading, writing = pipe()
    with reading:
        with writing:
            writing.write("{}")
        assert json.loads(StandardInput(reading).json_text()) == {}


def test_a_program_without_standard_input_hears_nothing() -> None:
    assert StandardInput(None).json_text() == ""
    assert not StandardInput(None).cancel_word().is_set()


def test_a_program_that_listens_ends_while_nobody_says_anything(repository: Path) -> None:
    program = (
        "import sys\n"
        "from wizard.jobs import StandardInput\n"
        "StandardInput(sys.stdin).cancel_word()\n"
        "print('end')\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(repository)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        # Its input stays open all the time.
        assert child.wait(50) == 0
        assert child.stdout is not None
        assert child.stderr is not None
        assert child.stdout.read().strip() == b"end"
        assert child.stderr.read() == b""


def test_a_real_child_tells_how_it_ended_even_where_it_could_not_begin() -> None:
    job = start_run("nowhere", secrets={SecretName.SHOP_TOKEN: "1-2-X"})
    job.cancel()
    events = list(job.events())
    assert job.wait() == 2
    assert [event["event"] for event in events] == ["ended"]
    assert events[0]["report"]["state"] == "red"
    assert events[0]["report"]["cause"]["fields"] == {"name": "nowhere"}
    assert job.through
    assert list(job.events()) == []
    job.cancel()  # after the end it does nothing


def test_a_window_can_ask_now_and_then_instead_of_waiting() -> None:
    job = start_run("nowhere")
    found = []
    limit = time.monotonic() + 50
    while not job.through and time.monotonic() < limit:
        found += job.drain()
    assert [event["event"] for event in found] == ["ended"]
    assert job.drain() == []
    assert job.wait() == 2


def test_what_is_no_event_is_kept_for_the_technical_details(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A Mostik that breaks off before it can speak: its interpreter says why.
    broken = tmp_path / "main.py"
    broken.write_text("print('{\"no\": \"event\"}')\nraise ImportError('half an installation')\n", "utf-8")
    monkeypatch.setattr("wizard.jobs.program", lambda: [sys.executable, str(broken)])
    job = start_run("any")
    assert list(job.events()) == []
    assert job.wait() == 1
    assert "half an installation" in job.last_words
    assert CANCEL == "cancel"
