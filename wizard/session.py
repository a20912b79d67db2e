"""What lives as long as the window: the sample shop, the runs that the schedule began, what is known of runs.

Home is made anew each time it is shown; this is what it comes back to. Nothing here knows a widget.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from storage.drafts import Draft, Drafts
from storage.profiles import Profiles
from sync.errors import MostikError, SettingsError
from sync.profile import NeededSecret, Profile
from wizard.answers import connection_name, is_saved
from wizard.connection_secrets import gathered, missing
from wizard.desk import Desk
from wizard.jobs import RunJob, start_run
from wizard.notice_keeping import Begun, NoticeKeeping
from wizard.run_facts import ConnectionFacts, RunMemory, read_connection
from wizard.sample_shop import SampleShop
from wizard.saving import secrets_of
from wizard.schedule_runner import DueRun, due

Start = Callable[..., RunJob]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A wizard that was closed in the middle. ``editing``: it changes a connection that exists."""

    id: str
    name: str
    editing: bool


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """All that home shows. ``keyring_problem`` says why secrets last only as long as the window."""

    connections: Sequence[ConnectionFacts] = ()
    unfinished: Sequence[Unfinished] = ()
    keyring_problem: MostikError | None = None


@dataclass(slots=True)
class ScheduledRun:
    """A run that the schedule began in this window, and how far it is."""

    job: RunJob
    through: int = 0
    total: int = 0
    stopping: bool = False

    def hear(self, event: dict[str, Any]) -> None:
        """One event of the run."""
        if event["event"] == "total":
            self.total = int(event["changes"])
        elif event["event"] == "progress":
            self.through = int(event["done"]) + int(event["skipped"]) + int(event["failed"])


class Session:
    """One for each window. :meth:`read`, :meth:`begin_due` and the sample block and are called beside it;
    the rest belongs to the window's thread. ``start`` starts a run as a child process.
    """

    def __init__(self, desk: Desk, *, start: Start = start_run) -> None:
        self.desk = desk
        self.sample = SampleShop(desk)
        self.memory = RunMemory()
        self.opened_at = desk.clock.now()
        self.sample_problem: MostikError | None = None
        self.last_read: HomeFacts | None = None
        """What home read last; None: it has never read anything."""
        self.ticking = False
        """Whether the window's clock looks after it already."""
        self._start = start
        self._sample_opened = False
        self._missing: dict[str, list[NeededSecret]] = {}
        self._keyring_problem: MostikError | None = None
        self.notices = NoticeKeeping(desk)
        self.running: dict[str, ScheduledRun] = {}
        """The runs that the schedule began here and that go on, by connection."""

    @property
    def profiles(self) -> Profiles:
        return Profiles(self.desk.paths, self.desk.clock.now)

    # ---- beside the window

    def read(self, *, ask_keyring: bool = True) -> HomeFacts:
        """Everything that home shows, read now. At the first time the sample's shop is started, too.

        ``ask_keyring`` false: what is known of the secrets stands, because a locked keyring asks the owner
        for its password each time.
        """
        if not self._sample_opened:
            self._sample_opened = True
            try:
                self.sample.open_if_known()
            except MostikError as problem:
                self.sample_problem = problem
        profiles = self.profiles
        connections = [read_connection(profiles, entry, self.memory) for entry in profiles.list()]
        if ask_keyring:
            self._keyring_problem = self._ask_keyring()
            readable = [facts.profile for facts in connections if facts.profile is not None]
            self._missing = {profile.id: self._missing_of(profile) for profile in readable}
        return HomeFacts(
            [one.lacking(self._missing.get(one.id, [])) for one in connections],
            self._unfinished(),
            self._keyring_problem,
        )

    def _missing_of(self, profile: Profile) -> list[NeededSecret]:
        needed = profile.secrets
        try:
            return missing(needed, gathered(needed, self.desk.secrets, profile.id))
        except SettingsError:
            return missing(needed, {})

    def _unfinished(self) -> list[Unfinished]:
        return [_unfinished(draft) for draft in Drafts(self.desk.paths).list()]

    def _ask_keyring(self) -> MostikError | None:
        try:
            self.desk.secrets.check()
        except SettingsError as problem:
            return problem
        return None

    def begin_due(self, facts: HomeFacts, busy: Collection[str] = ()) -> dict[str, RunJob]:
        """Start the runs that are due now. One that cannot be started is left to the next time.

        ``busy`` are connections that wait, because the owner has just started or is changing them.
        """
        profiles = [one.profile for one in facts.connections if one.profile and not one.missing_secrets]
        runs = {one.id: one.scheduled for one in facts.connections}
        begun: dict[str, RunJob] = {}
        for run in due(profiles, runs, self.desk.clock.now(), opened_at=self.opened_at):
            if run.profile_id in self.running or run.profile_id in busy:
                continue
            job = self._begin(run)
            if job is not None:
                begun[run.profile_id] = job
        return begun

    def _begin(self, run: DueRun) -> RunJob | None:
        try:
            return self._start(run.profile_id, run.options, secrets=secrets_of(self.desk, run.profile_id))
        except (MostikError, OSError) as error:
            _log.warning("The schedule could not start %s: %s", run.profile_id, type(error).__name__)
            return None

    def begin_listening(self, facts: HomeFacts) -> dict[str, Begun]:
        """Have the shops listened to whose notices are wanted."""
        return self.notices.begin(
            [one.profile for one in facts.connections if one.profile and not one.missing_secrets]
        )

    # ---- in the window's thread

    def took_up(self, jobs: dict[str, RunJob]) -> None:
        """These runs go on from now on."""
        self.running.update({profile_id: ScheduledRun(job) for profile_id, job in jobs.items()})

    def listen(self) -> list[str]:
        """Take what the scheduled runs have told since last time; returns the connections whose run ended."""
        ended = []
        for profile_id, run in list(self.running.items()):
            for event in run.job.drain():
                run.hear(event)
            if run.job.through:
                del self.running[profile_id]
                ended.append(profile_id)
        return ended

    def stop_run(self, profile_id: str) -> None:
        """Ask a scheduled run to stop after its current item."""
        run = self.running.get(profile_id)
        if run is not None:
            run.stopping = True
            run.job.cancel()

    def close(self) -> None:
        """The window closes: scheduled runs finish their item, the sample's shop stops."""
        for run in self.running.values():
            run.job.cancel()
        self.notices.close()
        self.sample.stop()


def _unfinished(draft: Draft) -> Unfinished:
    return Unfinished(draft.id, connection_name(draft.steps), is_saved(draft.steps))
