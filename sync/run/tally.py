"""Counts and lists what happened to each item of a run, and tells it on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from sync.errors import Bug, MostikError, Refused, Unknown
from sync.plan.actions import Action, ActionKind, Finding, Module
from sync.run.connection import Connection
from sync.run.events import ItemBegan, ItemsEnded, Said
from sync.run.report import ReportRow, RowState
from sync.sentences import Sentence, say


class Tally:
    """The growing result of one run."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.done: Counter[ActionKind] = Counter()
        self.rows: list[ReportRow] = []
        self.refused = 0
        self._skipped = 0
        self._failed = 0

    def begin(self, action: Action) -> None:
        """The run is at this item."""
        self._connection.tell(ItemBegan(action))

    def succeed(self, *actions: Action, row: ReportRow | None = None) -> None:
        """These actions are done; ``row`` is listed where the owner will look for it (an order's number)."""
        self.done.update(action.kind for action in actions)
        if row:
            self.rows.append(row)
        self._tell((row,) if row else ())

    def fail(self, action: Action, error: MostikError) -> None:
        """This action did not come off; the others go on."""
        state = RowState.UNKNOWN if isinstance(error, Unknown) else RowState.FAILED
        self.refused += isinstance(error, Refused)
        self._add(
            ReportRow.of_action(action, state, error.sentence, advice=error.advice, detail=error.detail)
        )

    def break_down(self, action: Action, detail: str) -> None:
        """Mostik itself went wrong at this action; whoever caught it has logged the details."""
        self.fail(
            action,
            Bug(
                say("Mostik made a mistake with this item."),
                advice=say("Send the log to the makers of Mostik; the other items were not touched by it."),
                detail=detail,
            ),
        )

    def stop_module(self, module: Module, error: MostikError) -> None:
        """A whole module broke off; what it had not done yet is done in the next run. Told once."""
        key = f"module:{module.value}"
        if any(row.key == key and row.why == error.sentence for row in self.rows):
            return
        self._add(
            ReportRow(
                module,
                RowState.FAILED,
                key,
                "",
                error.sentence,
                error.advice,
                detail=error.detail,
            )
        )

    def hold(self, action: Action, why: Sentence, advice: Sentence | None = None) -> None:
        """This action waits for the owner."""
        self._add(ReportRow.of_action(action, RowState.HELD, why, advice=advice))

    def leave(self, action: Action, why: Sentence) -> None:
        """This action is no longer needed; it counts as skipped and is told."""
        self._add(ReportRow.of_action(action, RowState.SKIPPED, why))

    def note(self, findings: Iterable[Finding]) -> None:
        """List what the plan found besides its actions."""
        self.rows.extend(ReportRow.of_finding(finding) for finding in findings)

    def tell_owner(self, module: Module, key: str, title: str, sentence: Sentence) -> None:
        """List a sentence beside something that was done."""
        self.rows.append(ReportRow(module, RowState.TOLD, key, title, sentence))
        self._connection.tell(Said(module, sentence))

    def _add(self, row: ReportRow) -> None:
        self.rows.append(row)
        if row.state in (RowState.FAILED, RowState.UNKNOWN):
            self._failed += 1
        else:
            self._skipped += 1
        self._tell((row,))

    def _tell(self, rows: tuple[ReportRow, ...]) -> None:
        self._connection.tell(ItemsEnded(self.done.total(), self._skipped, self._failed, rows))


def together_else_one_by_one(
    tally: Tally, actions: Sequence[Action], do: Callable[[Sequence[int]], None]
) -> None:
    """Do all these actions in one transaction; where one of them is refused, each in one of its own.

    ``do`` gets the places of the actions that it is to do. Every action is counted as done or failed.
    """
    places = range(len(actions))
    try:
        do(places)
    except Refused as refused:
        if len(actions) == 1:
            tally.fail(actions[0], refused)
            return
        for place in places:
            together_else_one_by_one(tally, [actions[place]], partial(_only, do, place))
    except MostikError as error:
        for action in actions:
            tally.fail(action, error)
    else:
        tally.succeed(*actions)


def _only(do: Callable[[Sequence[int]], None], place: int, _places: Sequence[int]) -> None:
    do([place])
