"""``sync``: a run, or its preview, told in the way that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing

from storage.journal import ConnectionJournal
from storage.secrets import MemorySecrets
from sync.errors import MostikError, SettingsError
from sync.plan.actions import Module
from sync.profile import Modules, Profile
from sync.run.by_hand import run_by_hand
from sync.run.connection import Connection
from sync.run.engine import Wishes, preview, run
from sync.run.events import RunEnded
from sync.run.report import Report, RunState
from sync.sentences import say
from wizard.opening import open_connection
from wizard.terminal.arguments import Options
from wizard.terminal.desk import Desk, StopByKey, either
from wizard.terminal.exit_codes import ExitCode, code_of
from wizard.terminal.progress import Follower, JsonLines, follower
from wizard.terminal.run_log import RunLog
from wizard.terminal.summary import print_summary

Asked = Callable[[], bool]


def sync(desk: Desk, options: Options) -> ExitCode:
    """Sync a connection now, or show what would be done."""
    report = _Sync(desk, options).report()
    if options.json:
        desk.output.data(report.as_data())
    elif not options.events:
        print_summary(desk.output, report, options.name, every=options.all)
    return code_of(report.state)


class _Sync:
    def __init__(self, desk: Desk, options: Options) -> None:
        self._desk = desk
        self._options = options

    def report(self) -> Report:
        """What became of it. Errors before the engine began become a red report as well."""
        told = False
        try:
            profile = self._desk.profiles.find(self._options.name)
            if self._options.by_hand and (self._options.dry_run or not self._options.only):
                raise SettingsError(
                    say(
                        "Products are moved by hand for real, and only those that are named with {option}.",
                        option="--only",
                    )
                )
            stopped = None if self._options.dry_run else self._not_yet(profile)
            if stopped is not None:
                report = stopped
            elif self._options.dry_run:
                report, told = self._preview(profile), True
            else:
                report, told = self._run(profile)
        except MostikError as error:
            report = self._failed(error)
        if self._options.events and not told:
            JsonLines(self._desk.output)(RunEnded(report))
        return report

    # ------------------------------------------------------------ before the first run

    def _not_yet(self, profile: Profile) -> Report | None:
        """Why this run may not begin: nobody has seen what the connection would do. Asked on a terminal."""
        if profile.confirmed_first_run or self._options.yes or profile.connect.observer:
            return None
        output = self._desk.output
        if output.can_ask and not self._options.json and not self._options.events:
            output.line(
                output.language.text("This connection has not run yet. First a look at what it would do.")
            )
            shown = self._preview(profile)
            if shown.state is RunState.RED:
                return shown
            print_summary(output, shown, self._options.name, every=self._options.all)
            if output.agrees(output.language.text("Start now?")):
                return None
        now = self._desk.clock.now()
        return Report(
            RunState.HELD,
            now,
            now,
            cause=say("This connection has not run yet, and nobody has agreed to what it would do."),
            advice=say(
                "Look at it with {preview}, then start it once with {start}.",
                preview="--dry-run",
                start="--yes",
            ),
        )

    # ------------------------------------------------------------ preview and run

    def _preview(self, profile: Profile) -> Report:
        secrets = self._desk.secrets(self._options, profile)
        with (
            self._desk.profiles.open(profile.id, write=False) as journal,
            closing(journal.open_scratch_copy()) as scratch,
            StopByKey(self._desk.output) as by_key,
        ):
            return self._carried_out(profile, scratch, secrets, self._asked_to_stop(by_key), preview)

    def _run(self, profile: Profile) -> tuple[Report, bool]:
        """The report, and whether the engine itself has told it."""
        wishes = Wishes(
            answers=dict(self._options.answers),
            bring_in_again=self._options.bring_in_again,
            rehearsed=self._options.right,
            only=None if self._options.only is None else frozenset(self._options.only),
            trigger=self._options.trigger,
        )
        with self._desk.profiles.open(profile.id, write=True) as journal:
            try:
                secrets = self._desk.secrets(self._options, profile)
                with StopByKey(self._desk.output) as by_key:
                    report = self._carried_out(
                        self._confirmed(profile, journal),
                        journal,
                        secrets,
                        self._asked_to_stop(by_key),
                        self._moved_by_hand if self._options.by_hand else lambda one: run(one, wishes),
                    )
            except MostikError as error:
                report = self._failed(error)
                self._keep(journal, report)
                return report, False
            return report, True

    def _moved_by_hand(self, connection: Connection) -> Report:
        assert self._options.by_hand is not None
        return run_by_hand(
            connection, self._options.by_hand, self._options.only or (), dict(self._options.answers)
        )

    def _carried_out(
        self,
        profile: Profile,
        journal: ConnectionJournal,
        secrets: MemorySecrets,
        stop: Asked,
        work: Callable[[Connection], Report],
    ) -> Report:
        with self._follower() as follow:
            told = RunLog(profile.id, follow)
            chosen = _only_modules(profile, self._options.modules)
            connection = open_connection(
                chosen, journal, secrets, self._desk.clock, tell=told, stop_asked=stop
            )
            with closing(connection.warehouse):
                return work(connection)

    def _confirmed(self, profile: Profile, journal: ConnectionJournal) -> Profile:
        if profile.confirmed_first_run or profile.connect.observer:
            return profile
        confirmed = profile.model_copy(update={"confirmed_first_run": True})
        journal.save_profile(confirmed)
        return confirmed

    def _asked_to_stop(self, by_key: StopByKey) -> Asked:
        # Only a program that reads events sends words; from a pipe of secrets nothing more is expected.
        return either(by_key, self._desk.typed.cancel_word().is_set) if self._options.events else by_key

    def _follower(self) -> Follower:
        if self._options.json:
            return Follower()
        return JsonLines(self._desk.output) if self._options.events else follower(self._desk.output)

    # ------------------------------------------------------------ failures before the engine

    def _failed(self, error: MostikError) -> Report:
        now = self._desk.clock.now()
        return Report(
            RunState.RED,
            now,
            now,
            preview=self._options.dry_run,
            cause=error.sentence,
            advice=error.advice,
            detail=error.detail,
        )

    def _keep(self, journal: ConnectionJournal, report: Report) -> None:
        """A run that could not begin stands in the history too, so that the list of connections shows it."""
        number = journal.begin_run(self._options.trigger, report.started_at)
        journal.end_run(number, report.ended_at, report.state.value, report.as_data())


def _only_modules(profile: Profile, modules: Sequence[Module]) -> Profile:
    """The connection as this run sees it: with these modules of those that are on; none named: with all."""
    if not modules:
        return profile
    on = {module.value: getattr(profile.modules, module.value) for module in modules}
    return profile.model_copy(update={"modules": Modules(**on)})
