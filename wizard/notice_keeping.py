"""The listeners of this window: one child process for each connection that wants its shop's notices.

One that ends by itself is told and started again, after a pause that grows while it keeps failing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sync.errors import MostikError
from sync.profile import Notices, Profile, SecretName, Secrets
from sync.sentences import Sentence, say
from wizard.desk import Desk
from wizard.jobs import RunJob, start_listening
from wizard.listening_state import EVENT, ListeningState
from wizard.notice_key import kept_key, new_key
from wizard.saving import secrets_of

StartListening = Callable[[str, Secrets], RunJob]
_FIRST_PAUSE: Final = timedelta(seconds=5)
_LONGEST_PAUSE: Final = timedelta(minutes=5)
_LIVED: Final = timedelta(minutes=5)
"""Whoever listened so long did not fail; the next pause is the shortest again."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ListenerFacts:
    """What the window shows. ``running``: the process is there; ``state``: what it told last; ``again_at``:
    when it is started again (UTC), where it has ended by itself, for the reason ``problem``.
    """

    running: bool = False
    state: ListeningState | None = None
    problem: Sentence | None = None
    again_at: datetime | None = None


@dataclass(slots=True)
class _Listener:
    settings: Notices
    job: RunJob | None = None
    begun_at: datetime | None = None
    state: ListeningState | None = None
    problem: Sentence | None = None
    again_at: datetime | None = None
    failures: int = 0
    stopping: bool = False


@dataclass(frozen=True, slots=True)
class Begun:
    """A process that was just started, or why it could not be."""

    settings: Notices
    job: RunJob | None = None
    problem: Sentence | None = None


@dataclass(slots=True)
class NoticeKeeping:
    """See the module. :meth:`begin` blocks and is called beside the window; the rest belongs to its
    thread.
    """

    desk: Desk
    start: StartListening = start_listening
    _listeners: dict[str, _Listener] = field(default_factory=dict)
    _ended_as_asked: bool = False
    """It may be wanted otherwise: with another address, another key."""

    # ---- beside the window

    def begin(self, profiles: Sequence[Profile]) -> dict[str, Begun]:
        """Start those that are to listen and do not."""
        now = self.desk.clock.now()
        return {profile.id: self._begin(profile) for profile in profiles if self._is_due(profile, now)}

    def _is_due(self, profile: Profile, now: datetime) -> bool:
        if not may_listen(profile):
            return False
        known = self._listeners.get(profile.id)
        if known is None or known.settings != profile.notices:
            return known is None or known.job is None
        return known.job is None and (known.again_at is None or now >= known.again_at)

    def _begin(self, profile: Profile) -> Begun:
        try:
            secrets = {
                **secrets_of(self.desk, profile.id),
                SecretName.HOOK_KEY: kept_key(self.desk.secrets, profile.id),
            }
            return Begun(profile.notices, self.start(profile.id, secrets))
        except MostikError as error:
            return Begun(profile.notices, problem=error.sentence)
        except OSError as error:
            _log.warning("Nobody could be started to listen for %s: %s", profile.id, type(error).__name__)
            return Begun(profile.notices, problem=say("The computer could not start one more program."))

    def make_new_key(self, profile_id: str) -> None:
        """Another key for the hooks. Blocks; raises SettingsError where it cannot be kept."""
        self.desk.secrets.save(profile_id, SecretName.HOOK_KEY, new_key())

    # ---- in the window's thread

    def took_up(self, begun: dict[str, Begun]) -> None:
        """These were started, or could not be."""
        now = self.desk.clock.now()
        for profile_id, one in begun.items():
            known = self._listeners.get(profile_id)
            if known is not None and known.job is not None:
                # Started twice at one moment; the first one has the port.
                if one.job is not None:
                    one.job.cancel()
                continue
            if known is None or known.settings != one.settings:
                known = self._listeners[profile_id] = _Listener(one.settings)
            known.job, known.begun_at, known.stopping = one.job, now, False
            if one.job is None:
                self._failed(known, one.problem, now)

    def keep_to(self, profiles: Sequence[Profile]) -> None:
        """End the listening of connections that want it no more, or otherwise."""
        wanted = {profile.id: profile.notices for profile in profiles if may_listen(profile)}
        for profile_id, known in list(self._listeners.items()):
            if wanted.get(profile_id) != known.settings:
                self.stop(profile_id)

    def keep_to_one(self, profile: Profile) -> None:
        """As :meth:`keep_to`, of one connection whose choices have changed."""
        known = self._listeners.get(profile.id)
        if known is not None and not (may_listen(profile) and profile.notices == known.settings):
            self.stop(profile.id)

    def stop(self, profile_id: str) -> None:
        """Ask a listener to end; it takes the shop's hooks away first."""
        known = self._listeners.get(profile_id)
        if known is None:
            return
        if known.job is None:
            del self._listeners[profile_id]
        elif not known.stopping:
            known.stopping = True
            known.job.cancel()

    def hear(self) -> bool:
        """Take what the listeners have told since last time; whether anything is new."""
        news = False
        for profile_id, known in list(self._listeners.items()):
            if known.job is None:
                continue
            for event in known.job.drain():
                if event["event"] == EVENT:
                    known.state, news = ListeningState.from_data(event), True
            if known.job.through:
                self._ended(profile_id, known)
                news = True
        return news

    def _ended(self, profile_id: str, known: _Listener) -> None:
        if known.stopping:
            del self._listeners[profile_id]
            self._ended_as_asked = True
            return
        now = self.desk.clock.now()
        if known.begun_at is not None and now - known.begun_at >= _LIVED:
            known.failures = 0
        words = known.job.last_words if known.job is not None else ""
        _log.warning("Listening for %s has ended by itself: %s", profile_id, words)
        told = known.state.problem if known.state is not None else None
        self._failed(known, told or say("The program that listens has ended by itself."), now)

    def _failed(self, known: _Listener, problem: Sentence | None, now: datetime) -> None:
        known.job, known.state, known.problem = None, None, problem
        known.again_at = now + min(_FIRST_PAUSE * 2 ** min(known.failures, 10), _LONGEST_PAUSE)
        known.failures += 1

    @property
    def overdue(self) -> bool:
        """Whether somebody is to be started now."""
        now = self.desk.clock.now()
        ended, self._ended_as_asked = self._ended_as_asked, False
        waiting = [known.again_at for known in self._listeners.values() if known.job is None]
        return ended or any(moment is not None and moment <= now for moment in waiting)

    def facts(self, profile_id: str) -> ListenerFacts | None:
        """How listening stands for a connection; None: nobody listens."""
        known = self._listeners.get(profile_id)
        if known is None or known.stopping:
            return None
        if known.job is not None:
            return ListenerFacts(running=True, state=known.state)
        return ListenerFacts(problem=known.problem, again_at=known.again_at)

    def close(self) -> None:
        """The window closes: nobody would hear the notices."""
        for profile_id in list(self._listeners):
            self.stop(profile_id)


def may_listen(profile: Profile) -> bool:
    """Whether this connection is to be told by its shop now. Before the first run, which is the owner's, and
    in a pause it is not.
    """
    return (
        profile.notices.on
        and profile.connect.shop.sends_notices
        and profile.confirmed_first_run
        and not profile.paused
    )
