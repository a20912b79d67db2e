"""The shop's own people at work in BaseLinker's panel.

Everything that happens without the API, with the same journal rows.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sync.simulators.baselinker import errors, inventory_documents, invoices, orders, products
from sync.simulators.baselinker.backend import Backend, find_row
from sync.simulators.baselinker.errors import ConnectorError
from sync.simulators.baselinker.numbers import Number, number
from sync.simulators.baselinker.order_fields import country_name

Row = dict[str, Any]

_PROFILE = "Panel"


class Panel:
    """Every step takes the simulator's lock; ids that do not exist raise ConnectorError, as over the API.

    Money is gross in the order's or price group's currency; quantities are in the product's own unit; times
    are unix seconds.
    """

    def __init__(self, backend: Backend, lock: threading.RLock) -> None:
        self._backend = backend
        self._lock = lock

    # ------------------------------------------------------------ orders

    def add_order(
        self,
        lines: Sequence[Mapping[str, Any]],
        *,
        status_id: int | None = None,
        confirmed: bool = True,
        lower_stock: bool = False,
        **fields: Any,
    ) -> int:
        """An order arrives from a shop or a buyer; returns its id.

        lines: fields of an order product, e.g. ``{"product_id": "2685", "name": ..., "price_brutto": 10,
        "quantity": 2}``; what is missing comes from the product. fields: any field of getOrders, e.g.
        ``order_source="shop"`` or ``date_add``. status_id: the first of the account by default.
        lower_stock: the shop takes the goods off at once.
        """
        with self._lock:
            backend = self._backend
            known = {"order_status_id": backend.account.statuses[0]["id"] if status_id is None else status_id}
            for side in ("delivery", "invoice"):
                if f"{side}_country_code" in fields:
                    known[f"{side}_country"] = country_name(fields[f"{side}_country_code"])
            rows = [self._line(line) for line in lines]
            order = orders.create_order(backend, {**known, **fields}, rows, confirmed)
            if lower_stock:
                for line in order["products"]:
                    self._take_off(line)
            return int(order["order_id"])

    def _line(self, line: Mapping[str, Any]) -> Row:
        product = self._backend.account.products.get(int(line.get("product_id") or 0))
        known: Row = {}
        if product is not None:
            known = {
                "name": products.name_of(product),
                "sku": product.get("sku", ""),
                "ean": product.get("ean", ""),
            }
            known["tax_rate"] = product.get("tax_rate", 0)
        row = {**known, **line}
        for name in ("product_id", "variant_id"):
            if name in row:
                row[name] = str(row[name])
        return row

    def _take_off(self, line: Row) -> None:
        variant = line["variant_id"] if str(line["variant_id"]) not in ("", "0") else line["product_id"]
        product = self._backend.account.products.get(int(variant or 0))
        if product is not None:
            inventory = find_row(self._backend.account.inventories, "inventory_id", product["inventory_id"])
            warehouse = (
                f"bl_{line['warehouse_id']}" if line["warehouse_id"] else inventory["default_warehouse"]
            )
            products.move_stock(self._backend, product, warehouse, -line["quantity"], "Order")

    def confirm_order(self, order_id: int) -> None:
        """The buyer filled in the delivery form."""
        with self._lock:
            orders.confirm(self._backend, self._backend.order(order_id))

    def set_status(self, order_id: int, status_id: int) -> None:
        """Somebody moves the order to another status."""
        with self._lock:
            orders.change_status(self._backend, self._backend.order(order_id), status_id)

    def edit_order(self, order_id: int, **fields: Any) -> None:
        """Change fields of an order, under the names and in the shapes of getOrders."""
        with self._lock:
            orders.edit_fields(self._backend, self._backend.order(order_id), fields)

    def add_line(self, order_id: int, line: Mapping[str, Any]) -> int:
        """A further line; returns its id."""
        with self._lock:
            added = orders.add_line(self._backend, self._backend.order(order_id), self._line(line))
            return int(added["order_product_id"])

    def edit_line(self, order_id: int, order_product_id: int, **fields: Any) -> None:
        """Change quantity, price or text of a line."""
        with self._lock:
            orders.edit_line(self._backend, self._backend.order(order_id), order_product_id, fields)

    def remove_line(self, order_id: int, order_product_id: int) -> None:
        """Take a line out."""
        with self._lock:
            orders.remove_line(self._backend, self._backend.order(order_id), order_product_id)

    def merge_orders(
        self, main_order_id: int, others: Iterable[int], *, technical: bool = True, sum_delivery: bool = False
    ) -> int:
        """Join orders; returns the id that remains, a new one for a technical merge."""
        with self._lock:
            rows = [self._backend.order(order_id) for order_id in others]
            main = self._backend.order(main_order_id)
            return int(orders.merge(self._backend, main, rows, technical, sum_delivery)["order_id"])

    def split_order(self, order_id: int, quantities: Mapping[int, int], delivery_cost: Number = 0) -> int:
        """Move quantities, by line id, into a new order; returns its id."""
        with self._lock:
            order = self._backend.order(order_id)
            return int(orders.split(self._backend, order, dict(quantities), delivery_cost)["order_id"])

    def copy_order(self, order_id: int) -> int:
        """Copy an order; returns the new id."""
        with self._lock:
            return int(orders.duplicate(self._backend, self._backend.order(order_id))["order_id"])

    def delete_order(self, order_id: int) -> None:
        """Delete an order; it leaves no trace outside the journal."""
        with self._lock:
            orders.delete(self._backend, self._backend.order(order_id))

    def archive_order(self, order_id: int) -> None:
        """Put an order into the archive; it vanishes from the API where ``archived_orders_vanish`` is on."""
        with self._lock:
            self._backend.account.archived_orders.append(self._backend.order(order_id)["order_id"])

    def pay_order(self, order_id: int, amount: Number, external_payment_id: str = "") -> None:
        """The paid amount is now ``amount``, absolute."""
        with self._lock:
            order = self._backend.order(order_id)
            orders.pay(self._backend, order, amount, self._backend.now(), external_id=external_payment_id)

    # ------------------------------------------------------------ statuses and documents of sale

    def rename_status(self, status_id: int, name: str) -> None:
        """Give a status another name."""
        with self._lock:
            find_row(self._backend.account.statuses, "id", status_id)["name"] = name

    def delete_status(self, status_id: int, target_status_id: int) -> None:
        """Remove a status; its orders move to the target."""
        with self._lock:
            status = find_row(self._backend.account.statuses, "id", status_id)
            for order in self._backend.account.orders.values():
                if order["order_status_id"] == status_id:
                    orders.change_status(self._backend, order, target_status_id)
            self._backend.account.statuses.remove(status)
            self._backend.orders_changed()

    def issue_invoice(self, order_id: int, series_id: int) -> int:
        """Issue an invoice by hand; returns its id."""
        with self._lock:
            series = invoices.series_of(self._backend, series_id, "INVOICE")
            return int(invoices.issue(self._backend, self._backend.order(order_id), series)["invoice_id"])

    def delete_invoice(self, invoice_id: int) -> None:
        """Delete an invoice and its file."""
        with self._lock:
            invoice = find_row(self._backend.account.invoices.values(), "invoice_id", invoice_id)
            del self._backend.account.invoices[invoice_id]
            self._backend.account.invoice_files.pop(invoice_id, None)
            self._backend.write_journal(orders.INVOICE_DELETED, invoice["order_id"], invoice_id)

    def set_government_status(self, invoice_id: int, gov_id: str, gov_status: int) -> None:
        """The state's register answered: 1 sent, 2 accepted, 3 rejected, 5 offline."""
        with self._lock:
            invoice = find_row(self._backend.account.invoices.values(), "invoice_id", invoice_id)
            invoice.update(gov_id=gov_id, gov_status=gov_status, gov_date=self._backend.now())

    def issue_receipt(self, order_id: int, series_id: int) -> int:
        """Issue a receipt by hand; returns its id."""
        with self._lock:
            series = invoices.series_of(self._backend, series_id, "RECEIPT")
            return int(
                invoices.issue_receipt(self._backend, self._backend.order(order_id), series)["receipt_id"]
            )

    # ------------------------------------------------------------ products

    def add_product(
        self,
        inventory_id: int,
        name: str,
        *,
        stock: Mapping[str, Number] | None = None,
        prices: Mapping[str, Number] | None = None,
        **fields: Any,
    ) -> int:
        """A product, or with ``parent_id`` a variant; returns its id.

        Fields and maps as in getInventoryProductsData.
        """
        with self._lock:
            find_row(self._backend.account.inventories, "inventory_id", inventory_id)
            texts = {**fields.pop("text_fields", {}), "name": name}
            row = {**fields, "text_fields": texts, "stock": dict(stock or {}), "prices": dict(prices or {})}
            return int(products.create(self._backend, inventory_id, row, _PROFILE)["product_id"])

    def edit_product(self, product_id: int, **fields: Any) -> None:
        """Change fields of a product; a map replaces the one before."""
        with self._lock:
            products.change(self._backend, self._product(product_id), fields, _PROFILE)

    def delete_product(self, product_id: int) -> None:
        """Delete a product and its variants."""
        with self._lock:
            self._product(product_id)
            products.delete(self._backend, product_id, _PROFILE)

    def set_stock(self, product_id: int, warehouse: str, quantity: Number) -> None:
        """Type a quantity for a warehouse such as "bl_205"."""
        with self._lock:
            amounts = {warehouse: number(quantity)}
            products.set_amounts(self._backend, self._product(product_id), "stock", amounts, _PROFILE)

    def set_price(self, product_id: int, price_group_id: int, price: Number) -> None:
        """Type a gross price for a price group."""
        with self._lock:
            amounts = {str(price_group_id): number(price)}
            products.set_amounts(self._backend, self._product(product_id), "prices", amounts, _PROFILE)

    def stock(self, product_id: int, warehouse: str) -> Number:
        """The quantity in a warehouse, 0 where nothing was ever set."""
        with self._lock:
            found: Number = self._product(product_id).get("stock", {}).get(warehouse, 0)
            return found

    def receive_goods(self, warehouse_id: int, quantities: Mapping[int, Number]) -> int:
        """A confirmed goods receipt of quantities by product id; returns the document's id."""
        with self._lock:
            document = inventory_documents.create(self._backend, warehouse_id, inventory_documents.RECEIPT)
            for product_id, quantity in quantities.items():
                product = self._product(product_id)
                inventory_documents.add_item(self._backend, document, product, quantity, 0, {})
            inventory_documents.confirm(self._backend, document)
            return int(document["document_id"])

    def add_tag(self, name: str) -> None:
        """Define a tag; the API can only use those that exist."""
        with self._lock:
            self._backend.account.tags.append({"name": name})

    def revoke_token(self, token: str) -> None:
        """The owner deletes a token."""
        with self._lock:
            self._backend.account.tokens.remove(token)

    def _product(self, product_id: int) -> Row:
        product = self._backend.account.products.get(product_id)
        if product is None:
            raise ConnectorError(errors.PRODUCT_ID, f"No product with id {product_id}")
        return product
