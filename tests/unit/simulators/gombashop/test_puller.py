"""The shop pulls a feed: matching, flags, the three policies for what is missing, and bad feeds."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from sync.simulators.delivery import DeliveringHandler
from sync.simulators.gombashop import FeedPuller, Shop, UnreadableFeed
from sync.simulators.gombashop.puller import Missing
from sync.simulators.local_server import LocalService

HEAD = "sku,name,price,old_price,quantity,new,hidden,promo\n"


@pytest.fixture
def shop() -> Shop:
    """Two items."""
    made = Shop()
    made.add("A-1", "Чаша", Decimal("5.00")).quantity = Decimal(3)
    made.add("A-2", "Чиния", Decimal("7.00")).quantity = Decimal(4)
    return made


def _feed(*rows: str) -> bytes:
    return (HEAD + "".join(f"{row}\n" for row in rows)).encode()


def test_items_are_edited_added_and_left(shop: Shop) -> None:
    puller = FeedPuller(shop)
    feed = _feed("A-1,Чаша,4.50,5.00,9,0,0,1", "A-3,Ваза,11.00,,2,1,1,0")
    report = puller.pull(feed)
    assert (report.edited, report.added, report.rows) == (["A-1"], ["A-3"], 2)
    cup, plate, vase = shop.items.values()
    assert (cup.price, cup.old_price, cup.quantity) == (Decimal("4.50"), Decimal(5), Decimal(9))
    assert cup.promo
    assert (plate.quantity, plate.hidden) == (Decimal(4), False)
    assert (vase.name, vase.new, vase.hidden, vase.quantity) == ("Ваза", True, True, Decimal(2))
    again = puller.pull(feed)
    assert (again.edited, again.added, again.unchanged) == ([], [], ["A-1", "A-3"])


@pytest.mark.parametrize(("missing", "left"), [("ignore", 2), ("move", 2), ("remove", 1)])
def test_what_is_missing(shop: Shop, missing: Missing, left: int) -> None:
    puller = FeedPuller(shop, missing=missing)
    report = puller.pull(_feed("A-1,Чаша,5.00,,3,0,0,0"))
    assert len(shop.items) == left
    assert (report.moved, report.removed) == (
        ["A-2"] if missing == "move" else [],
        ["A-2"] if missing == "remove" else [],
    )
    if missing == "move":
        plate = shop.items[102]
        assert plate.hidden
        puller.pull(_feed("A-1,Чаша,5.00,,3,0,0,0", "A-2,Чиния,7.00,,4,0,0,0"))
        assert (plate.moved, plate.hidden) == (False, False)


def test_an_empty_or_cut_feed_is_dangerous(shop: Shop) -> None:
    whole = _feed("A-1,Чаша,5.00,,3,0,0,0", "A-2,Чиния,7.00,,4,0,0,0")
    assert FeedPuller(shop, missing="remove").pull(whole[: whole.index(b"A-2")]).removed == ["A-2"]
    assert FeedPuller(shop, missing="remove").pull(HEAD.encode()).removed == ["A-1"]
    assert shop.items == {}


def test_blanks_wrong_rows_and_shared_keys(shop: Shop) -> None:
    shop.add("A-1", "Друга чаша", Decimal(1))
    feed = _feed("A-1,,6,,,,,", ",,1,,,,,", "A-2,,seven,,,,,", "A-9,,1,,1,maybe,,")
    report = FeedPuller(shop, same_key="first").pull(feed)
    cup, plate, other = list(shop.items.values())[:3]
    assert [cup.price, cup.quantity, other.price, plate.price] == [Decimal(each) for each in (6, 3, 1, 7)]
    assert len(report.wrong) == 3
    FeedPuller(shop, blank="zeroed").pull(_feed("A-1,,6,,,,,"))
    assert (cup.quantity, other.price) == (Decimal(0), Decimal(6))


def test_new_items_and_edits_can_be_off(shop: Shop) -> None:
    report = FeedPuller(shop, add_new=False, edit=False).pull(_feed("A-1,,6,,,,,", "A-3,,1,,,,,"))
    assert (report.unchanged, report.unknown, len(shop.items)) == (["A-1"], ["A-3"], 2)


def test_columns_are_mapped_and_xml_is_read(shop: Shop) -> None:
    columns = {"code": "sku", "qty": "quantity", "cost": "price"}
    semicolons = "code;qty;cost;more\nA-1;8;5,25;x\n".encode("cp1251")
    FeedPuller(shop, columns=columns, separator=";", encoding="cp1251").pull(semicolons)
    assert (shop.items[101].quantity, shop.items[101].price) == (Decimal(8), Decimal("5.25"))
    xml = b"<feed><good><code>A-2</code><qty>1</qty><promo>1</promo></good></feed>"
    puller = FeedPuller(shop, "xml", columns, item="good")
    assert puller.pull(xml).edited == ["A-2"]
    assert shop.items[102].quantity == 1
    with pytest.raises(UnreadableFeed):
        puller.pull(xml[:-9])
    with pytest.raises(UnreadableFeed):
        FeedPuller(shop).pull("sku\nЧаша\n".encode("cp1251"))


class _Feeding(DeliveringHandler):
    """Serves one feed, and nothing under any other address."""

    def serve(self, verb: str) -> None:
        if self.path == "/feed.csv":
            self.send(200, _feed("A-1,,9,,,,,"), "text/csv")
        else:
            self.send_page(404, verb)


@pytest.fixture
def address() -> Iterator[str]:
    """Where feeds are."""
    with LocalService(_Feeding, 0) as service:
        yield f"http://127.0.0.1:{service.port}"


def test_a_feed_comes_from_an_address_or_a_file(shop: Shop, address: str, tmp_path: Path) -> None:
    puller = FeedPuller(shop)
    assert puller.pull(f"{address}/feed.csv").edited == ["A-1"]
    with pytest.raises(UnreadableFeed):
        puller.pull(f"{address}/gone.csv")
    file = tmp_path / "feed.csv"
    with pytest.raises(UnreadableFeed):
        puller.pull(file)
    file.write_bytes(_feed("A-1,,10,,,,,"))
    assert puller.pull(file).edited == ["A-1"]
    assert shop.items[101].price == 10
