"""What buyers write as company number, and what it turns out to be."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.plan.company_numbers import (
    CompanyNumber,
    NumberKind,
    is_egn,
    is_eik,
    is_nip,
    is_pesel,
    read_company_number,
)
from sync.simulators.sample.check_digits import branch_eik, eik, nip

EIK = eik(42)
BRANCH = branch_eik(EIK, 7)
NIP = nip(4711)


def egn(born: date, serial: int = 123) -> str:
    """A ЕГН made by its rule: date of birth with the century in the month, three digits, a check digit."""
    month = born.month + {18: 20, 19: 0, 20: 40}[born.year // 100]
    body = f"{born.year % 100:02d}{month:02d}{born.day:02d}{serial:03d}"
    total = sum(int(digit) * 2**power % 11 for digit, power in zip(body, range(1, 10), strict=True))
    return body + str(total % 11 % 10)


# ---------------------------------------------------------------- Bulgaria


@pytest.mark.parametrize(
    "written",
    [
        EIK,
        f" {EIK[:3]} {EIK[3:6]}-{EIK[6:]} ",
        f"ЕИК: {EIK}",
        f"ЕИК № {EIK}",
        f"БУЛСТАТ {EIK}",
        f"{EIK}\u200b\u00a0",
    ],
)
def test_a_eik_is_read_however_it_is_written(written: str) -> None:
    assert read_company_number(written, "BG") == CompanyNumber(NumberKind.COMPANY, EIK, "", "BG")


@pytest.mark.parametrize(
    "written",
    [f"BG{EIK}", f"bg {EIK}", f"БГ{EIK}", f"\u0412G{EIK}", f"ИН по ЗДДС: BG {EIK}", f"VAT BG-{EIK}"],
)
@pytest.mark.parametrize("country", ["BG", "PL", "DE", "US", ""])
def test_bg_typed_before_the_eik_gives_the_vat_number_too(written: str, country: str) -> None:
    assert read_company_number(written, country) == CompanyNumber(NumberKind.COMPANY, EIK, f"BG{EIK}", "BG")


def test_full_width_digits_are_digits() -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in EIK)
    assert read_company_number(wide, "BG").company_number == EIK


def test_a_branch_keeps_its_13_digits_and_has_the_vat_number_of_its_company() -> None:
    assert read_company_number(BRANCH, "BG") == CompanyNumber(NumberKind.COMPANY, BRANCH, "", "BG")
    assert read_company_number(f"BG{BRANCH}", "BG").vat_number == f"BG{EIK}"


def test_check_digits_of_known_eik() -> None:
    # With the weights 1 to 8: 8*1 + 3*2 + 1*3 + 6*4 + 4*5 + 1*6 + 7*7 + 9*8 = 188, and 188 mod 11 is 1.
    assert is_eik("831641791")
    assert not is_eik("831641790")


@given(st.integers(0, 9999), st.integers(1, 999))
def test_every_eik_that_is_made_by_the_rule_is_right_and_no_other_check_digit_is(
    number: int, branch: int
) -> None:
    right = eik(number)
    assert [d for d in "0123456789" if is_eik(right[:8] + d)] == [right[8]]
    long = branch_eik(right, branch)
    assert [d for d in "0123456789" if is_eik(long[:12] + d)] == [long[12]]


def test_a_eik_with_a_wrong_digit_is_wrong() -> None:
    other = str((int(EIK[8]) + 1) % 10)
    for written in (EIK[:8] + other, f"BG{EIK[:8]}{other}", EIK[:8], EIK + "1", BRANCH[:12]):
        assert read_company_number(written, "BG").kind is NumberKind.WRONG


# ---------------------------------------------------------------- a person's numbers


@given(
    st.dates(date(1885, 1, 1), date(2099, 12, 31)), st.integers(0, 999), st.sampled_from(["", "BG", "ЕГН "])
)
def test_a_egn_is_a_persons_and_nothing_of_it_is_kept(born: date, serial: int, before: str) -> None:
    number = egn(born, serial)
    assert is_egn(number)
    assert read_company_number(before + number, "BG") == CompanyNumber(NumberKind.PERSONAL)


def test_a_egn_needs_a_real_date() -> None:
    with_right_digit = [f"7502{day}123{digit}" for day in ("30", "31") for digit in range(10)]
    assert not any(is_egn(number) for number in with_right_digit)
    assert is_egn("7523169263")  # 16 March 1875
    assert not is_egn("7513169263")


def test_a_lnch_is_a_persons_number_in_bulgaria_only() -> None:
    body = "700123456"
    total = sum(int(d) * w for d, w in zip(body, (21, 19, 17, 13, 11, 9, 7, 3, 1), strict=True))
    number = body + str(total % 10)
    assert read_company_number(number, "BG").kind is NumberKind.PERSONAL
    # A NIP with a slip of the pen must not pass for a foreigner's number in Bulgaria.
    assert not is_nip(number)
    assert read_company_number(number, "PL").kind is NumberKind.WRONG


def test_a_pesel_is_a_persons_number() -> None:
    assert is_pesel("44051401359")
    assert not is_pesel("44051401358")
    for written in ("44051401359", "PL 440514 01359", "PESEL: 44051401359"):
        assert read_company_number(written, "PL") == CompanyNumber(NumberKind.PERSONAL)


def test_a_foreigners_vat_registration_in_bulgaria_is_no_person() -> None:
    # 4*2 + 3*0 + 2*0 + 7*1 + 6*2 + 5*3 + 4*4 + 3*5 + 2*7 = 87, and 88 is the next multiple of 11.
    assert read_company_number("BG2001234571", "DE") == CompanyNumber(
        NumberKind.FOREIGN_VAT, "", "BG2001234571", "BG"
    )
    assert read_company_number("2001234571", "BG").kind is NumberKind.WRONG


def test_a_person_who_lives_abroad_is_still_a_person() -> None:
    assert read_company_number(egn(date(1980, 5, 17)), "GB").kind is NumberKind.PERSONAL
    assert read_company_number(egn(date(1980, 5, 17)), "RS").kind is NumberKind.PERSONAL


# ---------------------------------------------------------------- Poland


@pytest.mark.parametrize(
    "written", [NIP, f"NIP: {NIP[:3]}-{NIP[3:6]}-{NIP[6:8]}-{NIP[8:]}", f"{NIP[:5]} {NIP[5:]}"]
)
def test_a_nip_is_read_however_it_is_written(written: str) -> None:
    assert read_company_number(written, "PL") == CompanyNumber(NumberKind.COMPANY, NIP, "", "PL")


@pytest.mark.parametrize("country", ["BG", "PL", "DE", ""])
@pytest.mark.parametrize("before", ["PL", "pl ", "NIP UE PL-", "VAT: PL"])
def test_pl_before_the_nip_decides_whose_it_is(before: str, country: str) -> None:
    expected = CompanyNumber(NumberKind.COMPANY, NIP, f"PL{NIP}", "PL")
    assert read_company_number(before + NIP, country) == expected


@given(st.integers(0, 999_000), st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_of_a_nip_is_always_seen(number: int, place: int, by: int) -> None:
    right = nip(number)
    assert is_nip(right)
    changed = right[:place] + str((int(right[place]) + by) % 10) + right[place + 1 :]
    assert not is_nip(changed)


def both_nip_and_egn() -> str:
    candidates = (egn(date(1980, 1, 1), serial) for serial in range(1000))
    return next(number for number in candidates if is_nip(number))


def test_ten_digits_that_could_be_both_are_what_the_country_says() -> None:
    number = both_nip_and_egn()
    assert read_company_number(number, "PL").kind is NumberKind.COMPANY
    assert read_company_number(number, "BG").kind is NumberKind.PERSONAL
    assert read_company_number(number, "").kind is NumberKind.PERSONAL
    assert read_company_number(f"PL{number}", "BG").kind is NumberKind.COMPANY


def test_a_eik_in_poland_needs_its_letters() -> None:
    # Nine digits there are a REGON; one in ten would pass for a ЕИК.
    assert read_company_number(EIK, "PL").kind is NumberKind.WRONG


# ---------------------------------------------------------------- elsewhere


@pytest.mark.parametrize(
    ("written", "country", "number", "whose"),
    [
        ("ATU12345678", "BG", "ATU12345678", "AT"),
        ("U12345678", "AT", "ATU12345678", "AT"),
        ("DE 123 456 789", "BG", "DE123456789", "DE"),
        ("123456789", "DE", "DE123456789", "DE"),
        ("EL123456789", "BG", "EL123456789", "GR"),
        ("GR123456789", "BG", "EL123456789", "GR"),
        ("123456789", "GR", "EL123456789", "GR"),
        ("XI123456789", "GB", "XI123456789", "XI"),
        ("GB123456789", "BG", "GB123456789", "GB"),
        ("123456789", "UK", "GB123456789", "GB"),
        ("NL123456789B01", "PL", "NL123456789B01", "NL"),
        ("VAT NL123456789B01", "NL", "NL123456789B01", "NL"),
        ("IE1+23456A", "IE", "IE1+23456A", "IE"),
        ("ESX1234567L", "BG", "ESX1234567L", "ES"),
        ("AT123456789", "FR", "FRAT123456789", "FR"),
        ("CHE-123.456.789 MWST", "BG", "CHE123456789MWST", "CH"),
        ("12345678", "UA", "UA12345678", "UA"),
        ("NO123456789MVA", "NO", "NO123456789MVA", "NO"),
    ],
)
def test_foreign_vat_numbers_have_their_structure_and_their_countrys_letters(
    written: str, country: str, number: str, whose: str
) -> None:
    assert read_company_number(written, country) == CompanyNumber(NumberKind.FOREIGN_VAT, "", number, whose)


@pytest.mark.parametrize(
    ("written", "country"),
    [
        ("DE12345678", "BG"),
        ("1234", "DE"),
        ("999999999", "DE"),
        ("BG831641790", "RS"),
        ("PL1234567890", "BG"),
        ("123", "US"),
        ("0888123456", "BG"),
        ("ivan2@example.com", "BG"),
    ],
)
def test_what_fails_every_test_is_wrong(written: str, country: str) -> None:
    assert read_company_number(written, country) == CompanyNumber(NumberKind.WRONG)


def test_one_digit_repeated_is_nobodys_number_though_its_check_digit_is_right() -> None:
    assert read_company_number("1111111111", "PL").kind is NumberKind.WRONG


@pytest.mark.parametrize("written", ["", " ", "-", "няма", "brak", "ООД", "0", "000000000", "BG", "ЕИК"])
def test_nothing_that_could_be_a_number_is_none(written: str) -> None:
    assert read_company_number(written, "BG") == CompanyNumber(NumberKind.NONE)


@given(st.text(max_size=30), st.sampled_from(["BG", "PL", "DE", "GB", "US", ""]))
def test_any_text_is_read_to_the_end_and_only_good_numbers_are_kept(written: str, country: str) -> None:
    number = read_company_number(written, country)
    if number.kind is NumberKind.COMPANY:
        assert is_eik(number.company_number) or is_nip(number.company_number)
    else:
        assert number.company_number == ""
    assert bool(number.vat_number) >= (number.kind is NumberKind.FOREIGN_VAT)
    if not number.is_company:
        assert number == CompanyNumber(number.kind)
