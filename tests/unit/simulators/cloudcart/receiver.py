"""An address that takes webhooks: remembers what came, answers as told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any, NamedTuple

from sync.simulators.delivery import DeliveringHandler
from sync.simulators.local_server import LocalService


class Taken(NamedTuple):
    """One notice."""

    path: str
    headers: dict[str, str]
    body: Any


class Receiver(LocalService):
    """answers: status and text of the next answers; 200 when there are none left. meanwhile: called while a
    notice is being taken.
    """

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.answers: list[tuple[int, str]] = []
        self.meanwhile: Callable[[], object] | None = None
        self.silence = threading.Event()
        super().__init__(_handler_for(self), 0)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}/hook"

    def forget(self) -> None:
        """As if new."""
        self.release()
        self.taken.clear()
        self.answers.clear()
        self.meanwhile = None
        self.silence = threading.Event()

    def release(self) -> None:
        """End a silence."""
        self.silence.set()

    def bodies(self) -> list[Any]:
        """What was said, in the order of arriving."""
        return [taken.body for taken in self.taken]


def _handler_for(receiver: Receiver) -> type[DeliveringHandler]:
    class Handler(DeliveringHandler):
        """Takes anything; status 0 means silence."""

        def serve(self, verb: str) -> None:
            body = json.loads(self.body())
            receiver.taken.append(Taken(self.path, dict(self.headers.items()), body))
            if receiver.meanwhile is not None:
                receiver.meanwhile()
            status, text = receiver.answers.pop(0) if receiver.answers else (200, "")
            if status:
                self.send(status, text.encode(), "text/plain")
            else:
                receiver.silence.wait()
                self.reset()

    return Handler
