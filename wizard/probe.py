"""What the warehouse program writes: all tables before and after one thing is done in it. This blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from storage.paths import Paths, make_folder, write_whole
from storage.profiles import Profiles
from storage.secrets import SecretKeeper
from sync.errors import SettingsError
from sync.ports import Clock
from sync.profile import Profile
from sync.sentences import say
from sync.warehouses.warehouse_pro import WarehousePro
from sync.warehouses.warehouse_pro.probe_difference import Difference, Picture
from sync.warehouses.warehouse_pro.probing import EveryTable
from wizard.language import Language
from wizard.opening import open_connection
from wizard.probe_text import difference_lines

Told = Callable[[str], None]


def nobody(_table: str) -> None:
    """Nobody hears which table is being read."""


@dataclass(frozen=True, slots=True)
class Probed:
    """What differs, and the file in which it was saved."""

    difference: Difference
    file: Path


@dataclass(frozen=True, slots=True)
class Probe:
    """The probe of one connection. ``keeper`` holds its secrets."""

    paths: Paths
    clock: Clock
    keeper: SecretKeeper
    profile: Profile

    @property
    def folder(self) -> Path:
        return self.paths.home / "probes"

    @property
    def picture_file(self) -> Path:
        """The picture from before; it holds no personal data, and the secret by which texts got their
        signs.
        """
        return self.folder / f"{self.profile.id}.before.zip"

    @property
    def has_picture(self) -> bool:
        return self.picture_file.is_file()

    def before(self, told: Told = nobody) -> Picture:
        """Take the picture that is compared with later. Raises MostikError."""
        make_folder(self.folder)
        with self._tables() as tables:
            return tables.keep(self.picture_file, self.clock.now(), told)

    def after(self, language: Language, told: Told = nobody) -> Probed:
        """Compare with the picture from before, and save what differs as a text. Raises MostikError."""
        with self._tables() as tables:
            difference = tables.compare(self.picture_file, self.clock.now(), told)
        zone = ZoneInfo(self.profile.connect.time_zone)
        file = self.folder / f"{self.profile.id}-{self.clock.now().astimezone(zone):%Y-%m-%d-%H%M%S}.txt"
        lines = difference_lines(difference, language, zone)
        write_whole(file, "\n".join(lines) + "\n")
        return Probed(difference, file)

    @contextmanager
    def _tables(self) -> Iterator[EveryTable]:
        with (
            Profiles(self.paths, self.clock.now).open(self.profile.id, write=False) as journal,
            closing(journal.open_scratch_copy()) as scratch,
        ):
            connection = open_connection(self.profile, scratch, self.keeper, self.clock)
            with closing(connection.warehouse) as warehouse:
                if not isinstance(warehouse, WarehousePro):
                    raise SettingsError(
                        say("Only a warehouse that Mostik reaches by its database can be looked into.")
                    )
                yield warehouse.every_table()
