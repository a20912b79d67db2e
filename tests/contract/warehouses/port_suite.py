"""What every warehouse promises to the engine, whatever stands behind it: a database, a service, another
program.

Only the port is used, and a judge that looks behind it.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from sync.errors import Refused
from sync.model import DocumentKind, DocumentRef, MarkKey, MarkState, NewPartner, NewProduct
from sync.ports import ProductScope
from tests.contract.warehouses.bench import (
    BOOK,
    CUP,
    CUPS,
    CUSTOMER,
    FLOUR,
    GONE,
    KITCHEN,
    SHOP,
    SHOP_FLOOR,
    STORE_ROOM,
    TEA,
    TODAY,
    draft,
    key,
    line,
)
from tests.contract.warehouses.port_bench import PortBench, SeenLine

EVERYTHING = ProductScope()


class PortReads:
    """Lists, goods, stock, prices and partners."""

    def test_the_connection_test_passes_and_counts(self, port: PortBench) -> None:
        facts = port.warehouse.check()
        assert [step.passed for step in facts.steps] == [True] * len(facts.steps), facts.steps
        assert facts.locations >= 2
        assert facts.products >= 6
        assert facts.currency == port.warehouse.base_currency()

    def test_lists_for_the_wizard(self, port: PortBench) -> None:
        names = {location.id: location.name for location in port.warehouse.locations()}
        assert (names[SHOP_FLOOR], names[STORE_ROOM]) == ("Магазин", "Склад")
        assert {group.rate for group in port.warehouse.vat_groups()} >= {Decimal(20), Decimal(9), Decimal(0)}
        assert port.warehouse.vat_groups()[0].rate == 20
        assert port.warehouse.payment_types()
        assert port.warehouse.users()
        assert "PriceOut2" in {group.id for group in port.warehouse.price_groups()}

    def test_a_good_with_all_that_is_known_of_it(self, port: PortBench) -> None:
        goods = {product.id: product for product in port.warehouse.products(EVERYTHING)}
        cup = goods[CUP]
        assert (cup.code, cup.name, cup.vat_rate, cup.group_id) == ("1001", "Чаша „Роза“", Decimal(20), CUPS)
        assert cup.barcodes[0] == "3800000000017"
        assert cup.prices["PriceOut2"] == 6
        assert GONE not in goods
        assert list(goods) == sorted(goods)
        assert list(port.warehouse.product_ids(EVERYTHING)) == list(goods)

    def test_a_group_takes_its_subgroups_along(self, port: PortBench) -> None:
        assert set(port.warehouse.product_ids(ProductScope((KITCHEN,)))) == {CUP, BOOK}

    def test_stock_is_summed_and_unknown_is_not_zero(self, port: PortBench) -> None:
        levels = dict(port.warehouse.stock_levels(EVERYTHING, [SHOP_FLOOR, STORE_ROOM]))
        assert levels[CUP] == 140_000
        assert levels[TEA] == 3_000
        # Some programs keep three decimals only.
        assert abs(levels[FLOUR] - 123_457) <= 5
        assert levels[BOOK] == -30_000
        assert GONE not in levels
        now = port.warehouse.stock_now([CUP, TEA, GONE], [SHOP_FLOOR])
        assert {good: now[good] for good in (CUP, TEA)} == {CUP: 100_000, TEA: 1_000}
        assert GONE not in now
        assert port.warehouse.stock_now([CUP], []) == {}

    def test_prices_are_gross(self, port: PortBench) -> None:
        prices = dict(port.warehouse.price_levels(EVERYTHING, "PriceOut2"))
        assert (prices[CUP], prices[TEA], prices[FLOUR]) == (60_000, 49_000, 10_900)
        assert GONE not in prices

    def test_partners_by_number_mail_and_name(self, port: PortBench) -> None:
        found = port.warehouse.find_partners
        for asked in (
            found(["203456785"], [], []),
            found([], ["sales@limon.example"], []),
            found([], [], ["кафе „лимон“ ООД"]),
        ):
            assert [(partner.id, partner.name) for partner in asked] == [(CUSTOMER, "Кафе Лимон ООД")]
        assert found(["111111111"], ["nobody@limon.example"], ["Никой"]) == []
        assert found([], [], []) == []

    def test_names_also_of_deleted_goods(self, port: PortBench) -> None:
        assert port.warehouse.product_names([CUP, GONE]) == {CUP: "Чаша „Роза“", GONE: "Свалена"}


class PortOrders:
    """An order is written once, whoever writes it and whatever he remembers."""

    one_place = False
    """Whether the program gives a document one location for all its lines."""

    def test_lines_partner_note_and_mark(self, port: PortBench) -> None:
        lines = (line(quantity="2"), line(FLOUR, "0.75", "1.09", "9", STORE_ROOM), line(CUP, "1", "5.50"))
        written = port.warehouse.write_document(draft(*lines), key())
        assert written.ref is not None
        assert not written.already_there
        second_place = SHOP_FLOOR if self.one_place else STORE_ROOM
        assert bool(written.warnings) == self.one_place
        (seen,) = port.judge.orders()
        assert (seen.number, seen.partner) == (written.ref.number, CUSTOMER)
        assert seen.note.startswith("Mostik:bl-1001:5001; поръчка")
        assert seen.lines == (
            SeenLine(CUP, SHOP_FLOOR, Decimal(2), Decimal("6.00")),
            SeenLine(FLOUR, second_place, Decimal("0.75"), Decimal("1.09")),
            SeenLine(CUP, SHOP_FLOOR, Decimal(1), Decimal("5.50")),
        )
        mark = port.warehouse.marks(SHOP, ["5001", "5002"])["5001"]
        assert (mark.ref, mark.rows_hash, mark.state) == (written.ref, written.rows_hash, MarkState.OPEN)
        assert list(port.warehouse.open_marks(SHOP)) == [mark]
        assert port.warehouse.known_shops() == {SHOP: 1}

    def test_read_back(self, port: PortBench) -> None:
        written = port.warehouse.write_document(draft(line(), line(TEA, "1", "4.90")), key())
        assert written.ref is not None
        document = port.warehouse.documents([written.ref])[written.ref]
        assert (document.partner_id, document.day, document.total) == (CUSTOMER, TODAY, Decimal("16.90"))
        assert document.rows_hash == written.rows_hash
        assert [(row.product_id, row.quantity, row.unit_price) for row in document.rows] == [
            (CUP, Decimal(2), Decimal(6)),
            (TEA, Decimal(1), Decimal("4.9")),
        ]
        missing = DocumentRef(DocumentKind.ORDER, written.ref.number + 77)
        assert port.warehouse.missing_documents([missing, written.ref]) == [missing]
        assert port.warehouse.tagged_documents(SHOP) == {"5001": [written.ref]}

    def test_twice_is_once(self, port: PortBench) -> None:
        first = port.warehouse.write_document(draft(), key())
        second = port.warehouse.write_document(draft(line(TEA)), key())
        assert (second.ref, second.already_there) == (first.ref, True)
        assert len(port.judge.orders()) == 1

    def test_another_computer_writes_it_no_second_time(self, port: PortBench) -> None:
        first = port.warehouse.write_document(draft(), key())
        other = port.again()
        other.rebuild_marks(SHOP)
        second = other.write_document(draft(), key())
        assert (second.ref, second.rows_hash, second.already_there) == (first.ref, first.rows_hash, True)
        assert len(port.judge.orders()) == 1

    def test_a_new_customer_comes_with_the_order(self, port: PortBench) -> None:
        name = "Мария „Роза“ О'Нийл"
        buyer = NewPartner(name, email="maria@example.com", phone="+359 888 123 456", city="Бургас")
        written = port.warehouse.write_document(draft(partner=buyer), key())
        assert list(port.judge.partners()).count(name) == 1
        (found,) = port.warehouse.find_partners([], ["maria@example.com"], [])
        assert (found.id, found.name, found.city) == (written.partner_id, name, "Бургас")

    def test_a_firm_keeps_both_its_numbers(self, port: PortBench) -> None:
        firm = NewPartner("Роза ЕООД", company_number="175074752", vat_number="BG175074752")
        port.warehouse.write_document(draft(partner=firm), key())
        (found,) = port.warehouse.find_partners(["175074752"], [], [])
        assert (found.company_number, found.vat_number) == ("175074752", "BG175074752")

    def test_contact_data_are_changed_and_nothing_else(self, port: PortBench) -> None:
        (before,) = port.warehouse.find_partners(["203456785"], [], [])
        port.warehouse.update_partner(CUSTOMER, {"phone": "052 123 456"})
        (after,) = port.warehouse.find_partners(["203456785"], [], [])
        assert after.phone == "052 123 456"
        assert (after.name, after.email, after.city) == (before.name, before.email, before.city)

    @pytest.mark.parametrize("wrong", ["place", "good", "deleted good", "partner"])
    def test_what_is_gone_is_refused_and_nothing_is_written(self, port: PortBench, wrong: str) -> None:
        drafts = {
            "place": draft(line(place=77), place=77),
            "good": draft(line(good=777)),
            "deleted good": draft(line(good=GONE)),
            "partner": draft(partner=777),
        }
        before = (list(port.judge.orders()), list(port.judge.partners()), port.judge.goods())
        with pytest.raises(Refused) as refused:
            port.warehouse.write_document(drafts[wrong], key())
        assert refused.value.advice is not None
        assert (list(port.judge.orders()), list(port.judge.partners()), port.judge.goods()) == before
        assert port.warehouse.marks(SHOP, ["5001"]) == {}

    def test_an_order_whose_document_was_deleted_is_missed(self, port: PortBench) -> None:
        written = port.warehouse.write_document(draft(), key())
        assert written.ref is not None
        port.judge.delete_order(written.ref.number)
        assert port.warehouse.missing_documents([written.ref]) == [written.ref]
        assert port.warehouse.documents([written.ref]) == {}

    def test_orders_of_another_program_are_seen_by_their_number(self, port: PortBench) -> None:
        number = port.judge.note_order("Онлайн поръчка 70123, спешна")
        port.warehouse.write_document(draft(text="поръчка 70124"), key())
        found = port.warehouse.documents_noting(["70123", "70124", "7012"], TODAY - timedelta(days=3))
        assert found == {"70123": DocumentRef(DocumentKind.ORDER, number)}

    def test_open_orders_hold_stock(self, port: PortBench) -> None:
        port.warehouse.write_document(draft(line(), line(TEA, "3", "4.90", place=STORE_ROOM)), key())
        port.warehouse.write_document(draft(order="5002"), key("5002"))
        held = port.warehouse.open_order_lines(SHOP, None)
        second_place = SHOP_FLOOR if self.one_place else STORE_ROOM
        assert held == {(CUP, SHOP_FLOOR): 40_000, (TEA, second_place): 30_000}
        port.warehouse.set_mark_state(key("5002"), MarkState.CLOSED)
        assert port.warehouse.open_order_lines(SHOP, None)[CUP, SHOP_FLOOR] == 20_000
        later = port.clock.now() + timedelta(hours=1)
        assert port.warehouse.open_order_lines(SHOP, later) == {}


class PortGoods:
    """Goods are made once and changed field by field."""

    def test_made_once_under_its_key(self, port: PortBench) -> None:
        good = NewProduct(
            "Чиния", code="2001", barcode="3800000000024", vat_rate=Decimal(20), price=Decimal("7.2")
        )
        keys = [MarkKey(SHOP, "sku:2001", kind="product")]
        before = port.judge.goods()
        (made,) = port.warehouse.create_products([good], keys)
        assert list(port.warehouse.create_products([good], keys)) == [made]
        assert port.judge.goods() == before + 1
        product = {each.id: each for each in port.warehouse.products(EVERYTHING)}[made]
        assert (product.code, product.name, product.barcodes) == ("2001", "Чиния", ("3800000000024",))
        assert (product.vat_rate, product.prices["PriceOut2"]) == (Decimal(20), Decimal("7.2"))
        assert port.warehouse.newest_product() == made

    def test_a_rate_that_no_group_has(self, port: PortBench) -> None:
        before = port.judge.goods()
        with pytest.raises(Refused):
            port.warehouse.create_products(
                [NewProduct("Чиния", vat_rate=Decimal(23))], [MarkKey(SHOP, "x", kind="product")]
            )
        assert port.judge.goods() == before

    def test_fields_are_set_and_others_stay(self, port: PortBench) -> None:
        port.warehouse.update_products({CUP: {"name": "Чаша „Лале“", "price:PriceOut2": Decimal("6.60")}})
        cup = {each.id: each for each in port.warehouse.products(EVERYTHING)}[CUP]
        assert (cup.name, cup.prices["PriceOut2"]) == ("Чаша „Лале“", Decimal("6.6"))
        assert (cup.code, cup.barcodes[0], cup.prices["PriceOut1"]) == ("1001", "3800000000017", Decimal(5))
