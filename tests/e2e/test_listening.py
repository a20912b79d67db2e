"""Listening to CloudCart for a day of compressed time: notices get lost, the shop switches them off, the
door is shut for a while, and every order is in the warehouse exactly once.
"""

from __future__ import annotations

import contextlib
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from sync.clock import TurnedClock
from sync.errors import SettingsError
from sync.shops.cloudcart import CloudCart
from sync.shops.cloudcart.hooks import address_problem
from sync.simulators.cloudcart import SAMPLE_KEY, CloudCartSimulator, Fault, FaultKind, Quirks, Settings, Shop
from tests.contract.warehouses.bench import CUP, FLOUR, SOFIA, TEA
from tests.e2e.furnished import embedded
from tests.e2e.test_cloudcart import NOW, SHOP_KEY, Pair, make_pair
from wizard import notices
from wizard.listening import Listening
from wizard.notices import NoticeDoor


class Done:
    """A sync that was made at once."""

    through = True

    def drain(self) -> None:
        return


def _nothing(seconds: float) -> None:
    """The thread answers."""
    del seconds


class Desk:
    """A pair with somebody who listens. The door answers in a thread, as the shop calls in the middle of what
    the test does; the test takes the turns."""

    def __init__(self, pair: Pair, hooks: CloudCart) -> None:
        self.pair = pair
        self.door = NoticeDoor(0, SAMPLE_KEY)
        self.listening = Listening(
            self.door, hooks.hooks, f"http://127.0.0.1:{self.door.port}", pair.clock, self._sync
        )
        self._open = threading.Event()
        self._open.set()
        self._ended = False
        self._thread = threading.Thread(target=self._answer, daemon=True)
        self._thread.start()

    def _sync(self) -> Done:
        self.pair.run()
        return Done()

    def _answer(self) -> None:
        while not self._ended:
            # Its own way, whatever stands in the instance meanwhile.
            NoticeDoor.answer(self.door, 0.02)

    def turn(self) -> None:
        """One turn of the listener, which answers nothing itself here."""
        answer, self.door.answer = self.door.answer, _nothing  # type: ignore[method-assign]
        try:
            self.listening.step()
        finally:
            self.door.answer = answer  # type: ignore[method-assign]

    def close(self) -> None:
        self._ended = True
        self._thread.join()
        self.door.server_close()


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock(NOW)


@pytest.fixture
def desk(tmp_path: Path, clock: TurnedClock) -> Iterator[Desk]:
    with ExitStack() as stack:
        warehouse = stack.enter_context(embedded(tmp_path))
        shop = Shop(Settings(stock_taken_at="pending"))
        simulator = stack.enter_context(
            CloudCartSimulator(shop, per_minute=None, clock=clock, hook_timeout=1.0)
        )
        pair = make_pair(tmp_path, simulator, warehouse, clock)
        client = CloudCart(pair.profile.connect.shop, SAMPLE_KEY, clock, SOFIA)  # type: ignore[arg-type]  # a CloudCart shop
        made = Desk(pair, client)
        yield made
        made.close()
        client.close()


def _switch_off(simulator: CloudCartSimulator, hook: int) -> None:
    simulator.backend.table("webhooks").change(simulator.backend.row("webhooks", hook), {"active": "no"})


def _tags(pair: Pair) -> Counter[str]:
    return Counter(document.note.split(";")[0] for document in pair.warehouse.judge.orders())


def test_an_order_is_there_seconds_after_it_was_placed(desk: Desk) -> None:
    desk.turn()
    desk.pair.clock.turn(timedelta(seconds=20))
    before = desk.listening.runs
    order = desk.pair.buy(("1001", 1), payment="bank_transfer")
    desk.turn()
    assert desk.listening.runs == before, "a moment is waited, for notices come in groups"
    desk.pair.clock.turn(timedelta(seconds=4))
    desk.turn()
    assert desk.listening.runs == before + 1
    assert _tags(desk.pair) == {f"Mostik:{SHOP_KEY}:{order}": 1}


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.sweep) for seed in range(2, 12))])
def test_a_day_with_faults_brings_every_order_once(desk: Desk, seed: int) -> None:
    dice = random.Random(seed)
    pair, simulator = desk.pair, desk.pair.simulator
    simulator.quirks = Quirks(
        hook_body=dice.choice(["array", "object", "json_api", "wrapped"]), hook_money="decimal"
    )
    for good in (CUP, TEA, FLOUR):
        pair.warehouse.set_stock(good, 5000)
    orders = []
    faults = [
        FaultKind.DROP_BEFORE,
        FaultKind.HTML_502,
        FaultKind.DROP_AFTER,
        FaultKind.FLAT_429,
        FaultKind.CUT,
    ]
    for hour in range(24):
        for _ in range(dice.choice([0, 1, 1, 2, 3])):
            orders.append(pair.buy((dice.choice(["1001", "A-2", "1003"]), 1), payment="bank_transfer"))
        if hour == 8:
            # Somebody answers 404 in our place: the shop switches every hook off at once.
            for hook in simulator.judge.rows("webhooks"):
                _switch_off(simulator, hook["id"])
        if dice.random() < 0.5:
            simulator.faults.add(Fault(dice.choice(faults)))
        for _ in range(2):
            pair.clock.turn(timedelta(minutes=30))
            simulator.deliver_due()
            desk.turn()
    simulator.faults.clear()
    pair.clock.turn(timedelta(hours=2))
    desk.turn()
    pair.clock.turn(timedelta(minutes=2))
    desk.turn()
    assert _tags(pair) == {f"Mostik:{SHOP_KEY}:{order}": 1 for order in orders}
    assert desk.listening.revived >= 1
    assert pair.audit().clean


def test_a_stranger_starts_nothing_and_is_answered_like_anybody(desk: Desk) -> None:
    desk.turn()
    desk.pair.clock.turn(timedelta(seconds=20))
    before = desk.listening.runs
    address = f"http://127.0.0.1:{desk.door.port}/order.created"
    for key in ("", "wrong", SAMPLE_KEY + "x"):
        answer = requests.post(address, data=b"[{}]", headers={"X-CloudCart-ApiKey": key}, timeout=5)
        assert (answer.status_code, answer.content) == (200, b"")
    desk.pair.clock.turn(timedelta(seconds=5))
    desk.turn()
    assert desk.listening.runs == before
    assert desk.door.strangers == 3


@pytest.mark.parametrize(
    "beginning", [b"", b"POST /order.created HTTP/1.1\r\nContent-Length: 900000\r\n\r\n"]
)
def test_whoever_drips_bytes_does_not_keep_the_door_from_others(
    monkeypatch: pytest.MonkeyPatch, beginning: bytes
) -> None:
    """The syncs wait for the door as well."""
    monkeypatch.setattr(notices._Handler, "timeout", 0.3)
    ended = threading.Event()
    with NoticeDoor(0, SAMPLE_KEY) as door, socket.create_connection(("127.0.0.1", door.port)) as stranger:

        def drip() -> None:
            with contextlib.suppress(OSError):
                stranger.sendall(beginning)
                for _ in range(60):
                    stranger.sendall(b"x")
                    if ended.wait(0.05):
                        return

        dripping = threading.Thread(target=drip)
        dripping.start()
        begun = time.monotonic()
        door.answer(1.0)
        took = time.monotonic() - begun
        ended.set()
        dripping.join()
        assert took < 1.5
        assert not door.heard


def test_a_length_that_is_no_number_of_bytes_is_answered(desk: Desk) -> None:
    address = f"http://127.0.0.1:{desk.door.port}/order.created"
    with requests.Session() as session:
        asked = requests.Request("POST", address, headers={"X-CloudCart-ApiKey": SAMPLE_KEY}).prepare()
        asked.headers["Content-Length"] = "9" * 5000
        assert session.send(asked, timeout=5).status_code == 200


def test_a_notice_is_known_by_the_key_of_its_hook_whichever_key_of_the_shop_comes_along(desk: Desk) -> None:
    desk.door._key, desk.door._own_key = b"another key of the shop", b"own"
    desk.listening.key = "own"
    desk.turn()
    desk.pair.clock.turn(timedelta(seconds=20))
    order = desk.pair.buy(("1001", 1), payment="bank_transfer")
    desk.pair.clock.turn(timedelta(seconds=4))
    desk.turn()
    desk.pair.clock.turn(timedelta(seconds=4))
    desk.turn()
    assert desk.listening.heard >= 1
    assert desk.door.strangers == 0
    assert _tags(desk.pair) == {f"Mostik:{SHOP_KEY}:{order}": 1}


def test_a_hook_whose_key_was_lost_or_replaced_gets_it_again(desk: Desk) -> None:
    simulator, hooks, address = desk.pair.simulator, desk.listening.hooks, desk.listening.address
    assert hooks.look(address).missing
    hooks.ensure(address, "first")
    assert hooks.look(address).is_on
    row = simulator.backend.row("webhooks", simulator.judge.rows("webhooks")[0]["id"])
    simulator.backend.table("webhooks").change(row, {"request_headers": {}, "active": "no"})
    assert hooks.look(address).off == (row["event"],)
    hooks.ensure(address, "first")
    hooks.ensure(address, "second")
    assert {tuple(hook["request_headers"].items()) for hook in simulator.judge.rows("webhooks")} == {
        (("X-Mostik-Key", "second"),)
    }
    assert hooks.look(address).is_on


@pytest.mark.parametrize(
    "address", ["http://shop.example/notices", "https://", "https:// x", "shop.example", ""]
)
def test_only_a_whole_address_with_https_is_taken(address: str) -> None:
    assert address_problem(address) is not None


def test_the_address_of_a_tunnel_is_taken() -> None:
    assert address_problem("https://notices.kalina.example/shop/1") is None


def test_hooks_are_made_once_mended_and_taken_away(desk: Desk) -> None:
    simulator = desk.pair.simulator
    hooks, address = desk.listening.hooks, desk.listening.address
    assert len(hooks.ensure(address).made) == 5
    assert hooks.ensure(address).made == ()
    assert len(simulator.judge.rows("webhooks")) == 5
    hook = simulator.judge.rows("webhooks")[0]
    simulator.backend.table("webhooks").change(
        simulator.backend.row("webhooks", hook["id"]), {"active": "no"}
    )
    assert hooks.ensure(address).revived == (hook["event"],)
    assert hooks.remove(address) == 5
    assert simulator.judge.rows("webhooks") == []


def test_the_key_is_sent_over_https_only(desk: Desk) -> None:
    with pytest.raises(SettingsError):
        desk.listening.hooks.ensure("http://shop.example/notices")
