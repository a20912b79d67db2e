"""Who may call: the form, the signature, payment, rights, and the frame of every answer."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import date, timedelta

import pytest
import requests

from sync.simulators.microbg import MicrobgSimulator, sealed
from tests.unit.simulators.microbg.desk import Desk, refusal, signed

READ = {"functionName": "getCompanyData", "parameters": [], "functionData": []}


def test_a_signed_call_is_answered_as_php_writes(desk: Desk) -> None:
    response = desk.form(READ)
    assert response.status_code == 200
    assert response.content.isascii()
    answer = response.json()
    assert list(answer) == ["status", "errors", "data"]
    assert answer["data"]["PaymentToDate"] == "2099-12-31"
    assert answer["data"]["IsVat"] == 1
    assert {"currencyCode", "Percision", "QntPercision", "AllowNegativeQnt"} <= answer["data"].keys()


@pytest.mark.parametrize("content", [b"{}", b'{"a": "???>>>"}', b"abcd"])
def test_the_seal_is_over_the_encoded_text(content: bytes) -> None:
    request = sealed(content, "key")
    encoded, digits = request[:-64], request[-64:]
    assert not set(encoded) & set("+/=")
    assert digits == hmac.new(b"key", encoded.encode(), hashlib.sha256).hexdigest()


def test_a_wrong_id_is_told_first(desk: Desk) -> None:
    assert refusal(desk.form(READ, ApiId="OTHER", Request="x")) == "_INVALID_API_ID"


def test_a_wrong_signature_is_refused(desk: Desk) -> None:
    right = signed(READ, desk.simulator.secret)
    packed = base64.b64encode(b'{"functionName":"getCompanyData"} ').decode()
    over_packed = hmac.new(desk.simulator.secret.encode(), packed.encode(), hashlib.sha256).hexdigest()
    wrong = [
        signed(READ, "another"),
        right[:-1] + ("0" if right[-1] != "0" else "1"),
        right[:-64] + right[-64:].upper(),
        right[:-64],
        packed.replace("=", "%3D") + over_packed,
    ]
    assert {refusal(desk.form(READ, Request=each)) for each in wrong} == {"_INVALID_SIGNATURE"}


def test_base64_has_to_be_encoded_before_it_is_signed(desk: Desk) -> None:
    packed = base64.b64encode(b'{"functionName":"getCompanyData"} ').decode()
    assert "=" in packed
    digits = hmac.new(desk.simulator.secret.encode(), packed.encode(), hashlib.sha256).hexdigest()
    assert refusal(desk.form(READ, Request=packed + digits)) == "_INVALID_REQUEST"


def test_the_form_has_exactly_two_fields(desk: Desk) -> None:
    assert refusal(desk.form(READ, More="1")) == "_INVALID_REQUEST"
    assert refusal(desk.session.post(desk.simulator.url, json=READ, timeout=10)) == "_INVALID_REQUEST"
    assert refusal(desk.session.get(desk.simulator.url, timeout=10)) == "_INVALID_REQUEST"
    assert desk.session.get(desk.simulator.host, timeout=10).status_code == 404


def test_the_api_stops_after_the_payment_date(desk: Desk) -> None:
    desk.program.paid_until(date(2026, 11, 20))
    assert desk.call("getObjects")
    desk.clock.turn(timedelta(hours=11, minutes=59))
    assert desk.call("getObjects")
    desk.clock.turn(timedelta(minutes=1))  # midnight in Sofia
    assert desk.refused("getObjects") == "_PAYMENT_EXPIRED"
    assert desk.refused("getCompanyData") == "_PAYMENT_EXPIRED"
    desk.quirks(after_payment_date="company_readable")
    assert desk.call("getCompanyData")["PaymentToDate"] == "2026-11-20"


def test_the_rights_of_the_chosen_user(desk: Desk) -> None:
    desk.program.deny("saveOperation")
    assert desk.refused("saveOperation", desk.order()) == "_NO_RIGHTS"
    assert desk.call("getOperations") == []
    desk.program.allow_all()
    assert desk.call("saveOperation", desk.order())


def test_an_application_that_is_switched_off(desk: Desk) -> None:
    desk.program.use_application(False)
    assert desk.refused("getObjects") == "_APPLICATION_NOT_USED"


def test_functions_that_do_not_exist(desk: Desk) -> None:
    assert desk.refused("getColours") == "_UNKNOWN_FUNCTION"
    assert desk.refused("getMeasures") == "_UNKNOWN_FUNCTION"
    assert desk.refused("createCostAllocation") == "_NOT_AVAILABLE"
    desk.quirks(measures="answered")
    assert [row["Name"] for row in desk.call("getMeasures")] == ["бр.", "кг", "м"]


@pytest.mark.parametrize(("key", "names"), [("success", {"success"}), ("both", {"status", "success"})])
def test_success_may_have_another_name(desk: Desk, key: str, names: set[str]) -> None:
    desk.quirks(success_key=key, no_errors="null")
    answer = desk.form(READ).json()
    assert answer.keys() == names | {"errors", "data"}
    assert answer["errors"] is None
    assert all(answer[name] is True for name in names)


def test_refusals_may_be_sentences(desk: Desk) -> None:
    desk.quirks(error_words="sentences", refused_data="left_out")
    answer = desk.raw("getColours").json()
    assert answer == {"status": False, "errors": ["Непозната функция: getColours"]}


def test_neither_secret_nor_signature_is_kept(served: MicrobgSimulator, desk: Desk) -> None:
    desk.call("getItems", Code="C-1")
    record = served.requests[-1]
    assert (record.kind, record.parameters, record.data) == ("getItems", {"Code": "C-1"}, {})
    assert served.secret not in repr(record)
    assert served.counts["getItems"] == 1
    assert served.writes() == 0


def test_an_unreadable_call_is_counted(served: MicrobgSimulator, desk: Desk) -> None:
    requests.post(served.url, data={"ApiId": "x", "Request": "y"}, timeout=10)
    assert desk.simulator.requests[-1].function == "?"
