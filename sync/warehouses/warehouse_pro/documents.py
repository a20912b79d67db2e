"""Writes an order or a sale with its partner and its mark, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from sync.errors import Bug, Refused
from sync.model import (
    DocumentDraft,
    DocumentKind,
    DocumentLine,
    DocumentPayment,
    DocumentRef,
    Mark,
    MarkKey,
    MarkState,
    NewPartner,
    PaymentMethod,
)
from sync.ports import Clock, WrittenDocument
from sync.sentences import Sentence, say
from sync.tags import read_tag
from sync.warehouses.warehouse_pro.codes import TYPE_OF_KIND
from sync.warehouses.warehouse_pro.configuration import Configuration
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.dialect import Engine
from sync.warehouses.warehouse_pro.document_checks import (
    Good,
    lines_to_write,
    payment_methods,
)
from sync.warehouses.warehouse_pro.document_rows import DocumentHead, check_written, write_rows
from sync.warehouses.warehouse_pro.marks import Marks
from sync.warehouses.warehouse_pro.numbering import reserve_number
from sync.warehouses.warehouse_pro.partners import Partners
from sync.warehouses.warehouse_pro.prices import VatRates
from sync.warehouses.warehouse_pro.reading_documents import rows_of
from sync.warehouses.warehouse_pro.sales import Sale, SoldStock, note_payments, word_for_cash
from sync.warehouses.warehouse_pro.surroundings import read_surroundings
from sync.warehouses.warehouse_pro.tables import OPERATIONS
from sync.warehouses.warehouse_pro.texts import TextFitter


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft whose every name was found in the warehouse."""

    lines: Sequence[DocumentLine]
    goods: dict[int, Good]
    rates: VatRates
    configuration: Configuration
    highest_number: int
    note: str
    warnings: list[Sentence]


@dataclass(frozen=True, slots=True)
class Selling:
    """What a sale takes, what was paid for it and by which method, and the cash book's word for it."""

    stock: SoldStock
    paid: Sequence[tuple[DocumentPayment, PaymentMethod]]
    word_for_cash: str


class DocumentWriter:
    """Writes documents into one warehouse; ``closed`` says why it takes no "orders" or no "sales"."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        marks: Marks,
        partners: Partners,
        closed: Mapping[str, Sentence] = MappingProxyType({}),
    ) -> None:
        self._database = database
        self._closed = closed
        self._clock = clock
        self._marks = marks
        self._partners = partners

    def write(self, draft: DocumentDraft, key: MarkKey) -> WrittenDocument:
        """Write the draft, unless its mark is there already.

        The mark is taken first: whoever writes the same order at the same time waits there and then finds
        it. Raises Refused, SettingsError or Unreachable (nothing was written) or Unknown (look for the mark).
        """
        self.refuse_without_transactions()
        with self._database.transaction():
            there = self._marks.claim(key)
            if there is not None:
                return self.already_there(there)
            return self.write_marked(draft, key)

    def write_again(
        self, draft: DocumentDraft, key: MarkKey, number: int, partner_id: int
    ) -> WrittenDocument:
        """Write an order under the number it had, inside the caller's transaction.

        ``partner_id`` is whom it stood under: a new partner of the same name is that one, not a second.
        """
        if isinstance(draft.partner, NewPartner) and self._partners.is_called(partner_id, draft.partner.name):
            draft = replace(draft, partner=partner_id)
        return self.write_marked(draft, key, number)

    def write_marked(self, draft: DocumentDraft, key: MarkKey, number: int | None = None) -> WrittenDocument:
        """Write the draft for a mark that is ours, inside the caller's transaction; ``number`` None: under a
        new number."""
        prepared = self._prepare(draft, key)
        selling = self._selling(draft, prepared) if draft.kind is DocumentKind.SALE else None
        partner_id, days = self._partner(draft, prepared)
        # From here on others wait for us: whoever takes the same number, then whoever sells the same goods.
        if number is None:
            number = reserve_number(
                self._database,
                TYPE_OF_KIND[draft.kind],
                draft.location_id,
                by_location=prepared.configuration.numbers_by_location,
                highest=prepared.highest_number,
            )
        head = self._head(draft, prepared, number, partner_id)
        rows_hash = self._write_lines(head, draft, prepared)
        state = MarkState.SOLD if selling else MarkState.OPEN
        self._marks.settle(key, head.oper_type, number, rows_hash, state)
        if selling:
            self._sell(head, draft, selling, days)
        ref = DocumentRef(draft.kind, number)
        return WrittenDocument(ref, rows_hash, partner_id, tuple(prepared.warnings))

    def already_there(self, mark: Mark) -> WrittenDocument:
        """The document of a mark that was there before."""
        rows = rows_of(self._database, TYPE_OF_KIND[mark.ref.kind], [mark.ref.number]).get(mark.ref.number)
        partner_id = rows[0].partner_id if rows else None
        return WrittenDocument(mark.ref, mark.rows_hash, partner_id, already_there=True)

    def refuse_without_transactions(self) -> None:
        """Raises Refused where half a document could be left behind."""
        closed = self._closed.get("orders")
        if closed is not None:
            raise Refused(
                closed, advice=say("Let the database’s administrator convert these tables to InnoDB.")
            )

    # ------------------------------------------------------------ inside

    def _prepare(self, draft: DocumentDraft, key: MarkKey) -> Prepared:
        """The draft with all that it names looked up. Raises Refused where something is gone."""
        lines = lines_to_write(draft.lines)
        around = read_surroundings(self._database, draft, lines)
        if draft.kind is DocumentKind.SALE:
            self._refuse_closed_sales(around.configuration)
        self._refuse_several_places(draft, lines)
        fitter = TextFitter(self._database)
        note = fitter.fit(OPERATIONS, "Note", draft.note)
        if read_tag(note) != MarkKey(key.shop_key, key.external_id):
            raise Bug(say("A document was to be written without its tag."), detail=f"note {note[:60]!r}")
        return Prepared(
            lines=lines,
            goods=around.goods,
            rates=around.rates,
            configuration=around.configuration,
            highest_number=around.highest_number,
            note=note,
            warnings=fitter.warnings,
        )

    def _write_lines(self, head: DocumentHead, draft: DocumentDraft, prepared: Prepared) -> str:
        """Write the rows and read them again; their hash."""
        gross = prepared.configuration.gross
        write_rows(self._database, head, prepared.lines, prepared.goods, prepared.rates, gross=gross)
        return check_written(self._database, head, prepared.lines, draft.total, gross=gross)

    def _selling(self, draft: DocumentDraft, prepared: Prepared) -> Selling:
        """All that a sale must know besides an order, read before anything is taken."""
        paid = payment_methods(self._database, draft.payments)
        return Selling(
            stock=SoldStock(
                self._database,
                prepared.lines,
                prepared.goods,
                negative_stock=prepared.configuration.negative_stock,
            ),
            paid=paid,
            word_for_cash=word_for_cash(self._database, paid),
        )

    def _sell(self, head: DocumentHead, draft: DocumentDraft, selling: Selling, payment_days: int) -> None:
        """Note what is due and paid, and lower the stock."""
        sale = Sale(
            number=head.number,
            total=draft.total,
            partner_id=head.partner_id,
            location_id=draft.location_id,
            user_id=head.user_id,
            day=head.day,
            payment_days=payment_days,
            at=head.at,
        )
        note_payments(self._database, sale, selling.paid, selling.word_for_cash)
        selling.stock.lower()

    def _partner(self, draft: DocumentDraft, prepared: Prepared) -> tuple[int, int]:
        """The partner's id, made where it is new, and its days for paying."""
        if isinstance(draft.partner, int):
            return draft.partner, self._partners.payment_days(draft.partner)
        fitter = TextFitter(self._database)
        made = self._partners.make(_named(draft.partner), draft.operator_id, fitter)
        prepared.warnings.extend(fitter.warnings)
        return made, 0

    def _head(self, draft: DocumentDraft, prepared: Prepared, number: int, partner_id: int) -> DocumentHead:
        return DocumentHead(
            oper_type=TYPE_OF_KIND[draft.kind],
            number=number,
            partner_id=partner_id,
            operator_id=draft.operator_id,
            user_id=draft.operator_id,
            day=draft.day,
            note=prepared.note,
            at=self._clock.now(),
        )

    def _refuse_closed_sales(self, configuration: Configuration) -> None:
        """Raises Refused where the tables lack what a sale needs, or the stock is kept in lots: which lot a
        sale takes is the program's own matter."""
        closed = lots_sentence() if configuration.lots else self._closed.get("sales")
        if closed is not None:
            raise Refused(
                closed, advice=say("Write orders instead, and turn them into sales in Warehouse Pro.")
            )

    def _refuse_several_places(self, draft: DocumentDraft, lines: Sequence[DocumentLine]) -> None:
        """A document of Warehouse Pro stands at one object; the embedded warehouse bears several."""
        places = {draft.location_id, *(line.location_id for line in lines)}
        if len(places) > 1 and self._database.dialect.engine is not Engine.SQLITE:
            raise Refused(
                say("The order takes products from several locations, and one document can have only one."),
                advice=say("Split the order in the shop, or let all lines come from one warehouse."),
            )


def lots_sentence() -> Sentence:
    return say("Sales cannot be written: this Warehouse Pro keeps its stock in lots.")


def _named(partner: NewPartner) -> NewPartner:
    if not partner.name.strip():
        raise Refused(
            say("The new partner has no name."), advice=say("Fill in the buyer’s name in the shop.")
        )
    return partner
