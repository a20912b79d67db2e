"""In which encoding a file of text is written.

Shops and programs of Bulgaria and Poland write UTF-8, UTF-16 (Excel's "Unicode text") or the code page of
Windows. Which of the two code pages it is, the letters tell: Cyrillic words consist of high bytes throughout,
while in Polish words a high byte stands alone among Latin letters. General guessers choose among ninety
encodings, and on a short price list often a wrong one.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from sync.errors import SettingsError, Unreachable
from sync.sentences import say


class Encoding(StrEnum):
    """The encodings that are read, by Python's names."""

    UTF_8 = "utf-8"
    UTF_8_BOM = "utf-8-sig"
    UTF_16 = "utf-16"
    WINDOWS_1251 = "windows-1251"
    WINDOWS_1250 = "windows-1250"


_UTF_16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""How an .xlsx or .ods file begins, and an old .xls."""
_WHOLE_WORDS: Final = re.compile(rb"[\xc0-\xff]{3,}")
_HIGH: Final = re.compile(rb"[\xa1-\xff\x8a\x8c-\x8f\x9a\x9c-\x9f]")
_EURO_1250: Final = b"\x80"
_EURO_1251: Final = b"\x88"


def recognise_encoding(chunks: Iterable[bytes]) -> Encoding:
    """The encoding of the whole file, which comes in pieces.

    Raises SettingsError for what is no text, and Unreachable for UTF-8 that ends within a letter.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    utf_8 = True
    started = False
    marked = False
    high = in_words = euro_1250 = euro_1251 = 0
    for chunk in chunks:
        if not chunk:
            continue
        if not started:
            started = True
            if chunk.startswith(_UTF_16_MARKS):
                return Encoding.UTF_16
            marked = chunk.startswith(codecs.BOM_UTF8)
            _refuse_workbook(chunk)
        if b"\0" in chunk:
            raise SettingsError(
                say("This file is no text."), advice=say("Choose a file that was saved as CSV or XML.")
            )
        if utf_8:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                utf_8 = False
        high += len(_HIGH.findall(chunk))
        in_words += sum(map(len, _WHOLE_WORDS.findall(chunk)))
        euro_1250 += chunk.count(_EURO_1250)
        euro_1251 += chunk.count(_EURO_1251)
    if utf_8:
        _refuse_half_a_letter(decoder)
        return Encoding.UTF_8_BOM if marked else Encoding.UTF_8
    if high:
        return Encoding.WINDOWS_1251 if in_words * 2 >= high else Encoding.WINDOWS_1250
    return Encoding.WINDOWS_1250 if euro_1250 > euro_1251 else Encoding.WINDOWS_1251


def _refuse_workbook(beginning: bytes) -> None:
    if beginning.startswith(_WORKBOOKS):
        raise SettingsError(
            say("This is a workbook of a spreadsheet program, not a CSV file."),
            advice=say("Open it there and save it as “CSV UTF-8”."),
        )


def _refuse_half_a_letter(decoder: codecs.IncrementalDecoder) -> None:
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise Unreachable(
            say("The file breaks off within a letter."), advice=say("Export it again.")
        ) from None
