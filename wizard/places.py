"""Where a business is: its country and time zone, with their names in the owner's language. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from babel import Locale
from babel.core import get_global

from sync.model import Choice

ZONE_OF_COUNTRY: Final[Mapping[str, str]] = {"BG": "Europe/Sofia", "PL": "Europe/Warsaw"}
"""The countries whose laws and VAT rates Mostik knows, each with its time zone."""
_COUNTRY_OF_LANGUAGE: Final[Mapping[str, str]] = {"bg": "BG", "pl": "PL"}
_CONTINENT: Final = "Europe/"


def country_for(language: str) -> str:
    """The likeliest country of an owner who reads this language."""
    return _COUNTRY_OF_LANGUAGE.get(language, "BG")


def country_name(country: str, language: str) -> str:
    return str(Locale(language).territories.get(country, country))


def zone_name(zone: str, language: str) -> str:
    """The city by which people know a time zone, such as "Sofia"."""
    known = Locale(language).time_zones.get(zone, {})
    city = known.get("city") if isinstance(known, Mapping) else None
    return str(city or zone.rpartition("/")[2].replace("_", " "))


def country_choices(language: str, present: str = "") -> list[Choice]:
    """The countries to choose from, with the one that is chosen already."""
    codes = {*ZONE_OF_COUNTRY, *([present] if present else [])}
    return sorted((Choice(code, country_name(code, language)) for code in codes), key=_by_name)


def zone_choices(language: str, present: str = "") -> list[Choice]:
    """The time zones of Europe by city, with the one that is chosen already."""
    zones = {zone for zone in get_global("zone_territories") if zone.startswith(_CONTINENT)}
    if present:
        zones.add(present)
    return sorted((Choice(zone, zone_name(zone, language)) for zone in zones), key=_by_name)


def _by_name(choice: Choice) -> str:
    return choice.name.casefold()
