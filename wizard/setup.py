"""The wizard that makes or edits a connection: its steps, what they share, and what saving means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from storage.drafts import Drafts
from sync.errors import SettingsError
from sync.ports import Shop, Warehouse
from sync.profile import (
    Connect,
    NeededSecret,
    Profile,
    SecretName,
    Secrets,
    ShopSettings,
    WarehouseSettings,
)
from sync.sentences import say
from sync.systems import secrets_of_shop, secrets_of_warehouse
from wizard.answers import answer_of, connection_name, is_saved, profile_of
from wizard.connection_secrets import gathered, refuse_missing
from wizard.opening import open_shop, open_warehouse
from wizard.readings import SeenOrders, ShopLists, WarehouseLists
from wizard.wizard_frame import Draft, Step, WizardFrame

if TYPE_CHECKING:
    from wizard.app import App


class Setup(WizardFrame):
    """Makes a connection, or edits one. Steps reach it as ``self.wizard`` and share what was read here.

    ``typed`` are the secrets that the owner typed and that are not saved yet; they live in memory only. The
    lists are None until a test on the step connect has passed.
    """

    def __init__(
        self,
        app: App,
        steps: Sequence[Callable[[WizardFrame], Step]],
        profile_id: str,
        *,
        draft: Draft | None = None,
        done: Sequence[str] = (),
        at: str | None = None,
    ) -> None:
        self.profile_id = profile_id
        self.typed: dict[SecretName, str] = {}
        self.shop_lists: ShopLists | None = None
        self.warehouse_lists: WarehouseLists | None = None
        self.orders_seen: SeenOrders | None = None
        """The shop's orders as a step has listed them, so that no other step asks for them again."""
        super().__init__(app, steps, draft=draft, done=done, at=at)

    def connection_name(self) -> str:
        return connection_name(self.draft)

    @property
    def editing(self) -> bool:
        """Whether a saved connection is being edited."""
        return is_saved(self.draft)

    def save(self) -> None:
        """Keep the answers as a draft; the connection itself is saved on the confirm step only."""
        Drafts(self.desk.paths).save(self.profile_id, self.draft)

    def profile(self) -> Profile:
        """The connection as answered so far. Raises SettingsError naming the first unfinished step."""
        return profile_of(self.profile_id, self.draft)

    def connect(self) -> Connect:
        """The answer of the step connect. Raises SettingsError while it is not finished."""
        answer = answer_of(self.draft, "connect")
        if not isinstance(answer, Connect):
            raise SettingsError(say("The step {step} is not finished yet.", step="connect"))
        return answer

    # ---- the two systems; these block and are called through ``work``

    def secrets(self, needed: Iterable[NeededSecret]) -> Secrets:
        """The typed secrets, else the saved ones. Raises SettingsError where one is missing."""
        needed = tuple(needed)
        found = gathered(needed, self.desk.secrets, self.profile_id, self.typed)
        refuse_missing(needed, found, say("Enter it on the step Connect and test it."))
        return found

    def shop(self, settings: ShopSettings | None = None) -> Shop:
        """The shop, opened. Blocks for the keyring."""
        settings = settings or self.connect().shop
        secrets = self.secrets(secrets_of_shop(settings))
        return open_shop(settings, secrets, self.desk.clock, _wait_quietly, keep=self._keep)

    def _keep(self, name: SecretName, secret: str) -> None:
        """A shop gave a secret in the place of one that works no more: the kept one is exchanged too."""
        keeper = self.desk.secrets
        if keeper.load(self.profile_id, name):
            keeper.save(self.profile_id, name, secret)
        if name in self.typed or not self.editing:
            self.typed[name] = secret

    def warehouse(self, settings: WarehouseSettings | None = None, time_zone: str = "") -> Warehouse:
        """The warehouse, opened; the caller closes it, in the same thread. Blocks for the keyring."""
        settings = settings or self.connect().warehouse
        secrets = self.secrets(secrets_of_warehouse(settings))
        zone = time_zone or self.connect().time_zone
        return open_warehouse(settings, secrets, self.desk.clock, zone)


def _wait_quietly(_until: datetime) -> None:
    """A step that reads lists simply takes longer while the shop's limit is waited for."""
