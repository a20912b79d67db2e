"""What the next feed says, and when it is given out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import requests

from sync.errors import Refused, SettingsError, Unreachable
from sync.shops.feeds import (
    FeedForm,
    FeedItem,
    FeedServer,
    FeedStore,
    FileDelivery,
    Publisher,
    StandingFeed,
    new_word,
)

CUP, BOWL = FeedItem("A", "Чаша", Decimal("4.90"), quantity=Decimal(7)), FeedItem("B", "Купа", hidden=False)


class _Bench:
    """One feed in a folder."""

    def __init__(self, folder: Path, kind: str = "csv") -> None:
        (folder / "shared").mkdir(exist_ok=True)
        self.store = FeedStore(folder / "own" / "feed.sqlite")
        self.target = folder / "shared" / f"products.{kind}"
        form = FeedForm("xml" if kind == "xml" else "csv")
        self.publisher = Publisher(self.store, form, FileDelivery(self.target), folder / "own")

    @property
    def keys(self) -> list[str]:
        return [line.split(",")[0] for line in self.target.read_text(encoding="utf-8").splitlines()[1:]]


def test_a_feed_is_given_out_when_something_is_new_and_not_again(tmp_path: Path) -> None:
    bench = _Bench(tmp_path)
    assert not bench.publisher.publish()
    bench.store.put([CUP, BOWL])
    assert bench.publisher.publish()
    assert bench.keys == ["A", "B"]
    bench.store.put([CUP])
    assert not bench.publisher.publish()
    bench.store.put([FeedItem("A", "Чаша", Decimal("5.20"))])
    assert bench.publisher.publish()
    assert "A,Чаша,5.2,,,,," in bench.target.read_text(encoding="utf-8")


def test_what_was_kept_is_read_again_exactly(tmp_path: Path) -> None:
    store = FeedStore(tmp_path / "feed.sqlite")
    items = [CUP, BOWL, FeedItem("C", "", None, Decimal(1000), Decimal(0), True, True, False)]
    store.put(items)
    assert list(store.items()) == items
    assert store.find(["C", "nothing"]) == {"C": items[2]}
    assert store.count() == 3


def test_one_that_is_gone_stays_hidden_with_nothing_and_can_come_back(tmp_path: Path) -> None:
    bench = _Bench(tmp_path)
    bench.store.put([CUP, BOWL])
    bench.store.remove(["A", "unheard of"])
    assert bench.store.removed() == {"A"}
    assert bench.store.find(["A"])["A"] == FeedItem(
        "A", "Чаша", Decimal("4.90"), quantity=Decimal(0), hidden=True
    )
    bench.publisher.publish()
    assert bench.keys == ["A", "B"]
    bench.store.put([CUP])
    assert bench.store.removed() == frozenset()


def test_a_delivery_that_failed_is_made_up_for(tmp_path: Path) -> None:
    bench = _Bench(tmp_path)
    bench.store.put([CUP])
    shared = bench.target.parent
    shared.rmdir()
    with pytest.raises(SettingsError, match="is not there"):
        bench.publisher.publish()
    shared.mkdir()
    assert bench.publisher.pending
    assert bench.publisher.publish()


def test_a_feed_that_somebody_took_away_or_cut_is_put_back(tmp_path: Path) -> None:
    bench = _Bench(tmp_path)
    bench.store.put([CUP])
    bench.publisher.publish()
    whole = bench.target.read_bytes()
    for broken in (b"", whole[:-9]):
        bench.target.write_bytes(broken)
        assert bench.publisher.publish()
        assert bench.target.read_bytes() == whole
    bench.target.unlink()
    assert bench.publisher.publish()


def test_another_form_is_another_feed(tmp_path: Path) -> None:
    bench = _Bench(tmp_path)
    bench.store.put([CUP])
    bench.publisher.publish()
    assert _Bench(tmp_path, "xml").publisher.publish()
    assert (tmp_path / "shared" / "products.xml").read_bytes().startswith(b"<?xml")


def test_a_feed_that_shrank_is_held_back(tmp_path: Path) -> None:
    bench = _Bench(tmp_path)
    bench.store.put([FeedItem(str(number)) for number in range(10)])
    bench.publisher.publish()
    before = bench.target.read_bytes()
    bench.store.put([CUP])
    bench.store.note_given(replace(bench.store.given, rows=20))
    with pytest.raises(Refused, match="11 products instead of at least 16"):
        bench.publisher.publish()
    assert bench.target.read_bytes() == before


def test_a_broken_store_is_said(tmp_path: Path) -> None:
    path = tmp_path / "feed.sqlite"
    path.write_bytes(b"this is no database, however long one looks at it" * 30)
    with pytest.raises(Unreachable, match="cannot be read"):
        FeedStore(path).count()


def test_many_products_are_streamed(tmp_path: Path) -> None:
    bench = _Bench(tmp_path)
    bench.store.put(FeedItem(f"{number:06}", f"Стока {number}", Decimal(number)) for number in range(20_000))
    assert bench.publisher.publish()
    assert len(bench.keys) == 20_000


def test_the_server_gives_out_the_feed_and_nothing_else(tmp_path: Path) -> None:
    feed = tmp_path / "products.csv"
    feed.write_bytes(b"sku\nA\n")
    (tmp_path / "other.csv").write_text("secret", encoding="utf-8")
    word = new_word()
    with FeedServer(feed, FeedForm().content_type, word, "127.0.0.1") as server:
        base = f"http://127.0.0.1:{server.port}"
        whole = requests.get(f"{base}/{word}/products.csv", timeout=5)
        assert (whole.status_code, whole.content) == (200, b"sku\nA\n")
        assert whole.headers["Content-Type"] == "text/csv; charset=utf-8"
        head = requests.head(f"{base}/{word}/products.csv", timeout=5)
        assert (head.status_code, head.headers["Content-Length"]) == (200, "6")
        for path in ("/", f"/{word}/", f"/{word}/other.csv", "/x/products.csv", f"/{word}/../{feed.name}"):
            assert requests.get(base + path, timeout=5).status_code == 404
        assert requests.post(f"{base}/{word}/products.csv", data="x", timeout=5).status_code == 501
        feed.unlink()
        assert requests.get(f"{base}/{word}/products.csv", timeout=5).status_code == 404


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    feed = tmp_path / "products.csv"
    with (
        FeedServer(feed, "text/csv", "word", "127.0.0.1") as server,
        pytest.raises(SettingsError, match="is taken"),
    ):
        FeedServer(feed, "text/csv", "word", "127.0.0.1", server.port)


def test_what_stands_is_told_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "products.csv"
    path.write_bytes(b"12345")
    assert FileDelivery(path).stands(StandingFeed(path, 1, 5))
    assert not FileDelivery(path).stands(StandingFeed(path, 1, 6))
