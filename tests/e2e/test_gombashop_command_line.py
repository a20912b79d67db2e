"""Completing the lines of orders and serving the feed, on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.clock import TurnedClock
from sync.feed_places import FeedServed
from sync.shops.feeds import FeedServer
from sync.systems import GombaShopShop
from tests.e2e.command_line import inside
from tests.e2e.furnished import embedded
from tests.e2e.gombashop_pair import NOW, GombaShopPair, make_pair
from tests.e2e.small_bridge import failures, said


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GombaShopPair]:
    monkeypatch.setenv("MOSTIK_HOME", str(tmp_path / "home"))
    with embedded(tmp_path) as warehouse:
        yield make_pair(tmp_path, warehouse, TurnedClock(NOW))


def test_an_order_is_listed_shown_completed_and_comes_in(pair: GombaShopPair) -> None:
    order = pair.buy(("1001", 2), ("1003", 3))
    pair.export()
    assert inside("lines", "pair").out.strip() == "No order waits for its lines."
    pair.run()
    listed = inside("lines", "pair")
    assert listed.code == 1
    assert order.number in listed.out
    shown = inside("lines", "pair", order.number)
    assert "€6.00" in shown.out
    assert "Together they cost €15.27" in shown.out
    for wrong, sentence in (
        (["--line", "2"], "The order has 2 lines, and 1 were said."),
        (["--line", "two", "--line", "3"], "“two” is no line."),
        (["--line", "1", "--line", "3"], "The lines make 9.27, and the shop says 15.27."),
    ):
        ended = inside("lines", "pair", order.number, *wrong)
        assert ended.code == 2
        assert sentence in ended.err
    done = inside("lines", "pair", order.number, "--line", "2", "--line", "3х1,09=1003")
    assert done.code == 0, done.err
    report = pair.run()
    assert not failures(report), said(report)
    (document,) = pair.warehouse.judge.orders()
    assert sum(line.quantity * line.price for line in document.lines) == order.total
    again = inside("lines", "pair", order.number, "--line", "2", "--line", "3")
    assert "came in already" in again.err
    assert "There is no order FFFF" in inside("lines", "pair", "FFFF").err


def test_a_name_that_no_product_has_any_more_is_completed_with_price_and_code(pair: GombaShopPair) -> None:
    order = pair.buy(("1001", 1))
    pair.item("1001").name = "Чаша „Роза“ 2026"
    pair.export()
    pair.run()
    assert "does not tell the price" in inside("lines", "pair", order.number, "--line", "1").err
    assert inside("lines", "pair", order.number, "--line", "1x6.00=1001").code == 0
    report = pair.run()
    assert not failures(report), said(report)
    assert len(pair.warehouse.judge.orders()) == 1


def test_the_feed_is_served_until_it_is_stopped(pair: GombaShopPair, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no feed that Mostik serves" in inside("serve", "pair").err
    shop = pair.profile.connect.shop
    assert isinstance(shop, GombaShopShop)
    served = shop.model_copy(update={"feed": FeedServed(port=18_765, word="x" * 24)})
    connect = pair.profile.connect.model_copy(update={"shop": served})
    with FeedServer(Path("nothing.csv"), "text/csv", "x", "127.0.0.1") as other:
        taken = served.model_copy(update={"feed": FeedServed(port=other.port, word="x" * 24)})
        pair.save(pair.profile.model_copy(update={"connect": connect.model_copy(update={"shop": taken})}))
        assert "is taken by another program" in inside("serve", "pair").err
    pair.save(pair.profile.model_copy(update={"connect": connect}))

    def interrupted(_server: FeedServer) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(FeedServer, "serve", interrupted)
    ended = inside("serve", "pair")
    assert ended.code == 0, ended.err
    assert "/xxxxxxxxxxxxxxxxxxxxxxxx/products.csv" in ended.out
    assert "The feed is no longer served." in ended.out
