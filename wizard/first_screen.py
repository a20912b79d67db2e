"""The screen with which the window begins, and to which every other one goes back."""

from __future__ import annotations

from wizard.app import App
from wizard.resuming import begin_setup
from wizard.screen import Screen, TopBarScreen
from wizard.theme import Font, Space, size
from wizard.widgets import PushButton, Surface, Words


class FirstStart(TopBarScreen):
    """Nothing but the way into the wizard."""

    has_actions = False

    def build_body(self, body: Surface) -> None:
        Words(
            body,
            self.text("Join your warehouse with your online shop"),
            font=Font.TITLE,
            wrap=True,
        ).pack(fill="x")
        self.main_button = PushButton(
            body, self.text("Connect my shop"), lambda: begin_setup(self.app), rank="main"
        )
        self.main_button.pack(anchor="w", pady=(size(body, Space.L), 0))


def first_screen(app: App) -> Screen:
    """The first screen."""
    return FirstStart(app)
