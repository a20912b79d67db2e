"""Looks at the two points that Firmino's pages leave open, in the owner's own company: what an article's
quantity is, and how a printed document comes.

Nothing is written. Only the download may leave a trace: whether Firmino notes a document as printed then is
not known, so the owner is told before.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sync.model import DocumentKind
from sync.warehouses.firmino.client import Client
from sync.warehouses.firmino.goods import Goods, is_service
from sync.warehouses.firmino.papers import RESOURCES
from sync.warehouses.firmino.prints import printed
from sync.warehouses.firmino.register import Register, ref_of
from sync.warehouses.firmino.settings import PrintForm
from sync.warehouses.firmino.values import ident, number, text


@dataclass(frozen=True, slots=True)
class Probed:
    """``article`` with the ``quantity`` that the API shows, for the owner to compare with his program; empty
    where there is no article. ``document``: the newest one, which was downloaded as ``form``.
    """

    article: str = ""
    quantity: Decimal = Decimal(0)
    document: str = ""
    form: PrintForm = PrintForm.ANY


def probe(client: Client, goods: Goods, register: Register) -> Probed:
    """Look at an article with stock and at the print of the newest document, a sale before an order.

    Raises Refused where the print is no whole PDF, and what the client raises.
    """
    with_stock = [row for row in goods.rows() if not is_service(row)]
    article = max(with_stock, key=lambda row: number(row, "quantity"), default=None)
    named = Probed()
    if article is not None:
        named = Probed(text(article, "name"), number(article, "quantity"))
    for kind in (DocumentKind.SALE, DocumentKind.ORDER):
        rows = register.listed(kind)
        if rows:
            newest = rows[-1]
            form, _content = printed(client, RESOURCES[kind], ident(newest), PrintForm.ANY)
            return Probed(named.article, named.quantity, ref_of(kind, newest).shown(), form)
    return named
