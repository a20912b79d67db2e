"""Utility Center's service keeps the contract of every warehouse, whatever the fact sheet leaves open about
it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sync.clock import TurnedClock
from sync.errors import MostikError, Refused, SettingsError, Unknown, Unreachable
from sync.model import NewPartner
from sync.simulators.utility_center import Fault, FaultKind, Quirks, UtilityCenterSimulator
from sync.simulators.utility_center.faults import NOTHING_DONE
from sync.warehouses.remote.once import SETTLING
from sync.warehouses.utility_center import UtilityCenter
from sync.warehouses.utility_center.settings import PriceHabits
from tests.contract.warehouses.bench import CUP, NOW, SHOP, SOFIA, TEA, draft, key, line
from tests.contract.warehouses.port_bench import PortBench
from tests.contract.warehouses.port_suite import PortGoods, PortOrders, PortReads
from tests.contract.warehouses.utility_center import utility_center_bench


@pytest.fixture
def opened() -> Iterator[tuple[PortBench, UtilityCenterSimulator]]:
    with utility_center_bench() as made:
        yield made


@pytest.fixture
def port(opened: tuple[PortBench, UtilityCenterSimulator]) -> PortBench:
    return opened[0]


class TestReads(PortReads):
    pass


class TestOrders(PortOrders):
    one_place = True


class TestGoods(PortGoods):
    pass


_READINGS = (
    Quirks(
        bar_code_name="bar_code", email_name="e_mail", vat_id_is="Bulstat", number_name="acct",
        type_name="oper_type", truths="json", blank_text="null", dates="dotted", numbers="text",
    ),
    Quirks(
        list_body="under_items", first_page=0, largest_page_size=2, newest_first=True, marker_rows="hidden",
        created_status=201, created_answer="nothing", operation_answer="rows", document_number_as="text",
    ),
    Quirks(first_page=0, beyond_last_page="last_page", dates="iso_day", blank_text="empty", put="whole"),
    Quirks(
        beyond_last_page="not_found", paging_headers="when_asked", pages_of_nothing=0, dates="blank_between"
    ),
    Quirks(not_filterable=frozenset({"note", "id", "good_id", "date", "operation_type"})),
    Quirks(
        not_filterable=frozenset({"note", "id", "good_id", "date", "document_number"}),
        unknown_filter="refused",
    ),
    Quirks(
        not_filterable=frozenset({"note", "id", "good_id", "date", "document_number", "company", "code"}),
        unknown_filter="nothing",
    ),
    Quirks(wildcards="like", unknown_field="refused", unknown_ids="accepted", created_answer="id"),
    Quirks(
        wildcards="like_with_sets", emoji="question_mark", note="own", discount="taken_off", order_sign=-1
    ),
)  # fmt: skip
"""The readings of the sheet's open points, as many in one service as go together."""


@pytest.fixture(params=range(len(_READINGS)), name="read_port")
def _read_port(request: pytest.FixtureRequest) -> Iterator[PortBench]:
    with utility_center_bench(_READINGS[request.param]) as (made, _simulator):
        yield made


class TestEveryReading:
    """The same promises under each reading of what the sheet leaves open."""

    one_place = True
    test_reads = PortReads.test_a_good_with_all_that_is_known_of_it
    test_stock = PortReads.test_stock_is_summed_and_unknown_is_not_zero
    test_partners = PortReads.test_partners_by_number_mail_and_name
    test_order = PortOrders.test_lines_partner_note_and_mark
    test_read_back = PortOrders.test_read_back
    test_once = PortOrders.test_another_computer_writes_it_no_second_time
    test_customer = PortOrders.test_a_new_customer_comes_with_the_order
    test_firm = PortOrders.test_a_firm_keeps_both_its_numbers
    test_contact = PortOrders.test_contact_data_are_changed_and_nothing_else
    test_missed = PortOrders.test_an_order_whose_document_was_deleted_is_missed
    test_others = PortOrders.test_orders_of_another_program_are_seen_by_their_number
    test_good = PortGoods.test_made_once_under_its_key
    test_fields = PortGoods.test_fields_are_set_and_others_stay

    @pytest.fixture
    def port(self, read_port: PortBench) -> PortBench:
        return read_port


_LOST = tuple(
    kind
    for kind in FaultKind
    if kind not in NOTHING_DONE and kind not in (FaultKind.SLOW, FaultKind.HANG_AFTER, FaultKind.DROP_HALFWAY)
)


@pytest.mark.parametrize("kind", _LOST)
def test_a_lost_answer_makes_no_second_order(
    opened: tuple[PortBench, UtilityCenterSimulator], kind: FaultKind
) -> None:
    port, simulator = opened
    simulator.faults.add(Fault(kind, request="POST /Operation"))
    try:
        port.warehouse.write_document(draft(), key())
    except Unknown:
        # As the engine does: the mark is looked up, and the order is tried again in the next run.
        port.warehouse.marks(SHOP, ["5001"])
    port.clock.sleep(SETTLING.total_seconds())
    again = port.warehouse.write_document(draft(), key())
    assert again.already_there
    assert len(port.judge.orders()) == 1
    assert not simulator.judge.doubles()


@pytest.mark.parametrize("kind", sorted(NOTHING_DONE - {FaultKind.HANG}))
def test_an_order_that_did_not_arrive_is_written_later(
    opened: tuple[PortBench, UtilityCenterSimulator], kind: FaultKind
) -> None:
    port, simulator = opened
    simulator.faults.add(Fault(kind, request="POST /Operation"))
    with pytest.raises(MostikError):
        port.warehouse.write_document(draft(), key())
    port.clock.sleep(SETTLING.total_seconds())
    port.warehouse.write_document(draft(), key())
    assert len(port.judge.orders()) == 1


def test_half_an_order_is_told_and_written_anew_once_it_is_deleted(
    opened: tuple[PortBench, UtilityCenterSimulator],
) -> None:
    port, simulator = opened
    simulator.faults.add(Fault(FaultKind.DROP_HALFWAY, request="POST /Operation"))
    both = draft(line(), line(TEA, "1", "4.90"))
    with pytest.raises(Unknown):
        port.warehouse.write_document(both, key())
    port.clock.sleep(SETTLING.total_seconds())
    with pytest.raises(Refused) as refused:
        port.warehouse.write_document(both, key())
    assert refused.value.sentence.text() == (
        "Only 1 of 2 lines of this order arrived in the warehouse, as document 0000000001."
    )
    port.judge.delete_order(1)
    written = port.warehouse.write_document(both, key())
    (seen,) = port.judge.orders()
    assert [each.good for each in seen.lines] == [CUP, TEA]
    assert written.ref is not None
    assert written.ref.number == seen.number


@pytest.mark.parametrize("kind", [FaultKind.DROP_AFTER, FaultKind.DROP_BEFORE])
def test_a_customer_is_made_once_although_the_answer_was_lost(
    opened: tuple[PortBench, UtilityCenterSimulator], kind: FaultKind
) -> None:
    port, simulator = opened
    simulator.faults.add(Fault(kind, request="POST /Partner"))
    buyer = draft(partner=NewPartner("Мария", email="maria@example.com"))
    with pytest.raises((Unknown, Unreachable)):
        port.warehouse.write_document(buyer, key())
    port.clock.sleep(SETTLING.total_seconds())
    port.warehouse.write_document(buyer, key())
    assert list(port.judge.partners()).count("Мария") == 1
    assert len(port.judge.orders()) == 1


def test_a_customer_whose_order_was_not_written_is_not_made_again(
    opened: tuple[PortBench, UtilityCenterSimulator],
) -> None:
    port, simulator = opened
    simulator.faults.add(Fault(FaultKind.DROP_BEFORE, request="POST /Operation"))
    buyer = draft(partner=NewPartner("Мария"))
    with pytest.raises((Unknown, Unreachable)):
        port.warehouse.write_document(buyer, key())
    port.clock.sleep(SETTLING.total_seconds())
    port.warehouse.write_document(buyer, key())
    assert list(port.judge.partners()).count("Мария") == 1
    assert len(port.judge.orders()) == 1


def test_a_wrong_key_and_another_program_at_the_address() -> None:
    with utility_center_bench(key="right") as (port, simulator):
        assert port.warehouse.check().passed
        wrong = UtilityCenter(
            simulator.url, "wrong", PriceHabits(gross=True, currency="EUR"), clock=port.clock, zone=SOFIA
        )
        steps = wrong.check().steps
        assert steps[0].said is not None
        assert steps[0].said.text() == "Utility Center does not accept the key."
        assert [step.passed for step in steps] == [False, None, None, None]
        simulator.faults.add(Fault(FaultKind.HTML_200, times=None))
        steps = port.again().check().steps
        assert steps[0].said is not None
        assert "cannot be read" in steps[0].said.text()
        wrong.close()


@pytest.mark.parametrize(
    "address", ["", "http://", "ftp://192.168.0.10", "http://name:password@host", "http://host:99999"]
)
def test_an_address_that_cannot_be_one(address: str) -> None:
    with pytest.raises(SettingsError):
        UtilityCenter(
            address, "", PriceHabits(gross=True, currency="EUR"), clock=TurnedClock(NOW), zone=SOFIA
        )
