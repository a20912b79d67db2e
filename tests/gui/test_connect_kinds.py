"""The step connect with CloudCart, Utility Center and micro.bg: fields, tests, and what is asked of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sync.profile import CloudCartShop, Connect, MicroBgWarehouse, SecretName, UtilityCenterWarehouse
from sync.simulators.cloudcart import SAMPLE_KEY, CloudCartSimulator, sample_shop
from tests.e2e.bridge import NOW, TOKEN
from tests.e2e.furnished import Furnished, in_micro_bg, through_utility_center
from tests.gui.connect_place import (
    NAME,
    ConnectPlace,
    Nowhere,
    begin,
    connect_place,
    next_is_on,
    reason,
    setup_in,
    words_in,
)
from tests.gui.hands import Mouse
from tests.gui.harness import DeskForTests, click, focus_on, settle, type_text
from wizard.answers import answer_of
from wizard.app import App
from wizard.steps.connect import ConnectStep

OpenApp = Callable[..., App]


@pytest.fixture
def place(desk: DeskForTests, tmp_path: Path) -> Iterator[ConnectPlace]:
    with connect_place(desk, tmp_path) as made:
        yield made


@pytest.fixture
def cloudcart(desk: DeskForTests) -> Iterator[CloudCartSimulator]:
    with CloudCartSimulator(sample_shop(NOW), per_minute=None, clock=desk.clock) as simulator:
        yield simulator


def _answered(app: App) -> Connect:
    setup_in(app).keep()
    setup_in(app).save()
    answer = answer_of(setup_in(app).draft, "connect")
    assert isinstance(answer, Connect)
    return answer


def _secret(app: App, step: ConnectStep, secret: str) -> None:
    focus_on(step.shop.token.control)
    type_text(app.window, secret)


def test_cloudcart_is_proved_by_address_and_key(
    open_app: OpenApp, desk: DeskForTests, place: ConnectPlace, cloudcart: CloudCartSimulator
) -> None:
    app = open_app(Nowhere)
    draft = place.draft(name=NAME, warehouse=place.file)
    del draft["connect"]["shop"]
    step = begin(app, draft)
    assert step.shop.chosen is None
    click(step.shop.shops.tiles["cloudcart"].radio)
    panel = step.shop.cloudcart
    focus_on(panel.address.control)
    type_text(app.window, "http://shop.example")
    assert "https" in panel.address.error_text
    _secret(app, step, "wrong-key")
    assert not step.shop.can_test
    panel.address.value = cloudcart.origin
    panel._typed()
    click(step.shop.test_button)
    assert "Not signed in" in words_in(step.shop.panel)
    _secret(app, step, SAMPLE_KEY)
    click(step.shop.test_button)
    assert step.shop.passed
    assert SAMPLE_KEY not in words_in(step.shop.place)
    assert reason(app) == "Say when the shop lowers its quantity"
    focus_on(panel.lowers.buttons["paid"])
    click(panel.lowers.buttons["paid"])
    assert next_is_on(app)
    assert "lowers its quantity at “Paid / Sent”" in words_in(step.requirements.place)
    answer = _answered(app)
    assert isinstance(answer.shop, CloudCartShop)
    assert (answer.shop.requests_per_minute, answer.shop.lowers_stock) == (30, "paid")
    assert answer.shop_key.startswith("cc-")
    file = (place.desk.paths.drafts / "connection.json").read_text(encoding="utf-8")
    assert SAMPLE_KEY not in file
    # A key belongs to its shop: another one is not even asked with it.
    focus_on(step.shop.shops.tiles["baselinker"].radio)
    click(step.shop.shops.tiles["baselinker"].radio)
    assert not step.shop.can_test
    assert desk.secrets.load(setup_in(app).profile_id, SecretName.SHOP_TOKEN) is None


def test_the_share_of_a_plan_is_sixty_per_cent(open_app: OpenApp, place: ConnectPlace) -> None:
    app = open_app(Nowhere)
    draft = place.draft(name=NAME)
    draft["connect"]["shop"] = {"platform": "cloudcart", "url": "https://shop.example"}
    panel = begin(app, draft).shop.cloudcart
    shares = []
    for plan in ("starter", "pro", "master"):
        click(panel.plan.buttons[plan])
        shares.append(panel.collect()["requests_per_minute"])
    assert shares == [30, 60, 90]
    click(panel.plan.buttons["own"])
    assert panel.settings() is None
    focus_on(panel.number.control)
    type_text(app.window, "500")
    assert panel.collect()["requests_per_minute"] == 300


def _with_warehouse(app: App, place: ConnectPlace, furnished: Furnished, **fields: object) -> ConnectStep:
    """The step with BaseLinker proved and a warehouse that is not tested yet."""
    place.keep_token()
    draft = place.draft(name=NAME)
    settings = furnished.settings.model_dump(mode="json")
    draft["connect"]["warehouse"] = {**settings, **fields}
    step = begin(app, draft)
    assert step.shop.passed
    return step


def test_micro_bg_is_proved_by_identifier_and_key(open_app: OpenApp, place: ConnectPlace) -> None:
    with in_micro_bg() as furnished:
        app = open_app(Nowhere)
        step = _with_warehouse(app, place, furnished)
        panel = step.warehouse.microbg
        assert not step.warehouse.can_test
        for field, name in (
            (panel.identifier, SecretName.MICROBG_ID),
            (panel.secret_key, SecretName.MICROBG_KEY),
        ):
            focus_on(field.control)
            type_text(app.window, furnished.secrets[name])
        click(step.warehouse.test_button)
        assert step.warehouse.passed, words_in(step.warehouse.panel)
        assert next_is_on(app)
        assert "at least two users" in words_in(step.requirements.place)
        assert isinstance(_answered(app).warehouse, MicroBgWarehouse)
        file = (place.desk.paths.drafts / "connection.json").read_text(encoding="utf-8")
        assert all(secret not in file for secret in (*furnished.secrets.values(), TOKEN))


def test_utility_center_asks_how_prices_are_kept(open_app: OpenApp, place: ConnectPlace) -> None:
    with through_utility_center() as furnished:
        app = open_app(Nowhere)
        step = _with_warehouse(app, place, furnished, prices_include_vat=None)
        panel = step.warehouse.utility_center
        assert (panel.prices.value, step.warehouse.can_test) == ("", False)
        hand = Mouse()
        hand.press(panel.prices.buttons["with"])
        hand.press(step.warehouse.test_button)
        settle(app.window)
        assert step.warehouse.passed, words_in(step.warehouse.panel)
        assert next_is_on(app)
        answer = _answered(app).warehouse
        assert isinstance(answer, UtilityCenterWarehouse)
        assert answer.prices_include_vat
        # On this computer a service without a key can be used by nobody else.
        assert words_in(step.warehouse._warned) == ""
