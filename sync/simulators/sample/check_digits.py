"""Check digits of the numbers in the sample: barcodes, Bulgarian and Polish company numbers.

The sample must be believable and yet belong to nobody: company numbers come from ranges that are not given
out (ЕИК beginning with 9, NIP with the tax office 999), barcodes from one invented company prefix.
"""

from __future__ import annotations

EIK_RANGE = "9000"
NIP_OFFICE = "999"


def with_ean_digit(first_digits: str) -> str:
    """The EAN of 12 (or, for EAN-8, 7) digits with its check digit: weights 3 and 1 from the right, modulo
    10.
    """
    total = sum(
        int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(first_digits))
    )
    return first_digits + str(-total % 10)


def eik(number: int) -> str:
    """A synthetic ЕИК of 9 digits (Bulgarian company number) for a ``number`` below 10,000."""
    body = EIK_RANGE + f"{number:04d}"
    return body + _weighted_digit(body, range(1, 9), range(3, 11))


def branch_eik(company: str, branch: int) -> str:
    """The ЕИК of 13 digits of a branch: the company's 9 digits, 3 digits of the branch and a check digit."""
    body = company + f"{branch:03d}"
    return body + _weighted_digit(body[8:], (2, 7, 3, 5), (4, 9, 5, 7))


def nip(number: int) -> str:
    """A synthetic Polish NIP of 10 digits: the first one from ``number`` (below 1,000,000) on that has a
    check digit.
    """
    while True:
        body = NIP_OFFICE + f"{number:06d}"
        rest = (
            sum(int(digit) * weight for digit, weight in zip(body, (6, 5, 7, 2, 3, 4, 5, 6, 7), strict=True))
            % 11
        )
        if rest < 10:
            return body + str(rest)
        number += 1


def _weighted_digit(body: str, first: range | tuple[int, ...], second: range | tuple[int, ...]) -> str:
    for weights in (first, second):
        rest = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11
        if rest < 10:
            return str(rest)
    return "0"
