"""The way through the owner's browser: what is asked, what may come back, and where a secret is sent."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from sync.clock import TurnedClock
from sync.errors import Refused, SettingsError, Unknown, Unreachable
from sync.shops.seliton.sign_in import (
    SignIn,
    TokenDesk,
    Tokens,
    came_back,
    consent_address,
    ends_at,
    redirect_address,
)
from sync.simulators.seliton import Fault, FaultKind, Quirks, SelitonSimulator
from sync.simulators.seliton.server import CLIENT_ID, CLIENT_WORDS
from sync.systems import SelitonShop
from tests.unit.seliton.browsing import sent_back, sign_in

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SETTINGS = SelitonShop(url="kalina.myseliton.com", application="a71c")


def local(simulator: SelitonSimulator) -> SelitonShop:
    return SelitonShop(url=simulator.url, sign_in_url=simulator.url, application=CLIENT_ID)


def test_the_page_of_consent_is_asked_for_reading_orders_and_writing_products() -> None:
    address = urlsplit(consent_address(SETTINGS, "a state"))
    assert (address.scheme, address.netloc, address.path) == ("https", "dev.seliton.com", "/authorize")
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert (asked["client_id"], asked["response_type"], asked["state"]) == ("a71c", "code", "a state")
    assert asked["shop"] == "https://kalina.myseliton.com"
    assert {"read_orders", "read_products", "write_products"} <= set(asked["scope"].split())
    assert "write_orders" not in asked["scope"], "the vendor has no such right"
    assert redirect_address(SETTINGS) == "http://127.0.0.1:8731/seliton"


@pytest.mark.parametrize(
    "sign_in_url", ["http://dev.seliton.com", "https://seliton.com.example", "https://dev.example"]
)
def test_no_secret_goes_to_another_address(sign_in_url: str) -> None:
    settings = SETTINGS.model_copy(update={"sign_in_url": sign_in_url})
    with pytest.raises(SettingsError):
        consent_address(settings, "state")
    with pytest.raises(SettingsError):
        TokenDesk(settings, "secret", TurnedClock(NOW)).exchange("code")


def test_without_an_application_there_is_no_sign_in() -> None:
    with pytest.raises(SettingsError):
        consent_address(SETTINGS.model_copy(update={"application": ""}), "state")
    with pytest.raises(SettingsError):
        TokenDesk(SETTINGS, " ", TurnedClock(NOW)).exchange("code")


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("http://127.0.0.1:8731/seliton?code=abc&state=other", Refused),
        ("http://127.0.0.1:8731/seliton?code=abc", Refused),
        ("/favicon.ico", Refused),
        ("", Refused),
        ("http://127.0.0.1:8731/seliton?error=access_denied&state=right", SettingsError),
        ("http://127.0.0.1:8731/seliton?state=right", SettingsError),
    ],
)
def test_what_comes_back_has_to_belong_to_this_sign_in(address: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        came_back(address, "right")


def test_a_code_becomes_tokens_once() -> None:
    clock = TurnedClock(NOW)
    with SelitonSimulator(clock=clock, quirks=Quirks(refresh="refresh_token")) as simulator:
        settings = local(simulator)
        code = came_back(sent_back(settings, "state"), "state").code
        desk = TokenDesk(settings, CLIENT_WORDS, clock)
        tokens = desk.exchange(code)
        assert tokens.access
        assert tokens.refresh
        with pytest.raises(SettingsError) as met:
            desk.exchange(code)
        assert code not in f"{met.value} {met.value.detail}"
        renewed = desk.refresh(tokens.refresh)
        assert renewed.access != tokens.access
        assert renewed.refresh
        with pytest.raises(SettingsError):
            TokenDesk(settings, "another", clock).refresh(renewed.refresh)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (FaultKind.DROP_AFTER, Unknown),
        (FaultKind.HTML_502, Unknown),
        (FaultKind.HTML_200, Unknown),
        (FaultKind.EMPTY_BODY, Unknown),
        (FaultKind.REDIRECT, Unreachable),
        (FaultKind.REFUSED, SettingsError),
    ],
)
def test_a_code_is_sent_once_whatever_becomes_of_the_answer(kind: FaultKind, error: type[Exception]) -> None:
    clock = TurnedClock(NOW)
    with SelitonSimulator(clock=clock) as simulator:
        settings = local(simulator)
        code = came_back(sent_back(settings, "state"), "state").code
        simulator.faults.add(Fault(kind, request="POST token"))
        with pytest.raises(error) as met:
            TokenDesk(settings, CLIENT_WORDS, clock).exchange(code)
        assert simulator.counts["POST token"] == 1
        said = f"{met.value} {getattr(met.value, 'detail', '')}"
        assert code not in said
        assert CLIENT_WORDS not in said


def _jwt(claims: dict[str, object]) -> str:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'none'})}.{part(claims)}.signature"


@pytest.mark.parametrize(
    "token", ["", "a", "a.b.c", "a.b", _jwt({}), _jwt({"exp": "soon"}), _jwt({"exp": 1e30})]
)
def test_a_token_that_says_nothing_has_not_ended(token: str) -> None:
    assert ends_at(token) is None


def test_a_token_that_says_so_is_renewed_before_it_is_used() -> None:
    clock = TurnedClock(NOW)
    with SelitonSimulator(clock=clock, quirks=Quirks(refresh="refresh_token")) as simulator:
        settings = local(simulator)
        refresh = sign_in(simulator, settings, clock).refresh
        kept: list[Tokens] = []
        ended = _jwt({"exp": (NOW - timedelta(minutes=1)).timestamp()})
        desk = TokenDesk(settings, CLIENT_WORDS, clock)
        mine = SignIn(Tokens(ended, refresh), desk, clock, kept.append)
        before = mine.has_ended
        assert before
        assert mine.renew()
        assert mine.has_ended != before
        assert [tokens.access for tokens in kept] == [mine.token]
        assert not SignIn(Tokens(ended), desk, clock, kept.append).renew()
