"""The frame of the wizard: the steps at the side, header, scrolling body and fixed bar; and a step of it.

How to write a step: docs/window.md.
"""

from __future__ import annotations

import copy
import tkinter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from sync.sentences import Sentence
from wizard.language import Language
from wizard.screen import ActionBar, Screen, State
from wizard.side_list import SideEntry, SideList
from wizard.theme import Font, Space, Tone, palette, size
from wizard.widgets.buttons import PushButton
from wizard.widgets.scrolling import ScrollingBody
from wizard.widgets.surface import Surface, hairline
from wizard.widgets.texts import Words

if TYPE_CHECKING:
    from wizard.app import App

Answers = dict[str, Any]
"""The answers of one step: JSON values and decimals, as :class:`storage.drafts.Drafts` keeps them."""
Draft = dict[str, Answers]
"""The answers of all steps, by step id. Never a secret."""


class Step:
    """One step of the wizard. Its widgets may be built several times; what was answered is in the draft.

    The order of calls: :meth:`build`, :meth:`load`, then :meth:`problem` after every :meth:`changed`, and
    :meth:`collect` when the step is left or the window is drawn anew.
    """

    id: ClassVar[str]
    """Never changes, for drafts are kept under it."""
    under: ClassVar[str] = ""
    """The id of the step to which this one belongs. Such a step is not counted and not on the way of Next: it
    is opened with ``wizard.go(id)`` and goes back there."""

    def __init__(self, wizard: WizardFrame) -> None:
        self.wizard = wizard

    # ---- what a step says of itself

    def name(self) -> str:
        """Its name in the side list, one or two words."""
        raise NotImplementedError

    def title(self) -> str:
        """The main instruction: a verb and the owner's goal."""
        raise NotImplementedError

    def consequence(self) -> str:
        """One sentence of what follows, below the title; empty for none."""
        return ""

    def present(self, _draft: Draft) -> bool:
        """Whether the step is there at all, by what was chosen so far."""
        return True

    def summary_line(self) -> str:
        """What was chosen, in one line, below the name in the side list. Asked of the draft, also while the
        step has no widgets.
        """
        return ""

    def build(self, body: Surface) -> None:
        """Make the widgets in ``body``."""
        raise NotImplementedError

    def load(self, answers: Mapping[str, Any]) -> None:
        """Fill the widgets from the draft's answers; empty where the step was never answered."""

    def collect(self) -> Answers:
        """Read the widgets. Called in any state of them, also unfinished: leave out what cannot be read."""
        return {}

    def problem(self) -> Sentence | None:
        """Why Next is off, short; None: the step is complete. Marks wrong fields by the way."""
        return None

    def first_focus(self) -> tkinter.Misc | None:
        """The first empty field; None: the main button."""
        return None

    def first_wrong(self) -> tkinter.Misc | None:
        """The field to which the focus goes when Next was pressed over a problem."""
        return self.first_focus()

    def build_actions(self, bar: ActionBar) -> PushButton:
        """The buttons of the right side; returns the main one. The confirm step has its own."""
        return self.wizard.usual_actions(bar)

    def shown(self) -> None:
        """Called when the step was opened: begin reading lists."""

    def left(self) -> None:
        """Called when the step is left."""

    def on_enter(self, _focus: tkinter.Misc | None) -> bool:
        """As :meth:`Screen.on_enter`: True where Enter did something here, such as a test."""
        return False

    def on_escape(self) -> bool:
        """True where Escape closed a panel of this step."""
        return False

    # ---- what a step works with

    @property
    def app(self) -> App:
        return self.wizard.app

    @property
    def language(self) -> Language:
        return self.wizard.language

    @property
    def draft(self) -> Draft:
        """The answers of all steps; those of this one as it was last left."""
        return self.wizard.draft

    @property
    def answers(self) -> Mapping[str, Any]:
        """This step's answers in the draft."""
        return self.wizard.draft.get(self.id, {})

    def text(self, template: str, /, **fields: object) -> str:
        return self.wizard.text(template, **fields)

    def count(self, one: str, many: str, number: int, /, **fields: object) -> str:
        return self.wizard.count(one, many, number, **fields)

    def changed(self) -> None:
        """Say that something was typed or chosen: Next and its reason follow. Hand it to widgets as
        ``on_change``.
        """
        self.wizard.step_changed(self)


class WizardFrame(Screen):
    """The wizard. A subclass says which steps there are and what saving means.

    ``draft`` holds earlier answers; ``done`` the ids of steps that are complete, which can be opened at once;
    ``at`` the step to begin with, None for the first that is not done.
    """

    def __init__(
        self,
        app: App,
        steps: Sequence[Callable[[WizardFrame], Step]],
        *,
        draft: Draft | None = None,
        done: Sequence[str] = (),
        at: str | None = None,
    ) -> None:
        super().__init__(app)
        self.draft: Draft = draft if draft is not None else {}
        self.steps = [make(self) for make in steps]
        self.done = set(done)
        self.step = self._begin_with(at)
        self.unsaved = False
        """Whether something was typed or chosen that :meth:`save` has not kept."""
        self._at_first: Draft | None = None
        self.next_button: PushButton | None = None
        self._shown_step = False
        self._opened = False
        self._side: SideList

    # ---- what a subclass says

    def connection_name(self) -> str:
        """The connection's name, below the program's."""
        return ""

    def save(self) -> None:
        """Keep :attr:`draft` on disk. Called at every Next and by Save and close."""

    def finish(self) -> None:
        """Next was pressed on the last step."""

    # ---- going from step to step

    def present_steps(self) -> list[Step]:
        """The steps that are counted now, in order."""
        return [step for step in self.steps if not step.under and step.present(self.draft)]

    def step_by_id(self, step_id: str) -> Step:
        return next(step for step in self.steps if step.id == step_id)

    def go(self, step_id: str) -> None:
        """Open a step; what was typed in the current one is kept."""
        self.keep()
        self.step.left()
        self.step = self.step_by_id(step_id)
        self._shown_step = False
        self._opened = False
        self.app.draw(self)

    def next(self) -> None:
        """To the following step, if this one is complete; else the focus goes to the first wrong field."""
        if self.step.problem() is not None:
            wrong = self.step.first_wrong()
            if wrong is not None:
                wrong.focus_set()
            return
        self.keep()
        self.done.add(self.step.id)
        self.save()
        self.unsaved = False
        if self.step.under:
            self.go(self.step.under)
            return
        following = self._neighbour(1)
        if following is None:
            self.finish()
        else:
            self.go(following.id)

    def back(self) -> None:
        """To the step before; nothing that was typed is lost."""
        before = self.step.under or getattr(self._neighbour(-1), "id", None)
        if before:
            self.go(before)

    def save_and_close(self) -> None:
        """Keep what was answered so far and go home."""
        self.keep()
        self.save()
        self.unsaved = False
        self.app.go_home()

    def keep(self) -> None:
        """Take what stands in the widgets into the draft."""
        if self._shown_step:
            self.draft[self.step.id] = self.step.collect()

    def step_changed(self, step: Step) -> None:
        """See :meth:`Step.changed`."""
        if step is self.step and self._shown_step:
            self.unsaved = True
            self._judge()

    def steps_changed(self) -> None:
        """Other steps are there or done now, or the connection has another name: the side list and the count
        of steps follow. The current step's widgets stay as they are.
        """
        if not self._shown_step or not self._ground.winfo_exists():
            return
        before = self._side
        self._side = self._build_side(self._ground)
        self._side.grid(row=0, column=0, sticky="ns")
        before.destroy()
        self._place.say(self._place_in_words(), Tone.QUIET)

    def _judge(self) -> None:
        problem = self.step.problem()
        if self.next_button is not None:
            self.next_button.enable(problem is None)
        self._bar.reason(self.language.say(problem) if problem else "")

    def _neighbour(self, distance: int) -> Step | None:
        steps = self.present_steps()
        place = steps.index(self.step) + distance if self.step in steps else -1
        return steps[place] if 0 <= place < len(steps) else None

    def _begin_with(self, at: str | None) -> Step:
        steps = self.present_steps()
        if at is not None:
            return self.step_by_id(at)
        return next((step for step in steps if step.id not in self.done), steps[-1])

    # ---- the screen

    def title(self) -> str:
        return self.connection_name()

    def state(self) -> State:
        self.keep()
        return {"offset": self._body.offset}

    def restore(self, state: State) -> None:
        self.app.window.after_idle(self._scroll_back, float(state.get("offset", 0.0)))

    def _scroll_back(self, offset: float) -> None:
        if self.app.screen is self and self._body.winfo_exists():
            self._body.scroll_to(offset)

    def first_focus(self) -> tkinter.Misc | None:
        return self.step.first_focus()

    def on_enter(self, focus: tkinter.Misc | None) -> bool:
        return self.step.on_enter(focus)

    def on_escape(self) -> None:
        self.step.on_escape()

    def left(self) -> None:
        self.step.left()
        if self.unsaved:
            # First, so that where it cannot be saved, which is told, the window can still be closed.
            self.unsaved = False
            self.keep()
            # A wizard in which nothing was answered leaves nothing to go on with.
            if self.draft != self._at_first:
                self.save()

    def build(self, parent: Surface) -> None:
        parent.columnconfigure(2, weight=1)
        parent.rowconfigure(0, weight=1)
        # Made in the order in which Tab visits them: body, Next, Back, Save and close, the side list last.
        main = Surface(parent)
        main.grid(row=0, column=2, sticky="nsew")
        main.columnconfigure(0, weight=1)
        main.rowconfigure(1, weight=1)
        self._build_header(main)
        self._body = ScrollingBody(main, palette().background, padding=(Space.XXL, Space.M))
        self._body.grid(row=1, column=0, sticky="nsew")
        self._bar = ActionBar(main)
        self._bar.grid(row=2, column=0, sticky="ew")
        self._shown_step = False
        self.next_button = None
        self.step.build(self._body.inside)
        self.main_button = self.step.build_actions(self._bar)
        self._bar.left(self.text("Save and &close"), self.save_and_close)
        hairline(parent, vertical=True).grid(row=0, column=1, sticky="ns")
        self._ground = parent
        self._side = self._build_side(parent)
        self._side.grid(row=0, column=0, sticky="ns")
        self.step.load(self.step.answers)
        self._shown_step = True
        self._judge()
        if self._at_first is None:
            answers = self.step.collect()
            self._at_first = copy.deepcopy({**self.draft, self.step.id: answers})
        if not self._opened:
            self._opened = True
            self.app.window.after_idle(self._say_opened, self.step)

    def _say_opened(self, step: Step) -> None:
        if self.app.screen is self and self.step is step:
            step.shown()

    def usual_actions(self, bar: ActionBar) -> PushButton:
        """Next (Done in a step below another) and Back."""
        text = self.text("&Done") if self.step.under else self.text("&Next")
        self.next_button = bar.main(text, self.next)
        if self.step.under or self._neighbour(-1) is not None:
            bar.right(self.text("&Back"), self.back)
        return self.next_button

    def _build_header(self, parent: Surface) -> None:
        head = Surface(parent, padding=(Space.XXL, 0))
        head.grid(row=0, column=0, sticky="ew", pady=(size(parent, 20), 0))
        self._place = Words(head, self._place_in_words(), font=Font.SMALL, tone=Tone.QUIET)
        self._place.pack(anchor="w")
        Words(head, self.step.title(), font=Font.TITLE, wrap=True).pack(
            fill="x", pady=(size(parent, Space.XS), 0)
        )
        consequence = self.step.consequence()
        if consequence:
            Words(head, consequence, tone=Tone.QUIET, wrap=True).pack(fill="x")

    def _place_in_words(self) -> str:
        steps = self.present_steps()
        counted = self.step_by_id(self.step.under) if self.step.under else self.step
        place = steps.index(counted) + 1 if counted in steps else len(steps)
        words = self.text("Step {number} of {total}", number=place, total=len(steps))
        return f"{words}, {self.step.name().lower()}" if self.step.under else words

    def _build_side(self, parent: Surface) -> SideList:
        return SideList(
            parent,
            self.app.window.logo(30),
            self.text("Mostik"),
            self.connection_name(),
            self._side_entries(),
            open_step=self.go,
            help_text=self.text("Help"),
            open_help=self.on_help,
        )

    def _side_entries(self) -> list[SideEntry]:
        entries = []
        for step in self.steps:
            if step.under:
                if step is self.step:
                    entries.append(SideEntry(step.id, step.name(), "current", nested=True))
                continue
            if not step.present(self.draft):
                continue
            if step is self.step:
                entries.append(SideEntry(step.id, step.name(), "current"))
            elif step.id == self.step.under:
                entries.append(SideEntry(step.id, step.name(), "open"))
            elif step.id in self.done:
                entries.append(SideEntry(step.id, step.name(), "done", step.summary_line()))
            else:
                entries.append(SideEntry(step.id, step.name(), "later"))
        return entries
