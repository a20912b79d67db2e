"""``new``: makes a connection from a file after both sides were tested; whole or not at all."""

from __future__ import annotations

import secrets as randomness
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from storage.paths import is_connection_id
from storage.secrets import SecretKeeper
from storage.stored_profile import profile_from_text
from sync.errors import MostikError, SettingsError
from sync.ports import CheckStep, Warehouse
from sync.profile import (
    Connect,
    DatabaseEngine,
    DatabaseWarehouse,
    EmbeddedWarehouse,
    FirminoWarehouse,
    MicroBgWarehouse,
    Profile,
    Secrets,
    UtilityCenterWarehouse,
    WarehouseSettings,
)
from sync.sentences import say
from sync.warehouses.warehouse_pro.create import NewWarehouse, create_embedded
from wizard.connection_secrets import refuse_missing
from wizard.opening import open_shop, open_warehouse
from wizard.terminal.arguments import Options
from wizard.terminal.desk import Desk
from wizard.terminal.exit_codes import ExitCode
from wizard.terminal.output import BAD, GOOD, QUIET, STRONG, WARN, Output
from wizard.terminal.profile_check import missing_choices
from wizard.terminal.summary import how_called
from wizard.warehouse_copy import warehouse_file
from wizard.warehouse_facts import currency_difference, remarks

_VAT_RATES = {
    "BG": (Decimal(20), Decimal(9), Decimal(0)),
    "PL": (Decimal(23), Decimal(8), Decimal(5), Decimal(0)),
}
_CURRENCIES = {"PL": "PLN"}
_LANGUAGES = {"BG": "bg", "PL": "pl"}


class _TestFailed(Exception):
    """One side did not pass its test; what it said was printed."""


class _ShopNotNamed(Exception):
    """The warehouse knows shops, and nobody said whether this is one of them; the question was printed."""


def new(desk: Desk, options: Options) -> ExitCode:
    """Make a connection. Raises MostikError where it cannot be made; then nothing was made at all."""
    profile = _profile(desk, options)
    try:
        with ExitStack() as undo:
            made = _made(desk, options, profile, undo)
            # Everything stands: nothing is to be undone any more.
            undo.pop_all()
    except _TestFailed:
        desk.output.error(desk.language.text("No connection was made."))
        return ExitCode.RED
    except _ShopNotNamed:
        return ExitCode.HELD
    output, text = desk.output, desk.language.text
    output.line()
    output.line(text("The connection {name} is made.", name=made.name), f"{STRONG} {GOOD}")
    output.line(text("Look at what it would do:"))
    output.line(f'  {how_called()} sync "{made.name}" --dry-run')
    return ExitCode.GREEN


def _profile(desk: Desk, options: Options) -> Profile:
    given = profile_from_text(_text(options.file), options.file.name)
    name = options.new_name.strip() or given.name
    taken = not is_connection_id(given.id) or desk.paths.state_file(given.id).exists()
    changes = {
        "id": desk.profiles.new_id(name) if taken else given.id,
        "name": name,
        "created": desk.clock.now().date(),
        "connect": given.connect.model_copy(update={"warehouse": _placed(given.connect.warehouse)}),
        "confirmed_first_run": False,
        "schedule": given.schedule.model_copy(update={"enabled": False}),
        "notices": given.notices.model_copy(update={"on": False}),
    }
    try:
        return Profile.model_validate(given.model_copy(update=changes).model_dump())
    except ValueError:
        raise SettingsError(say("A connection’s name has between 1 and 100 characters.")) from None


def _placed(warehouse: WarehouseSettings) -> WarehouseSettings:
    """A file's place is kept whole, because a run may be started from any folder."""
    match warehouse:
        case EmbeddedWarehouse() | DatabaseWarehouse(engine=DatabaseEngine.ACCESS):
            return warehouse.model_copy(update={"path": str(Path(warehouse.path).expanduser().absolute())})
        case DatabaseWarehouse() | UtilityCenterWarehouse() | MicroBgWarehouse() | FirminoWarehouse():
            return warehouse


def _text(file: Path) -> str:
    try:
        # An editor of Windows may have put a byte order mark in front.
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError(say("{file} is not an exported connection of Mostik.", file=file.name)) from None
    except OSError as error:
        raise SettingsError(
            say("The file {file} cannot be read.", file=file), detail=type(error).__name__
        ) from error


# ---------------------------------------------------------------- one step after the other


def _made(desk: Desk, options: Options, profile: Profile, undo: ExitStack) -> Profile:
    connect = profile.connect
    secrets = _secrets(desk, options, profile)
    shop = open_shop(connect.shop, secrets, desk.clock, lambda _until: None)
    facts = shop.check()
    print_steps(desk.output, desk.language.text("Shop"), facts.steps)
    if not facts.passed:
        raise _TestFailed
    _make_warehouse_file(desk, profile, undo)
    with closing(open_warehouse(connect.warehouse, secrets, desk.clock, connect.time_zone)) as warehouse:
        found = warehouse.check()
        print_steps(desk.output, desk.language.text("Warehouse"), found.steps)
        if not found.passed:
            raise _TestFailed
        language = desk.language
        for words in (*remarks(found, language), currency_difference(facts, found, language)):
            if words:
                desk.output.line(words, WARN)
        missing = missing_choices(profile, shop, warehouse)
        for sentence in missing:
            desk.output.error(desk.language.say(sentence))
        if missing:
            raise _TestFailed
        profile = _with_shop_key(desk, options, profile, facts.key, warehouse)
    _save_secrets(desk, options, profile.id, secrets, undo)
    desk.profiles.create(profile)
    return profile


def _secrets(desk: Desk, options: Options, profile: Profile) -> Secrets:
    needed = profile.secrets
    if options.secrets_from_stdin:
        found = desk.handed_over(profile)
    elif desk.output.can_ask:
        desk.keyring.check()
        found = desk.asked(needed)
    else:
        found = {}
    advice = say("Hand it over on standard input with {option}.", option="--secrets-from-stdin")
    refuse_missing(needed, found, advice)
    return found


def _make_warehouse_file(desk: Desk, profile: Profile, undo: ExitStack) -> None:
    """Make Mostik's own warehouse where the profile's file is missing; it goes again if the rest fails."""
    path = warehouse_file(profile.connect)
    if path is None or path.exists():
        return
    create_embedded(path, _new_warehouse(profile), zone=ZoneInfo(profile.connect.time_zone))
    undo.callback(_remove_warehouse, path)
    desk.output.line(desk.language.text("A new, empty warehouse was made in {file}.", file=path))


def _new_warehouse(profile: Profile) -> NewWarehouse:
    country = profile.connect.country
    return NewWarehouse(
        company=profile.name,
        base_currency=_CURRENCIES.get(country, "EUR"),
        language=_LANGUAGES.get(country, "en"),
        vat_rates=_VAT_RATES.get(country, _VAT_RATES["BG"]),
    )


def _remove_warehouse(path: Path) -> None:
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def print_steps(output: Output, title: str, steps: Sequence[CheckStep]) -> None:
    """The ticks of a connection's test, each with what was said of it."""
    language = output.language
    words = {True: language.text("passed"), False: language.text("failed"), None: language.text("not tried")}
    styles = {True: GOOD, False: BAD, None: QUIET}
    output.line(title, STRONG)
    for step in steps:
        output.line(f"  {words[step.passed]}: {language.say(step.name)}", styles[step.passed])
        for sentence in (step.said, step.advice):
            if sentence:
                output.line(f"    {language.say(sentence)}")


# ---------------------------------------------------------------- which shop this is


def _with_shop_key(
    desk: Desk, options: Options, profile: Profile, told: str, warehouse: Warehouse
) -> Profile:
    """The profile with the key by which the warehouse's marks know the shop."""
    key = profile.connect.shop_key or told or _chosen_key(desk, options, warehouse)
    connect = Connect.model_validate({**profile.connect.model_dump(), "shop_key": key})
    return profile.model_copy(update={"connect": connect})


def _chosen_key(desk: Desk, options: Options, warehouse: Warehouse) -> str:
    known = warehouse.known_shops()
    if options.same_shop:
        if options.same_shop not in known:
            raise SettingsError(
                say("This warehouse knows no shop {key}.", key=options.same_shop),
                advice=say("It knows: {keys}.", keys=", ".join(known) or "-"),
            )
        return options.same_shop
    if options.new_shop or not known:
        return f"bl-{randomness.token_hex(4)}"
    for key in known:
        if desk.output.can_ask and desk.output.agrees(
            f"{_holds(desk, known, key)} {desk.language.text('Is it the same shop?')}"
        ):
            return key
    if desk.output.can_ask:
        return f"bl-{randomness.token_hex(4)}"
    for key in known:
        desk.output.error(_holds(desk, known, key), "")
        desk.output.error(desk.language.text("  The same shop: {option}", option=f"--same-shop {key}"), "")
    desk.output.error(desk.language.text("  Another shop: {option}", option="--new-shop"), "")
    raise _ShopNotNamed


def _holds(desk: Desk, known: Mapping[str, int], key: str) -> str:
    return desk.language.count(
        "This warehouse already holds {count} order of shop {key}.",
        "This warehouse already holds {count} orders of shop {key}.",
        known[key],
        key=key,
    )


# ---------------------------------------------------------------- the secrets


def _save_secrets(desk: Desk, options: Options, profile_id: str, secrets: Secrets, undo: ExitStack) -> None:
    keeper: SecretKeeper = desk.keyring
    undo.callback(_forget_secrets, keeper, profile_id)
    try:
        for name, secret in secrets.items():
            keeper.save(profile_id, name, secret)
    except MostikError as error:
        if not options.secrets_from_stdin:
            raise
        # A server without a password store gets the secrets anew with each run.
        desk.output.error(desk.language.say(error.sentence), "")
        desk.output.error(
            desk.language.text(
                "The secrets were not kept: hand them over with {option} each time.",
                option="--secrets-from-stdin",
            ),
            "",
        )
        return
    desk.output.say(keeper.where())


def _forget_secrets(keeper: SecretKeeper, profile_id: str) -> None:
    # A store that cannot be asked has kept nothing.
    with suppress(SettingsError):
        keeper.delete_all(profile_id)
