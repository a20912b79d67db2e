"""Where the marks and intents of a warehouse lie that has no room for them: in the connection's journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from sync.ports import Intent


class Keeper(Protocol):
    """The part of :class:`sync.ports.Journal` that such a warehouse needs."""

    def recall(self, name: str) -> str | None: ...
    def recall_all(self, beginning: str) -> Mapping[str, str]: ...
    def remember(self, name: str, value: str) -> None: ...
    def begin_intent(self, intent: Intent) -> None: ...
    def end_intent(self, kind: str, key: str) -> None: ...
    def open_intents(self, kind: str) -> Sequence[Intent]: ...


class MemoryKeeper:
    """A keeper that forgets, for the wizard's reading of a warehouse whose connection is not saved yet."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._intents: dict[tuple[str, str], Intent] = {}

    def recall(self, name: str) -> str | None:
        return self._texts.get(name)

    def recall_all(self, beginning: str) -> Mapping[str, str]:
        return {
            name.removeprefix(beginning): text
            for name, text in self._texts.items()
            if name.startswith(beginning)
        }

    def remember(self, name: str, value: str) -> None:
        self._texts[name] = value

    def begin_intent(self, intent: Intent) -> None:
        self._intents[intent.kind, intent.key] = intent

    def end_intent(self, kind: str, key: str) -> None:
        self._intents.pop((kind, key), None)

    def open_intents(self, kind: str) -> Sequence[Intent]:
        found = [intent for (each, _key), intent in self._intents.items() if each == kind]
        return sorted(found, key=lambda intent: (intent.begun_at, intent.key))
