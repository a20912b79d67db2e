"""Which of Firmino's documents the customer's paper is (its pages on sale documents and orders). Pure."""

from __future__ import annotations

from typing import Final

from sync.model import CustomerDocument, CustomerPaper, DocumentKind

ORDERS: Final = "order-documents"
SALES: Final = "sale-documents"
RESOURCES: Final = {DocumentKind.ORDER: ORDERS, DocumentKind.SALE: SALES}


def sale_type(paper: CustomerPaper, *, vat_payer: bool) -> str:
    """``documentType`` of a sale: ``fas`` invoice, ``fe`` export invoice, ``fhan`` bill of one who pays no
    VAT, ``par`` VAT receipt, ``pa`` receipt.
    """
    match paper.document:
        case CustomerDocument.EXPORT_INVOICE:
            return "fe"
        case CustomerDocument.INVOICE:
            return "fas" if vat_payer else "fhan"
        case CustomerDocument.RECEIPT:
            return "par" if vat_payer else "pa"


def final_type(paper: CustomerPaper, *, vat_payer: bool) -> str:
    """``finalDocumentType`` of an order: as a sale, or ``fdw`` for a delivery within the EU."""
    if paper.document is CustomerDocument.INVOICE and paper.intra_eu and vat_payer:
        return "fdw"
    return sale_type(paper, vat_payer=vat_payer)


def is_oss(paper: CustomerPaper) -> bool:
    """Whether the procedure OSS is named: the pages have it for invoices alone."""
    return paper.oss and paper.document is CustomerDocument.INVOICE
