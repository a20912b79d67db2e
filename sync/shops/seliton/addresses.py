"""Which addresses a secret of Seliton's may be sent to. Pure."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from sync.errors import SettingsError
from sync.http import is_loopback
from sync.sentences import say

_HOST: Final = re.compile(r"[\w.-]+")


def shop_address(url: str) -> str:
    """The shop's address without a path and without a slash at its end.

    Raises SettingsError for what cannot be one, and for http to another computer: the vendor's own examples
    write http, and the token stands in each address.
    """
    written = url.strip()
    parts = urlsplit(written if "//" in written else f"https://{written}")
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        port = ""
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host) or parts.username:
        raise SettingsError(
            say("{address} is not the address of a shop.", address=url),
            advice=say("Write it like https://sampleshop.myseliton.com."),
        )
    if parts.scheme == "http" and not is_loopback(f"http://{host}"):
        raise SettingsError(
            say("The address begins with http, and the key would be sent openly."),
            advice=say("Write the address with https."),
        )
    return f"{parts.scheme}://{host}{port}"


def feed_address(url: str) -> str:
    """The whole address of the export, as the shop's panel shows it. It is a secret: whoever knows it reads
    the catalogue.

    Raises SettingsError for what cannot be one, and for http to another computer.
    """
    written = url.strip()
    parts = urlsplit(written)
    if parts.scheme not in ("http", "https") or not parts.hostname or not parts.query or parts.username:
        raise SettingsError(
            say("This is not the address of an export."),
            advice=say("Copy the whole address from the shop’s panel, Super XML Export."),
        )
    if parts.scheme == "http" and not is_loopback(written):
        raise SettingsError(
            say("The address of the export begins with http, and its signature would be sent openly."),
            advice=say("Write the address with https."),
        )
    return written
