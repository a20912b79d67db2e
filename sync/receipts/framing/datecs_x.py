"""The framing of the newer Datecs devices ("X"): as ISL, with four nibbles for length and command and eight
status bytes.

Host: ``01 LEN×4 SEQ CMD×4 DATA 05 BCC×4 03``; the device puts ``04 STATUS×8`` before 05h. Requests keep to
the shorter limit of the protocol's versions 2.02 and 2.08; answers may be as long as those of 2.11.4.
"""

from __future__ import annotations

from typing import Final

from sync.receipts.framing.envelope import Layout

DATECS_X: Final = Layout(field_bytes=4, status_bytes=8, data_limit=213, answer_limit=480)
