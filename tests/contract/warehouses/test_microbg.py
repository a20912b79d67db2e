"""micro.bg's service keeps the contract of every warehouse, whatever the fact sheet leaves open about it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sync.errors import MostikError, Refused, SettingsError, Unknown, Unreachable
from sync.model import DocumentKind, MarkState, NewPartner
from sync.simulators.microbg import Fault, FaultKind, MicrobgSimulator, Quirks
from sync.simulators.microbg.faults import NOTHING_DONE
from sync.warehouses.microbg import MicroBg
from sync.warehouses.remote.once import SETTLING
from tests.contract.warehouses.bench import CUP, SHOP, SHOP_FLOOR, SOFIA, TEA, draft, key, line, sale
from tests.contract.warehouses.microbg import microbg_bench
from tests.contract.warehouses.port_bench import PortBench
from tests.contract.warehouses.port_suite import PortGoods, PortOrders, PortReads


@pytest.fixture
def opened() -> Iterator[tuple[PortBench, MicrobgSimulator]]:
    with microbg_bench() as made:
        yield made


@pytest.fixture
def port(opened: tuple[PortBench, MicrobgSimulator]) -> PortBench:
    return opened[0]


class TestReads(PortReads):
    pass


class TestOrders(PortOrders):
    one_place = True


class TestGoods(PortGoods):
    pass


# ---- what the sheet leaves open


_READINGS = (
    Quirks(success_key="success", ids="text", numbers="text", rows_as="map", group_names="long"),
    Quirks(from_id="exclusive", default_limit=2, largest_limit=2, created_answer="nothing", deleted="1_0"),
    Quirks(prices_read="without_vat", prices_sent="with_vat", created_answer="row", edit="whole"),
    Quirks(discount="in_price", line_object="taken", created_answer="bare_id", quantity_rows="moved"),
    Quirks(other_type="refused", operation_filters=frozenset({"OperType"}), unknown_filter="refused"),
)


@pytest.fixture(params=range(len(_READINGS)), name="read_port")
def _read_port(request: pytest.FixtureRequest) -> Iterator[PortBench]:
    with microbg_bench(_READINGS[request.param]) as (made, _simulator):
        yield made


class TestEveryReading:
    """The same promises under each reading of what the sheet leaves open."""

    one_place = True
    test_reads = PortReads.test_a_good_with_all_that_is_known_of_it
    test_stock = PortReads.test_stock_is_summed_and_unknown_is_not_zero
    test_prices = PortReads.test_prices_are_gross
    test_read_back = PortOrders.test_read_back
    test_once = PortOrders.test_another_computer_writes_it_no_second_time
    test_customer = PortOrders.test_a_new_customer_comes_with_the_order
    test_contact = PortOrders.test_contact_data_are_changed_and_nothing_else
    test_missed = PortOrders.test_an_order_whose_document_was_deleted_is_missed
    test_others = PortOrders.test_orders_of_another_program_are_seen_by_their_number
    test_good = PortGoods.test_made_once_under_its_key
    test_fields = PortGoods.test_fields_are_set_and_others_stay

    @pytest.fixture
    def port(self, read_port: PortBench) -> PortBench:
        return read_port


# ---- changing and selling


def test_an_open_order_is_replaced_withdrawn_and_sold(
    opened: tuple[PortBench, MicrobgSimulator],
) -> None:
    port, simulator = opened
    warehouse = port.warehouse
    first = warehouse.write_document(draft(line(quantity="2")), key())
    changed = warehouse.replace_document(key(), first.rows_hash, draft(line(quantity="5")))
    (seen,) = port.judge.orders()
    assert [each.quantity for each in seen.lines] == [5]
    with pytest.raises(Refused):
        warehouse.replace_document(key(), first.rows_hash, draft())
    sold = warehouse.turn_into_sale(key(), [])
    assert sold.ref is not None
    assert sold.ref.kind is DocumentKind.SALE
    assert port.judge.orders() == []
    assert simulator.judge.stock(SHOP_FLOOR, CUP) == 5
    assert warehouse.marks(SHOP, ["5001"])["5001"].state is MarkState.SOLD
    other = warehouse.write_document(draft(order="5002"), key("5002"))
    warehouse.withdraw_document(key("5002"), other.rows_hash)
    assert port.judge.orders() == []
    assert changed.ref == first.ref


def test_a_sale_lowers_the_stock_once(opened: tuple[PortBench, MicrobgSimulator]) -> None:
    port, simulator = opened
    simulator.faults.add(Fault(FaultKind.DROP_AFTER, "saveOperation"))
    with pytest.raises(Unknown):
        port.warehouse.write_document(sale(line(quantity="3")), key())
    port.clock.sleep(SETTLING.total_seconds())
    written = port.warehouse.write_document(sale(line(quantity="3")), key())
    assert written.already_there
    assert simulator.judge.stock(SHOP_FLOOR, CUP) == 7
    assert not simulator.judge.doubled_marks()


def test_a_lost_answer_of_a_sale_is_looked_up_and_not_sold_again(
    opened: tuple[PortBench, MicrobgSimulator],
) -> None:
    port, simulator = opened
    warehouse = port.warehouse
    warehouse.write_document(draft(line(quantity="3")), key())
    simulator.faults.add(Fault(FaultKind.DROP_AFTER, "saveOperation"))
    with pytest.raises(Unknown):
        warehouse.turn_into_sale(key(), [])
    assert warehouse.marks(SHOP, ["5001"])["5001"].state is MarkState.SOLD
    assert warehouse.open_marks(SHOP) == []
    again = warehouse.turn_into_sale(key(), [])
    assert again.already_there
    assert simulator.judge.stock(SHOP_FLOOR, CUP) == 7
    assert not simulator.judge.doubles()


def test_an_order_that_somebody_changed_is_not_sold(opened: tuple[PortBench, MicrobgSimulator]) -> None:
    port, _ = opened
    first = port.warehouse.write_document(draft(), key())
    other = port.again()
    other.rebuild_marks(SHOP)
    other.replace_document(key(), first.rows_hash, draft(line(quantity="5")))
    with pytest.raises(Refused, match="changed document"):
        port.warehouse.turn_into_sale(key(), [])
    assert len(port.judge.orders()) == 1


# ---- lost answers, and two computers


_LOST = [
    kind
    for kind in FaultKind
    if kind not in NOTHING_DONE and kind not in (FaultKind.SLOW, FaultKind.HANG_AFTER)
]


@pytest.mark.parametrize("kind", _LOST)
def test_a_lost_answer_makes_no_second_order(
    opened: tuple[PortBench, MicrobgSimulator], kind: FaultKind
) -> None:
    port, simulator = opened
    simulator.faults.add(Fault(kind, "saveOperation"))
    try:
        port.warehouse.write_document(draft(), key())
    except MostikError:
        port.warehouse.marks(SHOP, ["5001"])
    port.clock.sleep(SETTLING.total_seconds())
    port.warehouse.write_document(draft(), key())
    assert len(port.judge.orders()) == 1
    assert not simulator.judge.doubles()


@pytest.mark.parametrize("kind", sorted(NOTHING_DONE - {FaultKind.HANG}))
def test_an_order_that_did_not_arrive_is_written_later(
    opened: tuple[PortBench, MicrobgSimulator], kind: FaultKind
) -> None:
    port, simulator = opened
    simulator.faults.add(Fault(kind, "saveOperation"))
    try:
        port.warehouse.write_document(draft(), key())
    except MostikError:
        port.clock.sleep(SETTLING.total_seconds())
        port.warehouse.write_document(draft(), key())
    assert len(port.judge.orders()) == 1


def test_two_computers_never_take_one_number_of_ours(opened: tuple[PortBench, MicrobgSimulator]) -> None:
    """A second save under one number changes the first document, so it must never come to that."""
    port, simulator = opened
    other = port.again()
    mine = port.warehouse.write_document(draft(line(CUP)), key("5001"))
    theirs = other.write_document(draft(line(TEA, "1", "4.90"), order="5002"), key("5002"))
    again = port.warehouse.write_document(draft(order="5003"), key("5003"))
    assert len({mine.ref, theirs.ref, again.ref}) == 3
    assert len(port.judge.orders()) == 3
    assert not simulator.judge.doubled_marks()


def test_a_customer_is_made_once_although_the_answer_was_lost(
    opened: tuple[PortBench, MicrobgSimulator],
) -> None:
    port, simulator = opened
    simulator.faults.add(Fault(FaultKind.DROP_AFTER, "insertPartner"))
    buyer = draft(partner=NewPartner("Мария", email="maria@example.com"))
    with pytest.raises((Unknown, Unreachable)):
        port.warehouse.write_document(buyer, key())
    port.clock.sleep(SETTLING.total_seconds())
    port.warehouse.write_document(buyer, key())
    assert list(port.judge.partners()).count("Мария") == 1


def test_a_customer_whose_order_was_not_written_is_not_made_again(
    opened: tuple[PortBench, MicrobgSimulator],
) -> None:
    port, simulator = opened
    simulator.faults.add(Fault(FaultKind.DROP_BEFORE, "saveOperation"))
    buyer = draft(partner=NewPartner("Мария"))
    with pytest.raises((Unknown, Unreachable)):
        port.warehouse.write_document(buyer, key())
    port.clock.sleep(SETTLING.total_seconds())
    port.warehouse.write_document(buyer, key())
    assert list(port.judge.partners()).count("Мария") == 1
    assert len(port.judge.orders()) == 1


# ---- signing in


@pytest.mark.parametrize("wrong", ["identifier", "secret", "unpaid"])
def test_what_keeps_mostik_out_is_said(opened: tuple[PortBench, MicrobgSimulator], wrong: str) -> None:
    port, simulator = opened
    if wrong == "unpaid":
        simulator.program.paid_until(port.clock.now().date().replace(year=2025))
    warehouse = MicroBg(
        simulator.url,
        "unknown" if wrong == "identifier" else simulator.api_id,
        "unknown" if wrong == "secret" else simulator.secret,
        clock=port.clock,
        zone=SOFIA,
    )
    facts = warehouse.check()
    assert [step.passed for step in facts.steps] == [True, False, None]
    assert facts.steps[1].advice is not None
    warehouse.close()


def test_keys_go_to_micro_bg_only() -> None:
    with pytest.raises(SettingsError), microbg_bench() as (port, _simulator):
        MicroBg("https://micro.example/", "id", "secret", clock=port.clock, zone=SOFIA)
