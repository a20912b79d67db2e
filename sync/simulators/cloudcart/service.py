"""The end points: which address takes which verb, and who answers (facts 1, 2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from sync.simulators.cloudcart import (
    catalogue_writing as catalogue,
)
from sync.simulators.cloudcart import (
    hook_writing,
    order_writing,
    people,
    products,
    store_stock,
    variants,
)
from sync.simulators.cloudcart.backend import Backend
from sync.simulators.cloudcart.calls import Answer, Request, nothing, refused
from sync.simulators.cloudcart.errors import Refusal, not_found, refusal
from sync.simulators.cloudcart.gate import check_caller, check_edge, check_media
from sync.simulators.cloudcart.incoming import Document, read_document, read_linkage
from sync.simulators.cloudcart.reading import read_list, read_one, read_related, read_statuses, shown_row
from sync.simulators.cloudcart.resources import OF_STORES_APP, RESOURCES
from sync.simulators.cloudcart.schema import Relation, Resource
from sync.simulators.cloudcart.tables import Row

Create = Callable[[Backend, Document], Row]
Change = Callable[[Backend, Row, Document], object]
Delete = Callable[[Backend, Row], None]
Both = Callable[[Backend, Row | None, Document], Row]
_CHANGEABLE: Final = frozenset({"property-options", "categories", "linked-products", "properties"})
_RELATION_STEPS: Final = (3, 4)


@dataclass(frozen=True, slots=True)
class Writer:
    """Who makes, changes and deletes the rows of a resource."""

    create: Create | None = None
    change: Change | None = None
    delete: Delete | None = None


def _plain_delete(name: str) -> Delete:
    def delete(backend: Backend, row: Row) -> None:
        backend.table(name).delete(row["id"])

    return delete


def _address_delete(name: str) -> Delete:
    def delete(backend: Backend, row: Row) -> None:
        people.delete_address(backend, name, row)

    return delete


def _both(write: Both, delete: Delete) -> Writer:
    def create(backend: Backend, document: Document) -> Row:
        return write(backend, None, document)

    return Writer(create, write, delete)


WRITERS: Final[Mapping[str, Writer]] = {
    "products": Writer(products.create, products.change, products.delete),
    "variants": Writer(variants.create, variants.change, variants.delete),
    "variant-parameters": _both(catalogue.parameter, catalogue.delete_parameter),
    "variant-options": _both(catalogue.option, catalogue.delete_option),
    "properties": _both(catalogue.product_property, catalogue.delete_property),
    "property-options": _both(catalogue.property_option, catalogue.delete_property_option),
    "categories": _both(catalogue.category, catalogue.delete_category),
    "vendors": _both(catalogue.vendor, catalogue.delete_vendor),
    "images": _both(catalogue.image, catalogue.delete_image),
    "product-to-discount": _both(catalogue.product_to_discount, _plain_delete("product-to-discount")),
    "customers": _both(people.customer, people.delete_customer),
    people.SHIPPING: _both(people.shipping_address, _address_delete(people.SHIPPING)),
    people.BILLING: _both(people.billing_address, _address_delete(people.BILLING)),
    "orders": Writer(change=order_writing.change),
    "order-fulfillment": Writer(
        order_writing.create_fulfillment,
        order_writing.change_fulfillment,
        order_writing.delete_fulfillment,
    ),
    "store-quantity": Writer(store_stock.create, store_stock.change, store_stock.delete),
    "webhooks": _both(hook_writing.write, _plain_delete("webhooks")),
}


class Service:
    """Answers calls out of the shop. Not thread-safe: callers hold the simulator's lock."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def answer(self, request: Request) -> Answer:
        """The answer, refusals included."""
        try:
            return check_edge(self._backend) or self._checked(request)
        except Refusal as refusal_met:
            return refused(refusal_met)

    def _checked(self, request: Request) -> Answer:
        check_caller(self._backend, request)
        if request.verb == "OPTIONS":
            return nothing()
        steps = request.steps
        if steps == ("order-status",):
            if request.verb != "GET":
                raise refusal(405)
            return read_statuses(self._backend, request)
        return check_media(self._backend, request) or self._routed(request, steps)

    def _routed(self, request: Request, steps: tuple[str, ...]) -> Answer:
        resource = RESOURCES.get(steps[0]) if steps else None
        if resource is None or "" in steps:
            raise not_found()
        if resource.name in OF_STORES_APP and not self._backend.shop.settings.stores_installed:
            raise refusal(self._backend.quirks.stores_missing_status, "stores app not installed")
        if steps[2:] == ("fulfill",) and resource.name == "orders":
            return self._fulfill(request, resource, steps[1])
        if len(steps) in _RELATION_STEPS and (len(steps) == 3 or steps[2] == "relationships"):
            return self._related(request, resource, steps)
        if len(steps) > 2:
            raise not_found()
        if request.verb not in _allowed(resource, has_id=len(steps) == 2):
            raise refusal(405)
        if len(steps) == 1:
            return self._all(request, resource)
        return self._single(request, resource, steps[1])

    def _all(self, request: Request, resource: Resource) -> Answer:
        if request.verb == "GET":
            return read_list(self._backend, resource, request)
        create = WRITERS[resource.name].create
        if create is None:
            raise refusal(405)
        row = create(self._backend, read_document(self._backend, resource, request.body))
        return shown_row(self._backend, resource, row, request, 201)

    def _single(self, request: Request, resource: Resource, ident: str) -> Answer:
        backend = self._backend
        if request.verb == "GET":
            return read_one(backend, resource, ident, request)
        row = backend.row(resource.name, ident)
        writer = WRITERS[resource.name]
        if request.verb == "DELETE" and writer.delete is not None:
            writer.delete(backend, row)
            return nothing()
        if request.verb == "PATCH" and writer.change is not None:
            writer.change(backend, row, read_document(backend, resource, request.body, ident))
            return shown_row(backend, resource, row, request)
        raise refusal(405)

    def _fulfill(self, request: Request, resource: Resource, ident: str) -> Answer:
        if request.verb != "PATCH":
            raise refusal(405)
        backend = self._backend
        row = backend.row("orders", ident)
        document = read_document(backend, resource, request.body, ident) if request.body else None
        order_writing.fulfil(backend, row, document)
        return shown_row(backend, resource, row, request)

    def _related(self, request: Request, resource: Resource, steps: tuple[str, ...]) -> Answer:
        if request.verb == "GET":
            return read_related(self._backend, resource, steps, request)
        relation = resource.relation(steps[-1])
        if relation is None:
            raise not_found()
        if len(steps) == 3 or relation.kind != "listed" or relation.name not in _CHANGEABLE:
            raise refusal(405)
        row = self._backend.row(resource.name, steps[1])
        self._change_list(request, resource, relation, row)
        return nothing()

    def _change_list(self, request: Request, resource: Resource, relation: Relation, row: Row) -> None:
        given = read_linkage(self._backend, relation, request.body)
        before = list(row.get(relation.column) or ())
        match request.verb:
            case "POST":
                after = before + [ident for ident in given if ident not in before]
            case "PATCH":
                after = given
            case _:
                after = [ident for ident in before if ident not in given]
        self._backend.table(resource.name).change(row, {relation.column: after})


def _allowed(resource: Resource, *, has_id: bool) -> frozenset[str]:
    """The verbs of a resource's two addresses."""
    return resource.verbs & (frozenset({"GET", "PATCH", "DELETE"}) if has_id else frozenset({"GET", "POST"}))
