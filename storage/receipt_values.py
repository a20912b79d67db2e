"""How sales and papers lie in columns: what is looked for has a column, the rest is JSON text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from storage.values import json_data, moment
from sync.ports import (
    Paper,
    PaperKind,
    PaperState,
    PaymentKind,
    PrintedReceipt,
    Receipt,
    ReceiptLine,
    ReceiptPayment,
    Sale,
    SaleLine,
    StornoReason,
)
from sync.sentences import Sentence

# ---------------------------------------------------------------- sales as columns


def sale_content(sale: Sale) -> dict[str, Any]:
    return {
        "payment_way": sale.payment_way,
        "delivery_way": sale.delivery_way,
        "cash_on_delivery": sale.cash_on_delivery,
        "total": sale.total,
        "ordered_at": sale.ordered_at.isoformat() if sale.ordered_at else None,
        "transaction": sale.transaction,
        "lines": [[line.text, line.vat_rate, line.quantity, line.price, line.amount] for line in sale.lines],
    }


def read_sale(row: tuple[Any, ...]) -> Sale:
    order_id, number, sale_number, made_at, in_shop, doubtful, content = row
    data = json_data(content)
    return Sale(
        order_id=order_id,
        number=number,
        sale_number=sale_number or "",
        made_at=moment(made_at),
        in_shop=bool(in_shop),
        doubtful=bool(doubtful),
        payment_way=data["payment_way"],
        delivery_way=data["delivery_way"],
        cash_on_delivery=bool(data["cash_on_delivery"]),
        total=data["total"],
        ordered_at=datetime.fromisoformat(data["ordered_at"]) if data["ordered_at"] else None,
        transaction=data["transaction"],
        lines=tuple(SaleLine(*line) for line in data["lines"]),
    )


# ---------------------------------------------------------------- papers as columns


def paper_content(paper: Paper) -> dict[str, Any]:
    return {
        "receipt": _receipt_data(paper.receipt),
        "device": paper.device,
        "fiscal_memory": paper.fiscal_memory,
        "last_document": paper.last_document,
        "last_amount": paper.last_amount,
        "task": paper.task,
        "original": _printed_data(paper.original),
        "reason": paper.reason.value if paper.reason else None,
        "printed": _printed_data(paper.printed),
        "why": paper.why.as_data() if paper.why else None,
        "doubted": paper.doubted,
        "by_word": paper.by_word,
        "refused": paper.refused,
    }


def read_paper(row: tuple[Any, ...]) -> Paper:
    number, order_id, kind, state, begun_at, ended_at, content = row
    data = json_data(content)
    return Paper(
        id=int(number),
        order_id=order_id,
        kind=PaperKind(kind),
        state=PaperState(state),
        receipt=_receipt(data["receipt"]),
        begun_at=moment(begun_at),
        ended_at=None if ended_at is None else moment(ended_at),
        device=data["device"],
        fiscal_memory=data["fiscal_memory"],
        last_document=data["last_document"],
        last_amount=data.get("last_amount"),
        task=data["task"],
        original=_printed(data["original"]),
        reason=StornoReason(data["reason"]) if data["reason"] else None,
        printed=_printed(data["printed"]),
        why=Sentence.from_data(data["why"]) if data["why"] else None,
        doubted=bool(data["doubted"]),
        by_word=bool(data["by_word"]),
        refused=bool(data.get("refused")),
    )


def _receipt_data(receipt: Receipt) -> dict[str, Any]:
    return {
        "lines": [
            [line.text, line.vat_rate, line.price, line.quantity, line.discount] for line in receipt.lines
        ],
        "payments": [[payment.kind.value, payment.amount] for payment in receipt.payments],
        "sale_number": receipt.sale_number,
        "notes": list(receipt.notes),
    }


def _receipt(data: Mapping[str, Any]) -> Receipt:
    return Receipt(
        lines=tuple(ReceiptLine(*line) for line in data["lines"]),
        payments=tuple(ReceiptPayment(PaymentKind(kind), amount) for kind, amount in data["payments"]),
        sale_number=data["sale_number"],
        notes=tuple(data["notes"]),
    )


def _printed_data(printed: PrintedReceipt | None) -> dict[str, Any] | None:
    if printed is None:
        return None
    return {
        "number": printed.number,
        "at": printed.at.isoformat(),
        "amount": printed.amount,
        "device": printed.device,
        "fiscal_memory": printed.fiscal_memory,
        "sale_number": printed.sale_number,
    }


def _printed(data: Mapping[str, Any] | None) -> PrintedReceipt | None:
    if data is None:
        return None
    return PrintedReceipt(
        number=int(data["number"]),
        at=datetime.fromisoformat(data["at"]),
        amount=Decimal(data["amount"]),
        device=data["device"],
        fiscal_memory=data["fiscal_memory"],
        sale_number=data["sale_number"],
    )
