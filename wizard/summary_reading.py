"""What a summary asks the journal besides its report: what the owner has done since. This blocks."""

from __future__ import annotations

from storage.profiles import Profiles
from storage.runs import RunRecord
from sync.errors import MostikError
from sync.profile import Profile
from sync.run.report import Report, RunState
from sync.run.seen_to import seen_to_now
from wizard.home_words import Cure, cure_of_cause
from wizard.order_lines import waiting_orders
from wizard.rehearsal_panel import asks_about_rehearsal
from wizard.restored_panel import asks_about_restored
from wizard.summary_rows import asking_for_lines, late_changes


def seen_to_since(report: Report, profile: Profile, profiles: Profiles) -> frozenset[str]:
    """The orders of this report whose late change the owner has seen to since."""
    orders = late_changes(report)
    if not orders or profile.orders is None:
        return frozenset()
    try:
        with profiles.open(profile.id, write=False) as journal:
            return seen_to_now(journal, orders, profile.orders)
    except MostikError:
        # A connection that was deleted since: its summary is shown as it was.
        return frozenset()


def completed_since(report: Report, profile: Profile, profiles: Profiles) -> frozenset[str]:
    """The orders of this report whose lines the owner has completed since."""
    orders = asking_for_lines(report)
    if not orders:
        return frozenset()
    try:
        with profiles.open(profile.id, write=False) as journal:
            waiting = {row.id for row in waiting_orders(journal)}
    except MostikError:
        # A connection that was deleted since: its summary is shown as it was.
        return frozenset()
    return frozenset(orders) - waiting


def cure_of(report: Report, record: RunRecord | None, profile: Profile, profiles: Profiles) -> Cure | None:
    """What mends a run that could do nothing, as the card of home offers it. Blocks."""
    cure = cure_of_cause(report.cause)
    if report.state is not RunState.RED and cure is Cure.SYNC:
        return None
    try:
        with profiles.open(profile.id, write=False) as journal:
            last = journal.last_run()
    except MostikError:
        return None
    over = record is not None and last is not None and last.id != record.id
    return None if over or asks_about_restored(report) or asks_about_rehearsal(report) else cure
