"""What the owner of a CloudCart shop with micro.bg meets, and Warehouse Pro's own databases, as scenes."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import cache
from typing import Any

from storage.paths import Paths
from storage.profiles import Profiles
from storage.secrets import MemorySecrets
from sync.clock import TurnedClock
from sync.profile import DatabaseEngine, DatabaseWarehouse, SecretName
from sync.run.engine import Wishes, run
from sync.run.report import Report
from sync.sentences import say
from sync.simulators.cloudcart import SAMPLE_KEY, CloudCartSimulator, Settings, Shop
from sync.warehouses.warehouse_pro.driver_errors import DatabaseNotThere
from tests.e2e.furnished import in_micro_bg
from tests.e2e.test_cloudcart import NOW, Pair, make_pair
from tests.gui.sample_scenes import scenes_folder
from wizard.answers import ABOUT, draft_of
from wizard.app import App
from wizard.audit_screen import AuditScreen
from wizard.match_check import MatchCheck
from wizard.opening import open_connection
from wizard.progress import Finished
from wizard.readings import ShopLists, WarehouseLists, read_shop, read_warehouse
from wizard.screen import Screen
from wizard.setup import Setup
from wizard.steps import steps_of_wizard
from wizard.steps.connect import ConnectStep
from wizard.summary import SummaryScreen
from wizard.wizard_frame import Draft

_NAME = "Калина Онлайн"
_STEPS = ("connect", "modules", "orders", "products", "warehouses")


@cache
def _joined() -> Pair:
    """A shop and a micro.bg that answer until the program ends, with a few orders."""
    stack = ExitStack()
    atexit.register(stack.close)
    folder = scenes_folder() / "microbg"
    folder.mkdir()
    clock = TurnedClock(NOW)
    state = Shop(Settings(stock_taken_at="pending"))
    simulator = stack.enter_context(CloudCartSimulator(state, per_minute=None, clock=clock))
    pair = make_pair(folder, simulator, stack.enter_context(in_micro_bg()), clock)
    for code, payment in (("1001", "cod"), ("A-2", "bank_transfer"), ("1003", "cod")):
        pair.buy((code, 1), payment=payment)
    pair.buy(("NEW", 1), payment="cod")
    shop = pair.profile.connect.shop.model_copy(update={"requests_per_minute": 90, "lowers_stock": "pending"})
    connect = pair.profile.connect.model_copy(update={"shop": shop})
    pair.profile = pair.profile.model_copy(
        update={"name": _NAME, "confirmed_first_run": False, "connect": connect}
    )
    return pair


def _keep_secrets(app: App, pair: Pair) -> None:
    app.desk.secrets.save(pair.profile.id, SecretName.SHOP_TOKEN, SAMPLE_KEY)
    for name, secret in pair.warehouse.secrets.items():
        app.desk.secrets.save(pair.profile.id, name, secret)


@cache
def _lists() -> list[tuple[ShopLists, WarehouseLists]]:
    """What the steps choose from; read by the first wizard that is made."""
    return []


def _step(at: str) -> Callable[[App], Screen]:
    def scene(app: App) -> Screen:
        pair = _joined()
        _keep_secrets(app, pair)
        draft = draft_of(pair.profile)
        draft[ABOUT]["saved"] = False
        setup = Setup(app, steps_of_wizard(), pair.profile.id, draft=draft, done=_STEPS, at=at)
        if not _lists():
            with closing(setup.warehouse()) as warehouse:
                _lists().append((read_shop(setup.shop()), read_warehouse(warehouse)))
        setup.shop_lists, setup.warehouse_lists = _lists()[0]
        return setup

    return scene


@cache
def _rehearsed() -> tuple[Finished, Finished]:
    """The run with the one order of the rehearsal, and the one after the owner's yes."""
    pair = _joined()
    profile = pair.profile.model_copy(update={"confirmed_first_run": True})
    profiles = Profiles(Paths(scenes_folder() / "microbg-home"), pair.clock.now)
    profiles.create(profile)
    secrets = MemorySecrets()
    secrets.save(profile.id, SecretName.SHOP_TOKEN, SAMPLE_KEY)
    for name, secret in pair.warehouse.secrets.items():
        secrets.save(profile.id, name, secret)

    def once(wishes: Wishes) -> Finished:
        with profiles.open(profile.id, write=True) as journal:
            connection = open_connection(profile, journal, secrets, pair.clock)
            with closing(connection.warehouse):
                report: Report = run(connection, wishes)
            return Finished(profile, report, journal.last_run())

    return once(Wishes()), once(Wishes(rehearsed=True))


def _known(app: App) -> tuple[Finished, Finished]:
    """Both runs, with the connection made known to the window."""
    finished = _rehearsed()
    _keep_secrets(app, _joined())
    target = app.desk.paths.state_file(finished[0].profile.id)
    if not target.exists():
        source = Paths(scenes_folder() / "microbg-home").state_file(finished[0].profile.id)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    return finished


def _rehearsal(app: App) -> Screen:
    return SummaryScreen(app, _known(app)[0])


def _summary(app: App) -> Screen:
    return SummaryScreen(app, _known(app)[1])


def _match_check(app: App) -> Screen:
    return MatchCheck(app, _known(app)[0].profile.id)


def _audit(app: App) -> Screen:
    return AuditScreen(app, _known(app)[0].profile.id, _NAME)


def _database(**settings: Any) -> Callable[[App], Screen]:
    """Warehouse Pro by its database, filled in and not tested."""
    warehouse = {"program": "warehouse pro", **settings}
    shop = {"platform": "cloudcart", "url": "https://sampleshop.cloudcart.net", "requests_per_minute": 60}
    connect: dict[str, Any] = {"shop": shop, "warehouse": warehouse}
    draft: Draft = {ABOUT: {"name": _NAME}, "connect": connect}
    return lambda app: Setup(app, steps_of_wizard(), "database", draft=draft)


_OFFICE = DatabaseWarehouse(
    engine=DatabaseEngine.MSSQL, server="OFFICE", instance="SQLEXPRESS", database="Mikroinvest", user="sa"
)


def _unknown_database(app: App) -> Screen:
    """The server lets Mostik in and has no database of the typed name."""
    setup = _database(**_OFFICE.model_dump(mode="json"))(app)
    assert isinstance(setup, Setup)

    def fail() -> None:
        if app.screen is setup and isinstance(setup.step, ConnectStep):
            error = DatabaseNotThere(
                say("{engine} has no database of this name that this user may open.", engine="SQL Server"),
                advice=say(
                    "Choose one of those that it has: “Show databases” on the step Connect lists them."
                ),
                detail="(4060)",
            )
            setup.step.warehouse.show_failure(error)

    app.window.after(0, fail)
    return setup


SCENES: dict[str, Callable[[App], Screen]] = {
    "cloudcart-microbg-connect": _step("connect"),
    "cloudcart-microbg-modules": _step("modules"),
    "cloudcart-microbg-orders": _step("orders"),
    "cloudcart-microbg-products": _step("products"),
    "cloudcart-microbg-matching": _step("matching"),
    "cloudcart-microbg-warehouses": _step("warehouses"),
    "cloudcart-microbg-confirm": _step("confirm"),
    "cloudcart-microbg-rehearsal": _rehearsal,
    "cloudcart-microbg-summary": _summary,
    "cloudcart-microbg-match-check": _match_check,
    "cloudcart-microbg-audit": _audit,
    "database-sql-server": _database(**_OFFICE.model_dump(mode="json")),
    "database-mysql": _database(engine="mysql", server="office", user="root", database="microinvest"),
    "database-access": _database(engine="access", path=r"C:\Microinvest\Warehouse Pro\sklad.mdb"),
    "database-unknown": _unknown_database,
}
LIKE_OTHERS = frozenset(
    f"cloudcart-microbg-{name}"
    for name in (
        *("connect", "modules", "orders", "products", "matching", "warehouses", "confirm"),
        *("summary", "match-check", "audit"),
    )
) | {"database-mysql"}
"""Their parts are measured in other scenes; these are for the eye."""
