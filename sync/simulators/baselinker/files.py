"""Files inside the JSON, and the PDF that the simulator draws itself.

A file is ``data:`` and base64, with no MIME part between (facts 2.3).
"""

from __future__ import annotations

import base64
from typing import Any

from sync.simulators.baselinker import errors
from sync.simulators.baselinker.errors import ConnectorError

FILE_BYTES = 2 * 1024 * 1024
_PREFIX = "data:"


def checked_file(value: Any) -> str:
    """The text of an uploaded file as it came; refused without the exact prefix ``data:`` or above 2 MB.

    The base64 itself is not checked: where a ``+`` was lost on the way, the spoilt file is kept, as a real
    server would.
    """
    if not isinstance(value, str) or not value.startswith(_PREFIX) or ";" in value[:80]:
        raise ConnectorError(errors.FILE_FORMAT, "The file has to be data: and base64")
    if len(value) - len(_PREFIX) > FILE_BYTES * 4 // 3 + 4:
        raise ConnectorError(errors.FILE_FORMAT, "The file is larger than 2 MB")
    return value


def own_pdf(title: str) -> str:
    """A small, valid PDF page that bears the title, as ``data:<base64>``.

    Letters beyond Latin-1 become question marks.
    """
    shown = title.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    drawing = f"BT /F1 18 Tf 72 760 Td ({shown}) Tj ET".encode("latin-1", errors="replace")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    document = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(document))
        document += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = len(document)
    document += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    for offset in offsets:
        document += b"%010d 00000 n \n" % offset
    document += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, table)
    return _PREFIX + base64.b64encode(bytes(document)).decode("ascii")
