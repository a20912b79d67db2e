"""Firmino's service keeps the contract of every warehouse, whatever its maker's pages leave open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Final, Literal

import pytest

from sync.clock import TurnedClock
from sync.errors import MostikError, Refused, SettingsError, Unknown
from sync.model import (
    CustomerDocument,
    CustomerPaper,
    DocumentDraft,
    DocumentKind,
    MarkKey,
    MarkState,
    NewPartner,
    NewProduct,
)
from sync.ports import ProductScope
from sync.simulators.firmino import Fault, FaultKind, FirminoSimulator, Quirks
from sync.simulators.firmino.faults import NOTHING_DONE
from sync.warehouses.firmino import Firmino
from sync.warehouses.firmino.settings import Habits, PrintForm, StockMeaning
from sync.warehouses.remote.once import SETTLING
from tests.contract.warehouses.bench import (
    BOOK,
    CUP,
    CUSTOMER,
    DELIVERY,
    FLOUR,
    FREE,
    NOW,
    SHOP,
    SHOP_FLOOR,
    TEA,
    TODAY,
    draft,
    key,
    line,
    paid,
    sale,
)
from tests.contract.warehouses.firmino import WARSAW, firmino_bench
from tests.contract.warehouses.port_bench import PortBench
from tests.contract.warehouses.port_suite import PortOrders, PortReads

EVERYTHING = ProductScope()
_FORMS: Final[tuple[Literal["pdf", "base64", "base64_object", "link"], ...]] = (
    "pdf", "base64", "base64_object", "link",
)  # fmt: skip


@pytest.fixture
def opened() -> Iterator[tuple[PortBench, FirminoSimulator]]:
    with firmino_bench() as made:
        yield made


@pytest.fixture
def port(opened: tuple[PortBench, FirminoSimulator]) -> PortBench:
    return opened[0]


class TestReads:
    test_partners = PortReads.test_partners_by_number_mail_and_name

    def test_the_connection_test_passes_and_counts(self, port: PortBench) -> None:
        facts = port.warehouse.check()
        assert [step.passed for step in facts.steps] == [True] * 3, facts.steps
        assert (facts.products, facts.locations, facts.partners, facts.currency) == (6, 1, 1, "PLN")

    def test_lists_for_the_wizard(self, port: PortBench) -> None:
        assert [place.name for place in port.warehouse.locations()] == ["Firmino"]
        assert port.warehouse.vat_groups()[0].rate == 23
        assert {group.rate for group in port.warehouse.vat_groups()} == {23, 8, 7, 5, 0}
        assert [group.currency for group in port.warehouse.price_groups()] == ["PLN"]
        assert port.warehouse.payment_types()
        assert port.warehouse.users()

    def test_goods_prices_and_stock(self, port: PortBench) -> None:
        goods = {product.id: product for product in port.warehouse.products(EVERYTHING)}
        assert list(goods) == [CUP, TEA, FLOUR, BOOK, DELIVERY, FREE]
        cup = goods[CUP]
        assert (cup.code, cup.name, cup.vat_rate, cup.barcodes) == ("1001", "Чаша „Роза“", Decimal(23), ())
        assert (cup.description, cup.prices) == ("Порцелан", {"gross": Decimal(6)})
        assert goods[DELIVERY].service
        (place,) = (location.id for location in port.warehouse.locations())
        levels = dict(port.warehouse.stock_levels(EVERYTHING, [place]))
        assert (levels[CUP], levels[TEA], levels[FLOUR], levels[BOOK]) == (140_000, 3_000, 123_457, -30_000)
        assert DELIVERY not in levels
        assert port.warehouse.stock_now([CUP], [place]) == {CUP: 140_000}
        assert port.warehouse.stock_now([CUP], []) == {}
        prices = dict(port.warehouse.price_levels(EVERYTHING, "gross"))
        assert (prices[CUP], prices[FLOUR]) == (60_000, 10_900)
        assert FREE not in prices
        assert port.warehouse.newest_product() == FREE
        assert port.warehouse.product_names([CUP, 777]) == {CUP: "Чаша „Роза“"}

    def test_what_the_api_has_not_is_closed_with_the_reason(self, port: PortBench) -> None:
        features = port.warehouse.features
        assert not features.barcodes
        assert not features.stock_by_location
        assert set(features.closed) == {"barcodes", "locations", "new locations", "payment types"}

    def test_a_quantity_that_nobody_explained_is_unknown_and_not_zero(self) -> None:
        with firmino_bench(stock=StockMeaning.UNKNOWN) as (port, _simulator):
            assert list(port.warehouse.stock_levels(EVERYTHING, [1])) == []
            assert "stock" in port.warehouse.features.closed
            said = port.warehouse.check().steps[-1].said
            assert said is not None
            assert "shows 14" in said.text()


class TestOrders(PortOrders):
    one_place = True

    def test_lines_partner_note_and_mark(self, port: PortBench) -> None:
        written = port.warehouse.write_document(draft(line(), line(FLOUR, "0.75", "1.09", "9")), key())
        assert written.ref is not None
        assert written.ref.shown() == "Zamówienie 1/11/2026"
        assert written.warnings == ()
        (seen,) = port.judge.orders()
        assert (seen.number, seen.partner) == (written.ref.number, CUSTOMER)
        assert seen.note == "Mostik:bl-1001:5001; поръчка"
        assert [(each.good, each.quantity, each.price) for each in seen.lines] == [
            (CUP, Decimal(2), Decimal("6.00")),
            (FLOUR, Decimal("0.75"), Decimal("1.09")),
        ]
        mark = port.warehouse.marks(SHOP, ["5001", "5002"])["5001"]
        assert (mark.ref, mark.rows_hash, mark.state) == (written.ref, written.rows_hash, MarkState.OPEN)
        assert mark.ref.shown() == "Zamówienie 1/11/2026"
        assert list(port.warehouse.open_marks(SHOP)) == [mark]
        assert port.warehouse.known_shops() == {SHOP: 1}

    def test_a_firm_keeps_both_its_numbers(self, port: PortBench) -> None:
        firm = NewPartner("Роза ЕООД", company_number="175074752", vat_number="BG175074752", country="PL")
        port.warehouse.write_document(draft(partner=firm), key())
        (found,) = port.warehouse.find_partners(["175074752"], [], [])
        assert (found.company_number, found.vat_number) == ("175074752", "BG175074752")

    def test_a_polish_nip_is_written_without_letters(
        self, opened: tuple[PortBench, FirminoSimulator]
    ) -> None:
        port, simulator = opened
        firm = NewPartner("Mila sp. z o.o.", company_number="5260250274", vat_number="PL5260250274")
        port.warehouse.write_document(draft(partner=firm), key())
        assert simulator.judge.customers()[-1]["tin"] == "5260250274"
        (found,) = port.warehouse.find_partners(["5260250274"], [], [])
        port.warehouse.update_partner(found.id, {"vat_number": "PL5260250274", "contact": "Jan"})
        assert simulator.judge.customers()[-1]["tin"] == "5260250274"

    def test_two_customers_of_one_name_have_two_short_names(
        self, opened: tuple[PortBench, FirminoSimulator]
    ) -> None:
        port, simulator = opened
        for number in ("5001", "5002"):
            buyer = NewPartner("Przedsiębiorstwo Handlowe Kowalski", city="Łódź", postcode="90-001")
            port.warehouse.write_document(draft(partner=buyer, order=number), key(number))
        names = [row["shortName"] for row in simulator.judge.customers()[-2:]]
        assert names == ["Przedsiębiorstwo Handlowe", "Przedsiębiorstwo Handlo 2"]

    def test_discounts_and_odd_prices_come_to_the_order_and_stay_above_zero(
        self, opened: tuple[PortBench, FirminoSimulator]
    ) -> None:
        port, simulator = opened
        lines = (line(quantity="3", price="3.3333"), line(TEA, "1", "5.00"), line(DELIVERY, "1", "-1.01"))
        written = port.warehouse.write_document(draft(*lines), key())
        (order,) = simulator.judge.documents("order")
        assert order.total == Decimal("13.99")
        assert written.warnings == ()
        assert all(each.price > 0 for each in order.lines)
        assert sum(each.quantity for each in order.lines if each.article == CUP) == 3
        with pytest.raises(Refused):
            port.warehouse.write_document(draft(line(DELIVERY, "1", "-1"), order="5002"), key("5002"))

    def test_a_foreign_rate_is_refused_before_anything_is_written(self, port: PortBench) -> None:
        with pytest.raises(Refused) as refused:
            port.warehouse.write_document(draft(line(rate="19")), key())
        assert "19 %" in refused.value.sentence.text()
        assert port.judge.orders() == []

    def test_an_open_order_is_changed_and_taken_back(
        self, opened: tuple[PortBench, FirminoSimulator]
    ) -> None:
        port, simulator = opened
        first = port.warehouse.write_document(draft(), key())
        assert first.ref is not None
        changed = port.warehouse.replace_document(key(), first.rows_hash, draft(line(quantity="5")))
        assert changed.ref == first.ref
        (seen,) = port.judge.orders()
        assert seen.lines[0].quantity == 5
        with pytest.raises(Refused):
            port.warehouse.withdraw_document(key(), first.rows_hash)
        invoice = replace(draft(), paper=CustomerPaper(CustomerDocument.INVOICE))
        with pytest.raises(Refused):
            port.warehouse.replace_document(key(), changed.rows_hash, invoice)
        simulator.faults.add(Fault(FaultKind.DROP_AFTER, request="order-documents/delete"))
        port.warehouse.withdraw_document(key(), changed.rows_hash)
        assert port.judge.orders() == []
        assert port.warehouse.marks(SHOP, ["5001"])["5001"].state is MarkState.WITHDRAWN


class TestSales:
    @pytest.mark.parametrize(
        ("paper", "kind", "final"),
        [
            (CustomerPaper(), "par", "par"),
            (CustomerPaper(CustomerDocument.INVOICE), "fas", "fas"),
            (CustomerPaper(CustomerDocument.INVOICE, intra_eu=True), "fas", "fdw"),
            (CustomerPaper(CustomerDocument.EXPORT_INVOICE), "fe", "fe"),
        ],
    )
    def test_the_paper_is_firminos_own_type(
        self, opened: tuple[PortBench, FirminoSimulator], paper: CustomerPaper, kind: str, final: str
    ) -> None:
        port, simulator = opened
        written = port.warehouse.write_document(replace(sale(), paper=paper), key())
        port.warehouse.write_document(replace(draft(order="5002"), paper=paper), key("5002"))
        assert [each.type for each in simulator.judge.documents("sale")] == [kind]
        assert [each.final_type for each in simulator.judge.documents("order")] == [final]
        assert written.ref is not None
        assert written.ref.kind is DocumentKind.SALE
        assert port.warehouse.marks(SHOP, ["5001"])["5001"].state is MarkState.SOLD

    def test_oss_is_named_on_invoices(self, opened: tuple[PortBench, FirminoSimulator]) -> None:
        port, simulator = opened
        oss = CustomerPaper(CustomerDocument.INVOICE, oss=True)
        port.warehouse.write_document(replace(sale(), paper=oss), key())
        assert [each.oss for each in simulator.books.documents.values()] == [True]

    def test_only_the_whole_is_paid_and_once(self, opened: tuple[PortBench, FirminoSimulator]) -> None:
        port, simulator = opened
        port.warehouse.write_document(sale(payments=[paid("12.00")]), key())
        part = port.warehouse.write_document(sale(order="5002", payments=[paid("5.00")]), key("5002"))
        assert [each.paid for each in simulator.judge.documents("sale")] == [12, 0]
        assert len(part.warnings) == 1
        assert "whole payments" in part.warnings[0].text()

    def test_a_lost_payment_is_looked_at_before_it_is_repeated(
        self, opened: tuple[PortBench, FirminoSimulator]
    ) -> None:
        port, simulator = opened
        simulator.faults.add(Fault(FaultKind.DROP_AFTER, request="sale-documents/payoff"))
        wanted = sale(payments=[paid("12.00")])
        with pytest.raises(Unknown):
            port.warehouse.write_document(wanted, key())
        assert port.warehouse.marks(SHOP, ["5001"]) == {}
        port.clock.sleep(SETTLING.total_seconds())
        assert port.warehouse.write_document(wanted, key()).already_there
        assert len(simulator.judge.documents("sale")) == len(simulator.judge.payments()) == 1

    def test_a_short_answer_pays_no_part_as_a_whole(self, opened: tuple[PortBench, FirminoSimulator]) -> None:
        """What add-end-doc answers is not said; an id alone tells neither total nor name."""
        port, simulator = opened
        simulator.quirks = Quirks(end_answer="id")
        port.warehouse.write_document(draft(), key())
        sold = port.warehouse.turn_into_sale(key(), [paid("5.00")])
        (document,) = simulator.judge.documents("sale")
        assert document.paid == 0
        assert sold.ref is not None
        assert sold.ref.shown() == document.name
        assert "whole payments" in sold.warnings[0].text()

    def test_an_order_becomes_its_final_document_once(
        self, opened: tuple[PortBench, FirminoSimulator]
    ) -> None:
        port, simulator = opened
        simulator.quirks = Quirks(order_notes="notes")
        invoice = CustomerPaper(CustomerDocument.INVOICE)
        port.warehouse.write_document(replace(draft(), paper=invoice), key())
        simulator.faults.add(Fault(FaultKind.DROP_AFTER, request="order-documents/add-end-doc"))
        with pytest.raises(Unknown):
            port.warehouse.turn_into_sale(key(), [paid("12.00")])
        port.clock.sleep(SETTLING.total_seconds())
        sold = port.warehouse.turn_into_sale(key(), [paid("12.00")])
        (document,) = simulator.judge.documents("sale")
        assert sold.ref is not None
        assert (sold.ref.number, sold.ref.shown()) == (document.ident, "Faktura VAT 1/11/2026")
        assert (document.type, document.paid) == ("fas", Decimal(12))
        assert document.print_notes == "Mostik:bl-1001:5001;"
        assert port.warehouse.turn_into_sale(key(), []).already_there
        assert port.warehouse.tagged_documents(SHOP) == {"5001": [sold.ref]}
        assert port.warehouse.open_marks(SHOP) == []

    def test_a_final_document_made_by_hand_is_seen_by_its_tag(
        self, opened: tuple[PortBench, FirminoSimulator]
    ) -> None:
        port, simulator = opened
        written = port.warehouse.write_document(draft(), key())
        assert written.ref is not None
        sold = simulator.program.realise(written.ref.number)
        (found,) = port.warehouse.tagged_documents(SHOP)["5001"]
        assert (found.kind, found.number) == (DocumentKind.SALE, sold)

    @pytest.mark.parametrize("quirks", [Quirks(download=form) for form in _FORMS], ids=_FORMS)
    def test_the_printed_document_in_whatever_form_it_comes(
        self, opened: tuple[PortBench, FirminoSimulator], quirks: Quirks
    ) -> None:
        port, simulator = opened
        assert isinstance(port.warehouse, Firmino)
        written = port.warehouse.write_document(sale(), key())
        assert written.ref is not None
        simulator.quirks = quirks
        document = port.warehouse.printed_document(written.ref)
        assert document.content == simulator.judge.print(written.ref.number)
        assert document.name == "Paragon VAT 1/11/2026"
        probed = port.warehouse.probe()
        assert (probed.article, probed.quantity) == ("Брашно", Decimal("12.3457"))
        assert probed.document == document.name
        assert probed.form is {"pdf": PrintForm.FILE, "link": PrintForm.LINK}.get(
            quirks.download, PrintForm.TEXT
        )

    @pytest.mark.parametrize(
        "kind", [FaultKind.CUT, FaultKind.HTML_200, FaultKind.REFUSED, FaultKind.EMPTY_BODY]
    )
    def test_half_a_print_is_none(self, opened: tuple[PortBench, FirminoSimulator], kind: FaultKind) -> None:
        port, simulator = opened
        assert isinstance(port.warehouse, Firmino)
        written = port.warehouse.write_document(sale(), key())
        assert written.ref is not None
        simulator.faults.add(Fault(kind, request="sale-documents/download", times=None))
        with pytest.raises(MostikError):
            port.warehouse.printed_document(written.ref)

    def test_a_print_in_another_form_than_was_tried(self, opened: tuple[PortBench, FirminoSimulator]) -> None:
        port, simulator = opened
        written = port.warehouse.write_document(sale(), key())
        assert written.ref is not None
        other = Firmino(
            simulator.url,
            *simulator.credentials,
            clock=port.clock,
            zone=WARSAW,
            habits=Habits(prints=PrintForm.LINK),
        )
        with pytest.raises(Refused):
            other.printed_document(written.ref)
        other.close()


class TestGoods:
    def test_made_once_under_its_key(self, opened: tuple[PortBench, FirminoSimulator]) -> None:
        port, simulator = opened
        good = NewProduct("Miska", barcode="5900000000014", vat_rate=Decimal(23), price=Decimal("7.2"))
        keys = [MarkKey(SHOP, "sku:2001", kind="product")]
        simulator.faults.add(Fault(FaultKind.DROP_AFTER, request="articles/add"))
        with pytest.raises(Unknown):
            port.warehouse.create_products([good], keys)
        port.clock.sleep(SETTLING.total_seconds())
        (made,) = port.warehouse.create_products([good], keys)
        assert list(port.warehouse.create_products([good], keys)) == [made]
        assert port.judge.goods() == 7
        product = {each.id: each for each in port.warehouse.products(EVERYTHING)}[made]
        assert (product.code, product.name) == ("5900000000014", "Miska")
        assert product.prices == {"gross": Decimal("7.2")}

    def test_a_rate_that_firmino_does_not_have(self, port: PortBench) -> None:
        with pytest.raises(Refused):
            port.warehouse.create_products(
                [NewProduct("Miska", vat_rate=Decimal(20))], [MarkKey(SHOP, "x", kind="product")]
            )
        assert port.judge.goods() == 6

    @pytest.mark.parametrize("quirks", [Quirks(), Quirks(update="whole", other_price="kept")])
    def test_fields_are_set_and_others_and_the_stock_stay(self, quirks: Quirks) -> None:
        with firmino_bench(quirks) as (port, simulator):
            port.warehouse.update_products({CUP: {"name": "Чаша „Лале“", "price:gross": Decimal("6.60")}})
            simulator.program.count(CUP, Decimal(3))
            port.warehouse.update_products({CUP: {"code": "1001-A"}})
            cup = {each.id: each for each in port.warehouse.products(EVERYTHING)}[CUP]
            assert (cup.name, cup.code, cup.prices["gross"]) == ("Чаша „Лале“", "1001-A", Decimal("6.6"))
            assert (cup.description, cup.vat_rate) == ("Порцелан", Decimal(23))
            assert simulator.judge.stock(CUP) == 3
            with pytest.raises(Refused):
                port.warehouse.update_products({CUP: {"barcode": "5900000000014"}})


# ---- what the pages leave open


_READINGS = (
    Quirks(error_place="errors", refused_status=400, found_as="bare", id_place="body", paging="none"),
    Quirks(found_as="content", paging="page_from_0", largest_size=2, default_order="oldest_first"),
    Quirks(paging="page_from_1", largest_size=3, company_header="required", not_found="null"),
    Quirks(paging="offset", largest_size=2, found_as="bare", id_place="path", update="whole"),
    Quirks(found_documents="head", unknown_filter="refused", document_filters=frozenset()),
    Quirks(order_notes="print_notes", order_ordinal="left_out", text_finds="nothing", same_code="refused"),
)
"""The readings of the pages' open points, as many in one service as go together."""


@pytest.fixture(params=range(len(_READINGS)), name="read_port")
def _read_port(request: pytest.FixtureRequest) -> Iterator[PortBench]:
    with firmino_bench(_READINGS[request.param]) as (made, _simulator):
        yield made


class TestEveryReading:
    """The same promises under each reading of what the pages leave open."""

    test_goods = TestReads.test_goods_prices_and_stock
    test_partners = PortReads.test_partners_by_number_mail_and_name
    test_read_back = PortOrders.test_read_back
    test_once = PortOrders.test_another_computer_writes_it_no_second_time
    test_customer = PortOrders.test_a_new_customer_comes_with_the_order
    test_contact = PortOrders.test_contact_data_are_changed_and_nothing_else
    test_missed = PortOrders.test_an_order_whose_document_was_deleted_is_missed
    test_others = PortOrders.test_orders_of_another_program_are_seen_by_their_number

    @pytest.fixture
    def port(self, read_port: PortBench) -> PortBench:
        return read_port


_LOST = tuple(
    kind
    for kind in FaultKind
    if kind not in NOTHING_DONE and kind not in (FaultKind.SLOW, FaultKind.HANG_AFTER)
)
# A refusal that was none, by a service that keeps no notes, could be told by nobody.
_LOST_WITHOUT_NOTES = tuple(kind for kind in _LOST if kind is not FaultKind.REFUSED_AFTER)


def _lose_an_answer(port: PortBench, wanted: DocumentDraft) -> None:
    with suppress(Refused):
        try:
            port.warehouse.write_document(wanted, key())
        except Unknown:
            # As the engine does: the mark is looked up, and the order is tried again in the next run.
            port.warehouse.marks(SHOP, ["5001"])
    port.clock.sleep(SETTLING.total_seconds())


@pytest.mark.parametrize("kind", _LOST)
def test_a_lost_answer_makes_no_second_document(
    opened: tuple[PortBench, FirminoSimulator], kind: FaultKind
) -> None:
    port, simulator = opened
    simulator.faults.add(Fault(kind, request="sale-documents/add"))
    _lose_an_answer(port, sale())
    assert port.warehouse.write_document(sale(), key()).already_there
    assert len(simulator.judge.documents()) == 1


@pytest.mark.parametrize("kind", _LOST_WITHOUT_NOTES)
def test_nor_where_no_note_is_kept(kind: FaultKind) -> None:
    with firmino_bench(Quirks(order_notes="none")) as (port, simulator):
        simulator.faults.add(Fault(kind, request="order-documents/add"))
        _lose_an_answer(port, draft())
        assert port.warehouse.write_document(draft(), key()).already_there
        other = port.warehouse.write_document(draft(order="5002"), key("5002"))
        assert not other.already_there
        assert len(other.warnings) == 1
        assert len(port.judge.orders()) == 2


@pytest.mark.parametrize("kind", sorted(NOTHING_DONE - {FaultKind.HANG}))
def test_an_order_that_did_not_arrive_is_written_later(
    opened: tuple[PortBench, FirminoSimulator], kind: FaultKind
) -> None:
    port, simulator = opened
    simulator.faults.add(Fault(kind, request="order-documents/add"))
    with pytest.raises(MostikError):
        port.warehouse.write_document(draft(), key())
    port.clock.sleep(SETTLING.total_seconds())
    port.warehouse.write_document(draft(), key())
    assert len(port.judge.orders()) == 1


def test_a_list_that_is_empty_by_mistake_makes_no_double(opened: tuple[PortBench, FirminoSimulator]) -> None:
    port, simulator = opened
    port.warehouse.write_document(draft(), key())
    simulator.faults.add(Fault(FaultKind.NOTHING_FOUND, request="order-documents/find"))
    assert port.again().write_document(draft(), key()).already_there
    assert len(port.judge.orders()) == 1


@pytest.mark.parametrize("kind", [FaultKind.DROP_AFTER, FaultKind.DROP_BEFORE, FaultKind.REFUSED_AFTER])
def test_a_customer_is_made_once_although_the_answer_was_lost(
    opened: tuple[PortBench, FirminoSimulator], kind: FaultKind
) -> None:
    port, simulator = opened
    simulator.faults.add(Fault(kind, request="customers/add"))
    buyer = draft(partner=NewPartner("Maria", email="maria@example.com"))
    with pytest.raises(MostikError):
        port.warehouse.write_document(buyer, key())
    port.clock.sleep(SETTLING.total_seconds())
    port.warehouse.write_document(buyer, key())
    assert list(port.judge.partners()).count("Maria") == 1
    assert len(port.judge.orders()) == 1


@pytest.mark.parametrize("quirks", [Quirks(), Quirks(wrong_login="403"), Quirks(wrong_login="200")])
def test_a_wrong_password_is_said_and_shown_nowhere(
    opened: tuple[PortBench, FirminoSimulator], quirks: Quirks
) -> None:
    port, simulator = opened
    simulator.quirks = quirks
    wrong = Firmino(simulator.url, "sklep@example.org", "sesame-open", clock=port.clock, zone=WARSAW)
    steps = wrong.check().steps
    assert [step.passed for step in steps] == [True, False, None]
    assert steps[1].advice is not None
    assert "sesame" not in repr(steps)
    wrong.close()


@pytest.mark.parametrize(
    ("address", "login", "password"),
    [
        ("https://firmino.example/rest/", "a", "b"),
        ("http://app.firmino.pl/rest/", "a", "b"),
        ("", "", "b"),
        ("", "a", ""),
    ],
)
def test_what_cannot_be_right_is_said_at_once(address: str, login: str, password: str) -> None:
    with pytest.raises(SettingsError):
        Firmino(address, login, password, clock=TurnedClock(NOW), zone=WARSAW)


@pytest.mark.parametrize("quirks", [Quirks(), Quirks(document_filters=frozenset())], ids=["days", "no days"])
def test_many_documents_are_read_in_lists_and_those_that_are_gone_are_missed(quirks: Quirks) -> None:
    with firmino_bench(quirks) as (port, simulator):
        refs = []
        for number in range(12):
            written = port.warehouse.write_document(draft(order=f"6{number}"), key(f"6{number}"))
            assert written.ref is not None
            refs.append(written.ref)
        simulator.program.date_back(refs[0].number, TODAY - timedelta(days=200))
        port.judge.delete_order(refs[1].number)
        simulator.program.cancel(refs[2].number)
        simulator.forget_requests()
        assert port.warehouse.missing_documents(refs) == [refs[1]]
        assert set(port.warehouse.documents(refs)) == {*refs} - {refs[1]}
        assert port.warehouse.open_order_lines(SHOP, None) == {(CUP, SHOP_FLOOR): 10 * 20_000}
        assert len(simulator.requests) < 20
