"""A shop that is joined by files, and the columns of its files, as scenes for the pictures and the layout."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from sync.clock import TurnedClock
from tests.contract.by_file import Files, line, product
from tests.e2e.bridge import NOW
from tests.gui.sample_scenes import scenes_folder
from wizard.app import App
from wizard.screen import Screen
from wizard.setup import Setup
from wizard.steps import steps_of_wizard
from wizard.wizard_frame import Draft


@cache
def _files() -> Files:
    """Exports with a mistake in each."""
    folder = scenes_folder() / "by-file"
    folder.mkdir(parents=True, exist_ok=True)
    files = Files(folder, TurnedClock(NOW))
    files.orders(
        line("S-1041", "1001", "2", "6,00", Доставка="5,00", Общо="17,00", Плащане="Наложен платеж"),
        line("S-1042", "A-2", "1", "4,80"),
        line("S-1042", "1003", "две", "1,09"),
        line("S-1043", "1001", "1", "6,00", Платена="да"),
    )
    files.products(
        product("11", "1001", "Чаша „Роза“", "6,00", "50", "3800000000017"),
        product("12", "A-2", "Чай", "4,80", "не се следи"),
        product("13", "3,8E+12", "Брашно", "1,09", "12"),
    )
    return files


def _draft(*, mapped: bool) -> Draft:
    shop = _files().settings().model_dump(mode="json")
    if not mapped:
        for part in ("orders", "products"):
            shop[part] = {"path": shop[part]["path"]}
    return {"about": {"name": "Калина"}, "connect": {"shop": shop}}


def _wizard(at: str, *, mapped: bool) -> Callable[[App], Screen]:
    return lambda app: Setup(app, steps_of_wizard(), "by-file", draft=_draft(mapped=mapped), at=at)


SCENES: dict[str, Callable[[App], Screen]] = {
    "connect-by-file": _wizard("connect", mapped=True),
    "columns-orders": _wizard("order columns", mapped=True),
    "columns-products": _wizard("product columns", mapped=False),
}
