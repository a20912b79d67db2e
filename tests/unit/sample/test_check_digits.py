"""Check digits against numbers worked out by hand and against a second way of counting."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.simulators.sample.check_digits import branch_eik, eik, nip, with_ean_digit
from tests.unit.sample.numbers import is_ean, is_eik, is_nip


@pytest.mark.parametrize(
    ("body", "whole"),
    [("400638133393", "4006381333931"), ("978014300723", "9780143007234"), ("000000000000", "0000000000000")],
)
def test_ean_of_known_numbers(body: str, whole: str) -> None:
    assert with_ean_digit(body) == whole


@given(st.text("0123456789", min_size=12, max_size=12))
def test_every_ean_passes_the_check_and_no_other_digit_does(body: str) -> None:
    whole = with_ean_digit(body)
    assert [digit for digit in "0123456789" if is_ean(body + digit)] == [whole[-1]]


@given(st.integers(0, 9999), st.integers(1, 999))
def test_company_numbers_pass_the_check(serial: int, branch: int) -> None:
    company = eik(serial)
    assert is_eik(company)
    assert is_eik(branch_eik(company, branch))
    assert not is_eik(company[:-1] + str((int(company[-1]) + 1) % 10))


@given(st.integers(0, 999_900))
def test_every_nip_passes_the_check(serial: int) -> None:
    assert is_nip(nip(serial))


def test_checks_of_this_test_know_real_examples() -> None:
    """Examples from public documentation, so that the generator and the check cannot be wrong together."""
    assert is_eik("175074752")
    assert is_nip("8567346215")
    assert not is_eik("175074751")
    assert not is_nip("8567346216")
