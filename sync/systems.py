"""The shops and warehouse programs that can be joined: the settings of each, and the secrets it is opened
with.

One more kind means its settings and its place in the union here; the type checker then finds every other
place. Secrets themselves are no settings: they lie in the keyring of the operating system, under the
connection's id and a name from :class:`SecretName`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal, Self, assert_never

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sync.feed_places import FeedByFtp, FeedPlace
from sync.sentences import Sentence, mark, say
from sync.shops.by_file.settings import ByFileShop


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    sends_notices: ClassVar[bool] = False
    """Whether a shop of this kind can tell Mostik at once that something has changed there."""


# ---------------------------------------------------------------- secrets


class SecretName(StrEnum):
    """Names of secrets in the keyring."""

    SHOP_TOKEN = "shop token"  # noqa: S105 - the name of a secret, not a secret
    DATABASE_PASSWORD = "database password"  # noqa: S105 - the name of a secret, not a secret
    SERVICE_KEY = "service key"
    MICROBG_ID = "micro.bg identifier"
    MICROBG_KEY = "micro.bg secret key"
    FIRMINO_PASSWORD = "Firmino password"  # noqa: S105 - the name of a secret, not a secret
    FTP_PASSWORD = "FTP password"  # noqa: S105 - the name of a secret, not a secret
    SELITON_REFRESH = "Seliton refresh token"
    SELITON_APPLICATION = "Seliton application secret"
    SELITON_FEED = "Seliton export address"
    SELITON_XML = "Seliton XML API password"
    DEVICE_PASSWORD = "fiscal device password"  # noqa: S105 - the name of a secret, not a secret
    HOOK_KEY = "hook key"


Secrets = Mapping[SecretName, str]
"""Secrets in memory, for opening a system; one that is empty or not there was not given."""


@dataclass(frozen=True, slots=True)
class NeededSecret:
    """A secret that a system is opened with. ``required``: without it there is no use in trying.

    ``called`` is its name for the owner, to be translated; ``missing`` says that it is not there.
    ``password``: made up by a person, so that blanks belong to it and nothing of it may be shown.
    """

    name: SecretName
    called: str
    missing: Sentence
    required: bool = True
    password: bool = False


_SHOP_TOKEN: Final = NeededSecret(
    SecretName.SHOP_TOKEN, mark("API token of the shop"), say("The shop’s token is missing.")
)


def _database_password(*, required: bool) -> NeededSecret:
    return NeededSecret(
        SecretName.DATABASE_PASSWORD,
        mark("Password of the warehouse’s database"),
        say("The password of the warehouse’s database is missing."),
        required,
        password=True,
    )


_MICROBG_ID: Final = NeededSecret(
    SecretName.MICROBG_ID,
    mark("API identifier of micro.bg"),
    say("The API identifier of micro.bg is missing."),
)
_MICROBG_KEY: Final = NeededSecret(
    SecretName.MICROBG_KEY,
    mark("Secret key of micro.bg"),
    say("The secret key of micro.bg is missing."),
)
_FIRMINO_PASSWORD: Final = NeededSecret(
    SecretName.FIRMINO_PASSWORD,
    mark("Password of Firmino"),
    say("The password of Firmino is missing."),
    password=True,
)
FTP_PASSWORD: Final = NeededSecret(
    SecretName.FTP_PASSWORD,
    mark("Password of the FTP server"),
    say("The password of the FTP server is missing."),
    password=True,
)
_SERVICE_KEY: Final = NeededSecret(
    SecretName.SERVICE_KEY,
    mark("Key of the warehouse’s service"),
    say("The key of the warehouse’s service is missing."),
    required=False,
)


DEVICE_PASSWORD: Final = NeededSecret(
    SecretName.DEVICE_PASSWORD,
    mark("Password of the operator on the fiscal device"),
    say("The password of the operator on the fiscal device is missing."),
    required=False,
    password=True,
)
"""Runs go on without it; only nothing is printed then."""


_SELITON_REFRESH: Final = NeededSecret(
    SecretName.SELITON_REFRESH,
    mark("Refresh token of Seliton"),
    say("The refresh token of Seliton is missing."),
    required=False,
)
_SELITON_APPLICATION: Final = NeededSecret(
    SecretName.SELITON_APPLICATION,
    mark("Secret of the application at Seliton"),
    say("The secret of the application at Seliton is missing."),
    required=False,
)
_SELITON_FEED: Final = NeededSecret(
    SecretName.SELITON_FEED,
    mark("Address of Seliton’s Super XML Export"),
    say("The address of Seliton’s Super XML Export is missing."),
)
_SELITON_XML: Final = NeededSecret(
    SecretName.SELITON_XML,
    mark("Password of Seliton’s XML API"),
    say("The password of Seliton’s XML API is missing."),
    password=True,
)
HOOK_KEY: Final = NeededSecret(
    SecretName.HOOK_KEY,
    mark("Key of the shop’s notices"),
    say("The key of the shop’s notices is missing."),
    required=False,
)
"""By it a true notice of the shop is known. Mostik makes it itself; no system is opened with it."""


# ---------------------------------------------------------------- shops


class BaseLinkerShop(_Settings):
    """BaseLinker. ``url`` differs from the default only for a local simulator."""

    platform: Literal["baselinker"] = "baselinker"
    url: str = "https://api.baselinker.com/connector.php"
    requests_per_minute: int = Field(default=80, ge=1, le=1000)
    """Our share of the account's 100 requests a minute; courier and CRM programs use the same budget."""


class CloudCartShop(_Settings):
    """A shop of CloudCart, at its main address."""

    sends_notices: ClassVar[bool] = True
    platform: Literal["cloudcart"] = "cloudcart"
    url: str
    requests_per_minute: int = Field(default=30, ge=1, le=800)
    """Our share of the shop's requests a minute (50, 100 or 150 by plan), which all its programs use."""
    currency: str = Field(default="EUR", pattern="^[A-Z]{3}$")
    """The currency of the shop's prices, which it tells with each order only."""
    default_category: str = ""
    """The category of new products whose group has none."""
    lowers_stock: Literal["", "paid", "pending"] = ""
    """When the shop takes an order's pieces off its own quantity, which its API does not tell: once the order
    is paid or sent, or while it is still pending; "" = not said.
    """


class SelitonShop(_Settings):
    """A shop of Seliton (Summer Cart), by its REST v1. The token lies in the keyring as
    :attr:`SecretName.SHOP_TOKEN`; what else is secret has a name of its own there.

    What the vendor does not publish is said by the owner here, each with the safer answer as its default.
    """

    platform: Literal["seliton"] = "seliton"
    url: str
    sign_in_url: str = "https://dev.seliton.com"
    """Where consent is given and codes become tokens; differs from the default only for a local simulator."""
    application: str = ""
    """The id of the application that the owner registered; "" where the token was given by hand."""
    redirect_port: int = Field(default=8731, ge=1024, le=65535)
    """The port of this computer to which the browser comes back after the sign-in."""
    requests_per_minute: int = Field(default=120, ge=1, le=600)
    """No limit is published, so this is our own."""
    currency: str = Field(default="EUR", pattern="^[A-Z]{3}$")
    """The currency of the shop's prices, which it tells with each order only."""
    language: str = Field(default="BG", pattern="^[A-Z]{2}$")
    """The language in which products are named and described."""
    prices_include_vat: bool = True
    """Whether the shop keeps its products' prices with VAT."""
    vat_rate: Decimal = Field(default=Decimal(20), ge=0, le=50)
    """Per cent of VAT of the shop's products, where prices are kept without it."""
    order_prices: Literal["by the sums", "with VAT", "without VAT"] = "by the sums"
    """How the lines of an order are priced; by the sums: as it adds up to the order's total."""
    variants_share_code: bool = False
    """Whether variants stand under the code of their product in the warehouse too."""
    statuses: tuple[str, ...] = ()
    """Statuses of orders that no order bears yet, as the shop's API writes them."""
    paid_statuses: tuple[str, ...] = ("paid",)
    """The states of payment that mean paid, as the shop's API writes them."""
    fractional_quantity: bool = False
    """Whether the shop keeps parts of a piece; otherwise stock is floored."""
    sends_availability: bool = True
    """Whether “in stock” or “out of stock” is sent along with each quantity."""
    look_back_days: int = Field(default=30, ge=1, le=3650)
    """So long ago an order may have been placed that is looked for in every run; older ones once a day."""
    catalogue: Literal["rest", "feed"] = "rest"
    """From where the catalogue is read: REST, or the Super XML Export in one piece."""
    xml_api: bool = False
    """Whether the XML API may be used, of which the vendor has confirmed only the outer form."""
    xml_user: str = ""
    xml_order_parameter: str = ""
    """The parameter of ``updateorder`` that names the order; the vendor tells it with the paid module."""
    xml_status_parameter: str = ""
    """The parameter of ``updateorder`` that holds the new status."""


class GombaShopShop(_Settings):
    """A shop of GombaShop: a feed that it pulls, and the files that the owner exports from it. Nothing of an
    API is published.
    """

    platform: Literal["gombashop"] = "gombashop"
    url: str = Field(min_length=1)
    """The shop's address, by which its orders are known in the warehouse."""
    way: Literal["files"] = "files"
    """How it is reached. The vendor's own protocol would be another way."""
    exports: str = Field(min_length=1)
    """The folder with the exported orders, products and report of stock."""
    folder: str = Field(min_length=1)
    """Where Mostik keeps what the feed says. It belongs to this connection alone."""
    feed: FeedPlace
    form: Literal["csv", "xml"] = "csv"
    separator: str = Field(default=",", min_length=1, max_length=1)
    """Between the columns of a CSV feed."""
    currency: str = Field(default="EUR", pattern="^[A-Z]{3}$")
    """The currency of the shop's prices, which its files do not name."""
    promotions: bool = False
    """Whether the feed also says the old price and whether a product is in promotion."""
    missing: Literal["ignore", "move", "remove"] = "ignore"
    """What the shop does with its products that the feed does not name."""


ShopSettings = Annotated[
    BaseLinkerShop | CloudCartShop | SelitonShop | GombaShopShop | ByFileShop,
    Field(discriminator="platform"),
]


def secrets_of_shop(shop: ShopSettings) -> tuple[NeededSecret, ...]:
    """The secrets that a shop is opened with."""
    match shop:
        case BaseLinkerShop() | CloudCartShop():
            return (_SHOP_TOKEN,)
        case GombaShopShop(feed=FeedByFtp()):
            return (FTP_PASSWORD,)
        case GombaShopShop() | ByFileShop():
            return ()
        case SelitonShop():
            return (
                _SHOP_TOKEN,
                _SELITON_REFRESH,
                _SELITON_APPLICATION,
                *((_SELITON_FEED,) if shop.catalogue == "feed" else ()),
                *((_SELITON_XML,) if shop.xml_api else ()),
            )
        case other:
            assert_never(other)


# ---------------------------------------------------------------- warehouse programs


class EmbeddedWarehouse(_Settings):
    """Mostik's own warehouse: a SQLite file with Warehouse Pro's tables."""

    program: Literal["embedded"] = "embedded"
    path: str


class DatabaseEngine(StrEnum):
    """The database engines on which Microinvest Warehouse Pro runs."""

    MSSQL = "mssql"
    MYSQL = "mysql"
    ACCESS = "access"


class DatabaseWarehouse(_Settings):
    """Microinvest Warehouse Pro, by its database through ODBC. The password lies in the keyring as
    :attr:`SecretName.DATABASE_PASSWORD`.

    ``path`` is the file of an Access database and stands in for all that names a server.
    """

    program: Literal["warehouse pro"] = "warehouse pro"
    engine: DatabaseEngine
    driver: str = ""
    """The ODBC driver's name as the system lists it; "" = the best that is there."""
    server: str = ""
    port: int | None = Field(default=None, ge=1, le=65535)
    instance: str = ""
    """A named instance of SQL Server; the port is not used with it."""
    database: str = ""
    user: str = ""
    trusted_login: bool = False
    """SQL Server: sign in as the Windows user instead of ``user`` and password."""
    encrypt: bool = True
    """SQL Server: encrypt the connection, as its newer drivers do by default."""
    trust_certificate: bool = False
    """SQL Server: accept a certificate that nobody vouches for, as most small servers have it."""
    path: str = ""

    @model_validator(mode="after")
    def _names_a_place(self) -> Self:
        if self.engine is DatabaseEngine.ACCESS:
            if not self.path:
                raise ValueError("an Access database needs its file")
        elif not self.server or not self.database:
            raise ValueError("a database server needs its address and the database's name")
        return self


class UtilityCenterWarehouse(_Settings):
    """Microinvest Warehouse Pro, by the REST service of Microinvest Utility Center. Its key, where it asks
    for one, lies in the keyring as :attr:`SecretName.SERVICE_KEY`.

    The service tells neither how prices are kept nor in which currency, so the owner says it.
    """

    program: Literal["utility center"] = "utility center"
    url: str = "http://127.0.0.1:8700"
    prices_include_vat: bool
    currency: str = Field(default="EUR", pattern="^[A-Z]{3}$")


WarehouseProgram = Literal["warehouse pro", "micro.bg", "utility center", "firmino", "embedded"]
"""Each kind by the name in its settings, in the order in which they are offered."""


class MicroBgWarehouse(_Settings):
    """micro.bg, by its External App API. Identifier and secret key of the application lie in the keyring as
    :attr:`SecretName.MICROBG_ID` and :attr:`SecretName.MICROBG_KEY`. ``url`` differs from the default only
    for a local simulator.
    """

    program: Literal["micro.bg"] = "micro.bg"
    url: str = "https://micro.bg/ExtApps/ExternalApp/API/"


class FirminoWarehouse(_Settings):
    """Streamsoft Firmino, by its public REST API. The password lies in the keyring as
    :attr:`SecretName.FIRMINO_PASSWORD`. ``url`` differs from the default only for a local simulator.

    What its pages leave open is said by the owner, who compares with his own program.
    """

    program: Literal["firmino"] = "firmino"
    url: str = "https://app.firmino.pl/app/services/rest/api/"
    login: str = Field(min_length=1)
    company: str = ""
    """The company's short name, where the login has several."""
    stock: Literal["", "all", "one"] = ""
    """What an article's quantity is: the sum over all warehouses, or that of one; "" = not said, and then
    no stock is taken from it."""
    prints: Literal["", "file", "text", "link"] = ""
    """How a printed document came when the owner tried it; "" = recognised each time."""


WarehouseSettings = Annotated[
    EmbeddedWarehouse | DatabaseWarehouse | UtilityCenterWarehouse | MicroBgWarehouse | FirminoWarehouse,
    Field(discriminator="program"),
]


def secrets_of_warehouse(warehouse: WarehouseSettings) -> tuple[NeededSecret, ...]:
    """The secrets that a warehouse program is opened with.

    A user of MySQL and an Access file may have no password at all; with SQL Server that is a user whom no
    server of today lets in.
    """
    match warehouse:
        case EmbeddedWarehouse():
            return ()
        case DatabaseWarehouse(trusted_login=True, engine=DatabaseEngine.MSSQL):
            return ()
        case DatabaseWarehouse():
            return (_database_password(required=warehouse.engine is DatabaseEngine.MSSQL),)
        case UtilityCenterWarehouse():
            return (_SERVICE_KEY,)
        case MicroBgWarehouse():
            return (_MICROBG_ID, _MICROBG_KEY)
        case FirminoWarehouse():
            return (_FIRMINO_PASSWORD,)
        case other:
            assert_never(other)
