"""What the owner does in the admin panel, past the API. Prices are in the shop's currency, not in minor
units.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from sync.simulators.cloudcart import order_life, panel_orders, products, variants
from sync.simulators.cloudcart.backend import Backend
from sync.simulators.cloudcart.hooks import Hooks
from sync.simulators.cloudcart.limits import Budget
from sync.simulators.cloudcart.shop import ApiKey, add_statuses
from sync.simulators.cloudcart.tables import Row

Amount = Decimal | int | str
_CENT: Final = Decimal(1)
_START_CATEGORY: Final = "Всички"


def minor(amount: Amount) -> int:
    """An amount in the shop's currency as whole minor units, half up."""
    return int((Decimal(amount) * 100).quantize(_CENT, ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class NewVariant:
    """A variant to be added. options: one name for each parameter of the product, such as ("Черен", "M")."""

    price: Amount
    quantity: Amount = 0
    sku: str | None = None
    barcode: str | None = None
    weight: int = 0
    options: tuple[str, ...] = ()


class Owner:
    """Each method is one click; what webhooks are told of is delivered before it returns."""

    def __init__(self, backend: Backend, hooks: Hooks, budget: Budget) -> None:
        self._backend = backend
        self._hooks = hooks
        self._budget = budget

    # ---------------------------------------------------------------- products

    def add_category(self, name: str, parent_id: int | None = None) -> int:
        """A category; its id."""
        with self._hooks.acting():
            return self._add_named(
                "categories", name, {"parent_id": parent_id, "order": 0, "_properties": []}
            )

    def add_vendor(self, name: str) -> int:
        """A maker or brand; its id."""
        with self._hooks.acting():
            return self._add_named("vendors", name, {})

    def add_product(
        self,
        name: str,
        *,
        price: Amount = 0,
        quantity: Amount = 0,
        sku: str | None = None,
        barcode: str | None = None,
        parameters: Sequence[str] = (),
        variants_of: Iterable[NewVariant] = (),
        category: int | None = None,
        **fields: Any,
    ) -> int:
        """A product that keeps quantities; its id.

        Without parameters it gets its one variant from price, quantity, sku and barcode; with parameters,
        such as ("Цвят", "Размер"), those of ``variants_of``. fields: columns of products.
        """
        with self._hooks.acting():
            values: Row = {
                "name": name,
                "category_id": category or self._any_category(),
                "tracking": "yes",
                **fields,
            }
            for place, parameter in enumerate(parameters, start=1):
                values[f"p{place}_id"] = self._parameter(parameter)
            product = products.add(self._backend, values)
            rows = variants_of if parameters else [NewVariant(price, quantity, sku, barcode)]
            for each in rows:
                self._add_variant(product, each)
            self._backend.tell("product.created", product["id"])
            return int(product["id"])

    def add_variant(self, product_id: int, variant: NewVariant) -> int:
        """One more variant of a product; its id."""
        with self._hooks.acting():
            product = self._backend.row("products", product_id)
            self._backend.tell("product.updated", product_id)
            return self._add_variant(product, variant)

    def variant_of(self, product_id: int, place: int = 0) -> int:
        """The id of a product's n-th variant; the only one of a product without parameters."""
        with self._hooks.acting():
            return int(self._backend.table("variants").where("item_id", product_id)[place]["id"])

    def edit_product(self, product_id: int, **fields: Any) -> None:
        """Change columns of a product, such as ``name`` or ``active="no"``."""
        with self._hooks.acting():
            row = self._backend.row("products", product_id)
            products.write(self._backend, row, fields, "panel")

    def edit_variant(self, variant_id: int, **fields: Any) -> None:
        """Change columns of a variant as they are stored: ``sku``, ``barcode``, ``weight``."""
        with self._hooks.acting():
            row = self._backend.row("variants", variant_id)
            variants.write(self._backend, row, fields, "panel")
            self._backend.tell("product.updated", row["item_id"])

    def set_price(self, variant_id: int, price: Amount) -> None:
        """Type a price, with VAT where the shop's prices are."""
        self.edit_variant(variant_id, price=minor(price))

    def set_quantity(self, variant_id: int, quantity: Amount) -> None:
        """Type a quantity."""
        self.edit_variant(variant_id, quantity=Decimal(quantity))

    def delete_variant(self, variant_id: int) -> None:
        """Delete a variant, the last one too."""
        with self._hooks.acting():
            row = self._backend.row("variants", variant_id)
            variants.remove(self._backend, row)
            self._backend.tell("product.updated", row["item_id"])

    def delete_product(self, product_id: int) -> None:
        """Delete a product and its variants."""
        with self._hooks.acting():
            products.delete(self._backend, self._backend.row("products", product_id))

    def restore_product(self, product_id: int) -> None:
        """Take a softly deleted product back; KeyError where there is none."""
        with self._hooks.acting():
            products.restore(self._backend, product_id)

    # ---------------------------------------------------------------- orders

    def change_status(self, order_id: int, slug: str) -> None:
        """Any status, without the gates of the API; KeyError for an unknown one."""
        with self._hooks.acting():
            if self._backend.shop.status(slug) is None:
                raise KeyError(slug)
            order_life.set_status(self._backend, self._backend.row("orders", order_id), slug, "panel")

    def mark_paid(self, order_id: int) -> None:
        """The money is there."""
        with self._hooks.acting():
            order_life.pay(self._backend, self._backend.row("orders", order_id), "panel")

    def fulfil(self, order_id: int, **fields: Any) -> None:
        """Hand the order over to the courier. fields: columns of order-fulfillment."""
        with self._hooks.acting():
            order_life.fulfil(self._backend, self._backend.row("orders", order_id), fields, "panel")

    def cancel(self, order_id: int) -> None:
        """Cancel an order; what was taken off comes back."""
        self.change_status(order_id, "cancelled")

    def credit(self, order_id: int, number: str) -> None:
        """Refund an order with a credit note."""
        with self._hooks.acting():
            panel_orders.credit(self._backend, self._backend.row("orders", order_id), number)

    def edit_quantity(self, order_id: int, line_id: int, quantity: Amount) -> None:
        """Another quantity of a line; 0 takes the line out."""
        with self._hooks.acting():
            order = self._backend.row("orders", order_id)
            panel_orders.edit_quantity(self._backend, order, line_id, Decimal(quantity))

    def add_line(self, order_id: int, variant_id: int, quantity: Amount = 1) -> int:
        """One more line at the variant's price; its id."""
        with self._hooks.acting():
            order = self._backend.row("orders", order_id)
            return panel_orders.add_line(self._backend, order, variant_id, Decimal(quantity))

    def edit_order(self, order_id: int, **fields: Any) -> None:
        """Change columns of an order, such as ``note_administrator``; its notice is told."""
        with self._hooks.acting():
            order_life.touch(self._backend, self._backend.row("orders", order_id), fields)

    def edit_address(self, order_id: int, part: str = "order-billing-address", **fields: Any) -> None:
        """Change an order's address; nobody is told of it, and the order's time of change stays."""
        with self._hooks.acting():
            row = self._backend.table(part).first("order_id", order_id)
            if row is None:
                raise KeyError(order_id)
            self._backend.table(part).change(row, fields)

    def change_payment(self, order_id: int, provider: str) -> None:
        """Another way of payment; nobody is told of it."""
        with self._hooks.acting():
            panel_orders.change_payment(self._backend, order_id, provider)

    def archive(self, order_id: int) -> None:
        """Put an order aside; nobody is told of it."""
        with self._hooks.acting():
            orders = self._backend.table("orders")
            orders.change(self._backend.row("orders", order_id), {"date_archived": self._backend.now()})

    def delete_order(self, order_id: int, *, stock_returns: bool = False) -> None:
        """Delete an order with all its parts; nobody is told of it."""
        with self._hooks.acting():
            panel_orders.delete(self._backend, order_id, stock_returns=stock_returns)

    # ---------------------------------------------------------------- the shop itself

    def add_status(self, name: str) -> str:
        """A status of the owner's own; its code."""
        with self._hooks.acting():
            return add_statuses(self._backend.shop, [name])[0]

    def add_payment_way(self, code: str, title: str, *, active: bool = True) -> None:
        """A way of payment, by its code such as ``cod``."""
        with self._hooks.acting():
            now = self._backend.now()
            row = {"id": code, "provider": code, "title": title, "active": "yes" if active else "no"}
            self._backend.table("payment-providers").insert({**row, "created_at": now, "updated_at": now})

    def add_delivery_way(self, name: str) -> int:
        """A way of delivery; its id."""
        with self._hooks.acting():
            return int(
                self._backend.table("shipping-providers").insert({"name": name, "active": "yes"})["id"]
            )

    def install_stores(self, *names: str) -> list[int]:
        """Install the Stores app; the ids of its stores."""
        with self._hooks.acting():
            self._backend.shop.settings.stores_installed = True
            table = self._backend.table("stores")
            return [int(table.insert({"name": name, "active": "yes"})["id"]) for name in names]

    def close(self, until_after: timedelta) -> None:
        """Maintenance from now on, for so long."""
        with self._hooks.acting():
            self._backend.shop.settings.maintenance_until = self._backend.now() + until_after

    def change_plan(self, per_minute: int | None, after: timedelta = timedelta(0)) -> None:
        """Another plan of so many requests a minute; the platform takes up to five minutes for it."""
        with self._hooks.acting():
            self._budget.change(per_minute, after)

    def add_key(self, name: str, value: str) -> int:
        """One more key of the API; its number."""
        with self._hooks.acting():
            keys = self._backend.shop.keys
            keys.append(ApiKey(max((key.ident for key in keys), default=0) + 1, name, value))
            return keys[-1].ident

    def delete_key(self, ident: int) -> None:
        """Delete a key; ValueError while a webhook uses it."""
        with self._hooks.acting():
            if any(hook["api_key_id"] == ident for hook in self._backend.table("webhooks")):
                raise ValueError("A webhook uses this key")
            self._backend.shop.keys[:] = [key for key in self._backend.shop.keys if key.ident != ident]

    # ---------------------------------------------------------------- inside

    def _add_named(self, name: str, text: str, values: Row) -> int:
        now = self._backend.now()
        table = self._backend.table(name)
        handle = products.free_handle(table, text)
        row = {"name": text, "url_handle": handle, "created_at": now, "updated_at": now, **values}
        made = table.insert(row)
        event = "category.created" if name == "categories" else "vendor.created"
        self._backend.tell(event, made["id"])
        return int(made["id"])

    def _any_category(self) -> int:
        first = next(iter(self._backend.table("categories")), None)
        return self.add_category(_START_CATEGORY) if first is None else int(first["id"])

    def _parameter(self, name: str) -> int:
        table = self._backend.table("variant-parameters")
        usual = {
            "display_type": "select",
            "sort": 0,
            "visible": "yes",
            "in_listing": "no",
            "show_label": "yes",
        }
        return int((table.first("name", name) or table.insert({"name": name, **usual}))["id"])

    def _option(self, parameter_id: int, name: str) -> int:
        table = self._backend.table("variant-options")
        found = [row for row in table.where("parameter_id", parameter_id) if row["name"] == name]
        row = {"name": name, "parameter_id": parameter_id, "sort": 0, "visible": "yes"}
        return int((found[0] if found else table.insert(row))["id"])

    def _add_variant(self, product: Row, variant: NewVariant) -> int:
        values: Row = {
            "price": minor(variant.price),
            "quantity": Decimal(variant.quantity),
            "sku": variant.sku,
            "barcode": variant.barcode,
            "weight": variant.weight,
        }
        for place, name in enumerate(variant.options, start=1):
            values[f"v{place}_id"] = self._option(product[f"p{place}_id"], name)
        return int(variants.add(self._backend, product, values, "panel")["id"])
