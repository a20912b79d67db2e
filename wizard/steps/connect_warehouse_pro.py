"""Microinvest Warehouse Pro on the step connect: which engine keeps its database, where, and who signs in."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tkinter import filedialog
from typing import Any, Final

from pydantic import ValidationError

from sync.errors import MostikError, SettingsError
from sync.ports import CheckStep
from sync.profile import DatabaseEngine, DatabaseWarehouse, SecretName, WarehouseProgram, WarehouseSettings
from sync.systems import secrets_of_warehouse
from sync.warehouses.warehouse_pro.connection_strings import MSSQL_PORT, MYSQL_PORT
from sync.warehouses.warehouse_pro.dialect import Engine
from sync.warehouses.warehouse_pro.drivers import driver_for
from wizard.server_address import Address, read_address
from wizard.setup import Setup
from wizard.steps.connect_database import DatabaseRow
from wizard.steps.connect_secrets import KeyringState, SecretPart
from wizard.steps.connect_servers import ServerSearch
from wizard.steps.ticks import DATABASE_TICKS, TickWords, database_not_opened
from wizard.steps.warehouse_panel import WarehousePanel
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import Form, Option, PushButton, Segments, Surface, TextField, Toggle, Words

_USER: Final = "user"
_WINDOWS: Final = "windows"
_PORTS: Final = {DatabaseEngine.MSSQL: MSSQL_PORT, DatabaseEngine.MYSQL: MYSQL_PORT}


class WarehouseProPanel(WarehousePanel):
    """Type, server, sign-in and database; for Access the file and its password.

    ``failed`` shows why the databases of a server could not be listed, where a test's failure stands too.
    """

    program: WarehouseProgram = "warehouse pro"

    def __init__(
        self,
        setup: Setup,
        changed: Callable[[], None],
        test: Callable[[], None],
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__(setup, changed, test)
        self.secret = SecretPart(
            setup,
            self._signs_in_otherwise,
            SecretName.DATABASE_PASSWORD,
            optional=lambda: self.engine is not DatabaseEngine.MSSQL,
            password=True,
        )
        self.database = DatabaseRow(setup, self.changed, self._settings_to_list, failed)
        self.servers = ServerSearch(setup, self._typed)
        self.engine = DatabaseEngine.MSSQL
        self._server = self._port = self._user = self._path = self._driver = ""
        self._trusted = False
        self._encrypt = True
        self._trust = False
        self._drivers: dict[DatabaseEngine, str | SettingsError] = {}

    def option(self) -> Option:
        return Option(self.program, self.text("Warehouse Pro"), self.text("Its own database"))

    # ---- what it stands for

    @property
    def ticks(self) -> Sequence[TickWords]:
        return DATABASE_TICKS

    @property
    def complete(self) -> bool:
        settings = self._settings(self.database.name)
        return settings is not None and self._may_sign_in(settings)

    @property
    def _address(self) -> Address:
        return read_address(self.engine, self._server, self._port)

    @property
    def _by_windows(self) -> bool:
        """Whether the Windows account signs in, so that there is neither user nor password."""
        return self.engine is DatabaseEngine.MSSQL and self._trusted

    def _settings(self, database: str) -> DatabaseWarehouse | None:
        """What is filled in, for this database; None as long as something is missing."""
        try:
            return DatabaseWarehouse.model_validate({**self.collect(), "database": database})
        except ValidationError:
            return None

    def _may_sign_in(self, settings: DatabaseWarehouse) -> bool:
        on_a_server = settings.engine is not DatabaseEngine.ACCESS
        if on_a_server and (self._address.problem or not (settings.trusted_login or settings.user)):
            return False
        return self.secret.there or not any(one.required for one in secrets_of_warehouse(settings))

    def _settings_to_list(self, database: str) -> DatabaseWarehouse | None:
        """How the server is asked for its databases, from one that is always there; None: not yet."""
        settings = self._settings(database)
        return settings if settings is not None and self._may_sign_in(settings) else None

    def read(self, warehouse: Mapping[str, Any]) -> None:
        self.engine = DatabaseEngine(warehouse.get("engine") or DatabaseEngine.MSSQL)
        self._driver = str(warehouse.get("driver") or "")
        self._path = str(warehouse.get("path") or "")
        server, instance = (str(warehouse.get(name) or "") for name in ("server", "instance"))
        self._server = rf"{server}\{instance}" if instance else server
        self._port = str(warehouse.get("port") or "")
        self.database.name = str(warehouse.get("database") or "")
        self._user = str(warehouse.get("user") or "")
        self._trusted = bool(warehouse.get("trusted_login", self._trusted))
        self._encrypt = bool(warehouse.get("encrypt", self._encrypt))
        self._trust = bool(warehouse.get("trust_certificate", self._trust))

    def collect(self) -> dict[str, Any]:
        found: dict[str, Any] = {"program": self.program, "engine": self.engine.value}
        if self._driver:
            found["driver"] = self._driver
        if self.engine is DatabaseEngine.ACCESS:
            return {**found, "path": self._path}
        address = self._address
        found |= {"server": address.server, "port": address.port, "database": self.database.name}
        found["user"] = "" if self._by_windows else self._user
        if self.engine is DatabaseEngine.MSSQL:
            found |= {"instance": address.instance, "trusted_login": self._trusted}
            found |= {"encrypt": self._encrypt, "trust_certificate": self._trust}
        return found

    def preparation(self) -> Callable[[], WarehouseSettings]:
        settings = self._settings(self.database.name)
        assert settings is not None
        return lambda: settings

    def passed(self) -> None:
        self.secret.keep()

    def found(self, state: KeyringState) -> None:
        self.secret.found(state)
        self.database.show_button()

    def failed_ticks(self, error: MostikError) -> tuple[CheckStep, ...]:
        return database_not_opened(error)

    # ---- widgets

    def fill(self, place: Surface) -> None:
        form = Form(place)
        form.pack(fill="x")
        self.engines = form.row(
            self.text("Database type"),
            Segments(
                form,
                [
                    Option(DatabaseEngine.MSSQL.value, self.text("SQL Server")),
                    Option(DatabaseEngine.MYSQL.value, self.text("MySQL or MariaDB")),
                    Option(DatabaseEngine.ACCESS.value, self.text("Access file")),
                ],
                value=self.engine.value,
                on_change=self._engine_chosen,
            ),
        )
        if self.engine is DatabaseEngine.ACCESS:
            self._fill_file(form)
        else:
            self._fill_server(form)
        self._driver_line = Words(place, font=Font.SMALL, tone=Tone.QUIET, wrap=True)
        self._driver_line.pack(fill="x", pady=(size(place, Space.S), 0))
        self._show_driver()
        self._look_for_driver()

    def _fill_server(self, form: Form) -> None:
        self._fill_address(form)
        if self.engine is DatabaseEngine.MSSQL:
            self.login = form.row(
                self.text("Sign in"),
                Segments(
                    form,
                    [
                        Option(_USER, self.text("As a user of the server")),
                        Option(_WINDOWS, self.text("With this Windows account")),
                    ],
                    value=_WINDOWS if self._trusted else _USER,
                    on_change=self._login_chosen,
                ),
            )
        if not self._by_windows:
            self.user = form.row(self.text("User"), TextField(form, self._user, on_change=self._typed))
            self.password = form.row(self.text("Password"), self.secret.make(form))
        if self.engine is DatabaseEngine.MSSQL:
            self._fill_encryption(form)
        row = Surface(form)
        row.columnconfigure(0, weight=1)
        place = Surface(row)
        place.grid(row=0, column=0, sticky="ew")
        self.database.build(place)
        self.button(row).grid(row=0, column=1, sticky="n", padx=(size(row, Space.S), 0))
        form.row(self.text("Database"), row)

    def _fill_address(self, form: Form) -> None:
        row = Surface(form)
        row.columnconfigure(0, weight=1)
        self.server = TextField(row, self._server, on_change=self._typed)
        self.server.grid(row=0, column=0, sticky="new")
        gap = (size(row, Space.M), 0)
        Words(row, self.text("Port")).grid(row=0, column=1, sticky="n", padx=gap, pady=(size(row, 5), 0))
        self.port = TextField(
            row, self._port, width=8, on_change=self._typed, placeholder=str(_PORTS[self.engine])
        )
        self.port.grid(row=0, column=2, sticky="n", padx=(size(row, Space.S), 0))
        if self.engine is DatabaseEngine.MSSQL:
            self.servers.make(row, self.server).grid(
                row=0, column=3, sticky="n", padx=(size(row, Space.S), 0)
            )
            example = r"OFFICE\SQLEXPRESS"
            self.server.hint(
                self.text("The computer’s name or address; with a named instance {example}.", example=example)
            )
        # Under the whole row: the field itself is too narrow for a sentence.
        self.port_problem = Words(row, font=Font.SMALL, tone=Tone.BAD, wrap=True)
        self._show_problem()
        form.row(self.text("Server"), row)

    def _show_problem(self) -> None:
        problem = self._address.problem
        self.port.control.state(["invalid" if problem else "!invalid"])
        self.port_problem.say(self.say(problem) if problem else "", Tone.BAD)
        if problem:
            above = (size(self.port_problem, Space.XS), 0)
            self.port_problem.grid(row=1, column=0, columnspan=4, sticky="ew", pady=above)
        else:
            self.port_problem.grid_remove()

    def _fill_encryption(self, form: Form) -> None:
        self.encrypt = form.row(
            "",
            Toggle(
                form,
                self.text("Encrypt the connection"),
                hint=self.text("Then nobody in the network can read along. Very old servers cannot do it."),
                value=self._encrypt,
                on_change=self._typed,
            ),
        )
        self.trust = form.row(
            "",
            Toggle(
                form,
                self.text("Accept the server’s own certificate"),
                hint=self.text(
                    "Most small servers made theirs themselves, so that nobody vouches for it. In your own "
                    "network that is usual."
                ),
                value=self._trust,
                on_change=self._typed,
            ),
        )

    def _fill_file(self, form: Form) -> None:
        gap = (size(form, Space.S), 0)
        row = Surface(form)
        row.columnconfigure(0, weight=1)
        self.file = TextField(row, self._path, on_change=self._typed)
        self.file.grid(row=0, column=0, sticky="ew")
        PushButton(row, self.text("Choose…"), self.choose_file, icon_name="folder2-open").grid(
            row=0, column=1, sticky="n", padx=gap
        )
        form.row(self.text("File"), row)
        row = Surface(form)
        row.columnconfigure(0, weight=1)
        self.password = self.secret.make(row)
        self.password.hint(self.text("Leave it empty if the file has none."))
        self.password.grid(row=0, column=0, sticky="ew")
        self.button(row).grid(row=0, column=1, sticky="n", padx=gap)
        form.row(self.text("Password"), row)

    def first_empty(self) -> tkinter.Misc | None:
        if self.engine is DatabaseEngine.ACCESS:
            return None if self._path else self.file.control
        if not self._server:
            return self.server.control
        if not self._by_windows and not self._user:
            return self.user.control
        if not self._by_windows and not self.secret.there:
            return self.password.control
        return None if self.database.name else self.database.control

    def resting_place(self) -> tkinter.Misc:
        return self.file.control if self.engine is DatabaseEngine.ACCESS else self.database.control

    def running_text(self) -> str:
        return self.text("Opening the database of Warehouse Pro…")

    def enter(self) -> bool:
        return self.engine is not DatabaseEngine.ACCESS and not self.database.name and self.database.list()

    # ---- the driver

    def _look_for_driver(self) -> None:
        """Find out, beside the window, with which of this computer's drivers Mostik would connect."""
        engine, wanted = self.engine, self._driver
        if engine in self._drivers:
            return

        def look() -> str | SettingsError:
            try:
                return driver_for(Engine(engine.value), wanted)
            except SettingsError as error:
                return error

        def seen(answer: str | SettingsError) -> None:
            self._drivers[engine] = answer
            if self.is_shown:
                self._show_driver()

        self.setup.work(look, seen)

    def _show_driver(self) -> None:
        driver = self._drivers.get(self.engine, "")
        if isinstance(driver, SettingsError):
            said = [self.say(part) for part in (driver.sentence, driver.advice) if part]
            self._driver_line.say(" ".join(said), Tone.WARN)
        else:
            words = self.text("Connects with the ODBC driver {name}.", name=driver) if driver else ""
            self._driver_line.say(words, Tone.QUIET)

    # ---- what is chosen and typed

    def _engine_chosen(self) -> None:
        self.engine = DatabaseEngine(self.engines.value)
        # A driver belongs to its engine; the best one is found anew.
        self._driver = ""
        self.database.forget_list()
        self.draw()
        self.engines.focus_set()
        self.changed()

    def _login_chosen(self) -> None:
        self._trusted = self.login.value == _WINDOWS
        self.database.forget_list()
        self.draw()
        self.login.focus_set()
        self.changed()

    def _typed(self) -> None:
        before = (self._server, self._port, self._user)
        if self.engine is DatabaseEngine.ACCESS:
            self._path = self.file.value
        else:
            self._server, self._port = self.server.value, self.port.value
            self._show_problem()
            if self.engine is DatabaseEngine.MSSQL:
                self._encrypt, self._trust = self.encrypt.value, self.trust.value
            if not self._by_windows:
                self._user = self.user.value
        if (self._server, self._port, self._user) != before:
            self._signs_in_otherwise()
        else:
            self.changed()

    def _signs_in_otherwise(self) -> None:
        """Another server, user or password may have other databases."""
        self.database.server_changed()
        self.changed()

    def choose_file(self) -> None:
        """Let the owner choose the file in the system's own window for that."""
        folder = Path(self._path).parent if self._path else Path.home()
        chosen = filedialog.askopenfilename(
            parent=self.place,
            title=self.text("Choose the database file"),
            initialdir=str(folder if folder.is_dir() else Path.home()),
            filetypes=[
                (self.text("Databases of Access"), ("*.mdb", "*.accdb")),
                (self.text("All files"), "*"),
            ],
        )
        if chosen and self.is_shown and self.engine is DatabaseEngine.ACCESS:
            self.file.value = str(Path(chosen))
            self._typed()
