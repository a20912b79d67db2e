"""The XML API of Seliton's paid module: its door, and an empty seat for its grammar.

The vendor's guide (facts 1.2) is known as far as this: one address, by POST, the common parameters
``action``, ``version`` (1.0), ``username`` and ``secret``, three actions, and the names of a document's
sections. How further parameters, documents and answers are called is not known here and not guessed:
whoever calls names them, from the guide that comes with the module. So this is behind a switch that is off
(``SelitonShop.xml_api``), and only the status of an order is wired to it, once the owner has named the two
parameters.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final
from urllib.parse import urlencode
from xml.parsers import expat

from sync.errors import Refused, SettingsError
from sync.http import (
    AttemptFailed,
    Http,
    OnWait,
    Pacer,
    Reply,
    Safety,
    TimeOuts,
    no_wait_told,
    status_failure,
)
from sync.ports import Clock
from sync.sentences import say
from sync.shops.seliton.addresses import shop_address
from sync.shops.seliton.sign_in import PLATFORM
from sync.systems import SelitonShop

VERSION: Final = "1.0"
SECTIONS: Final = ("Store", "FeedInfo", "Products", "Categories", "Brands", "Attributes", "OptionGroups")
"""The sections of a document in the order of the guide's table of contents. What stands in them is not
known.
"""
_PLACE: Final = "/modules/extra/vendors/api.php"
_COMMON: Final = frozenset({"action", "version", "username", "secret"})
_LONGEST_QUOTE: Final = 200


class XmlAction(StrEnum):
    """The three actions of the guide."""

    POST_FEED = "postxmlfeed"
    GET_ORDERS = "getorders"
    UPDATE_ORDER = "updateorder"


_SAFETY: Final = {
    XmlAction.POST_FEED: Safety.ABSOLUTE,
    XmlAction.GET_ORDERS: Safety.READ,
    XmlAction.UPDATE_ORDER: Safety.ABSOLUTE,
}


class XmlApi:
    """Calls one shop's XML API. Raises SettingsError while it is switched off, or without user and
    password.
    """

    def __init__(
        self,
        settings: SelitonShop,
        secret: str,
        clock: Clock,
        on_wait: OnWait = no_wait_told,
        time_outs: TimeOuts | None = None,
    ) -> None:
        if not settings.xml_api:
            raise SettingsError(
                say("Seliton’s XML API is switched off, because the vendor has not confirmed it yet."),
                advice=say("Switch it on at the connection’s shop, if you own the module."),
            )
        if not settings.xml_user or not secret.strip():
            raise SettingsError(
                say("The user or the password of the XML API is missing."),
                advice=say("Make both in the shop’s panel, Super XML Import."),
            )
        self._address = f"{shop_address(settings.url)}{_PLACE}"
        self._user, self._secret = settings.xml_user, secret.strip()
        self._http = Http(
            PLATFORM,
            clock,
            secrets=(self._secret,),
            pacer=Pacer(settings.requests_per_minute, clock, on_wait),
            on_wait=on_wait,
            time_outs=time_outs,
        )

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._http.close()

    def call(self, action: XmlAction, parameters: Mapping[str, str]) -> bytes:
        """Call an action with further parameters, as the guide names them; the answer, which is well-formed
        XML.

        Raises SettingsError where user and password are not accepted or the module is not there, Refused for
        an answer with an element ``error``, and what every call raises.
        """
        taken = _COMMON & parameters.keys()
        if taken:
            raise ValueError(f"{sorted(taken)} are set by the call itself")
        form = {
            "action": action.value,
            "version": VERSION,
            "username": self._user,
            "secret": self._secret,
            **parameters,
        }
        return self._http.request(
            "POST",
            self._address,
            safety=_SAFETY[action],
            understand=lambda reply: self._understood(action, reply),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode(form).encode("utf-8"),
        )

    def _understood(self, action: XmlAction, reply: Reply) -> bytes:
        detail = self._http.redact(f"{action.value}: HTTP {reply.status}: {reply.body[:_LONGEST_QUOTE]!r}")
        if reply.status in (401, 403):
            raise SettingsError(
                say("Seliton’s XML API does not accept user and password."),
                advice=say("Make both in the shop’s panel, Super XML Import."),
                detail=detail,
            )
        if reply.status in (404, 410):
            raise SettingsError(
                say("The shop has no XML API."),
                advice=say("It is a paid module of Seliton’s; without it leave the switch off."),
                detail=detail,
            )
        if reply.status >= 500 or reply.status == 429:
            raise status_failure(reply, PLATFORM)
        wrong = _error_in(reply.body)
        if wrong is None:
            raise AttemptFailed(
                say("{platform} sent an answer that cannot be read.", platform=PLATFORM),
                advice=say("It may be under maintenance. Try again in a few minutes."),
                detail=detail,
                maybe_done=True,
            )
        if wrong or reply.status >= 400:
            raise Refused(
                say("Seliton refuses: {text}", text=self._http.redact(wrong) or str(reply.status)),
                detail=detail,
            )
        return reply.body


def feed_document(root: str, sections: Mapping[str, Sequence[ET.Element]]) -> bytes:
    """A document of the import with these sections, in the guide's order. ``root`` and the elements are the
    caller's, from the vendor's guide; ElementTree escapes what HTML stands in their texts.

    Raises ValueError for a section that the guide does not name.
    """
    unknown = set(sections) - set(SECTIONS)
    if unknown:
        raise ValueError(f"the guide names no sections {sorted(unknown)}")
    document = ET.Element(root)
    for name in SECTIONS:
        if name in sections:
            ET.SubElement(document, name).extend(sections[name])
    return bytes(ET.tostring(document, encoding="utf-8", xml_declaration=True))


def _error_in(body: bytes) -> str | None:
    """What an element ``error`` anywhere in an answer says, "" where there is none; None for what is no XML.

    How errors are told is not published; the vendor's other interface calls them so.
    """
    said: list[str] = []
    inside = [0]

    def begin(name: str, _attributes: dict[str, str]) -> None:
        inside[0] += inside[0] > 0 or name.rpartition(" ")[2].lower() == "error"
        if inside[0] == 1 and not said:
            said.append("")

    def end(_name: str) -> None:
        inside[0] -= inside[0] > 0

    def words(piece: str) -> None:
        if inside[0]:
            said[0] += piece

    def refuse(*_declared: object) -> None:
        raise expat.ExpatError("a document type")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = words
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(body, True)
    except expat.ExpatError:
        return None
    return (" ".join(said[0].split())[:_LONGEST_QUOTE] or "error") if said else ""
