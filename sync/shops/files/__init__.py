"""Reading tables that a shop exports: CSV and XML, as owners and their programs really make them.

A file is looked at first, and read afterwards; nothing of it is used before the whole of it was seen.

>>> wait_until_still([path], clock)           # nobody is writing it any more, else Unreachable
>>> found = recognise(path)                   # kind, encoding, separator, header, record: a proposal
>>> table = open_table(path, found.form)      # goes once through all of it: broken files end here
>>> for row in table.rows():                  # streamed, in the file's order, as often as wanted
...     row.number, row.cells["SKU"], row.problem

- **Forms.** :class:`TableForm` says how a file is read and can be kept: CSV with its encoding, separator
and the
  row of the names; XML with the path of a record and, inside it, of a line. :func:`recognise` proposes one
  from the whole file; the owner may change it, so :func:`open_table` takes any.
- **Files that changed their form.** :func:`form_now` is the form of today of a file whose form was chosen
  before: saved anew by a spreadsheet it may have another encoding and separator.
- **Encodings.** UTF-8 with and without BOM, UTF-16 with BOM, windows-1251 and windows-1250
  (:func:`recognise_encoding`). An Excel workbook is told as such.
- **Names.** A name that stands twice in the header is told apart as ``Name (2)``. A header that comes again
  further down (files put together) is passed over. In XML a name is the path inside the record:
  ``Name/BG``, ``Price@currency``; what repeats is ``Image``, ``Image (2)``. Fields around a line are there
  in each of its rows.
- **Rows.** :class:`Row` has the number that a spreadsheet shows (the header is row 1), the cells as text
without
  blanks around them, and ``problem`` (a sentence) where it is too short, too long or not readable. Such a
  row is never to be used.
- **Values.** :func:`recognise_decimal_sign` and :func:`read_amount` for numbers (``1 234,50``, ``276,05
EUR``),
  :func:`recognise_date_forms` and :func:`read_moment` for dates, :func:`read_flag` for yes and no in several
  languages. What cannot be read raises :class:`Misread` with a sentence.
- **Spreadsheets.** :func:`spoilt_code` tells a code that a spreadsheet rounded (``3.8E+12``), and
  :func:`lost_zeros` codes that lost the zeros at their beginning. Texts are never evaluated; :func:`harmless`
  makes one safe that a spreadsheet would take for a formula, for whoever writes a file, and reading takes its
  apostrophe away again.
- **The same file again.** ``Table.fingerprint.digest`` is the SHA-256 of the content.
- **Folders.** :func:`files_in` lists the finished files of a folder, the oldest first.

Errors are those of :mod:`sync.errors`: ``Unreachable`` where waiting may help (not there, still being
written, it breaks off), ``SettingsError`` where the owner must choose something else (no table, an Excel
workbook, another separator). Memory is bounded by the longest row, whatever the length of the file.
"""

from sync.shops.files.amounts import Amount, DecimalSign, currency_named, read_amount, recognise_decimal_sign
from sync.shops.files.codes import harmless, lost_zeros, spoilt_code, without_guard
from sync.shops.files.dates import DATE_FORMS, DateForm, read_moment, recognise_date_forms
from sync.shops.files.encoding import Encoding, recognise_encoding
from sync.shops.files.flags import read_flag
from sync.shops.files.form import Fingerprint, Row, TableForm, TableKind
from sync.shops.files.misread import Misread
from sync.shops.files.recognition import Recognised, form_now, recognise
from sync.shops.files.stillness import files_in, wait_until_still
from sync.shops.files.table import Table, open_table

__all__ = [
    "DATE_FORMS",
    "Amount",
    "DateForm",
    "DecimalSign",
    "Encoding",
    "Fingerprint",
    "Misread",
    "Recognised",
    "Row",
    "Table",
    "TableForm",
    "TableKind",
    "currency_named",
    "files_in",
    "form_now",
    "harmless",
    "lost_zeros",
    "open_table",
    "read_amount",
    "read_flag",
    "read_moment",
    "recognise",
    "recognise_date_forms",
    "recognise_decimal_sign",
    "recognise_encoding",
    "spoilt_code",
    "wait_until_still",
    "without_guard",
]
