"""The printed document: downloaded as a file, as base64 in the answer, or by an address, and whole.

The pages say "download as PDF" and no more; published clients read bytes.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Final

from sync.errors import Refused
from sync.http import Reply
from sync.sentences import say
from sync.warehouses.firmino.client import Client
from sync.warehouses.firmino.settings import PrintForm

_BEGINNING: Final = b"%PDF-"
_END: Final = b"%%EOF"


def printed(client: Client, resource: str, row_id: int, wanted: PrintForm) -> tuple[PrintForm, bytes]:
    """The PDF of a document and how it came. Raises Refused where what came is no whole PDF, or came in
    another form than the owner's.
    """
    form, content = _content(client, client.download(resource, row_id))
    if not content.startswith(_BEGINNING) or _END not in content[-1024:]:
        raise Refused(
            say("What Firmino sent as the printed document is no whole PDF."),
            advice=say("Look whether the document can be printed in Firmino itself."),
            detail=f"{resource} {row_id}: {form.value or 'nothing'}, {len(content)} bytes",
        )
    if wanted not in (PrintForm.ANY, form):
        raise Refused(
            say("Firmino sends printed documents in another form than it did when you tried it."),
            advice=say("Try the printed document again on the step Connect."),
            detail=f"{form.value} instead of {wanted.value}",
        )
    return form, content


def _content(client: Client, answer: object) -> tuple[PrintForm, bytes]:
    if isinstance(answer, Reply):
        return PrintForm.FILE, answer.body
    if isinstance(answer, Mapping):
        texts = [value for value in answer.values() if isinstance(value, str)]
        answer = max(texts, key=len, default="")
    if not isinstance(answer, str) or not answer:
        return PrintForm.ANY, b""
    if answer.startswith(("http://", "https://", "/")) and not answer.startswith("/9j"):
        return PrintForm.LINK, client.fetch(answer)
    try:
        return PrintForm.TEXT, base64.b64decode(answer.rpartition(",")[2], validate=True)
    except (binascii.Error, ValueError):
        return PrintForm.ANY, b""
