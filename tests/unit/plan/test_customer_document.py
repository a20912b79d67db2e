"""The choice of the customer's paper, against the table that owners read."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from sync.model import Address, CustomerDocument, Order, OrderLine
from sync.plan.customer_document import Destination, customer_document, customer_paper, destination
from sync.profile import Orders
from sync.simulators.sample.check_digits import eik, nip

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
PAGE = Path(__file__).parents[3] / "docs" / "customer-document.md"

CHOOSES = ("no", "yes")
PLACES = {"same country": "BG", "other EU country": "DE", "outside the EU": "US"}
NUMBERS = {
    "none": ("", ""),
    "personal": ("7523169263", "BG"),
    "wrong": ("831641790", "BG"),
    "own company": (f"BG{eik(42)}", "BG"),
    "other EU": (f"PL{nip(4711)}", "PL"),
    "elsewhere": ("12345678", "UA"),
}
WISHES = ("no", "yes")
COLUMNS = [
    "Mostik chooses",
    "The goods go to",
    "Company number",
    "Wants an invoice",
    "Paper",
    "VAT rate",
    "Told",
]


@dataclass(frozen=True)
class Row:
    """One row of the page: the cases that it covers and what it promises."""

    cases: frozenset[tuple[str, str, str, str]]
    paper: str
    rate: str
    told: str


def table() -> list[Row]:
    """The truth table of the page."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert cells[0] == COLUMNS
    return [row_of(row) for row in cells[2:]]


def row_of(cells: list[str]) -> Row:
    choices = (CHOOSES, tuple(PLACES), tuple(NUMBERS), WISHES)
    named = [
        known if cell == "any" else tuple(cell.split(", "))
        for cell, known in zip(cells[:4], choices, strict=True)
    ]
    for words, known in zip(named, choices, strict=True):
        assert set(words) <= set(known), f"the table has a word that the test does not know: {words}"
    cases = {(chooses, place, number, wish) for chooses, place, number, wish in itertools.product(*named)}
    return Row(frozenset(cases), *cells[4:7])


def order(place: str, number: tuple[str, str], wants_invoice: bool, rate: str) -> Order:
    line = OrderLine("1", "Чаша", Decimal(1), Decimal(10), Decimal(rate))
    return Order(
        id="1",
        number="1",
        status_id="1",
        added_at=NOW,
        confirmed_at=NOW,
        currency="EUR",
        lines=(line,),
        delivery=Address(name="Buyer", country=place),
        billing=Address(name="Buyer", country=number[1]),
        company_number=number[0],
        wants_invoice=wants_invoice,
    )


def settings(chooses: bool, default: CustomerDocument = CustomerDocument.RECEIPT) -> Orders:
    return Orders(start=NOW, statuses=("1",), choose_document=chooses, customer_document=default)


def test_the_table_covers_every_case_exactly_once() -> None:
    covered = [case for row in table() for case in row.cases]
    assert len(covered) == len(set(covered))
    assert set(covered) == set(itertools.product(CHOOSES, PLACES, NUMBERS, WISHES))


@pytest.mark.parametrize("default", list(CustomerDocument))
@pytest.mark.parametrize("rate", ["0", "20"])
def test_every_row_of_the_table_is_what_the_program_does(rate: str, default: CustomerDocument) -> None:
    for row in table():
        for chooses, place, number, wish in sorted(row.cases):
            case = order(PLACES[place], NUMBERS[number], wish == "yes", rate)
            paper, told = customer_document(case, settings(chooses == "yes", default), "BG")
            where = f"{chooses}, {place}, {number}, {wish}, {rate} %"
            assert paper == (default if row.paper == "default" else CustomerDocument(row.paper)), where
            expected = {
                "-": False,
                "asked for an invoice": default is CustomerDocument.RECEIPT,
                "where VAT is charged": rate != "0",
            }[row.told]
            assert bool(told) == expected, where
            assert row.rate.startswith("0 %") == (row.told == "where VAT is charged"), where


def test_a_polish_warehouse_sees_bulgaria_as_another_eu_country() -> None:
    to_bulgaria = order("BG", NUMBERS["own company"], False, "23")
    paper, told = customer_document(to_bulgaria, settings(True), "PL")
    assert paper is CustomerDocument.INVOICE
    assert told
    at_home = order("PL", NUMBERS["other EU"], False, "23")
    assert customer_document(at_home, settings(True), "PL") == (CustomerDocument.INVOICE, ())


def test_a_number_of_northern_ireland_counts_as_one_of_the_eu() -> None:
    case = order("XI", ("XI123456789", "GB"), False, "20")
    paper, told = customer_document(case, settings(True), "BG")
    assert paper is CustomerDocument.INVOICE
    assert told


@pytest.mark.parametrize(
    ("delivery", "billing", "goes_to"),
    [
        (Address(country="BG"), Address(country="US"), Destination.SAME_COUNTRY),
        (Address(), Address(country="US"), Destination.OUTSIDE_EU),
        (Address(), Address(), Destination.SAME_COUNTRY),
        (Address(country="GR"), Address(), Destination.OTHER_EU_COUNTRY),
        (Address(country="GB", postcode="SW1A 1AA"), Address(), Destination.OUTSIDE_EU),
        (Address(country="GB", postcode="bt1 5gs"), Address(), Destination.OTHER_EU_COUNTRY),
        (Address(country="XI"), Address(), Destination.OTHER_EU_COUNTRY),
        (Address(country="MC"), Address(), Destination.OTHER_EU_COUNTRY),
        (Address(country="CH"), Address(country="BG"), Destination.OUTSIDE_EU),
        (Address(country="TR"), Address(), Destination.OUTSIDE_EU),
    ],
)
def test_the_delivery_address_says_where_the_goods_go(
    delivery: Address, billing: Address, goes_to: Destination
) -> None:
    case = Order(
        id="1",
        number="1",
        status_id="1",
        added_at=NOW,
        confirmed_at=NOW,
        currency="EUR",
        lines=(),
        delivery=delivery,
        billing=billing,
    )
    assert destination(case, "BG") is goes_to


def test_what_the_vat_of_a_paper_means() -> None:
    invoice = CustomerDocument.INVOICE

    def paper(place: str, rate: str, number: tuple[str, str] = ("", "")) -> tuple[bool, bool]:
        found = customer_paper(order(place, number, True, rate), invoice, "BG")
        assert found.document is invoice
        return found.oss, found.intra_eu

    company = NUMBERS["other EU"]
    assert paper("BG", "20") == (False, False)
    assert paper("DE", "19") == (True, False)
    assert paper("DE", "20") == (False, False)
    assert paper("DE", "0", company) == (False, True)
    assert paper("DE", "20", company) == (False, False)
    assert paper("US", "0") == (False, False)
