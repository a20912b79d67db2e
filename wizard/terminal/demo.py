"""``demo``: the main job on made-up data, in a folder that is gone afterwards, with every number computed.

The sample shop is the BaseLinker simulator on this computer, the sample warehouse a file of Mostik's own.
Both share a clock that is turned by hand, so that the shop's limit of requests costs no waiting.
"""

from __future__ import annotations

import secrets as randomness
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from storage.journal import ConnectionJournal
from storage.paths import Paths
from storage.profiles import Profiles
from storage.secrets import MemorySecrets
from sync.audit import audit
from sync.clock import TurnedClock
from sync.errors import SettingsError
from sync.plan.actions import ActionKind
from sync.profile import Profile, SecretName
from sync.run.connection import Connection
from sync.run.engine import Wishes, preview, run
from sync.run.report import Report, RowState, RunState
from sync.simulators.baselinker import BaseLinkerSimulator
from sync.simulators.sample.loading import choices, load_account, make_warehouse, status_changes
from wizard.opening import open_connection, open_shop, open_warehouse
from wizard.terminal.arguments import Options
from wizard.terminal.audit_summary import print_audit
from wizard.terminal.demo_profile import DEMO_ID, DEMO_NAME, connect_step, demo_profile
from wizard.terminal.demo_proof import Snapshot, changed_rows, compared, snapshot
from wizard.terminal.desk import Desk
from wizard.terminal.exit_codes import ExitCode
from wizard.terminal.output import BAD, GOOD, STRONG, Output
from wizard.terminal.progress import follower
from wizard.terminal.summary import headline, print_summary

_OPENED: Final = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
"""The moment of the demo: every order of the sample has come by then."""
_LATER: Final = timedelta(hours=2)


def demo(desk: Desk, _options: Options) -> ExitCode:
    """Show the main job. Green only if every summary agrees with both databases and the last run has nothing
    to do.
    """
    with tempfile.TemporaryDirectory(prefix="mostik-demo-", ignore_cleanup_errors=True) as folder:
        clock = TurnedClock(_OPENED)
        # A token of this moment, which opens nothing but the simulator and is written nowhere.
        token = f"demo-{randomness.token_hex(8)}"
        if desk.log:
            desk.log.hide([token])
        with BaseLinkerSimulator(load_account(token), clock=clock) as simulator:
            return _Demo(desk.output, Path(folder), clock, simulator, token).whole()


@dataclass(slots=True)
class _Demo:
    output: Output
    folder: Path
    clock: TurnedClock
    simulator: BaseLinkerSimulator
    token: str
    right: bool = True

    @property
    def warehouse(self) -> Path:
        return self.folder / "warehouse.sqlite"

    def whole(self) -> ExitCode:
        text = self.output.language.text
        self._step(
            text(
                "The sample: a made-up shop and its warehouse, in a folder that is gone afterwards. "
                "Their clock is turned by hand, so that no limit costs waiting."
            )
        )
        profile = self._connection_made()
        self._step(text("Preview: what the first run would do."))
        self._previewed(profile)
        self._step(text("Sync now."))
        self._synced(profile)
        self._step(text("Audit: does the warehouse hold exactly what the shop’s orders say?"))
        self._audited(profile)
        later = self._time_passes()
        self._step(
            self.output.language.count(
                "{count} order reaches the chosen status only now. Sync again.",
                "{count} orders reach the chosen status only now. Sync again.",
                len(later),
            )
        )
        second = self._synced(profile, brief=True)
        imported = second.done.get(ActionKind.IMPORT_ORDER, 0)
        held = sum(row.key in later and row.state.needs_owner for row in second.rows)
        self._hold_up(
            text(
                "Of {count} later orders {imported} came in and {held} wait for you.",
                count=len(later),
                imported=imported,
                held=held,
            ),
            right=imported + held == len(later),
        )
        self._step(text("Sync a third time: nothing may be left to do."))
        self._nothing_left(profile)
        self._step(text("Audit once more."))
        self._audited(profile)
        self.output.line()
        if self.right:
            self.output.line(
                text("Every number of every summary equals what lies in both databases."),
                f"{STRONG} {GOOD}",
            )
            return ExitCode.GREEN
        self.output.line(
            text("The demo did not hold: see the lines marked {word}.", word=text("NOT RIGHT")), BAD
        )
        return ExitCode.RED

    # ------------------------------------------------------------ the steps

    def _connection_made(self) -> Profile:
        """A connection as the wizard makes it: both sides tested, the rest chosen from their lists."""
        text = self.output.language.text
        connect = connect_step(self.simulator.url, self.warehouse, f"bl-{randomness.token_hex(4)}")
        make_warehouse(self.warehouse, ZoneInfo(connect.time_zone))
        secrets = {SecretName.SHOP_TOKEN: self.token}
        shop = open_shop(connect.shop, secrets, self.clock, lambda _until: None)
        with closing(open_warehouse(connect.warehouse, secrets, self.clock, connect.time_zone)) as warehouse:
            there, here = shop.check(), warehouse.check()
            for step in (*there.steps, *here.steps):
                if not step.passed:
                    raise SettingsError(step.said or step.name, advice=step.advice, detail=step.detail)
            profile = demo_profile(connect, shop, warehouse, choices())
        profile = profile.model_copy(update={"confirmed_first_run": True})
        self._profiles().create(profile)
        self.output.line(
            text(
                "The shop has {orders} orders and {there} products, the warehouse {here} goods in {places} "
                "locations. Both answered their tests.",
                orders=len(self.simulator.account.orders),
                there=len(self.simulator.account.products),
                here=here.products,
                places=here.locations,
            )
        )
        self.output.line(text("The connection {name} is made; its token stays in memory.", name=DEMO_NAME))
        return profile

    def _previewed(self, profile: Profile) -> None:
        before = self._snapshot()
        with (
            self._profiles().open(DEMO_ID, write=False) as journal,
            closing(journal.open_scratch_copy()) as scratch,
            self._connected(profile, scratch) as connection,
        ):
            report = preview(connection)
        print_summary(self.output, report, DEMO_NAME, brief=True)
        self._hold_up(
            self.output.language.text("The preview could be made."), right=report.state is not RunState.RED
        )
        self._untouched(before, self._snapshot())

    def _synced(self, profile: Profile, *, brief: bool = False) -> Report:
        before = self._snapshot()
        report = self._run(profile)
        print_summary(self.output, report, DEMO_NAME, brief=brief)
        after = self._snapshot()
        text = self.output.language.text
        failed = [row for row in report.rows if row.state in (RowState.FAILED, RowState.UNKNOWN)]
        self._hold_up(
            text("The run came to its end and nothing failed."),
            right=report.state in (RunState.GREEN, RunState.AMBER) and not failed,
        )
        self.output.line(text("The summary beside both databases, read directly:"))
        for pair in compared(report, before, after):
            self._hold_up(
                f"{text(pair.what)}: {pair.summary} = {pair.database}"
                if pair.equal
                else f"{text(pair.what)}: {pair.summary} ≠ {pair.database}",
                right=pair.equal,
            )
        return report

    def _audited(self, profile: Profile) -> None:
        with (
            self._profiles().open(DEMO_ID, write=False) as journal,
            self._connected(profile, journal) as connection,
        ):
            found = audit(connection)
        print_audit(self.output, found)
        self._hold_up(
            self.output.language.text("The audit finds nothing that is wrong or different."),
            right=found.clean and not found.rows,
        )

    def _time_passes(self) -> frozenset[str]:
        """Two hours later forty orders stand in the chosen status, as somebody in the shop put them there."""
        self.clock.turn(_LATER)
        changes = status_changes()
        for order, status in changes.items():
            self.simulator.panel.set_status(order, status)
        return frozenset(map(str, changes))

    def _nothing_left(self, profile: Profile) -> None:
        before = self._snapshot()
        report = self._run(profile)
        self.output.line(headline(report, self.output.language))
        done = sum(report.done.values())
        self._hold_up(
            self.output.language.text("Changes of the third run: {count}.", count=done), right=done == 0
        )
        self._untouched(before, self._snapshot())

    # ------------------------------------------------------------ what the steps share

    def _run(self, profile: Profile) -> Report:
        with (
            self._profiles().open(DEMO_ID, write=True) as journal,
            self._connected(profile, journal) as connection,
        ):
            return run(connection, Wishes(trigger="demo"))

    @contextmanager
    def _connected(self, profile: Profile, journal: ConnectionJournal) -> Iterator[Connection]:
        kept = MemorySecrets()
        kept.save(DEMO_ID, SecretName.SHOP_TOKEN, self.token)
        with follower(self.output) as follow:
            connection = open_connection(profile, journal, kept, self.clock, tell=follow)
            with closing(connection.warehouse):
                yield connection

    def _profiles(self) -> Profiles:
        return Profiles(Paths(self.folder / "mostik"), self.clock.now)

    def _snapshot(self) -> Snapshot:
        return snapshot(self.warehouse, self.simulator)

    def _untouched(self, before: Snapshot, after: Snapshot) -> None:
        text = self.output.language.text
        writes, rows = after.writes - before.writes, changed_rows(before, after)
        self._hold_up(
            text("Writing requests that the shop counted: {count}.", count=writes), right=not writes
        )
        self._hold_up(text("Rows that changed in the warehouse: {count}.", count=rows), right=not rows)

    def _step(self, text: str) -> None:
        self.output.line()
        self.output.line(f"== {text}", STRONG)

    def _hold_up(self, text: str, *, right: bool) -> None:
        """A statement with its proof; one that does not hold makes the demo fail."""
        word = self.output.language.text("right") if right else self.output.language.text("NOT RIGHT")
        self.output.line(f"  [{word}] {text}", GOOD if right else BAD)
        self.right = self.right and right
