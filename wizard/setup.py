"""The wizard that makes or edits a connection: its steps, what they share, and what saving means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from storage.drafts import Drafts
from sync.errors import SettingsError
from sync.ports import Shop, Warehouse
from sync.profile import Connect, Profile, SecretName
from sync.sentences import say
from wizard.answers import answer_of, connection_name, is_saved, profile_of
from wizard.opening import open_shop, open_warehouse
from wizard.readings import SeenOrders, ShopLists, WarehouseLists
from wizard.wizard_frame import Draft, Step, WizardFrame

if TYPE_CHECKING:
    from wizard.app import App


class Setup(WizardFrame):
    """Makes a connection, or edits one. Steps reach it as ``self.wizard`` and share what was read here.

    ``token`` is what the owner typed and is not saved yet; it lives in memory only. The lists are None
    until a test on the step connect has passed.
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
        self.token = ""
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

    def current_token(self) -> str:
        """The typed token, else the saved one. Raises SettingsError where there is none."""
        token = self.token or self.desk.secrets.load(self.profile_id, SecretName.SHOP_TOKEN)
        if not token:
            raise SettingsError(
                say("The shop's token is missing."), advice=say("Enter it on the step Connect and test it.")
            )
        return token

    def shop(self, connect: Connect | None = None) -> Shop:
        """The shop, opened. Blocks for the keyring."""
        return open_shop(connect or self.connect(), self.current_token(), self.desk.clock, _wait_quietly)

    def warehouse(self, connect: Connect | None = None) -> Warehouse:
        """The warehouse, opened; the caller closes it, in the same thread."""
        return open_warehouse(connect or self.connect(), self.desk.clock)


def _wait_quietly(_until: datetime) -> None:
    """A step that reads lists simply takes longer while the shop's limit is waited for."""
