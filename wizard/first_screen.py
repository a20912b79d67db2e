"""The screen that the window begins with and comes back to: home, on the session of its window."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from wizard.home import Home
from wizard.session import Session

if TYPE_CHECKING:
    from wizard.app import App

_sessions: WeakKeyDictionary[App, Session] = WeakKeyDictionary()


def first_screen(app: App) -> Home:
    """Home. The first call begins the session, which ends with the window."""
    session = _sessions.get(app)
    if session is None:
        session = _sessions[app] = Session(app.desk)
    return Home(app, session)
