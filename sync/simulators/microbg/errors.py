"""Refusals: HTTP 200 with status false and a list of words (facts 5.2).

Only ``_INVALID_API_ID`` is on record, from one live answer. The others are our own in its style: no client
may rely on them beyond their being there.
"""

from __future__ import annotations

from typing import Final

INVALID_API_ID: Final = "_INVALID_API_ID"
INVALID_REQUEST: Final = "_INVALID_REQUEST"
INVALID_SIGNATURE: Final = "_INVALID_SIGNATURE"
APPLICATION_NOT_USED: Final = "_APPLICATION_NOT_USED"
PAYMENT_EXPIRED: Final = "_PAYMENT_EXPIRED"
UNKNOWN_FUNCTION: Final = "_UNKNOWN_FUNCTION"
NO_RIGHTS: Final = "_NO_RIGHTS"
NOT_AVAILABLE: Final = "_NOT_AVAILABLE"
MISSING_FIELD: Final = "_MISSING_FIELD"
INVALID_VALUE: Final = "_INVALID_VALUE"
UNKNOWN_FIELD: Final = "_UNKNOWN_FIELD"
NOT_FOUND: Final = "_NOT_FOUND"
DUPLICATE_CODE: Final = "_DUPLICATE_CODE"
DUPLICATE_DOCUMENT: Final = "_DUPLICATE_EXT_APP_DOC_ID"
NOT_OWN: Final = "_NOT_OWN_OPERATION"
OTHER_TYPE: Final = "_OPER_TYPE_CANNOT_CHANGE"
NOT_ENOUGH: Final = "_NOT_ENOUGH_QUANTITY"
LOCKED: Final = "_OPERATION_HAS_INVOICE"
INVOICED: Final = "_INVOICE_EXISTS"
GROUP_NOT_EMPTY: Final = "_GROUP_NOT_EMPTY"
INTERNAL: Final = "_ERROR"

SENTENCES: Final = {
    INVALID_REQUEST: "Невалидна заявка",
    INVALID_SIGNATURE: "Невалиден подпис на заявката",
    APPLICATION_NOT_USED: "Приложението не се използва",
    PAYMENT_EXPIRED: "Изтекъл абонамент",
    UNKNOWN_FUNCTION: "Непозната функция",
    NO_RIGHTS: "Потребителят няма права за тази функция",
    NOT_AVAILABLE: "Функцията не е достъпна",
    MISSING_FIELD: "Липсва задължително поле",
    INVALID_VALUE: "Невалидна стойност",
    UNKNOWN_FIELD: "Непознато поле",
    NOT_FOUND: "Записът не е намерен",
    DUPLICATE_CODE: "Кодът вече се използва",
    DUPLICATE_DOCUMENT: "Документът вече съществува",
    NOT_OWN: "Операцията не е създадена от това приложение",
    OTHER_TYPE: "Видът на операцията не може да се променя",
    NOT_ENOUGH: "Недостатъчно количество",
    LOCKED: "За операцията има издаден документ",
    INVOICED: "Документът вече е издаден",
    GROUP_NOT_EMPTY: "Групата не е празна",
    INTERNAL: "Възникна грешка",
}
"""The same as the program may say them to people; ``_INVALID_API_ID`` stays as it was seen."""


class Refusal(Exception):
    """A call that is answered with status false. ``detail`` says to a reader of a test what was wrong."""

    def __init__(self, word: str, detail: str = "") -> None:
        super().__init__(f"{word}: {detail}" if detail else word)
        self.word = word
        self.detail = detail

    def text(self, *, sentence: bool) -> str:
        """What stands in ``errors``."""
        words = SENTENCES.get(self.word, self.word) if sentence else self.word
        return f"{words}: {self.detail}" if self.detail else words
