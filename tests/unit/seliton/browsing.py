"""A browser that goes through Seliton's page of consent and stops where it is sent back."""

from __future__ import annotations

import requests

from sync.ports import Clock
from sync.shops.seliton.sign_in import TokenDesk, Tokens, came_back, consent_address
from sync.simulators.seliton import SelitonSimulator
from sync.simulators.seliton.server import CLIENT_WORDS
from sync.systems import SelitonShop


def sent_back(settings: SelitonShop, state: str) -> str:
    """The address on which the browser ends."""
    page = requests.get(consent_address(settings, state), timeout=5, allow_redirects=False)
    return page.headers["location"]


def sign_in(simulator: SelitonSimulator, settings: SelitonShop, clock: Clock) -> Tokens:
    """The whole flow, with an owner who says yes."""
    simulator.owner.consent(accept=True)
    code = came_back(sent_back(settings, "a state"), "a state").code
    return TokenDesk(settings, CLIENT_WORDS, clock).exchange(code)
