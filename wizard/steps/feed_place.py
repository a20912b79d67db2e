"""Where a feed goes, on the step connect: a file, an FTP server, or served on the local network."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Mapping
from pathlib import Path
from tkinter import filedialog
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from sync.feed_places import FeedPlace
from sync.profile import SecretName
from sync.shops.feeds import address_on, new_word, own_address
from wizard.setup import Setup
from wizard.steps.connect_secrets import KeyringState, SecretPart
from wizard.steps.part import Part
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import (
    Form,
    NumberField,
    Option,
    PushButton,
    Segments,
    Surface,
    TextField,
    Toggle,
    Words,
)

FTP, FILE, SERVED = "ftp", "file", "served"
_PORT: Final = 21
_SERVED_PORT: Final = 8765
_PLACE: Final[TypeAdapter[FeedPlace]] = TypeAdapter(FeedPlace)


class FeedPlacePart(Part):
    """``name``: how the feed's file is called, at the moment. What was typed for one place stays while
    another one is looked at.
    """

    def __init__(self, setup: Setup, changed: Callable[[], None], name: Callable[[], str]) -> None:
        super().__init__(setup, changed)
        self._name = name
        self.password = SecretPart(setup, changed, SecretName.FTP_PASSWORD, password=True)
        self._to = ""
        self._path = ""
        self._host, self._port, self._user, self._folder = "", _PORT, "", ""
        self._encrypted, self._any_certificate = True, False
        self._served_port, self._word = _SERVED_PORT, new_word()
        self._file_name = ""

    # ---- what it stands for

    def read(self, feed: Mapping[str, Any]) -> None:
        """Take what the draft holds, which may be unfinished."""
        self._to = str(feed.get("to") or self._to)
        self._path = str(feed.get("path") or self._path)
        self._host = str(feed.get("host") or self._host)
        self._user = str(feed.get("user") or self._user)
        self._folder = str(feed.get("folder") or self._folder)
        self._file_name = str(feed.get("name") or self._file_name)
        self._encrypted = bool(feed.get("encrypted", self._encrypted))
        self._any_certificate = bool(feed.get("any_certificate", self._any_certificate))
        self._word = str(feed.get("word") or self._word)
        port = feed.get("port")
        if isinstance(port, int):
            if self._to == SERVED:
                self._served_port = port
            else:
                self._port = port

    def collect(self) -> dict[str, Any]:
        """What the draft keeps, be it unfinished; the password is never part of it."""
        if self._to == FILE:
            return {"to": FILE, "path": self._path}
        if self._to == SERVED:
            return {"to": SERVED, "port": self._served_port, "word": self._word}
        if self._to == FTP:
            return {
                "to": FTP,
                "host": self._host,
                "port": self._port,
                "user": self._user,
                "folder": self._folder,
                "name": self._file_name,
                "encrypted": self._encrypted,
                "any_certificate": self._any_certificate,
            }
        return {}

    def settings(self) -> FeedPlace | None:
        """The place; None as long as something is missing."""
        try:
            return _PLACE.validate_python(self.collect())
        except ValidationError:
            return None

    @property
    def complete(self) -> bool:
        """Whether a feed could be put there, as far as can be seen here."""
        return self.settings() is not None and (self._to != FTP or self.password.there)

    def found(self, state: KeyringState) -> None:
        """What the keyring holds is known now."""
        self.password.found(state)

    def first_empty(self) -> tkinter.Misc | None:
        """The first field that is to be filled in."""
        if not self._to:
            return next(iter(self.to.buttons.values()))
        if self._to == FILE:
            return None if self._path else self.file.control
        if self._to == FTP:
            for text, field in ((self._host, self.host), (self._user, self.user)):
                if not text:
                    return field.control
            return None if self.password.there else self.secret.control
        return None

    # ---- widgets

    def fill(self, place: Surface) -> None:
        self.to = Segments(
            place,
            [
                Option(FTP, self.text("Web space (FTP)")),
                Option(FILE, self.text("File or folder")),
                Option(SERVED, self.text("Local network")),
            ],
            value=self._to,
            on_change=self._chosen,
        )
        self.to.pack(fill="x")
        self._fields = Surface(place)
        self._fields.pack(fill="x", pady=(size(place, Space.S), 0))
        self._fill_fields()

    def _fill_fields(self) -> None:
        for child in self._fields.winfo_children():
            child.destroy()
        self._fields.configure(height=1)
        if not self._to:
            return
        form = Form(self._fields)
        form.pack(fill="x")
        {FTP: self._fill_ftp, FILE: self._fill_file, SERVED: self._fill_served}[self._to](form)

    def _fill_file(self, form: Form) -> None:
        row = Surface(form)
        row.columnconfigure(0, weight=1)
        self.file = TextField(row, self._path, on_change=self._typed)
        self.file.hint(
            self.text(
                "In a folder that the shop can read: a cloud drive with a public link, or your web space."
            )
        )
        self.file.grid(row=0, column=0, sticky="ew")
        PushButton(row, self.text("Choose…"), self.choose_file, icon_name="folder2-open").grid(
            row=0, column=1, sticky="n", padx=(size(row, Space.S), 0)
        )
        form.row(self.text("File"), row)

    def _fill_ftp(self, form: Form) -> None:
        self.host = form.row(
            self.text("Server"),
            TextField(form, self._host, on_change=self._typed, placeholder="ftp.example.com"),
        )
        self.user = form.row(self.text("User"), TextField(form, self._user, on_change=self._typed))
        self.secret = form.row(self.text("Password"), self.password.make(form))
        self.folder = form.row(
            self.text("Folder there"),
            TextField(form, self._folder, on_change=self._typed, placeholder="public_html/feed"),
        )
        self.port = form.row(self.text("Port"), NumberField(form, None, on_change=self._typed))
        self.port.value = str(self._port)
        self.encrypted = form.wide(
            Toggle(
                form,
                self.text("Encrypted (TLS)"),
                hint=self.text("Without it the password goes openly through the internet."),
                value=self._encrypted,
                on_change=self._typed,
            )
        )
        self.any_certificate = form.wide(
            Toggle(
                form,
                self.text("Accept a certificate that nobody vouches for"),
                hint=self.text("Only if the test says so and you know the server."),
                value=self._any_certificate,
                on_change=self._typed,
            )
        )

    def _fill_served(self, form: Form) -> None:
        self.served_port = form.row(self.text("Port"), NumberField(form, None, on_change=self._typed))
        self.served_port.value = str(self._served_port)
        row = Surface(form)
        row.columnconfigure(0, weight=1)
        self.address = Words(row, self._address(), wrap=True)
        self.address.grid(row=0, column=0, sticky="ew")
        PushButton(row, self.text("Copy"), self._copy, rank="second", icon_name="copy").grid(
            row=0, column=1, sticky="n", padx=(size(row, Space.S), 0)
        )
        form.row(self.text("Address"), row)
        form.row(
            "",
            Words(
                form,
                self.text(
                    "Only a shop on the same network reaches it, and only while “mostik serve” runs. Whoever "
                    "has the address can read prices and quantities."
                ),
                font=Font.SMALL,
                tone=Tone.QUIET,
                wrap=True,
            ),
        )

    def name_changed(self) -> None:
        """The feed's file is called otherwise now."""
        if self.is_shown and self._to == SERVED:
            self.address.say(self._address())

    def _address(self) -> str:
        return address_on(own_address(), self._served_port, self._word, self._name())

    # ---- what is chosen and typed

    def _chosen(self) -> None:
        self._to = self.to.value
        self._fill_fields()
        self.changed()

    def _typed(self) -> None:
        if self._to == FILE:
            self._path = self.file.value.strip()
        elif self._to == FTP:
            self._host, self._user = self.host.value.strip(), self.user.value.strip()
            self._folder = self.folder.value.strip()
            self._encrypted, self._any_certificate = self.encrypted.value, self.any_certificate.value
            self._port = self._number(self.port)
        else:
            self._served_port = self._number(self.served_port)
            self.address.say(self._address())
        self.changed()

    @staticmethod
    def _number(field: NumberField) -> int:
        """0, which no settings take, where there is no whole number."""
        typed = field.number
        return int(typed) if typed is not None and typed == int(typed) else 0

    def _copy(self) -> None:
        window = self.setup.app.window
        window.clipboard_clear()
        window.clipboard_append(self._address())

    def choose_file(self) -> None:
        """Let the owner choose the file in the system's own window for that."""
        folder = Path(self._path).parent if self._path else Path.home()
        chosen = filedialog.asksaveasfilename(
            parent=self.place,
            title=self.text("Choose where the feed goes"),
            initialdir=str(folder if folder.is_dir() else Path.home()),
            initialfile=Path(self._path).name if self._path else self._name(),
            confirmoverwrite=False,
        )
        if chosen and self.is_shown and self._to == FILE:
            self.file.value = str(Path(chosen))
            self._typed()
