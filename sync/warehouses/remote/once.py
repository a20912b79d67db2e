"""Making something in a warehouse that has no protection against doubles (decisions, 11).

The intent is noted before the request. After a lost answer the thing is looked up by our own number in it;
what is not found right after a lost answer may still come, so it is looked for again in a later run and
only then sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final, TypeVar

from sync.errors import Refused, SettingsError, Unknown, Unreachable
from sync.ports import Clock, Intent
from sync.sentences import say
from sync.warehouses.remote.keeper import Keeper

SETTLING: Final = timedelta(minutes=2)
"""So long after a lost answer a request may still be carried out by the other side."""

Made = TypeVar("Made")


class Once:
    """Creates of one kind ("document", "partner", "product"), each under a key of ours."""

    def __init__(self, keeper: Keeper, clock: Clock, kind: str) -> None:
        self._keeper = keeper
        self._clock = clock
        self._kind = kind

    def unsettled(self, key: str) -> Intent | None:
        """The intent of an earlier try whose outcome is not known, or None."""
        return next((each for each in self._keeper.open_intents(self._kind) if each.key == key), None)

    def settle(self, key: str) -> None:
        """What an earlier try was about is found and noted."""
        self._keeper.end_intent(self._kind, key)

    def make(
        self,
        key: str,
        payload: Mapping[str, Any],
        *,
        find: Callable[[], Made | None],
        send: Callable[[], Made],
        noted: Callable[[Made], None],
    ) -> tuple[Made, bool]:
        """Find it, else make it; whether it was there already.

        ``find`` looks it up by our own number, ``send`` makes it, ``noted`` keeps that it stands, before the
        intent ends. Raises Unknown where an earlier or this answer was lost and it is not to be seen (yet),
        and what ``find`` and ``send`` raise.
        """
        earlier = self.unsettled(key)
        found = find()
        if found is not None:
            noted(found)
            self._keeper.end_intent(self._kind, key)
            return found, True
        if earlier is not None and self._clock.now() - earlier.begun_at < SETTLING:
            raise Unknown(
                say("The answer was lost, and it is too early to tell whether it was carried out."),
                advice=say("Mostik looks again in the next run, at least two minutes later."),
                detail=f"{self._kind} {key}, begun {earlier.begun_at.isoformat()}",
            )
        self._keeper.begin_intent(Intent(self._kind, key, payload, self._clock.now()))
        try:
            made = send()
        except (Refused, SettingsError, Unreachable):
            # The other side said no, or was never reached: nothing stands there.
            self._keeper.end_intent(self._kind, key)
            raise
        noted(made)
        self._keeper.end_intent(self._kind, key)
        return made, False
