"""The door of the XML API: its three actions, its switch, and what is refused. Its grammar is not known."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from sync.clock import TurnedClock
from sync.errors import MostikError, Refused, SettingsError, Unknown, Unreachable
from sync.shops.seliton.xml_api import SECTIONS, XmlAction, XmlApi, feed_document
from sync.simulators.seliton import Fault, FaultKind, Quirks, SelitonSimulator
from sync.systems import SelitonShop

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.fixture
def simulator() -> Iterator[SelitonSimulator]:
    with SelitonSimulator(clock=TurnedClock(NOW)) as made:
        yield made


def opened(simulator: SelitonSimulator, *, secret: str = "", **settings: Any) -> XmlApi:
    usual = {"url": simulator.url, "xml_api": True, "xml_user": simulator.doors.xml_user}
    shop = SelitonShop(**{**usual, **settings})
    return XmlApi(shop, secret or simulator.doors.xml_secret, TurnedClock(NOW))


@pytest.mark.parametrize("action", list(XmlAction))
def test_each_action_is_sent_with_the_common_parameters(
    simulator: SelitonSimulator, action: XmlAction
) -> None:
    opened(simulator).call(action, {"something": "стойност"})
    (call,) = simulator.judge.xml_calls()
    assert (call.action, call.version) == (action.value, "1.0")
    assert call.parameters["something"] == "стойност"


def test_it_is_off_by_default_and_needs_user_and_password(simulator: SelitonSimulator) -> None:
    for wrong in ({"xml_api": False}, {"xml_user": ""}, {"secret": "  "}):
        with pytest.raises(SettingsError):
            opened(simulator, **wrong)
    assert SelitonShop(url="https://shop.example").xml_api is False


def test_the_common_parameters_are_nobody_elses(simulator: SelitonSimulator) -> None:
    with pytest.raises(ValueError, match="secret"):
        opened(simulator).call(XmlAction.GET_ORDERS, {"secret": "x"})


def test_orders_come_back_as_they_are(simulator: SelitonSimulator) -> None:
    simulator.owner.put_xml_orders(b"<orders><order>1</order></orders>")
    assert b"<order>1</order>" in opened(simulator).call(XmlAction.GET_ORDERS, {})


def test_a_wrong_password_and_a_missing_module_are_told(simulator: SelitonSimulator) -> None:
    with pytest.raises((SettingsError, Refused)):
        opened(simulator, secret="another").call(XmlAction.GET_ORDERS, {})
    simulator.quirks = Quirks(xml_api="not_installed")
    with pytest.raises(SettingsError) as met:
        opened(simulator).call(XmlAction.GET_ORDERS, {})
    assert met.value.sentence.text() == "The shop has no XML API."


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"<r><error>No such order</error></r>", Refused),
        (b"<r><result>ok</result><Error/></r>", Refused),
        (b"<r>", Unknown),
        (b"", Unknown),
        (b"Fatal error in line 3", Unknown),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', Unknown),
    ],
)
def test_200_with_an_error_inside_or_with_no_xml_is_no_success(
    simulator: SelitonSimulator, answer: bytes, error: type[Exception]
) -> None:
    simulator.quirks = Quirks(xml_accepted=answer)
    with pytest.raises(error):
        opened(simulator).call(XmlAction.UPDATE_ORDER, {"a": "b"})


@pytest.mark.parametrize(
    "kind", [FaultKind.DROP_AFTER, FaultKind.ERROR_500_AFTER, FaultKind.CUT, FaultKind.HTML_502_AFTER]
)
def test_a_lost_answer_is_asked_again(simulator: SelitonSimulator, kind: FaultKind) -> None:
    simulator.faults.add(Fault(kind))
    opened(simulator).call(XmlAction.UPDATE_ORDER, {"a": "b"})
    assert len(simulator.judge.xml_calls()) >= 1


def test_the_password_comes_into_no_error(simulator: SelitonSimulator) -> None:
    for kind in (FaultKind.ERROR_503, FaultKind.DROP_BEFORE, FaultKind.REDIRECT):
        simulator.faults.add(Fault(kind, times=None))
        with pytest.raises((Unreachable, Unknown)) as met:
            opened(simulator).call(XmlAction.GET_ORDERS, {})
        assert isinstance(met.value, MostikError)
        assert simulator.doors.xml_secret not in f"{met.value} {met.value.detail}"
        simulator.faults.clear()


def test_a_document_has_the_guides_sections_in_their_order_and_escapes_what_stands_in_them() -> None:
    product = ET.Element("anything")
    product.text = "<b>Чаша & чинийка</b>"
    made = feed_document("Feed", {"Products": [product], "Store": []})
    assert made.index(b"<Store") < made.index(b"<Products")
    assert b"&lt;b&gt;" in made
    with pytest.raises(ValueError, match="Prices"):
        feed_document("Feed", {"Prices": []})
    assert SECTIONS[0] == "Store"
