"""``serve``: give out the feed on the local network, until it is stopped."""

from __future__ import annotations

from sync.errors import SettingsError
from sync.feed_places import FeedServed
from sync.sentences import say
from sync.shops.feeds import FeedServer, address_on, own_address
from sync.shops.gombashop.adapter import feed_form, served_file
from sync.systems import GombaShopShop
from wizard.opening import sends_of
from wizard.terminal.arguments import Options
from wizard.terminal.desk import Desk
from wizard.terminal.exit_codes import ExitCode


def serve(desk: Desk, options: Options) -> ExitCode:
    """Serve until Ctrl+C; syncs go on beside it, by the schedule or by hand, and each puts its feed in place.

    Raises SettingsError where this connection's feed goes elsewhere or the port is taken.
    """
    profile = desk.profiles.find(options.name)
    shop = profile.connect.shop
    if not isinstance(shop, GombaShopShop) or not isinstance(shop.feed, FeedServed):
        raise SettingsError(
            say("This connection has no feed that Mostik serves."),
            advice=say("Choose “Local network” on the step Connect."),
        )
    sends = sends_of(profile)
    form = feed_form(shop, sends_stock=sends.stock, sends_prices=sends.prices)
    path = served_file(shop, form)
    text = desk.language.text
    server = FeedServer(path, form.content_type, shop.feed.word, port=shop.feed.port)
    try:
        desk.output.line(
            text(
                "Serving the feed of {name}. Stop with Ctrl+C. The shop’s address for it: {address}",
                name=profile.name,
                address=address_on(own_address(), server.port, shop.feed.word, path.name),
            )
        )
        if not path.exists():
            desk.output.line(text("There is no feed yet; the first sync writes it."))
        server.serve()
    except KeyboardInterrupt:
        desk.output.line(text("The feed is no longer served."))
    finally:
        server.stop()
    return ExitCode.GREEN
