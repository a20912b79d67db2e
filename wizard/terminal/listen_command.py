"""``listen``: wait for the notices of a shop and sync at once, until it is stopped."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

from sync.errors import MostikError, SettingsError
from sync.profile import CloudCartShop, SecretName
from sync.sentences import say
from sync.shops.cloudcart import CloudCart
from wizard.connection_secrets import gathered
from wizard.jobs import start_run
from wizard.listening import Listening
from wizard.notices import NoticeDoor
from wizard.opening import open_shop
from wizard.terminal.arguments import Options
from wizard.terminal.desk import Desk
from wizard.terminal.exit_codes import ExitCode


def listen(desk: Desk, options: Options) -> ExitCode:
    """Listen until Ctrl+C. Raises SettingsError where the shop sends no notices or the port is taken."""
    text = desk.language.text
    profile = desk.profiles.find(options.name)
    settings = profile.connect.shop
    if not isinstance(settings, CloudCartShop):
        raise SettingsError(
            say("This shop sends no notices that Mostik can hear."),
            advice=say("Let the schedule sync it every few minutes."),
        )
    kept = desk.secrets(options, profile)
    secrets = gathered(profile.secrets, kept, profile.id)
    shop = open_shop(settings, secrets, desk.clock, lambda _until: None, profile.connect.time_zone)
    assert isinstance(shop, CloudCart)
    try:
        door = NoticeDoor(options.port, secrets[SecretName.SHOP_TOKEN])
    except OSError as error:
        raise SettingsError(
            say("Port {port} is taken by another program.", port=options.port),
            advice=say("Choose another port with {option}.", option="--port"),
            detail=f"{type(error).__name__} {error.errno}",
        ) from None
    with closing(shop):
        listening = Listening(
            door,
            shop.hooks,
            options.address,
            desk.clock,
            lambda: start_run(profile.id, secrets=secrets),
            poll=timedelta(seconds=options.every),
        )
        shop.hooks.ensure(options.address)
        desk.output.line(
            text("Listening for {name} on port {port}. Stop with Ctrl+C.", name=profile.name, port=door.port)
        )
        try:
            while True:
                listening.step()
        except KeyboardInterrupt:
            _say_goodbye(desk, listening)
        finally:
            door.server_close()
    return ExitCode.GREEN


def _say_goodbye(desk: Desk, listening: Listening) -> None:
    text = desk.language.text
    try:
        listening.end()
    except MostikError as error:
        desk.output.failure(error)
    desk.output.line(
        text("Heard {heard} notices, synced {runs} times.", heard=listening.heard, runs=listening.runs)
    )
