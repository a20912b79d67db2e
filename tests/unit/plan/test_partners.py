"""Which partner an order is written under, and what changes there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.model import Address, NewPartner, Order, Partner
from sync.plan.buyer import contact_email, cut, folded, read_buyer
from sync.plan.partners import PartnerBook, PartnerChoice, choose_partner, looked_up
from sync.profile import PartnerLinking
from sync.simulators.sample.check_digits import branch_eik, eik, nip

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
EIK = eik(42)
EGN = "7523169263"
HOME = Address(name="Иван Иванов", street="ул. Шипка 5", postcode="1000", city="София", country="BG")
FIRM = replace(HOME, company="Мост ООД")

FIRM_KNOWN = Partner(
    7,
    "Мост ООД",
    company_number=EIK,
    email="office@most.bg",
    phone="0888 123 456",
    city="София",
    address="ул. Шипка 5",
    contact="Иван Иванов",
)
IVAN_KNOWN = Partner(
    8, "Иван Иванов", email="ivan@example.com", phone="0888 123 456", city="София", address="ул. Шипка 5"
)


def order(**fields: Any) -> Order:
    given_fields: dict[str, Any] = {
        "email": "ivan@example.com",
        "phone": "+359 888 123 456",
        "billing": HOME,
        **fields,
    }
    return Order(
        id="1",
        number="1",
        status_id="1",
        added_at=NOW,
        confirmed_at=NOW,
        currency="EUR",
        lines=(),
        **given_fields,
    )


def firm_order(**fields: Any) -> Order:
    return order(**{"email": "office@most.bg", "billing": FIRM, "company_number": EIK, **fields})


def choose(
    bought: Order, known: Sequence[Partner] = (), country: str = "BG", **settings: Any
) -> PartnerChoice:
    return choose_partner(bought, PartnerBook(known), PartnerLinking(**settings), country)


def words(choice: PartnerChoice) -> str:
    return " ".join(str(sentence) for sentence in (*choice.findings, choice.hold, choice.advice) if sentence)


# ---------------------------------------------------------------- by number


@pytest.mark.parametrize("written", [EIK, f"BG{EIK}", f"ЕИК {EIK}"])
@pytest.mark.parametrize(
    "kept", [{"company_number": EIK}, {"company_number": f"BG {EIK}"}, {"vat_number": f"BG{EIK}"}]
)
def test_a_company_is_found_by_its_number_however_both_write_it(written: str, kept: dict[str, str]) -> None:
    known = Partner(7, "Мост ООД", **kept)
    assert choose(firm_order(company_number=written, email="other@example.com"), [known]).partner == 7


def test_a_nip_finds_its_partner() -> None:
    known = Partner(9, "Mostek Sp. z o.o.", company_number=nip(4711))
    assert choose(firm_order(company_number=f"PL {nip(4711)}"), [known], country="PL").partner == 9


def test_two_partners_with_one_company_number_hold_the_order() -> None:
    choice = choose(firm_order(), [FIRM_KNOWN, replace(FIRM_KNOWN, id=8, name="Мост")])
    assert choice.partner is None
    assert choice.hold is not None
    assert "Мост ООД (7), Мост (8)" in str(choice.hold)
    assert "Merge" in str(choice.advice)


def test_a_branch_is_a_partner_of_its_own_and_its_company_is_mentioned() -> None:
    choice = choose(firm_order(company_number=branch_eik(EIK, 7), email="x@most.bg"), [FIRM_KNOWN])
    assert isinstance(choice.partner, NewPartner)
    assert choice.partner.company_number == branch_eik(EIK, 7)
    assert "company of this branch" in words(choice)


def test_a_branch_with_its_companys_vat_number_is_not_taken_for_the_company() -> None:
    branch = Partner(5, "Мост клон", company_number=branch_eik(EIK, 7), vat_number=f"BG{EIK}")
    assert choose(firm_order(), [branch, FIRM_KNOWN]).partner == 7


# ---------------------------------------------------------------- by e-mail


def test_a_private_buyer_is_found_by_the_email_whatever_its_case() -> None:
    choice = choose(order(email=" Ivan@Example.COM "), [IVAN_KNOWN])
    assert (choice.partner, choice.updates, choice.findings) == (8, {}, ())


def test_one_email_of_two_partners_the_one_with_the_company_number_wins() -> None:
    other = Partner(9, "Друга ООД", company_number=eik(43), email="office@most.bg")
    assert choose(firm_order(), [other, FIRM_KNOWN]).partner == 7


def test_one_email_of_two_partners_a_private_buyer_is_the_one_without_a_number() -> None:
    firm = replace(FIRM_KNOWN, email="ivan@example.com")
    assert choose(order(), [firm, IVAN_KNOWN]).partner == 8


def test_a_partner_kept_with_a_persons_number_is_no_company() -> None:
    firm = replace(FIRM_KNOWN, email="ivan@example.com")
    assert (
        choose(order(), [firm, replace(IVAN_KNOWN, company_number=EGN, vat_number=f"BG{EGN}")]).partner == 8
    )


@pytest.mark.parametrize(
    "known",
    [
        [IVAN_KNOWN, replace(IVAN_KNOWN, id=9)],
        [FIRM_KNOWN, replace(FIRM_KNOWN, id=9, company_number=eik(43))],
    ],
)
def test_one_email_of_two_alike_holds_the_order(known: list[Partner]) -> None:
    choice = choose(order(email=known[0].email), known)
    assert choice.partner is None
    assert "2 partners" in str(choice.hold)
    assert choice.advice is not None


@pytest.mark.parametrize("number", [eik(43), f"PL{nip(4711)}", "DE123456789"])
@pytest.mark.parametrize("name", ["Мост ООД", "Друга ООД"])
def test_a_company_never_lands_on_another_company_that_shares_its_email(number: str, name: str) -> None:
    bought = firm_order(company_number=number, billing=replace(FIRM, company=name))
    choice = choose(bought, [FIRM_KNOWN], by_name=True)
    assert isinstance(choice.partner, NewPartner)
    assert "same e-mail" in words(choice)


def test_a_company_without_a_number_in_the_order_does_not_land_on_another_company_either() -> None:
    bought = firm_order(company_number="", billing=replace(FIRM, company="Друга ООД"))
    assert isinstance(choose(bought, [FIRM_KNOWN]).partner, NewPartner)
    assert choose(firm_order(company_number=""), [FIRM_KNOWN]) == PartnerChoice(7)


def test_a_company_whose_partner_lacks_the_number_is_found_by_email_and_name_and_gets_it() -> None:
    known = replace(FIRM_KNOWN, company_number="", vat_number="BG", name='"МОСТ" ООД')
    choice = choose(firm_order(company_number=f"BG{EIK}"), [known])
    assert choice.partner == 7
    assert choice.updates == {"company_number": EIK, "vat_number": f"BG{EIK}"}


def test_a_company_does_not_land_on_the_person_who_ordered_before() -> None:
    choice = choose(firm_order(email="ivan@example.com"), [IVAN_KNOWN])
    assert isinstance(choice.partner, NewPartner)
    assert choice.partner.name == "Мост ООД"
    assert "Иван Иванов has the same e-mail" in words(choice)


def test_a_foreign_company_is_found_by_the_email_with_its_vat_number() -> None:
    bought = firm_order(company_number="DE 123456789")
    first = choose(bought, [FIRM_KNOWN])
    assert isinstance(first.partner, NewPartner)
    assert (first.partner.company_number, first.partner.vat_number) == ("", "DE123456789")
    book = PartnerBook([FIRM_KNOWN])
    book.add(30, first.partner)
    assert choose_partner(bought, book, PartnerLinking(), "BG").partner == 30


def test_a_private_order_from_a_companys_email_changes_nothing_there_and_is_told() -> None:
    bought = order(email="office@most.bg", phone="02 999 99 99")
    choice = choose(bought, [replace(FIRM_KNOWN, address="", city="")], update_known="always")
    assert (choice.partner, choice.updates) == (7, {})
    assert "stands under the company Мост ООД" in words(choice)


@pytest.mark.parametrize(
    "email",
    [
        "8awgqyk6a5+cub31c122@allegromail.pl",
        "f8evljcyjw+7a6e0eca8@user.allegrogroup.pl",
        "abc123@marketplace.amazon.de",
        "abc123@marketplace.amazon.co.uk",
        "abc123@members.ebay.com",
        "abc123@marketplace.emag.bg",
        "abc123@kaufland-marktplatz.de",
        "no-email@channelengine.com",
        "noreply@shop.bg",
        "няма",
        "a@b",
        "one@example.com, two@example.com",
    ],
)
def test_a_marketplaces_email_matches_nobody_and_is_not_kept(email: str) -> None:
    known = replace(IVAN_KNOWN, email=email, name="Друг Човек", phone="")
    choice = choose(order(email=email), [known])
    assert isinstance(choice.partner, NewPartner)
    assert choice.partner.email == ""
    assert looked_up([order(email=email)], PartnerLinking(), "BG")[1] == set()
    firm = choose(firm_order(email=email), [replace(FIRM_KNOWN, email="")])
    assert "email" not in firm.updates


@pytest.mark.parametrize(
    "email", ["ivan@example.com", "ivan@allegro-fan.pl", "ivan@myallegromail.pl.example", "x@ebay.com"]
)
def test_other_emails_are_the_buyers_own(email: str) -> None:
    assert contact_email(email.upper()) == email


# ---------------------------------------------------------------- by name, and suggestions


def test_a_name_links_only_where_the_owner_chose_it_and_then_with_a_warning() -> None:
    known = replace(IVAN_KNOWN, name="ИВАН  ИВАНОВ", email="")
    linked = choose(order(), [known], by_name=True)
    assert linked.partner == 8
    assert "by the name alone" in words(linked)
    assert linked.updates == {"email": "ivan@example.com"}
    made = choose(order(), [known])
    assert isinstance(made.partner, NewPartner)
    assert "named ИВАН  ИВАНОВ is already there" in words(made)


def test_two_partners_of_one_name_hold_the_order_where_names_link() -> None:
    twice = [replace(IVAN_KNOWN, email=""), replace(IVAN_KNOWN, id=9, email="")]
    assert choose(order(), twice, by_name=True).partner is None
    assert isinstance(choose(order(), twice).partner, NewPartner)


def test_a_phone_is_only_a_suggestion() -> None:
    known = Partner(8, "Мария Петрова", phone="0888123456")
    choice = choose(order(), [known], by_name=True)
    assert isinstance(choice.partner, NewPartner)
    assert "Мария Петрова has the same phone" in words(choice)


def test_another_company_of_the_same_name_is_not_mentioned() -> None:
    namesake = Partner(9, "Мост ООД", company_number=eik(43))
    assert choose(firm_order(), [namesake]).findings == ()
    assert "already there" in words(choose(firm_order(), [replace(namesake, company_number="")]))


def test_not_more_than_three_similar_partners_are_mentioned() -> None:
    alike = [replace(IVAN_KNOWN, id=number, email="") for number in range(10, 20)]
    assert len(choose(order(), alike).findings) == 3


# ---------------------------------------------------------------- numbers that are none


@pytest.mark.parametrize("written", [EGN, f"BG{EGN}", f"ЕГН {EGN}"])
@pytest.mark.parametrize("wants_invoice", [True, False])
def test_a_persons_number_is_never_kept_or_shown(written: str, wants_invoice: bool) -> None:
    bought = order(company_number=written, wants_invoice=wants_invoice)
    choice = choose(bought)
    assert isinstance(choice.partner, NewPartner)
    assert EGN not in repr(choice)
    assert "not stored" in words(choice)
    assert looked_up([bought], PartnerLinking(), "BG")[0] == set()


def test_a_persons_number_in_the_warehouse_is_not_shown_either() -> None:
    known = Partner(8, "Мост ООД", company_number=EGN, vat_number=f"BG{EGN}", email="office@most.bg")
    choice = choose(firm_order(company_number=f"BG{EIK}"), [known])
    assert choice.partner == 8
    assert "company_number" not in choice.updates
    assert f"the order gives the company number {EIK}" in words(choice)
    assert EGN not in repr(choice)


def test_a_wrong_number_is_told_and_the_buyer_is_private_unless_an_invoice_is_wanted() -> None:
    bought = order(company_number="831641790")
    choice = choose(bought, [IVAN_KNOWN])
    assert (choice.partner, choice.updates) == (8, {})
    assert "fails the check" in words(choice)
    held = choose(replace(bought, wants_invoice=True), [IVAN_KNOWN])
    assert held.partner is None
    assert "fails the check" in str(held.hold)
    assert held.advice is not None


# ---------------------------------------------------------------- the owner's choices


def test_private_buyers_go_to_one_partner_but_companies_and_wishes_for_invoices_do_not() -> None:
    one: dict[str, Any] = {"one_for_private_buyers": 100}
    assert choose(order(), [IVAN_KNOWN], **one) == PartnerChoice(100)
    assert choose(order(billing=Address()), **one).partner == 100
    assert choose(order(wants_invoice=True), [IVAN_KNOWN], **one).partner == 8
    assert choose(firm_order(), [FIRM_KNOWN], **one).partner == 7
    assert isinstance(choose(firm_order(company_number=""), **one).partner, NewPartner)
    assert looked_up([order()], PartnerLinking(one_for_private_buyers=100), "BG") == (set(), set(), set())


def test_without_linking_everyone_is_the_one_partner_or_a_new_one() -> None:
    known = [FIRM_KNOWN, IVAN_KNOWN]
    assert choose(firm_order(), known, link=False, one_for_private_buyers=100).partner == 100
    for bought in (firm_order(), order()):
        made = choose(bought, known, link=False)
        assert isinstance(made.partner, NewPartner)
        assert made.findings == ()
    assert looked_up([firm_order()], PartnerLinking(link=False), "BG") == (set(), set(), set())


def test_where_new_partners_are_not_made_an_unknown_buyer_waits() -> None:
    for link in (True, False):
        choice = choose(order(), create_missing=False, link=link)
        assert choice.partner is None
        assert "Иван Иванов" in str(choice.hold)
        assert choice.advice is not None
    assert choose(order(), [IVAN_KNOWN], create_missing=False).partner == 8


def test_two_orders_of_one_new_customer_make_one_partner() -> None:
    book = PartnerBook(())
    for bought, number in ((order(), 50), (firm_order(), 51)):
        first = choose_partner(bought, book, PartnerLinking(), "BG")
        assert isinstance(first.partner, NewPartner)
        book.add(number, first.partner)
        assert choose_partner(bought, book, PartnerLinking(), "BG") == PartnerChoice(number)


# ---------------------------------------------------------------- changes of known partners


def test_blanks_are_filled_whatever_the_setting() -> None:
    known = Partner(7, "Мост ООД", company_number=EIK, phone=" ", address="-")
    for setting in ("never", "ask", "always"):
        choice = choose(firm_order(), [known], update_known=setting)
        assert choice.findings == ()
        assert choice.updates == {
            "email": "office@most.bg",
            "phone": "+359 888 123 456",
            "city": "София",
            "address": "ул. Шипка 5, 1000",
            "contact": "Иван Иванов",
        }


CHANGED = replace(
    FIRM, company="Нов Мост ЕООД", name="Петър Петров", street="бул. Мария Луиза 9", city="Варна"
)


def test_what_is_there_changes_only_by_the_owners_yes() -> None:
    bought = firm_order(company_number=f"BG{EIK}", billing=CHANGED, phone="0899 000 000")
    known = replace(FIRM_KNOWN, vat_number="BG999")
    assert choose(bought, [known], update_known="never") == PartnerChoice(7)
    asked = choose(bought, [known], update_known="ask")
    assert asked.updates == {}
    assert len(asked.findings) == 4
    for word in ("Нов Мост ЕООД", f"BG{EIK}", "Петър Петров", "бул. Мария Луиза 9"):
        assert word in words(asked)
    always = choose(bought, [known], update_known="always")
    assert always.findings == ()
    assert always.updates == {
        "name": "Нов Мост ЕООД",
        "vat_number": f"BG{EIK}",
        "contact": "Петър Петров",
        "phone": "0899 000 000",
        "city": "Варна",
        "address": "бул. Мария Луиза 9, 1000",
    }


def test_the_same_written_otherwise_is_no_difference() -> None:
    bought = firm_order(
        company_number=f"BG{EIK}",
        email="OFFICE@most.bg",
        phone="00359888123456",
        billing=replace(FIRM, company="„МОСТ“ ООД", city="СОФИЯ", street="Ул.Шипка 5"),
    )
    known = replace(FIRM_KNOWN, vat_number=f"BG {EIK}", email="boss@most.bg; office@most.bg")
    for setting in ("never", "ask", "always"):
        assert choose(bought, [known], update_known=setting) == PartnerChoice(7)


def test_a_street_is_not_written_beside_another_city_nor_a_city_beside_another_street() -> None:
    elsewhere = replace(IVAN_KNOWN, address="", city="Варна")
    assert choose(order(), [elsewhere], update_known="never").updates == {}
    other_street = replace(IVAN_KNOWN, address="бул. Витоша 1", city="")
    assert choose(order(), [other_street], update_known="never").updates == {}
    half = replace(IVAN_KNOWN, address="")
    assert choose(order(), [half], update_known="never").updates == {"address": "ул. Шипка 5, 1000"}


def test_an_email_that_stands_in_for_a_name_does_not_rename_anybody() -> None:
    assert choose(order(billing=Address()), [IVAN_KNOWN], update_known="always") == PartnerChoice(8)


# ---------------------------------------------------------------- the new partner


def test_a_new_company_has_everything_that_the_order_says() -> None:
    choice = choose(firm_order(company_number=f"BG{EIK}"))
    assert choice == PartnerChoice(
        NewPartner(
            name="Мост ООД",
            company_number=EIK,
            vat_number=f"BG{EIK}",
            email="office@most.bg",
            phone="+359 888 123 456",
            city="София",
            address="ул. Шипка 5, 1000",
            contact="Иван Иванов",
            street="ул. Шипка 5",
            postcode="1000",
            country="BG",
        )
    )


@pytest.mark.parametrize(
    ("billing", "delivery", "name"),
    [
        (FIRM, HOME, "Мост ООД"),
        (HOME, FIRM, "Иван Иванов"),
        (Address(), FIRM, "Иван Иванов"),
        (Address(company=" - ", name="."), Address(company="Офис на Спиди"), "Офис на Спиди"),
        (Address(), Address(), "ivan@example.com"),
        (Address(name="\u200b\u00a0"), Address(), "ivan@example.com"),
        (Address(name="Иван\tИванов\n 🌉"), Address(), "Иван Иванов 🌉"),
        (Address(name="Йордан".replace("Й", "И\u0306")), Address(), "Йордан"),
    ],
)
def test_the_name_is_the_companys_else_the_persons_else_the_email(
    billing: Address, delivery: Address, name: str
) -> None:
    choice = choose(order(billing=billing, delivery=delivery))
    assert isinstance(choice.partner, NewPartner)
    assert choice.partner.name == name


def test_an_order_without_any_name_is_held() -> None:
    choice = choose(order(billing=Address(), email="x@allegromail.pl"))
    assert choice.partner is None
    assert "names no buyer" in str(choice.hold)
    assert choice.advice is not None


def test_255_cyrillic_letters_fit_and_the_256th_is_cut_and_told() -> None:
    fits = choose(order(billing=replace(HOME, name="Щ" * 255)))
    assert isinstance(fits.partner, NewPartner)
    assert (fits.partner.name, fits.findings) == ("Щ" * 255, ())
    long = choose(order(billing=replace(HOME, name="Щ" * 256)))
    assert isinstance(long.partner, NewPartner)
    assert long.partner.name == "Щ" * 255
    assert "was cut" in words(long)


def test_a_customer_with_a_cut_name_is_the_same_one_next_time() -> None:
    bought = order(billing=replace(HOME, name="Щ" * 300))
    book = PartnerBook(())
    first = choose_partner(bought, book, PartnerLinking(), "BG")
    assert isinstance(first.partner, NewPartner)
    book.add(60, first.partner)
    assert choose_partner(bought, book, PartnerLinking(), "BG") == PartnerChoice(60)


def test_a_foreign_address_names_its_country() -> None:
    abroad = Address(name="Hans", street="Hauptstr. 5", postcode="10115", city="Berlin", country="DE")
    assert read_buyer(order(billing=abroad), "BG").address == "Hauptstr. 5, 10115, DE"


# ---------------------------------------------------------------- what is asked of the warehouse


def test_all_that_can_match_is_asked_for_at_once() -> None:
    branch = branch_eik(EIK, 7)
    bought = [order(), firm_order(company_number=branch), order(email="x@allegromail.pl")]
    assert looked_up(bought, PartnerLinking(), "BG") == (
        {EIK, branch},
        {"ivan@example.com", "office@most.bg"},
        {"Иван Иванов", "Мост ООД"},
    )


# ---------------------------------------------------------------- properties


@given(st.text(max_size=600))
def test_a_cut_text_fits_the_warehouse_and_begins_the_same(text: str) -> None:
    shortened = cut(text.encode("utf-16-le", "ignore").decode("utf-16-le"))
    assert len(shortened.encode("utf-16-le")) <= 2 * 255
    assert text.encode("utf-16-le", "ignore").decode("utf-16-le").startswith(shortened)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)


_TEXTS = st.sampled_from(["", "Мост ООД", "МОСТ ООД", "Иван", "-", "x" * 300])
_NUMBERS = st.sampled_from(["", EIK, f"BG{EIK}", eik(43), EGN, "831641790", "DE123456789", nip(4711)])
_EMAILS = st.sampled_from(["", "a@example.com", "b@example.com", "c@allegromail.pl"])


@given(
    st.lists(
        st.builds(Partner, st.integers(1, 9), _TEXTS, _NUMBERS, st.just(""), _EMAILS),
        max_size=5,
        unique_by=lambda partner: partner.id,
    ),
    st.builds(
        order,
        email=_EMAILS,
        company_number=_NUMBERS,
        wants_invoice=st.booleans(),
        billing=st.builds(Address, name=_TEXTS, company=_TEXTS),
    ),
    st.builds(
        PartnerLinking,
        link=st.booleans(),
        by_name=st.booleans(),
        create_missing=st.booleans(),
        update_known=st.sampled_from(["never", "ask", "always"]),
        one_for_private_buyers=st.sampled_from([None, 100]),
    ),
)
def test_an_order_always_has_one_partner_or_a_reason_and_never_a_persons_number(
    known: list[Partner], bought: Order, settings: PartnerLinking
) -> None:
    choice = choose_partner(bought, PartnerBook(known), settings, "BG")
    assert (choice.partner is None) == (choice.hold is not None)
    assert (choice.hold is None) == (choice.advice is None)
    assert choice.updates == {} or isinstance(choice.partner, int)
    assert EGN not in str([choice.updates, choice.partner])
    if isinstance(choice.partner, NewPartner):
        assert settings.create_missing
        assert choice.partner.name
        # The same customer's next order finds what was just made, unless the owner wants no links.
        book = PartnerBook(known)
        book.add(77, choice.partner)
        if settings.link and (choice.partner.company_number or choice.partner.email):
            assert choose_partner(bought, book, settings, "BG").partner == 77
