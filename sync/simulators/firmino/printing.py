"""The print of a document: one small page of real PDF with its number and total."""

from __future__ import annotations

import unicodedata
from decimal import Decimal


def print_of(title: str, total: Decimal, currency: str) -> bytes:
    """A whole PDF. Letters that the page's plain font lacks lose their marks (Zamówienie: Zamowienie)."""
    drawing = "\n".join(
        f"BT /F1 {size} Tf 72 {height} Td ({_plain(words)}) Tj ET"
        for size, height, words in ((18, 760, title), (12, 730, f"Razem: {total:.2f} {currency}"))
    ).encode("latin-1", errors="replace")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources 6 0 R >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        b"<< /Font << /F1 4 0 R >> >>",
    )
    whole = bytearray(b"%PDF-1.4\n")
    places = []
    for place, content in enumerate(objects, 1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (place, content)
    table = len(whole)
    whole += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    whole += b"".join(b"%010d 00000 n \n" % place for place in places)
    whole += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(whole)


def _plain(words: str) -> str:
    spread = unicodedata.normalize("NFD", words.replace("ł", "l").replace("Ł", "L"))
    bare = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return bare.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
