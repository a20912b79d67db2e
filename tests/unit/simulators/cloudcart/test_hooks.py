"""Webhooks: their rows and their delivery (facts 2.11, 2.12, 8.2, 8.6)."""

from __future__ import annotations

from typing import Any

import pytest

from sync.simulators.cloudcart import SAMPLE_KEY, Person
from tests.unit.simulators.cloudcart.counter import Counter
from tests.unit.simulators.cloudcart.receiver import Receiver

FIRM = Person(company="Рила ЕООД", number="900001011", vat_number="BG900001011")


def _hook(counter: Counter, receiver: Receiver, event: str = "order.created", **more: Any) -> int:
    return counter.made("/webhooks", {"url": receiver.url, "event": event, **more})


def _attempts(counter: Counter) -> list[tuple[int, int | None, str]]:
    return [(each.attempt, each.status, each.outcome) for each in counter.judge.deliveries()]


def test_hooks_are_rows_like_others(counter: Counter, receiver: Receiver) -> None:
    hook = _hook(counter, receiver, request_headers={"X-Mostik": "1"}, active=True)
    found = counter.attributes(f"/webhooks/{hook}")
    assert (found["active"], found["new_version"], found["api_key_id"]) == ("yes", 1, 1)
    assert found["request_headers"] == {"X-Mostik": "1"}
    assert counter.patched(f"/webhooks/{hook}", {"active": "0"})["active"] == "no"
    assert counter.ids("/webhooks", "filter[active]=0&filter[event]=order.created") == [hook]
    assert counter.refused("PATCH", f"/webhooks/{hook}", {"api_key_id": 1})["status"] == "422"
    assert counter.call("DELETE", f"/webhooks/{hook}").status_code == 204


@pytest.mark.parametrize("event", ["order.deleted", "order.paid", "variant.updated"])
def test_events_that_do_not_exist(counter: Counter, receiver: Receiver, event: str) -> None:
    error = counter.refused("POST", "/webhooks", {"url": receiver.url, "event": event})
    assert error["detail"].startswith("List of valid events: category.created")
    assert error["detail"].count(".") == 20


def test_hooks_that_cannot_be_made(counter: Counter, receiver: Receiver) -> None:
    assert counter.refused("POST", "/webhooks", {"url": "hook", "event": "order.created"})["status"] == "422"
    strange = {"url": receiver.url, "event": "order.created", "api_key_id": 9}
    assert counter.refused("POST", "/webhooks", strange)["status"] == "422"
    counter.simulator.shop.settings.hook_cap = 1
    _hook(counter, receiver)
    assert (
        counter.refused("POST", "/webhooks", {"url": receiver.url, "event": "order.updated"})["status"]
        == "422"
    )


def test_a_save_without_headers_empties_them(counter: Counter, receiver: Receiver) -> None:
    hook = _hook(counter, receiver, request_headers=[{"name": "X-Mostik", "value": "1"}])
    assert counter.patched(f"/webhooks/{hook}", {"active": "yes"})["request_headers"] == {}
    counter.quirks(hook_headers_on_save="kept", hook_headers_form="map")
    counter.patched(f"/webhooks/{hook}", {"request_headers": {"X-Mostik": "2"}})
    assert counter.patched(f"/webhooks/{hook}", {"active": 1})["request_headers"] == {"X-Mostik": "2"}
    listed = {"request_headers": [{"name": "X-Mostik", "value": "1"}]}
    assert counter.refused("PATCH", f"/webhooks/{hook}", listed)["status"] == "422"


def test_an_order_is_told_at_once_with_the_key(counter: Counter, receiver: Receiver) -> None:
    _hook(counter, receiver, request_headers={"X-Mostik": "orders"})
    order = counter.buyer.buy(counter.cup, person=FIRM)
    (taken,) = receiver.taken
    assert taken.headers["X-CloudCart-ApiKey"] == SAMPLE_KEY
    assert taken.headers["Content-Type"] == "application/json"
    assert taken.headers["X-Mostik"] == "orders"
    (told,) = taken.body
    assert (told["id"], told["status"], told["order_total"]) == (order, "pending", 999)
    assert told["billing_address"]["eik"] == "900001011"
    assert told["created_at"] == "2026-11-20 12:00:00"
    assert "invoice_number" not in told  # nulls are left out
    assert _attempts(counter) == [(1, 200, "taken")]


def test_the_shop_answers_while_it_tells(counter: Counter, receiver: Receiver) -> None:
    _hook(counter, receiver, "order.updated")
    order = counter.buyer.buy(counter.cup)
    seen: list[str] = []
    receiver.meanwhile = lambda: seen.append(counter.attributes(f"/orders/{order}")["status"])
    counter.owner.mark_paid(order)
    assert seen == ["paid"]
    assert _attempts(counter) == [(1, 200, "taken")]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ("array", (0,)),
        ("object", ()),
        ("json_api", ("data", "attributes")),
        ("wrapped", ("order",)),
    ],
)
def test_shapes_of_a_notice(counter: Counter, receiver: Receiver, body: Any, path: tuple[Any, ...]) -> None:
    counter.quirks(hook_body=body, hook_money="decimal", hook_fields="receiver", hook_eik_name=None)
    _hook(counter, receiver)
    counter.buyer.buy(counter.cup, person=FIRM, delivery_price="5.90")
    (told,) = receiver.bodies()
    for step in path:
        told = told[step]
    assert (told["order_total"], told["products"][0]["order_price"]) == (15.89, 9.99)
    assert told["shipping"]["provider_amount"] == 5.9
    assert told["billing_address"]["city"] == "София"
    assert told["billing_address"]["company"] == "Рила ЕООД"
    assert not [name for name in told["billing_address"] if "eik" in name or "registration" in name]


def test_the_old_version_shows_the_row(counter: Counter, receiver: Receiver) -> None:
    _hook(counter, receiver, new_version=0)
    counter.buyer.buy(counter.cup)
    assert receiver.bodies()[0][0]["price_total"] == 999


def test_what_changes_of_an_order_are_told(counter: Counter, receiver: Receiver) -> None:
    order = counter.buyer.buy(counter.cup)
    _hook(counter, receiver, "order.updated")
    counter.patched(f"/orders/{order}", {"status": "authorized", "usn": "7"})
    counter.owner.edit_quantity(order, 1, 2)
    assert len(receiver.taken) == 2
    counter.owner.edit_address(order, city_name="Варна")
    counter.owner.change_payment(order, "cod")
    counter.owner.archive(order)
    counter.owner.delete_order(order)
    draft = counter.buyer.buy(counter.cup, draft=True)
    counter.owner.edit_order(draft, note_administrator="чернова")
    assert len(receiver.taken) == 2


@pytest.mark.parametrize(
    ("reading", "told"), [("panel", ["5"]), ("api_too", ["7", "5"]), ("stock_too", ["7", "5", "sold"])]
)
def test_which_writes_tell_of_products(
    counter: Counter, receiver: Receiver, reading: Any, told: list[str]
) -> None:
    counter.quirks(product_hooks=reading)
    counter.simulator.shop.settings.stock_taken_at = "pending"
    _hook(counter, receiver, "product.updated")
    counter.patched(f"/variants/{counter.cup}", {"quantity": 7})
    counter.owner.set_quantity(counter.cup, 5)
    counter.buyer.buy(counter.cup)
    assert len(receiver.taken) == len(told)
    assert all(body[0]["id"] == counter.mug for body in receiver.bodies())


def test_what_the_api_tells_of_in_any_reading(counter: Counter, receiver: Receiver) -> None:
    for event in ("category.created", "product.deleted", "customer.created", "vendor.deleted"):
        _hook(counter, receiver, event)
    counter.made("/categories", {"name": "Градина"})
    counter.made("/customers", {"email": "ivan@example.com"})
    vendor = counter.made("/vendors", {"name": "Рила"})
    counter.call("DELETE", f"/vendors/{vendor}")
    counter.call("DELETE", f"/products/{counter.mug}")
    assert [each.event for each in counter.judge.deliveries()] == [
        "category.created",
        "customer.created",
        "vendor.deleted",
        "product.deleted",
    ]
    counter.quirks(customer_hooks_from_api=False)
    counter.made("/customers", {"email": "petar@example.com"})
    assert len(receiver.taken) == 4


def test_two_hooks_of_an_event_are_told_a_minute_later(counter: Counter, receiver: Receiver) -> None:
    first, second = _hook(counter, receiver), _hook(counter, receiver)
    orders = [counter.buyer.buy(counter.cup), counter.buyer.buy(counter.cup)]
    counter.later(seconds=59)
    assert (receiver.taken, counter.simulator.deliver_due()) == ([], 0)
    counter.later(seconds=1)
    counter.quirks(due_first="newest")
    assert counter.simulator.deliver_due() == 4
    assert [body[0]["id"] for body in receiver.bodies()] == [orders[1], orders[1], orders[0], orders[0]]
    assert {each.hook_id for each in counter.judge.deliveries()} == {first, second}


@pytest.mark.parametrize("attempts", [6, 7])
def test_after_so_many_attempts_the_hook_is_off(counter: Counter, receiver: Receiver, attempts: Any) -> None:
    counter.quirks(hook_attempts=attempts)
    hook = _hook(counter, receiver)
    receiver.answers += [(500, "")] * attempts
    counter.buyer.buy(counter.cup)
    minutes = 0
    while counter.attributes(f"/webhooks/{hook}")["active"] == "yes":
        counter.later(minutes=1)
        minutes += 1
        counter.simulator.deliver_due()
    assert minutes == 20 if attempts == 6 else 27
    assert [each.attempt for each in counter.judge.deliveries()] == list(range(1, attempts + 1))
    assert "was disabled" in counter.judge.letters()[0].subject
    counter.buyer.buy(counter.cup)
    assert len(receiver.taken) == attempts
    counter.patched(f"/webhooks/{hook}", {"active": 1})
    order = counter.buyer.buy(counter.cup)
    assert receiver.bodies()[-1][0]["id"] == order


def test_a_later_attempt_may_be_taken(counter: Counter, receiver: Receiver) -> None:
    _hook(counter, receiver)
    receiver.answers += [(503, "")]
    counter.buyer.buy(counter.cup)
    counter.later(seconds=119)
    assert counter.simulator.deliver_due() == 0
    counter.later(seconds=1)
    assert counter.simulator.deliver_due() == 1
    assert _attempts(counter) == [(1, 503, "refused"), (2, 200, "taken")]
    assert counter.simulator.hooks.waiting() == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 406, 410, 411])
def test_some_answers_switch_a_hook_off_at_once(counter: Counter, receiver: Receiver, status: int) -> None:
    hook = _hook(counter, receiver)
    receiver.answers += [(status, "")]
    counter.buyer.buy(counter.cup)
    assert counter.attributes(f"/webhooks/{hook}")["active"] == "no"
    assert len(counter.judge.letters()) == 1


def test_an_unknown_host_switches_a_hook_off_at_once(counter: Counter) -> None:
    hook = counter.made("/webhooks", {"url": f"http://{'x' * 70}.invalid/", "event": "order.created"})
    counter.buyer.buy(counter.cup)
    assert counter.attributes(f"/webhooks/{hook}")["active"] == "no"
    assert _attempts(counter) == [(1, None, "no such host")]


def test_a_receiver_may_ask_to_be_left_alone(counter: Counter, receiver: Receiver) -> None:
    hook = _hook(counter, receiver)
    receiver.answers += [(500, "Please unsubscribe me, thanks")]
    counter.buyer.buy(counter.cup)
    assert counter.call("GET", f"/webhooks/{hook}").status_code == 404


def test_a_receiver_that_is_silent_or_gone_is_tried_again(counter: Counter, receiver: Receiver) -> None:
    hook = _hook(counter, receiver)
    counter.simulator.hooks.timeout = 0.1
    receiver.answers += [(0, "")]
    counter.buyer.buy(counter.cup)
    assert _attempts(counter) == [(1, None, "too slow")]
    counter.simulator.hooks.timeout = 5
    receiver.release()
    with Receiver() as gone:
        counter.patched(f"/webhooks/{hook}", {"url": gone.url})
    counter.later(minutes=2)
    counter.simulator.deliver_due()
    assert _attempts(counter)[-1] == (2, None, "no connection")
    assert counter.attributes(f"/webhooks/{hook}")["active"] == "yes"


def test_another_key_holds_from_the_next_delivery_on(counter: Counter, receiver: Receiver) -> None:
    own = counter.owner.add_key("Notices", "N" * 64)
    _hook(counter, receiver, api_key_id=own)
    counter.buyer.buy(counter.cup)
    with pytest.raises(ValueError, match="webhook uses"):
        counter.owner.delete_key(own)
    key = counter.simulator.shop.key(own)
    assert key is not None
    key.value = "M" * 64
    counter.buyer.buy(counter.cup)
    assert [taken.headers["X-CloudCart-ApiKey"][0] for taken in receiver.taken] == ["N", "M"]
    assert "NNNN" not in repr(counter.simulator.shop.keys)
