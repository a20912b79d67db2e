"""Checks of barcodes and company numbers, written another way than the generator's."""

from __future__ import annotations


def is_ean(text: str) -> bool:
    """EAN-13: the weighted sum of all thirteen digits is a multiple of ten."""
    digits = [int(digit) for digit in text]
    return len(digits) == 13 and (sum(digits[0::2]) + 3 * sum(digits[1::2])) % 10 == 0


def is_eik(text: str) -> bool:
    """ЕИК of 9 digits, or of 13 where a branch has its own."""
    if not text.isdigit() or len(text) not in (9, 13):
        return False
    digits = [int(digit) for digit in text]
    rest = sum(digits[place] * (place + 1) for place in range(8)) % 11
    if rest == 10:
        rest = sum(digits[place] * (place + 3) for place in range(8)) % 11 % 10
    if rest != digits[8]:
        return False
    if len(digits) == 9:
        return True
    tail = digits[8:12]
    rest = (2 * tail[0] + 7 * tail[1] + 3 * tail[2] + 5 * tail[3]) % 11
    if rest == 10:
        rest = (4 * tail[0] + 9 * tail[1] + 5 * tail[2] + 7 * tail[3]) % 11 % 10
    return rest == digits[12]


def is_nip(text: str) -> bool:
    """Polish NIP of 10 digits."""
    if not text.isdigit() or len(text) != 10:
        return False
    return sum(
        int(text[place]) * weight for place, weight in enumerate((6, 5, 7, 2, 3, 4, 5, 6, 7))
    ) % 11 == int(text[9])
