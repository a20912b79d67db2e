"""Where a feed that a shop pulls is put: the owner's choice, as a part of a shop's settings.

The password of an FTP server is no setting: it lies in the keyring.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Place(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FeedInFile(_Place):
    """A file on this computer or on a drive of the network, which the shop or another program takes from
    there.
    """

    to: Literal["file"] = "file"
    path: str = Field(min_length=1)


class FeedByFtp(_Place):
    """A file on an FTP server, from where the shop takes it by its https address."""

    to: Literal["ftp"] = "ftp"
    host: str = Field(min_length=1)
    port: int = Field(default=21, ge=1, le=65535)
    user: str = Field(min_length=1)
    folder: str = ""
    """As the server names it; "" = where this user comes in."""
    name: str = ""
    """Of the file; "" = as its form is usually called."""
    encrypted: bool = True
    """Sign in and send by TLS; without it the password goes openly."""
    any_certificate: bool = False
    """Accept a certificate that nobody vouches for."""


class FeedServed(_Place):
    """Given out by Mostik itself on the local network, as long as ``mostik serve`` runs.

    ``word``: the part of the address that nobody guesses.
    """

    to: Literal["served"] = "served"
    port: int = Field(default=8765, ge=1, le=65535)
    word: str = Field(min_length=16, pattern=r"^[A-Za-z0-9_-]+$")


FeedPlace = Annotated[FeedInFile | FeedByFtp | FeedServed, Field(discriminator="to")]
