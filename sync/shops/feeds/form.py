"""How a feed is written: as CSV or XML, and what each column or element is called there."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from sync.errors import SettingsError
from sync.sentences import say
from sync.shops.feeds.items import FeedField

ALL_COLUMNS: Final[Mapping[FeedField, str]] = {each: each.value for each in FeedField}
"""Every field under its usual name, in the usual order."""
_ELEMENT: Final = re.compile(r"[A-Za-zА-Яа-я_][A-Za-zА-Яа-я0-9_.-]*\Z")


@dataclass(frozen=True, slots=True)
class FeedForm:
    """The grammar of one feed. The defaults are a plain UTF-8 CSV with commas and decimal points.

    ``columns``: which fields are written, in this order, and under which names; the key (``sku``) is always
    among them. ``separator``, ``decimal``: of CSV. ``root`` and ``item``: elements of XML, which is always
    UTF-8 with decimal points. ``yes`` and ``no``: how a mark is written.

    Raises SettingsError where no feed can be written so.
    """

    kind: Literal["csv", "xml"] = "csv"
    columns: Mapping[FeedField, str] = field(default_factory=lambda: dict(ALL_COLUMNS))
    separator: str = ","
    encoding: str = "utf-8"
    decimal: str = "."
    yes: str = "1"
    no: str = "0"
    root: str = "items"
    item: str = "item"

    def __post_init__(self) -> None:
        names = list(self.columns.values())
        if FeedField.SKU not in self.columns or len(set(names)) < len(names) or not all(names):
            raise SettingsError(
                say("The feed needs the code of each product, and a name of its own for each column."),
                advice=say("Correct the names of the feed’s columns."),
            )
        try:
            codecs.lookup(self.encoding)
        except LookupError:
            raise SettingsError(
                say("Mostik does not know the encoding {name}.", name=self.encoding)
            ) from None
        if self.kind == "csv" and (
            len(self.separator) != 1 or self.separator in {'"', "\n", "\r", self.decimal}
        ):
            raise SettingsError(
                say("The feed’s columns cannot be separated by “{mark}”.", mark=self.separator)
            )
        if self.kind == "xml":
            for name in (*names, self.root, self.item):
                if not _ELEMENT.match(name):
                    raise SettingsError(say("“{name}” cannot be the name of an element of XML.", name=name))

    @property
    def file_name(self) -> str:
        """What a feed of this form is called where nobody names it otherwise."""
        return f"products.{self.kind}"

    @property
    def content_type(self) -> str:
        """As HTTP names it."""
        charset = "utf-8" if self.kind == "xml" else self.encoding.replace("utf-8-sig", "utf-8")
        return f"{'application/xml' if self.kind == 'xml' else 'text/csv'}; charset={charset}"
