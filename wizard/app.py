"""The program behind the window: the screen that is shown, theme and language, work, errors, closing."""

from __future__ import annotations

import logging
import tkinter
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Final, TypeVar

from sync.errors import MostikError
from sync.sentences import Sentence, say
from wizard.desk import Desk, Pending
from wizard.language import Language
from wizard.screen import Screen
from wizard.theme import Mode, palette
from wizard.widgets.dialog import Answer, Question, Trouble
from wizard.widgets.surface import Surface
from wizard.window import Window, system_mode
from wizard.window_state import WindowState

Result = TypeVar("Result")
ScreenFactory = Callable[["App"], Screen]
_log = logging.getLogger(__name__)
_LOOK_AGAIN_MS: Final = 40


class App:
    """One window that shows one :class:`Screen` at a time.

    ``home`` makes the screen that :meth:`go_home` returns to. ``language`` None: the one kept from last time,
    else the system's.
    """

    def __init__(self, desk: Desk, home: ScreenFactory, *, language: str | None = None) -> None:
        self.desk = desk
        kept = WindowState.load(desk.paths)
        self.language = Language.load(language or kept.language)
        self._chosen_language = kept.language
        self._chosen_theme = kept.theme
        size = (kept.width, kept.height) if kept.width and kept.height else None
        self.window = Window(self.language, kept.theme or system_mode(), size)
        self.window.report_callback_exception = self._callback_failed
        self.window.protocol("WM_DELETE_WINDOW", self.close)
        self._home = home
        self._ground: Surface | None = None
        self.screen: Screen | None = None
        """What is shown now."""

    # ---- screens

    def show(self, factory: ScreenFactory) -> Screen:
        """Show another screen and return it. ``factory`` is a screen's class, or a function of the app."""
        if self.screen is not None:
            self.screen.left()
        screen = factory(self)
        self.screen = screen
        self._build(screen)
        screen.shown()
        return screen

    def go_home(self) -> None:
        """Show the first screen."""
        self.show(self._home)

    def rebuild(self) -> None:
        """Build the current screen anew from its state, with the focus and the place it had."""
        screen = self.screen
        if screen is None:
            return
        state = screen.state()
        focus = str(self.window.focus_get() or "")
        self._build(screen, lambda: screen.restore(state))
        if focus:
            # The same widgets get the same names when they are made in the same order.
            self._focus_again(focus)

    def draw(self, screen: Screen) -> None:
        """Build a screen anew because it shows something else now, such as another step."""
        if self.screen is screen:
            self._build(screen)

    def _build(self, screen: Screen, then: Callable[[], None] | None = None) -> None:
        old = self._ground
        self.window.shortcuts.forget(self.window)
        ground = Surface(self.window, palette().background, name="screen" if old is None else _other(old))
        self._ground = ground
        screen.main_button = None
        shortcuts = self.window.shortcuts
        screen.build(ground)
        if then is not None:
            then()
        shortcuts.on_enter(self.window, self._enter)
        shortcuts.on_escape(self.window, screen.on_escape)
        shortcuts.on_help(self.window, screen.on_help)
        name = self.language.text("Mostik")
        title = screen.title()
        self.window.title(f"{title} · {name}" if title else name)
        ground.place(relwidth=1, relheight=1)
        if old is not None:
            old.destroy()
        first = screen.first_focus() or screen.main_button
        if first is not None:
            first.focus_set()

    def _focus_again(self, path: str) -> None:
        parts = path.split(".")
        if self._ground is None or len(parts) < 3:
            return
        try:
            widget = self.window.nametowidget(".".join([str(self._ground), *parts[2:]]))
        except KeyError:
            return
        widget.focus_set()

    def _enter(self, focus: tkinter.Misc | None) -> bool:
        screen = self.screen
        if screen is None:
            return False
        if screen.on_enter(focus):
            return True
        button = screen.main_button
        if button is None or not button.enabled or not button.winfo_viewable():
            return False
        button.press_by_key()
        return True

    # ---- theme and language

    def use_theme(self, mode: Mode) -> None:
        """Change between light and dark, and keep it."""
        self._chosen_theme = mode
        self.window.use_theme(mode)
        self.rebuild()
        self._remember()

    def use_language(self, code: str) -> None:
        """Change the language, and keep it."""
        self._chosen_language = code
        self.language = Language.load(code)
        self.window.language = self.language
        self.rebuild()
        self._remember()

    # ---- work beside the window

    def work(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        alive: Callable[[], bool] = lambda: True,
    ) -> None:
        """Do ``work`` beside the window; ``done`` or ``failed`` is called in the window's own thread, unless
        ``alive`` says no by then.
        """
        self._look(self.desk.workers.submit(work), done, failed or self.show_error, alive)

    def _look(
        self,
        pending: Pending[Result],
        done: Callable[[Result], None],
        failed: Callable[[Exception], None],
        alive: Callable[[], bool],
    ) -> None:
        if not pending.done():
            self.window.after(_LOOK_AGAIN_MS, lambda: self._look(pending, done, failed, alive))
            return
        try:
            result = pending.result()
        except MostikError as error:
            if alive():
                failed(error)
            return
        except Exception as error:  # noqa: BLE001 - whatever the work raised goes to whoever began it
            _log.error("Work beside the window failed.", exc_info=error)
            if alive():
                failed(error)
            return
        if alive():
            done(result)

    # ---- questions and errors

    def ask(
        self,
        question: str,
        explanation: str,
        answers: list[Answer],
        answered: Callable[[str], object],
    ) -> Question:
        """Ask in a window of its own; ``answered`` gets the id of the answer, that of the last for Escape."""
        return Question(self.window, question, explanation, answers, answered)

    def show_error(self, error: Exception) -> None:
        """Show an error: its sentence and advice, and the details behind a fold."""
        if isinstance(error, MostikError):
            advice = self.language.say(error.advice) if error.advice else ""
            self.trouble(self.language.say(error.sentence), advice, error.detail)
        else:
            detail = "".join(traceback.format_exception_only(error)).strip()
            self.trouble(self.language.say(_BUG), self.language.say(_BUG_ADVICE), detail)

    def trouble(self, sentence: str, advice: str = "", detail: str = "") -> Trouble:
        """Say that something went wrong, in a window of its own."""
        return Trouble(self.window, sentence, advice, detail)

    def _callback_failed(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(error, MostikError):
            self.show_error(error)
            return
        _log.error("An error in the window.", exc_info=(kind, error, trace))
        if isinstance(error, Exception):
            self.show_error(error)

    def help(self, screen: Screen) -> None:
        """Show help for a screen, in a window beside this one."""
        from wizard.help_screen import open_help

        open_help(self.window, screen)

    # ---- closing

    def run(self) -> None:
        """Open the window with the first screen and stay until it is closed."""
        if self.screen is None:
            self.go_home()
        self.window.deiconify()
        self.window.mainloop()

    def close(self) -> None:
        """Close the window, after a question where the screen has one."""
        question: Sentence | None = self.screen.close_question() if self.screen else None
        if question is None:
            self.leave()
            return
        words = self.language
        self.ask(
            words.text("Close Mostik?"),
            words.say(question),
            [
                Answer("close", words.text("Close Mostik")),
                Answer("stay", words.text("Stay here"), main=True),
            ],
            lambda answer: self.leave() if answer == "close" else None,
        )

    def leave(self) -> None:
        """Close without a question."""
        if self.screen is not None:
            self.screen.left()
            self.screen = None
        self._remember()
        self.window.destroy()

    def _remember(self) -> None:
        width, height = self.window.logical_size()
        if width > 1:
            WindowState(width, height, self._chosen_theme, self._chosen_language).save(self.desk.paths)


def _other(old: Surface) -> str:
    return "screen" if old.winfo_name() != "screen" else "screen-anew"


_BUG: Final = say("Something in Mostik went wrong that should not have.")
_BUG_ADVICE: Final = say(
    "What was done stays done. Try again; if it comes back, send the log to whoever helps you."
)
