"""Every step of the wizard on the sample shop, as scenes for the pictures and the test of the layout."""

from __future__ import annotations

import atexit
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import date
from functools import cache
from typing import Any

from storage.profiles import Profiles
from sync.profile import (
    EmbeddedWarehouse,
    LineLinking,
    Marking,
    PriceLink,
    Products,
    Profile,
    SecretName,
)
from sync.receipts.family import Family
from sync.receipts.settings import AuditFile, AuditPayment, AuditWay, Device, NetworkConnection, Receipts
from tests.e2e.bridge import NOW, TOKEN
from tests.gui.cloudcart_place import CloudCartPlace, cloudcart_place
from tests.gui.file_scenes import SCENES as FILES
from tests.gui.gombashop_scenes import SCENES as GOMBASHOP
from tests.gui.sample_scenes import after_a_run, before_the_first_run, latest_order, scenes_folder, take_over
from wizard.answers import ABOUT, draft_of
from wizard.app import App
from wizard.match_check import MatchCheck
from wizard.readings import ShopLists, WarehouseLists, read_shop, read_warehouse
from wizard.screen import Screen
from wizard.setup import Setup
from wizard.steps import steps_of_wizard
from wizard.steps.receipts import ReceiptsStep
from wizard.wizard_frame import Draft

_BEFORE = ("connect", "modules", "orders", "products", "warehouses", "receipts")


@cache
def _lists_of(profile_id: str) -> list[tuple[ShopLists, WarehouseLists]]:
    """What the steps choose from; read by the first wizard that is made."""
    return []


def _wizard(app: App, profile: Profile, at: str, *, saved: bool = False, draft: Draft | None = None) -> Setup:
    app.desk.secrets.save(profile.id, SecretName.SHOP_TOKEN, TOKEN)
    answers = draft if draft is not None else draft_of(profile)
    answers[ABOUT]["saved"] = saved
    setup = Setup(app, steps_of_wizard(), profile.id, draft=answers, done=_BEFORE, at=at)
    lists = _lists_of(profile.id)
    if not lists:
        with closing(setup.warehouse()) as warehouse:
            lists.append((read_shop(setup.shop()), read_warehouse(warehouse)))
    setup.shop_lists, setup.warehouse_lists = lists[0]
    return setup


def _step(at: str) -> Callable[[App], Screen]:
    return lambda app: _wizard(app, before_the_first_run(), at)


@cache
def _cloudcart() -> CloudCartPlace:
    """A shop of CloudCart that answers until the program ends."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(cloudcart_place(scenes_folder() / "cloudcart"))


def _cloudcart_unanswered(app: App) -> Screen:
    place = _cloudcart()
    return place.wizard(app, place.draft())


def _cloudcart_answered(app: App) -> Screen:
    place = _cloudcart()
    marking = Marking(featured=True, track_quantity=False, weight_from=3, on_matching=True)
    products = Products(
        catalogs=("shop",),
        match_by=(LineLinking.SKU,),
        prices=(PriceLink(warehouse_group="PriceOut2", shop_group="retail"),),
        marking=marking,
        create_missing=True,
        bring_all=NOW,
    )
    return place.wizard(app, place.draft(**products.model_dump(mode="json")))


def _first_step(app: App) -> Screen:
    return Setup(app, steps_of_wizard(), "new", draft={})


def _connecting(shop: dict[str, Any], warehouse: str) -> Draft:
    return {
        ABOUT: {"name": "Kalina Online"},
        "connect": {
            "shop": {"platform": "baselinker", **shop},
            "warehouse": EmbeddedWarehouse(path=warehouse).model_dump(),
        },
    }


def _failed_tests(app: App) -> Screen:
    """A token that the shop does not know, and a warehouse that is not there."""
    app.desk.secrets.save("refused", SecretName.SHOP_TOKEN, "1-2-WRONG")
    missing = str(scenes_folder() / "missing.sqlite")
    url = before_the_first_run().connect.shop.url
    return Setup(app, steps_of_wizard(), "refused", draft=_connecting({"url": url}, missing))


def _new_kinds(warehouse: dict[str, Any]) -> Callable[[App], Screen]:
    """CloudCart and another kind of warehouse, chosen and not tested yet."""
    shop = {"platform": "cloudcart", "url": "https://sampleshop.cloudcart.net", "requests_per_minute": 150}
    connect = {"shop": shop, "warehouse": warehouse}
    return lambda app: Setup(
        app, steps_of_wizard(), "kinds", draft={ABOUT: {"name": "Kalina Online"}, "connect": connect}
    )


@cache
def _note_of_another(path: str) -> None:
    """Another program's document for the shop's latest order."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "INSERT INTO Operations (OperType, Acct, GoodID, PartnerID, ObjectID, Qtty, Date, Note)"
            " VALUES (2, 77777, 5, 2, 1, 1, '2026-11-20', ?)",
            (f"Поръчка {latest_order()}",),
        )


def _tests_passed(app: App) -> Screen:
    """Both tests passed, and the shop's orders are in the warehouse already, of another program."""
    profile = after_a_run().profile
    app.desk.secrets.save("passed", SecretName.SHOP_TOKEN, TOKEN)
    warehouse = profile.connect.warehouse
    assert isinstance(warehouse, EmbeddedWarehouse)
    _note_of_another(warehouse.path)
    draft = _connecting({"url": profile.connect.shop.url}, warehouse.path)
    draft[ABOUT]["other_program"] = "yes"
    return Setup(app, steps_of_wizard(), "passed", draft=draft)


def _match_check(app: App) -> Screen:
    profile = after_a_run().profile
    take_over(app, profile)
    return MatchCheck(app, profile.id)


def _guarded(app: App) -> Screen:
    """A second run, after somebody emptied the warehouse."""
    profile = after_a_run().profile
    take_over(app, profile)
    saved = Profiles(app.desk.paths, app.desk.clock.now).load(profile.id)
    return _wizard(app, saved, "confirm", saved=True)


def _without_a_plan(app: App) -> Screen:
    """The shop's token was withdrawn since the wizard was filled in."""
    setup = _wizard(app, before_the_first_run(), "confirm")
    app.desk.secrets.save(setup.profile_id, SecretName.SHOP_TOKEN, "1-2-WRONG")
    return setup


_DEVICE = Device(
    connection=NetworkConnection(host="192.168.1.50", port=4999),
    family=Family.DATECS_X,
    serial="DT517985",
    factory_access=False,
)
_AUDIT = AuditFile(
    company_number="203456786",
    shop_number="RF0000123",
    domain="kalina.example",
    created=date(2024, 3, 1),
    ways={"Наложен платеж": AuditWay(payment=AuditPayment.POSTAL_TRANSFER)},
)


def _receipts(receipts: Receipts | None, *, more: bool = False) -> Callable[[App], Screen]:
    """The step receipts with these answers; ``more``: with the rarer choices open."""

    def made(app: App) -> Screen:
        profile = before_the_first_run().model_copy(update={"receipts": receipts})
        setup = _wizard(app, profile, "receipts")
        assert isinstance(setup.step, ReceiptsStep)
        setup.step.shows_more = more
        return setup

    return made


SCENES = {
    "connect-empty": _first_step,
    "connect-error": _failed_tests,
    "connect-cloudcart-utility-center": _new_kinds({"program": "utility center"}),
    "connect-cloudcart-microbg": _new_kinds({"program": "micro.bg"}),
    "connect-cloudcart-firmino": _new_kinds({"program": "firmino", "login": "sklep@example.org"}),
    "connect-other-program": _tests_passed,
    **FILES,
    **GOMBASHOP,
    **{step: _step(step) for step in (*_BEFORE[:4], "matching", "warehouses", "confirm")},
    "products-cloudcart-empty": _cloudcart_unanswered,
    "products-cloudcart": _cloudcart_answered,
    "receipts-empty": _receipts(None),
    "receipts-supto": _receipts(Receipts(uses_supto=True)),
    "receipts": _receipts(Receipts(uses_supto=False, device=_DEVICE)),
    "receipts-more": _receipts(Receipts(uses_supto=False, device=_DEVICE, audit=_AUDIT), more=True),
    "confirm-guard": _guarded,
    "confirm-error": _without_a_plan,
    "match-check": _match_check,
}
