"""All orders that came in, whole and unchanged, as a table for a spreadsheet: what is kept beside a СУПТО.

For every order, refused ones too: when it came in to the second, from where, the shop's own number, the sale
number where it has one, and all that the shop said (Ordinance N-18, Annex 42).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from storage.journal import ConnectionJournal
from sync.errors import SettingsError
from sync.ports import InboxOrder
from sync.profile import BaseLinkerShop, Profile
from sync.receipts.device import DEVICE_ZONE
from sync.sentences import say
from wizard.language import Language
from wizard.summary_csv import harmless

_MOMENT: Final = "%Y-%m-%d %H:%M:%S"


def save_order_log(file: Path, profile: Profile, journal: ConnectionJournal, language: Language) -> int:
    """Write the table; returns how many orders stand in it. Raises SettingsError where the file cannot be
    written.
    """
    text = language.text
    headings = [
        text("Order"),
        text("Source"),
        text("Came in"),
        text("Confirmed"),
        text("Status"),
        text("State"),
        text("Document"),
        text("УНП"),
        text("As the shop sent it"),
    ]
    numbers = {order_id: sale.sale_number for order_id, sale in journal.sales().items()}
    count = 0
    try:
        with file.open("w", encoding="utf-8-sig", newline="") as opened:
            writer = csv.writer(opened, delimiter=";")
            writer.writerow(headings)
            for row in _rows(journal.inbox(), source_of(profile), numbers):
                writer.writerow([harmless(cell) for cell in row])
                count += 1
    except OSError as error:
        raise SettingsError(
            say("The file {file} cannot be written.", file=file.name),
            advice=say("Close the file where it is open, or choose another folder."),
            detail=f"{type(error).__name__} {error.errno}",
        ) from error
    return count


def source_of(profile: Profile) -> str:
    """The address of the shop or of its platform."""
    shop = profile.connect.shop
    if isinstance(shop, BaseLinkerShop):
        return f"{shop.url} {profile.connect.shop_key}".strip()
    return str(getattr(shop, "url", "") or profile.connect.shop_key)


def _rows(orders: Iterable[InboxOrder], source: str, numbers: dict[str, str]) -> Iterator[list[str]]:
    for order in orders:
        confirmed = order.confirmed_at
        yield [
            order.id,
            source,
            order.seen_at.astimezone(DEVICE_ZONE).strftime(_MOMENT),
            confirmed.astimezone(DEVICE_ZONE).strftime(_MOMENT) if confirmed else "",
            order.status_id,
            order.state.value,
            order.document.shown() if order.document else "",
            numbers.get(order.id, ""),
            json.dumps(order.raw, ensure_ascii=False, sort_keys=True, default=str),
        ]
