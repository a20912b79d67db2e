"""``token``: another token or password of a connection, tested on both systems before it is kept."""

from __future__ import annotations

from contextlib import closing

from sync.errors import SettingsError
from sync.profile import Profile, SecretName, Secrets
from sync.sentences import say
from wizard.connection_secrets import gathered, refuse_missing
from wizard.opening import open_shop, open_warehouse
from wizard.terminal.arguments import Options
from wizard.terminal.desk import Desk
from wizard.terminal.exit_codes import ExitCode
from wizard.terminal.new_command import print_steps
from wizard.terminal.output import GOOD


def token(desk: Desk, options: Options) -> ExitCode:
    """Take other secrets of a connection and keep them once both systems let Mostik in with them.

    What is left empty stays as it is kept. Raises MostikError; then, and where a test fails, what was kept
    before stays.
    """
    profile = desk.profiles.find(options.name)
    needed = profile.secrets
    given = _given(desk, options, profile)
    if not given:
        desk.output.line(desk.language.text("Nothing was typed, so everything stays as it was."))
        return ExitCode.CANCELLED
    together = gathered(needed, desk.keyring, profile.id, given)
    refuse_missing(needed, together, say("Enter all that the connection needs."))
    if not _let_in(desk, profile, together):
        desk.output.error(desk.language.text("Nothing was kept: what was there before stays."))
        return ExitCode.RED
    for name, secret in given.items():
        desk.keyring.save(profile.id, name, secret)
    _try_the_device_again(desk, profile, given)
    desk.output.line(desk.language.text("Both systems let Mostik in. It is kept from now on."), GOOD)
    return ExitCode.GREEN


def _try_the_device_again(desk: Desk, profile: Profile, given: Secrets) -> None:
    """A fiscal device that refused the old password is asked again with the new one."""
    device = profile.receipts.device if profile.receipts else None
    if device is not None and SecretName.DEVICE_PASSWORD in given:
        with desk.profiles.open(profile.id, write=True) as journal:
            journal.note_refused_passwords(device.serial, 0)


def _given(desk: Desk, options: Options, profile: Profile) -> Secrets:
    if options.secrets_from_stdin:
        return desk.handed_over(profile)
    if not desk.output.can_ask:
        raise SettingsError(
            say("Nobody is here to type the token."),
            advice=say("Hand it over on standard input with {option}.", option="--secrets-from-stdin"),
        )
    return desk.asked(profile.secrets)


def _let_in(desk: Desk, profile: Profile, secrets: Secrets) -> bool:
    """Test both systems and show how. Raises SettingsError where the token opens another shop."""
    connect = profile.connect
    facts = open_shop(connect.shop, secrets, desk.clock, lambda _until: None, connect.time_zone).check()
    print_steps(desk.output, desk.language.text("Shop"), facts.steps)
    if not facts.passed:
        return False
    if facts.key and connect.shop_key and facts.key != connect.shop_key:
        raise SettingsError(
            say("This token opens another shop than the one of this connection."),
            advice=say("Take a token of the same shop, or make a new connection for the other one."),
        )
    with closing(open_warehouse(connect.warehouse, secrets, desk.clock, connect.time_zone)) as warehouse:
        found = warehouse.check()
    print_steps(desk.output, desk.language.text("Warehouse"), found.steps)
    return found.passed
