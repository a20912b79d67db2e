"""The ways in: OAuth2 and tokens, the feed, the XML API, faults, starting by hand, the generated shop."""

from __future__ import annotations

import socket
import threading
import xml.etree.ElementTree as ET
from datetime import timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from sync.simulators.seliton import Fault, FaultKind, SelitonSimulator, generated_shop
from sync.simulators.seliton.__main__ import main
from tests.unit.simulators.seliton.caller import Caller

SPACE = "{http://schemas.summercart.com/dealer/v1}"
LOST = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)


def _authorized(caller: Caller, scope: str = "read_products read_orders") -> dict[str, list[str]]:
    """What the browser is sent back with."""
    asked = {
        "client_id": caller.simulator.application.client_id,
        "response_type": "code",
        "shop": caller.simulator.url,
        "scope": scope,
        "state": "S-1",
    }
    url = caller.simulator.authorize_url
    response = caller.session.get(url, params=asked, timeout=10, allow_redirects=False)
    assert response.status_code == 302
    place = urlsplit(response.headers["Location"])
    assert f"{place.scheme}://{place.netloc}{place.path}" == caller.simulator.application.redirect
    return parse_qs(place.query)


def _exchanged(caller: Caller, **form: str) -> requests.Response:
    application = caller.simulator.application
    login = (application.client_id, application.client_secret)
    return caller.session.post(caller.simulator.token_url, data=form, auth=login, timeout=10)


def test_the_flow_gives_a_token_for_what_was_asked(caller: Caller) -> None:
    back = _authorized(caller)
    assert (back["state"], len(back["code"][0])) == (["S-1"], 40)
    form = {"grant_type": "authorization_code", "code": back["code"][0]}
    answer = _exchanged(caller, **form).json()
    assert list(answer) == ["access_token"]
    assert answer["access_token"].count(".") == 2
    caller.token = answer["access_token"]
    assert caller.call("GET", "products/")["_metadata"]["count"] == 1
    assert caller.refused("PUT", f"products/{caller.cup}", {"productQuantity": 1})[0] == 403
    assert "not valid" in _exchanged(caller, **form).json()["error"]["message"]


def test_the_owner_may_say_no(caller: Caller) -> None:
    caller.owner.consent(accept=False)
    assert _authorized(caller) == {"error": ["access_denied"], "state": ["S-1"]}


def test_codes_and_tokens_end(caller: Caller) -> None:
    caller.quirks(token_seconds=3600, refresh="refresh_token")
    late = _authorized(caller)["code"][0]
    caller.clock.turn(timedelta(minutes=11))
    assert _exchanged(caller, grant_type="authorization_code", code=late).status_code == 400
    code = _authorized(caller)["code"][0]
    answer = _exchanged(caller, grant_type="authorization_code", code=code).json()
    caller.token = answer["access_token"]
    caller.call("GET", "orders/")
    caller.clock.turn(timedelta(hours=1))
    assert caller.refused("GET", "orders/") == (401, "The access token has expired")
    again = _exchanged(caller, grant_type="refresh_token", refresh_token=answer["refresh_token"]).json()
    caller.token = again["access_token"]
    caller.call("GET", "orders/")
    caller.owner.revoke_tokens()
    assert caller.refused("GET", "orders/")[0] == 401
    form = {"grant_type": "authorization_code"}
    stranger = requests.post(caller.simulator.token_url, data=form, auth=("x", "y"), timeout=10)
    assert stranger.status_code == 401


def test_the_record_holds_no_token(caller: Caller) -> None:
    caller.call("GET", "products/", limit=1)
    (record,) = caller.simulator.requests
    assert (record.action, record.parameters) == ("GET products", {"limit": "1"})
    assert caller.token not in str(caller.simulator.requests)


def test_the_feed_has_every_visible_product(caller: Caller) -> None:
    parent = caller.owner.add_category("Кухня")
    leaf = caller.owner.add_category("Чаши", parent)
    caller.owner.change(
        "products",
        caller.cup,
        productCategories=[{"categoryID": leaf}],
        brandID=caller.owner.add_brand("Калина"),
        productImages=[{"productImage": "shop.example/1.jpg"}],
    )
    hidden = caller.owner.add_product("X", "Скрита")
    caller.owner.change("products", hidden, productIsActive=False)
    (product,) = _feed(caller).iter(f"{SPACE}Product")
    texts = {element.tag.removeprefix(SPACE): element.text for element in product.iter()}
    assert texts["ProductCode"] == "KD-1"
    assert (texts["ProductQuantity"], texts["ProductQuantityLabel"]) == ("5", "InStock")
    assert product.findtext(f"{SPACE}Category/{SPACE}CategoryBranch/{SPACE}BG") == "Кухня|Чаши"
    assert texts["ImagePath"] == "https://shop.example/1.jpg"
    price = product.find(f"{SPACE}ProductPrice")
    assert price is not None
    assert (price.text, price.get("currencycode")) == ("12.00", "EUR")


@pytest.mark.parametrize(
    ("habit", "tags"),
    [
        ("quantity", {"ProductQuantity"}),
        ("label", {"ProductQuantityLabel"}),
        ("free_text", {"AvailabilityLabel"}),
        ("none", set()),
    ],
)
def test_the_feed_may_have_a_label_instead_of_a_quantity(caller: Caller, habit: str, tags: set[str]) -> None:
    caller.quirks(feed_stock=habit)
    found = {element.tag.removeprefix(SPACE) for element in _feed(caller).iter()}
    assert found & {"ProductQuantity", "ProductQuantityLabel", "AvailabilityLabel"} == tags


def test_the_feed_asks_for_its_signature_and_breaks_on_demand(caller: Caller) -> None:
    url = caller.simulator.feed_url
    assert caller.session.get(url.replace("0f0f", "1f0f"), timeout=10).status_code == 403
    assert caller.session.get(url.replace("ModuleName", "Module"), timeout=10).status_code == 404
    caller.simulator.faults.add(Fault(FaultKind.WRONG_NAMESPACE, "GET feed"))
    assert list(_feed(caller).iter(f"{SPACE}Product")) == []
    caller.simulator.faults.add(Fault(FaultKind.NO_PRODUCTS, "GET feed"))
    assert list(_feed(caller).iter(f"{SPACE}Product")) == []
    caller.simulator.faults.add(Fault(FaultKind.CUT, "GET feed"))
    with pytest.raises(LOST):
        caller.session.get(url, timeout=10)
    assert len(list(_feed(caller).iter(f"{SPACE}Product"))) == 1


def test_the_xml_api_has_a_door_and_keeps_what_is_sent(caller: Caller) -> None:
    doors, url = caller.simulator.doors, caller.simulator.xml_api_url
    form = {
        "action": "postxmlfeed",
        "version": "1.0",
        "username": doors.xml_user,
        "secret": doors.xml_secret,
        "feed": "<x/>",
    }
    accepted = caller.simulator.quirks.xml_accepted
    assert caller.session.post(url, data=form, timeout=10).content == accepted
    (call,) = caller.judge.xml_calls()
    assert (call.action, call.parameters) == ("postxmlfeed", {"feed": "<x/>"})
    for wrong in ({"secret": "x"}, {"version": "2.0"}, {"action": "deleteall"}):
        answer = caller.session.post(url, data={**form, **wrong}, timeout=10)
        assert (answer.status_code, answer.content) == (200, caller.simulator.quirks.xml_refused)
    caller.owner.put_xml_orders(b"<orders/>")
    got = caller.session.post(url, data={**form, "action": "getorders"}, timeout=10)
    assert got.content == b"<orders/>"
    caller.quirks(xml_api="not_installed")
    assert caller.session.post(url, data=form, timeout=10).status_code == 404


@pytest.mark.parametrize(
    ("kind", "quantity"),
    [
        (FaultKind.DROP_BEFORE, 5),
        (FaultKind.DROP_AFTER, 3),
        (FaultKind.ERROR_500, 5),
        (FaultKind.ERROR_500_AFTER, 3),
        (FaultKind.HTML_502_AFTER, 3),
        (FaultKind.TOO_MANY, 5),
        (FaultKind.REFUSED, 5),
        (FaultKind.REFUSED_AFTER, 3),
        (FaultKind.EMPTY_BODY, 3),
    ],
)
def test_faults_say_whether_the_call_took_effect(caller: Caller, kind: FaultKind, quantity: int) -> None:
    caller.simulator.faults.add(Fault(kind, "PUT products"))
    try:
        response = caller.raw("PUT", f"products/{caller.cup}", {"productQuantity": 3})
    except requests.ConnectionError:
        response = None
    assert caller.judge.stock(caller.cup) == quantity
    if kind in (FaultKind.REFUSED, FaultKind.REFUSED_AFTER):
        assert response is not None
        assert (response.status_code, list(response.json())) == (200, ["error"])


def test_slow_hanging_and_nothing_found(caller: Caller) -> None:
    caller.simulator.faults.add(Fault(FaultKind.NOTHING_FOUND, "GET products"))
    assert caller.call("GET", "products/") == {"products": [], "_metadata": {"count": 0}}
    slow = caller.simulator.faults.add(Fault(FaultKind.SLOW, "GET products", drip_seconds=0.01))
    threading.Timer(0.03, slow.release.set).start()
    assert caller.call("GET", "products/")["_metadata"]["count"] == 1
    hanging = caller.simulator.faults.add(Fault(FaultKind.HANG))
    caller.timeout = 0.05
    with pytest.raises(requests.ReadTimeout):
        caller.raw("GET", "products/")
    hanging.release.set()


def test_the_generated_shop_is_the_same_each_time() -> None:
    simulators = [SelitonSimulator(generated_shop(12, 9)) for _ in range(2)]
    for simulator in simulators:
        simulator.stop()
    first, second = (simulator.judge for simulator in simulators)
    assert len(first.rows("products")) == 12
    assert len(first.rows("orders")) == 9
    assert first.rows("orders") == second.rows("orders")
    for order in first.rows("orders"):
        amounts = (line["orderTotalLineAmount"] for line in order["orderTotalLines"])
        assert order["orderTotal"] == sum(amounts, Decimal(0))


def test_it_starts_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    stop = threading.Event()
    stop.set()
    assert main(["--empty"], stop) == 0
    assert capsys.readouterr().out.startswith("http://127.0.0.1:")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["--port", str(taken.getsockname()[1])], stop) == 2


def _feed(caller: Caller) -> ET.Element:
    return ET.fromstring(caller.session.get(caller.simulator.feed_url, timeout=10).content)
