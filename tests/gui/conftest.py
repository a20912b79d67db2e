"""A screen with a window manager for the tests of the window, and Mostik's own window on it."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.gui.harness import DeskForTests, pump, settle
from wizard.app import App, ScreenFactory
from wizard.theme import SCALE_VARIABLE, WINDOW_SIZE, Mode


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Gives the tests of this folder their mark."""
    here = Path(__file__).parent
    for item in items:
        if item.path.parent == here:
            item.add_marker("window")


# 96 dots an inch: a logical pixel is a pixel, as on the screens of the design.
_SCREEN = ("-dpi", "96", "-nolisten", "tcp", "-noreset")


def _start_screen() -> tuple[subprocess.Popen[bytes], str]:
    """Starts a screen that holds the window at 200 % and returns it with its name, such as `:3`."""
    reading, writing = os.pipe()
    screen = subprocess.Popen(
        # Xvfb chooses a free number itself and writes it when the screen can be used.
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "2560x1600x24", *_SCREEN],
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


def _set_keyboard(screen: str) -> None:
    """Gives the screen's keyboard the owners' layouts, and Caps Lock as the key that goes round them."""
    layouts = ["-layout", "us,bg,bg", "-variant", ",phonetic,", "-option", "grp:caps_toggle"]
    subprocess.run(["setxkbmap", "-display", screen, *layouts], check=True, timeout=20)


def _private_screen() -> Iterator[str]:
    missing = [program for program in ("Xvfb", "openbox") if shutil.which(program) is None]
    if missing:
        pytest.fail(f"{' and '.join(missing)} must be installed for these tests; `make test` does it.")
    display, name = _start_screen()
    environment = pytest.MonkeyPatch()
    environment.setenv("DISPLAY", name)
    environment.delenv("WAYLAND_DISPLAY", raising=False)
    # Before the window manager comes: it loses the focus for a moment when the keyboard changes.
    _set_keyboard(name)
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


# ---- Mostik's window --------------------------------------------------------------------------------

OpenApp = Callable[..., App]
# ttkbootstrap leaves the colour of the focus empty where nothing of a theme shows it, and Tk complains once.
_OF_THE_LIBRARY = 'unknown color name ""'


@pytest.fixture
def desk(home: Path) -> DeskForTests:
    """A desk in the test's own home."""
    return DeskForTests(home / "mostik")


@pytest.fixture
def open_app(desk: DeskForTests, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenApp]:
    """Opens the window with a first screen; it is closed after the test. An error in a callback is logged by
    the window, and a logged error fails the test. What Tk itself complains of, such as a timer whose widget
    is gone, fails it too.
    """
    opened: list[App] = []
    complaints: list[str] = []

    def complain(text: str) -> None:
        # What closes the window is followed by the rest of its own key's bindings, which went with it.
        if text != _OF_THE_LIBRARY and any(app.screen is not None for app in opened):
            complaints.append(text)

    def open_it(
        first: ScreenFactory,
        *,
        language: str = "en",
        percent: int = 100,
        mode: Mode = "light",
        size: tuple[int, int] = WINDOW_SIZE,
    ) -> App:
        monkeypatch.setenv(SCALE_VARIABLE, str(percent))
        app = App(desk, first, language=language)
        opened.append(app)
        app.window.createcommand("bgerror", complain)
        app.window.use_theme(mode)
        app.window.geometry("+0+0")
        app.window.resize(*size)
        app.go_home()
        app.window.deiconify()
        app.window.wait_visibility()
        app.window.focus_force()
        settle(app.window)
        pump(app.window, lambda: app.window.focus_get() is not None, "the keyboard")
        return app

    yield open_it
    while opened:
        app = opened.pop()
        if app.screen is not None:
            app.leave()
        del app
    # What is left of the window is cleared now: in a thread of the next test's shop Tcl would end the
    # program, because an interpreter may only be deleted by the thread that made it.
    gc.collect()
    assert complaints == []
