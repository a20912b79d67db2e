"""A shop of Seliton on a socket, and a browser that goes by itself through the page of consent."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
import requests

from sync.clock import TurnedClock
from sync.simulators.seliton import SelitonSimulator
from sync.simulators.seliton.server import CLIENT_ID, CLIENT_WORDS


def free_port() -> int:
    """A port of this computer that nobody uses at the moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Browser:
    """Opens what it is given, and says where it ended. ``comes_back``: whether it reaches this computer."""

    comes_back: bool = True
    opened: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)

    def open(self, address: str) -> bool:
        """In the place of :func:`webbrowser.open`; returns at once, as that does."""
        self.opened.append(address)
        threading.Thread(target=self._go, args=(address,), daemon=True).start()
        return True

    def _go(self, address: str) -> None:
        sent = requests.get(address, timeout=10, allow_redirects=False)
        back = sent.headers["location"]
        if self.comes_back:
            self.pages.append(requests.get(back, timeout=10).text)
        self.ended.append(back)


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    """The owner's browser."""
    made = Browser()
    opens: Callable[[str], bool] = made.open
    monkeypatch.setattr(webbrowser, "open", opens)
    return made


@contextmanager
def seliton_place(clock: TurnedClock) -> Iterator[SelitonSimulator]:
    """A shop whose application sends browsers back to a port that is free now."""
    with SelitonSimulator(clock=clock, redirect=f"http://127.0.0.1:{free_port()}/seliton") as simulator:
        yield simulator


def port_of(simulator: SelitonSimulator) -> int:
    """The port to which the registered application sends browsers back."""
    return int(simulator.application.redirect.rpartition(":")[2].partition("/")[0])


__all__ = ["CLIENT_ID", "CLIENT_WORDS", "Browser", "browser", "free_port", "port_of", "seliton_place"]
