"""The rehearsal: on a real warehouse program the first run writes exactly one order and asks about it.

What is known of it is kept in the state file: before the order is written, after it, and with the owner's
answer. So a power cut at any moment leaves either no order or one that is asked about. Only a yes for this
very database and this version of the program's schema opens the rest.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sync.errors import SettingsError
from sync.model import Document, DocumentKind, DocumentRef, MarkKey, MarkState
from sync.ports import InboxState, Journal
from sync.profile import Profile
from sync.run.connection import Connection
from sync.sentences import Sentence, mark, say

REHEARSAL: Final = "rehearsal"
"""Under this name the journal remembers it, and under this key a report tells of it."""
QUESTION: Final = mark("Open order {number} in {program}. Are lines, prices, VAT and partner right?")
"""What the owner is asked; a summary knows the question again by these templates."""
SALE_QUESTION: Final = mark(
    "Open sale {number} in {program}. Are lines, prices, VAT, partner, stock and payment right?"
)
NOT_RIGHT: Final = mark("Order {number} was not right, so Mostik writes nothing more into {program}.")
"""What a run says after a no."""
_REMINDED_FOR: Final = timedelta(days=14)


class Stage(StrEnum):
    """How far the rehearsal is."""

    WRITING = "writing"
    """The order was about to be written; its mark in the warehouse tells whether it was."""
    ASKED = "asked"
    RIGHT = "right"
    WRONG = "wrong"


class ClosingSign(StrEnum):
    """What the program does to an order that is turned into a sale."""

    TRANSFORMATION = "transformation"
    """It notes which document became which."""
    TAGGED_SALE = "tagged sale"
    """The order stays as it is; the sale has the same note."""
    ROWS_GONE = "rows gone"
    REDUCED = "reduced"
    """The order stays with smaller quantities."""
    OTHER = "other"
    """Something else changed, by which no later order can be told."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The order that was written first and what is known of it. Moments are aware.

    ``place`` and ``schema`` say for which database and which version of its schema the answer holds.
    ``quantity`` is the sum over its rows in the goods' units, as text. ``closed_as`` is the sale's number.
    """

    stage: Stage
    order_id: str
    title: str
    place: str
    schema: str
    ref: DocumentRef | None = None
    rows_hash: str = ""
    quantity: str = ""
    written_at: datetime | None = None
    answered_at: datetime | None = None
    sign: ClosingSign | None = None
    closed_as: str = ""

    @property
    def number(self) -> str:
        """The document's number as people read it."""
        return self.ref.shown() if self.ref else ""

    def as_text(self) -> str:
        data: dict[str, Any] = {
            "stage": self.stage.value,
            "order": self.order_id,
            "title": self.title,
            "place": self.place,
            "schema": self.schema,
            "kind": self.ref.kind.value if self.ref else None,
            "number": self.ref.number if self.ref else None,
            "name": self.ref.name if self.ref else "",
            "rows_hash": self.rows_hash,
            "quantity": self.quantity,
            "written_at": self.written_at.isoformat() if self.written_at else None,
            "answered_at": self.answered_at.isoformat() if self.answered_at else None,
            "sign": self.sign.value if self.sign else None,
            "closed_as": self.closed_as,
        }
        return json.dumps(data, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Rehearsal:
        data = json.loads(text)
        ref = None
        if data["kind"]:
            ref = DocumentRef(DocumentKind(data["kind"]), int(data["number"]), str(data.get("name", "")))
        return cls(
            stage=Stage(data["stage"]),
            order_id=str(data["order"]),
            title=str(data["title"]),
            place=str(data["place"]),
            schema=str(data["schema"]),
            ref=ref,
            rows_hash=str(data["rows_hash"]),
            quantity=str(data["quantity"]),
            written_at=_moment(data["written_at"]),
            answered_at=_moment(data["answered_at"]),
            sign=ClosingSign(data["sign"]) if data["sign"] else None,
            closed_as=str(data["closed_as"]),
        )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


# ---------------------------------------------------------------- what is kept


def recall(journal: Journal) -> Rehearsal | None:
    """The rehearsal of this connection, or None before it."""
    text = journal.recall(REHEARSAL)
    return Rehearsal.from_text(text) if text else None


def keep(journal: Journal, rehearsal: Rehearsal | None) -> None:
    """Keep how it stands; None: it begins anew."""
    journal.remember(REHEARSAL, rehearsal.as_text() if rehearsal else "")


def place_of(profile: Profile) -> str:
    """The database that the connection writes into, as the settings name it, without who signs in."""
    settings = profile.connect.warehouse.model_dump(mode="json")
    named = (settings.get(name) for name in ("program", "engine", "server", "instance", "database", "path"))
    return " ".join(str(each).strip().lower() for each in named if each)


# ---------------------------------------------------------------- what a run may do


class Permit(StrEnum):
    """What a run may write."""

    ALL = "all"
    ONE_ORDER = "one order"
    """One order into the warehouse. While there is none, the shop alone is written."""
    NOTHING = "nothing"
    """The owner's answer is waited for, or was no."""


def is_rehearsed_at_all(connection: Connection) -> bool:
    """Whether this connection writes orders into a program in which other people work; a run of other modules
    alone is held by an open question as well."""
    if not connection.warehouse.features.real_program:
        return False
    return connection.profile.modules.orders or recall(connection.journal) is not None


def permit_of(connection: Connection, rehearsal: Rehearsal | None) -> Permit:
    """What the next run may write."""
    if not is_rehearsed_at_all(connection):
        return Permit.ALL
    if rehearsal is None or not holds_here(connection, rehearsal) or rehearsal.stage is Stage.WRITING:
        return Permit.ONE_ORDER
    return Permit.ALL if rehearsal.stage is Stage.RIGHT else Permit.NOTHING


def holds_here(connection: Connection, rehearsal: Rehearsal) -> bool:
    """Whether it was made in this database, with this version of the program's schema."""
    features = connection.warehouse.features
    return rehearsal.place == place_of(connection.profile) and rehearsal.schema == features.schema_version


def after_interruption(connection: Connection, rehearsal: Rehearsal | None) -> Rehearsal | None:
    """The rehearsal as the warehouse knows it: an order that was about to be written may have been."""
    if rehearsal is None or rehearsal.stage is not Stage.WRITING:
        return rehearsal
    found = connection.warehouse.marks(connection.shop_key, [rehearsal.order_id]).get(rehearsal.order_id)
    if found is None or found.state is MarkState.WITHDRAWN or not holds_here(connection, rehearsal):
        return rehearsal
    document = connection.warehouse.documents({found.ref}).get(found.ref)
    return asked(rehearsal, found.ref, document, found.at)


def asked(
    rehearsal: Rehearsal, ref: DocumentRef, document: Document | None, written_at: datetime
) -> Rehearsal:
    """The order stands in the warehouse as ``document``, and the owner is asked about it."""
    return replace(
        rehearsal,
        stage=Stage.ASKED,
        ref=ref,
        rows_hash=document.rows_hash if document else "",
        quantity=str(sum(row.quantity for row in document.rows)) if document else "",
        written_at=written_at,
    )


# ---------------------------------------------------------------- question and answer


def question(rehearsal: Rehearsal, program: str) -> tuple[Sentence, Sentence]:
    """What the owner is asked, or told after a no, and what he can do."""
    fields = {"number": rehearsal.number, "program": program}
    if rehearsal.stage is Stage.WRONG:
        return Sentence(NOT_RIGHT, fields), say(
            "Correct what was wrong in the steps of this connection, then rehearse again: Mostik takes the "
            "order back, if nobody touched it, and writes one order anew."
        )
    sale = rehearsal.ref is not None and rehearsal.ref.kind is DocumentKind.SALE
    return Sentence(SALE_QUESTION if sale else QUESTION, fields), say(
        "It is order {order} of the shop, and nothing else was written. Only your yes opens the rest.",
        order=rehearsal.title,
    )


def answered(connection: Connection, rehearsal: Rehearsal, *, right: bool) -> Rehearsal:
    """Keep the owner's answer with its moment. Raises SettingsError where nothing was asked."""
    if rehearsal.stage is Stage.WRITING:
        raise SettingsError(
            say("No order has been written yet that you could look at."),
            advice=say("Sync first; the first order that comes in is the rehearsal."),
        )
    given = replace(
        rehearsal,
        stage=Stage.RIGHT if right else Stage.WRONG,
        schema=connection.warehouse.features.schema_version,
        answered_at=connection.now(),
    )
    keep(connection.journal, given)
    return given


def rehearse_again(connection: Connection, rehearsal: Rehearsal) -> Sentence:
    """Take the order back, where nobody touched it, and let the next run rehearse anew; what became of it.

    Raises Refused where the document was changed or sold: it is the program's own then, and stays.
    """
    key = MarkKey(connection.shop_key, rehearsal.order_id)
    found = connection.warehouse.marks(key.shop_key, [key.external_id]).get(key.external_id)
    if found is None or found.state is MarkState.WITHDRAWN:
        told = say("No document of order {order} is left.", order=rehearsal.title)
    elif not connection.warehouse.documents({found.ref}):
        connection.warehouse.set_mark_state(key, MarkState.WITHDRAWN)
        told = say("Document {number} was deleted already.", number=found.ref.shown())
    else:
        connection.warehouse.withdraw_document(key, found.rows_hash)
        told = say("Document {number} was taken back.", number=found.ref.shown())
    forget(connection, rehearsal)
    return told


def rehearse_with_another(connection: Connection) -> None:
    """Leave the document as it is; the next run rehearses with another order."""
    keep(connection.journal, None)


def forget(connection: Connection, rehearsal: Rehearsal) -> None:
    """The order has no document any more and can come in anew, as the first one again."""
    journal = connection.journal
    with journal.transaction():
        row = journal.inbox_rows([rehearsal.order_id]).get(rehearsal.order_id)
        if row is not None:
            journal.put(
                replace(
                    row,
                    state=InboxState.SEEN,
                    why=None,
                    attempts=0,
                    skip_runs=0,
                    document=None,
                    imported_hash="",
                    followed=False,
                )
            )
        keep(journal, None)


def reminder(rehearsal: Rehearsal | None, program: str, now: datetime) -> tuple[Sentence, Sentence] | None:
    """What is left to do after a yes: showing Mostik how an order becomes a sale. Told for two weeks."""
    if rehearsal is None or rehearsal.stage is not Stage.RIGHT or rehearsal.sign is not None:
        return None
    if rehearsal.ref is None or rehearsal.ref.kind is DocumentKind.SALE:
        return None
    if rehearsal.answered_at is None or now - rehearsal.answered_at > _REMINDED_FOR:
        return None
    return (
        say("Order {number} was right. Turn it into a sale in {program}.", number=rehearsal.number,
            program=program),
        say("Then let Mostik read what changed: from then on it knows which orders are still open."),
    )  # fmt: skip
