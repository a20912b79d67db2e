"""The sample shop: a made-up BaseLinker account and its warehouse, to try everything without an own shop.

The shop is the simulator, on this computer only, as long as the window is open; its warehouse is a file in
the user's folder. When the window closes the account is kept beside it, so that both sides still agree when
it is opened again, and the connection then gets the shop's new address and a new token. Everything blocks.
"""

from __future__ import annotations

import json
import logging
import secrets as randomness
import shutil
import socket
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from storage.paths import Paths, make_folder, write_whole
from storage.profiles import Profiles
from sync.errors import MostikError, SettingsError
from sync.profile import BaseLinkerShop, Connect, Guards, Profile, SecretName
from sync.sentences import say
from sync.simulators.baselinker import BaseLinkerSimulator
from sync.simulators.baselinker.account import Account, AccountFileError
from sync.simulators.baselinker.limits import LimitRules
from sync.simulators.sample.loading import choices, load_account, make_warehouse
from wizard.answers import new_shop_key
from wizard.connection_secrets import gathered, missing
from wizard.desk import Desk
from wizard.opening import open_shop, open_warehouse
from wizard.terminal.demo_profile import connect_step, demo_profile
from wizard.warehouse_copy import warehouse_file

SAMPLE_ID: Final = "sample-shop"
_ACCOUNT: Final = "account.json"
_WAREHOUSE: Final = "warehouse.sqlite"
_UNHURRIED: Final = 1000
"""Requests a minute: the sample has no limit, so that nobody waits for one while looking around."""
_LOOK_SECONDS: Final = 0.5
_MANY_ORDERS: Final = 1000
"""A usual day of the sample, so that its orders of a month are no surprise to be confirmed."""
_log = logging.getLogger(__name__)


def sample_folder(paths: Paths) -> Path:
    """Where the sample keeps its files."""
    return paths.home / "sample"


def is_sample(profile: Profile) -> bool:
    """Whether a connection is the sample's own."""
    return profile.id == SAMPLE_ID


class SampleShop:
    """The sample's shop while it runs."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._simulator: BaseLinkerSimulator | None = None

    @property
    def runs(self) -> bool:
        """Whether the shop answers now."""
        return self._simulator is not None

    @property
    def _profiles(self) -> Profiles:
        return Profiles(self._desk.paths, self._desk.clock.now)

    def make(self, name: str) -> Profile:
        """The sample's connection, made or, where there is one already, opened again.

        Raises MostikError where its files cannot be made.
        """
        known = self._known()
        if known is not None:
            return self.open(known)
        try:
            return self._make(name)
        except MostikError:
            self.stop(keep=False)
            raise

    def open(self, profile: Profile) -> Profile:
        """Start the shop of a connection that was made earlier; the connection learns its new address.

        Raises MostikError where its files are gone, Unreachable where it is being synced elsewhere.
        """
        if self.runs or self._answers_elsewhere(profile.connect):
            return profile
        file = warehouse_file(profile.connect)
        if file is None or not file.exists():
            raise SettingsError(
                say("The files of the sample shop are gone."),
                advice=say("Remove the sample, then try it anew."),
            )
        token = self._start()
        try:
            opened = profile.model_copy(update={"connect": self._reached(profile.connect)})
            self._profiles.save(opened)
            self._keep_token(token)
        except MostikError:
            self.stop()
            raise
        return opened

    def open_if_known(self) -> None:
        """Start the shop where the connection exists, for the start of the window."""
        known = self._known()
        if known is not None:
            self.open(known)

    def remove(self) -> None:
        """Forget the shop, the warehouse and the connection."""
        self.stop(keep=False)
        self._profiles.delete(SAMPLE_ID)
        self._desk.secrets.delete_all(SAMPLE_ID)
        shutil.rmtree(sample_folder(self._desk.paths), ignore_errors=True)

    def stop(self, *, keep: bool = True) -> None:
        """Stop answering. ``keep``: the account as it is now is there again next time."""
        simulator, self._simulator = self._simulator, None
        if simulator is None:
            return
        simulator.stop()
        if keep:
            self._keep_account(simulator.account)

    # ---- the parts

    def _make(self, name: str) -> Profile:
        folder = make_folder(sample_folder(self._desk.paths))
        for left_over in (folder / _ACCOUNT, folder / _WAREHOUSE):
            left_over.unlink(missing_ok=True)
        warehouse = folder / _WAREHOUSE
        token = self._start()
        connect = self._reached(connect_step(self._url(), warehouse, new_shop_key("baselinker")))
        make_warehouse(warehouse, ZoneInfo(connect.time_zone))
        secrets = {SecretName.SHOP_TOKEN: token}
        shop = open_shop(connect.shop, secrets, self._desk.clock, lambda _until: None)
        with closing(
            open_warehouse(connect.warehouse, secrets, self._desk.clock, connect.time_zone)
        ) as opened:
            profile = demo_profile(connect, shop, opened, choices())
        profile = profile.model_copy(
            update={
                "id": SAMPLE_ID,
                "name": name,
                "guards": Guards(usual_orders_a_day=_MANY_ORDERS),
                # Nothing of the owner's is written, so no backup of it is asked for.
                "confirmed_first_run": True,
            }
        )
        self._profiles.create(profile)
        self._keep_token(token)
        return profile

    def _known(self) -> Profile | None:
        entries = (entry for entry in self._profiles.list() if entry.id == SAMPLE_ID)
        entry = next(entries, None)
        if entry is not None and entry.problem is not None:
            raise entry.problem
        return entry.profile if entry is not None else None

    def _answers_elsewhere(self, connect: Connect) -> bool:
        """Whether another window of Mostik is running this very shop."""
        address = urlsplit(connect.shop.url)
        try:
            socket.create_connection((address.hostname or "", address.port or 0), _LOOK_SECONDS).close()
        except OSError:
            return False
        secrets = gathered(connect.secrets, self._desk.secrets, SAMPLE_ID)
        if missing(connect.secrets, secrets):
            return False
        return open_shop(connect.shop, secrets, self._desk.clock, lambda _: None).check().passed

    def _start(self) -> str:
        token = f"sample-{randomness.token_hex(8)}"
        account = self._account()
        account.tokens = [token]
        simulator = BaseLinkerSimulator(
            account, clock=self._desk.clock, limits=LimitRules(per_minute=None)
        ).start()
        self.stop()
        self._simulator = simulator
        return token

    def _account(self) -> Account:
        kept = sample_folder(self._desk.paths) / _ACCOUNT
        if not kept.exists():
            return load_account()
        try:
            return Account.load(kept)
        except (OSError, AccountFileError) as error:
            # The shop then begins anew; the warehouse's marks keep its orders from coming in twice.
            _log.warning("The sample's account was not read: %s", type(error).__name__)
            return load_account()

    def _keep_account(self, account: Account) -> None:
        # A token belongs in the password store and in no file, be it a made-up one.
        account.tokens = []
        try:
            write_whole(
                sample_folder(self._desk.paths) / _ACCOUNT, json.dumps(account.to_json(), ensure_ascii=False)
            )
        except MostikError as error:
            _log.warning("The sample's account was not kept: %s", error.detail)

    def _keep_token(self, token: str) -> None:
        self._desk.secrets.save(SAMPLE_ID, SecretName.SHOP_TOKEN, token)

    def _url(self) -> str:
        assert self._simulator is not None
        return self._simulator.url

    def _reached(self, connect: Connect) -> Connect:
        shop = BaseLinkerShop(url=self._url(), requests_per_minute=_UNHURRIED)
        return connect.model_copy(update={"shop": shop})
