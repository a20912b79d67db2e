"""A screen with a window manager for the tests of the window, started only where such a test runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest


def _start_screen() -> tuple[subprocess.Popen[bytes], str]:
    """Starts a screen of 1280 x 800 points and returns it with its name, such as `:3`."""
    reading, writing = os.pipe()
    screen = subprocess.Popen(
        # Xvfb chooses a free number itself and writes it when the screen can be used.
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=(writing,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading, encoding="ascii") as answer:
        number = answer.readline().strip()
    if not number:
        screen.kill()
        screen.wait()
        pytest.fail("Xvfb did not start.")
    return screen, f":{number}"


def _start_window_manager() -> subprocess.Popen[bytes]:
    """Starts openbox and waits until it has the screen: a window shown before would miss its focus."""
    manager = subprocess.Popen(
        ["openbox", "--startup", "echo ready"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert manager.stdout is not None
    ready = manager.stdout.readline()
    manager.stdout.close()
    if not ready:
        manager.wait(timeout=20)
        pytest.fail("openbox did not start.")
    return manager


def _private_screen() -> Iterator[str]:
    missing = [program for program in ("Xvfb", "openbox") if shutil.which(program) is None]
    if missing:
        pytest.fail(f"{' and '.join(missing)} must be installed for these tests; `make test` does it.")
    display, name = _start_screen()
    environment = pytest.MonkeyPatch()
    environment.setenv("DISPLAY", name)
    environment.delenv("WAYLAND_DISPLAY", raising=False)
    windows = _start_window_manager()
    try:
        yield name
    finally:
        for program in (windows, display):
            program.terminate()
            program.wait(timeout=20)
        environment.undo()


@pytest.fixture(scope="session")
def screen() -> Iterator[str]:
    """The name of the screen that `DISPLAY` also holds: a private one on Linux, the machine's own on Windows.

    openbox runs in it, because without a window manager the keyboard's focus is lost when a dialog closes.
    """
    if sys.platform == "win32":
        yield ""
    else:
        yield from _private_screen()


@pytest.fixture(autouse=True)
def on_the_screen(screen: str) -> str:
    """Every test in this folder has the screen, whether it asks for it or not."""
    return screen
