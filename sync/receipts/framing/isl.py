"""The ISL framing: Datecs P and C, Daisy, Eltrade, Incotex.

Host: ``01 LEN SEQ CMD DATA 05 BCC×4 03``; device: ``01 LEN SEQ CMD DATA 04 STATUS×6 05 BCC×4 03``. LEN is the
number of bytes after 01h up to and with 05h, + 20h; BCC the sum of the same bytes, one nibble a byte.
"""

from __future__ import annotations

from typing import Final

from sync.receipts.framing.envelope import Layout

ISL: Final = Layout(field_bytes=1, status_bytes=6, data_limit=213, answer_limit=218)
ISL_SHORT: Final = Layout(field_bytes=1, status_bytes=6, data_limit=91, answer_limit=218)
"""Eltrade and Incotex: their manuals let LEN go to 7Fh only."""
ISL_DAISY: Final = Layout(field_bytes=1, status_bytes=6, data_limit=200, answer_limit=218)
FIRST_SEQUENCE: Final = 0x20
LAST_SEQUENCE: Final = 0x7F
"""Up to 7Fh is allowed by every maker; Daisy and Eltrade would take up to FFh."""
