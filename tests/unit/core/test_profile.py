"""What the owner chose: kept as JSON without loss, and refused where it would break a run."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from sync.model import CustomerDocument, DocumentKind
from sync.plan.order_document import note_text
from sync.profile import (
    NOTE_FIELDS,
    BaseLinkerShop,
    Connect,
    EmbeddedWarehouse,
    Guards,
    LineLinking,
    Modules,
    Orders,
    PartnerLinking,
    PriceLink,
    Products,
    Profile,
    Schedule,
    ServiceProducts,
    Stock,
    StockLink,
    UnknownLine,
    note_template_problem,
)
from tests.unit.plan.order_examples import order

START = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)

IDS = st.from_regex(r"[0-9]{1,6}", fullmatch=True)
MOMENTS = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone itself
    datetime(2040, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone itself
    timezones=st.sampled_from(
        [UTC, timezone(timedelta(hours=2)), timezone(timedelta(hours=-3, minutes=-30))]
    ),
)
MONEY = st.decimals(0, 10**6, allow_nan=False, allow_infinity=False, places=4)
ORDERS = st.builds(
    Orders,
    start=MOMENTS,
    statuses=st.just(("1", "2")),
    cancelled_statuses=st.sampled_from([(), ("9",)]),
    document=st.sampled_from(DocumentKind),
    customer_document=st.sampled_from(CustomerDocument),
    link_lines=st.permutations(list(LineLinking)).map(tuple),
    unknown_line=st.sampled_from(UnknownLine),
    partners=st.builds(PartnerLinking, one_for_private_buyers=st.none() | st.integers(1, 10**6)),
    services=st.builds(ServiceProducts, delivery=st.dictionaries(IDS, st.integers(1, 10**6), max_size=3)),
    payment_types=st.dictionaries(st.text(max_size=20), st.integers(1, 99), max_size=4),
    status_after=st.sampled_from(["", "3"]),
    status_problem=st.sampled_from(["", "4"]),
    note_template=st.sampled_from(["{order}", "Поръчка {order} ({source}) {{бр.}}", ""]),
)
PROFILES = st.builds(
    Profile,
    id=st.from_regex(r"[a-z0-9][a-z0-9-]{0,40}", fullmatch=True),
    name=st.text(min_size=1, max_size=100).filter(lambda text: text.isprintable()),
    created=st.none() | st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    connect=st.builds(
        Connect,
        shop=st.builds(BaseLinkerShop),
        warehouse=st.builds(EmbeddedWarehouse, path=st.just("C:\\Склад\\shop.sqlite")),
        shop_key=st.sampled_from(["", "bl-1"]),
        time_zone=st.sampled_from(["Europe/Sofia", "Europe/Warsaw"]),
        country=st.sampled_from(["BG", "PL"]),
    ),
    modules=st.builds(Modules),
    orders=st.none() | ORDERS,
    products=st.none()
    | st.builds(
        Products,
        prices=st.lists(
            st.builds(
                PriceLink,
                warehouse_group=st.just("PriceOut2"),
                shop_group=IDS,
                factor=st.none() | MONEY.filter(lambda factor: factor > 0),
            ),
            max_size=2,
        ).map(tuple),
    ),
    stock=st.none()
    | st.builds(
        Stock,
        location_for_orders=st.integers(1, 99),
        links=st.just((StockLink(locations=(1, 2), shop_warehouse="bl_1"),)),
        reserve=MONEY,
        minimum=MONEY,
    ),
    guards=st.builds(Guards),
    schedule=st.builds(Schedule),
)


def orders(**fields: Any) -> Orders:
    return Orders.model_validate({"start": START, "statuses": ("1", "2"), **fields})


def complaint(**fields: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        orders(**fields)
    return " ".join(problem["msg"] for problem in refused.value.errors())


# ---------------------------------------------------------------- JSON


@given(PROFILES)
def test_a_profile_comes_back_from_its_json(profile: Profile) -> None:
    assert Profile.model_validate_json(profile.model_dump_json()) == profile
    assert Profile.model_validate_json(json.dumps(profile.model_dump(mode="json"))) == profile


def test_no_secret_has_a_place_in_a_profile() -> None:
    def names(model: type[BaseModel]) -> set[str]:
        found = set(model.model_fields)
        for field in model.model_fields.values():
            for part in (field.annotation, *getattr(field.annotation, "__args__", ())):
                if isinstance(part, type) and issubclass(part, BaseModel):
                    found |= names(part)
        return found

    assert not {name for name in names(Profile) if "token" in name or "password" in name or "secret" in name}


# ---------------------------------------------------------------- refused


STEPS: list[tuple[type[BaseModel], dict[str, Any]]] = [
    (Orders, {"start": START, "statuses": ["1"]}),
    (Stock, {"location_for_orders": 1}),
    (Products, {}),
    (Modules, {}),
    (Guards, {}),
    (Schedule, {}),
    (StockLink, {"locations": [1], "shop_warehouse": "bl_1"}),
    (EmbeddedWarehouse, {"path": "x"}),
    (BaseLinkerShop, {}),
]


@pytest.mark.parametrize(("step", "fields"), STEPS, ids=lambda value: getattr(value, "__name__", ""))
def test_an_unknown_field_is_refused(step: type[BaseModel], fields: dict[str, Any]) -> None:
    step.model_validate(fields)
    with pytest.raises(ValidationError, match="extra_forbidden"):
        step.model_validate({**fields, "of_a_newer_mostik": 1})


@pytest.mark.parametrize("start", ["2026-11-01T08:30:00", datetime(2026, 11, 1)])  # noqa: DTZ001 - the case
def test_a_start_without_time_zone_is_refused(start: object) -> None:
    assert "a moment needs its time zone" in complaint(start=start)


def test_a_newer_profile_is_refused() -> None:
    profile = {
        "id": "a",
        "name": "a",
        "connect": {"shop": {"platform": "baselinker"}, "warehouse": {"program": "embedded", "path": "x"}},
    }
    assert Profile.model_validate(profile).version == 1
    with pytest.raises(ValidationError, match="version"):
        Profile.model_validate({**profile, "version": 2})


def connect(**fields: Any) -> Connect:
    return Connect.model_validate(
        {"shop": {"platform": "baselinker"}, "warehouse": {"program": "embedded", "path": "x"}, **fields}
    )


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "", "../../etc/passwd", "Sofia"])
def test_an_unknown_time_zone_is_refused_before_a_run_falls_over_it(zone: str) -> None:
    with pytest.raises(ValidationError, match="is no time zone"):
        connect(time_zone=zone)


@pytest.mark.parametrize("key", ["BL_1", "bl:1", "bl;1", "магазин", "bl 1", "x" * 101])
def test_a_shop_key_that_no_tag_could_carry_is_refused(key: str) -> None:
    with pytest.raises(ValidationError, match="shop_key"):
        connect(shop_key=key)


@pytest.mark.parametrize(
    "fields",
    [
        {"statuses": ("1", "9"), "cancelled_statuses": ("9",)},
        {"cancelled_statuses": ("9",), "status_after": "9"},
        {"cancelled_statuses": ("9",), "status_problem": "9"},
    ],
    ids=["taken", "after success", "on a problem"],
)
def test_a_status_cannot_mean_cancelled_and_something_else(fields: dict[str, Any]) -> None:
    """Else Mostik would withdraw what it has just written."""
    assert "cancelled" in complaint(**fields)


# ---------------------------------------------------------------- the note's template


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{order", "brace"),
        ("order}", "brace"),
        ("{order} {", "brace"),
        ("{}", "empty braces"),
        ("{order} {telefon}", "{telefon}"),
        ("{order.__class__}", "{order.__class__}"),
        ("{order[0]}", "{order[0]}"),
        ("{order!r}", "{order}"),
        ("{order:>10}", "{order}"),
    ],
)
def test_a_broken_template_is_refused_in_words(template: str, said: str) -> None:
    problem = note_template_problem(template)
    assert problem is not None
    assert said in problem.text()
    assert said in complaint(note_template=template)


@pytest.mark.parametrize(
    "template", ["", "без полета", "{{скоби}} {order}", " ".join("{" + name + "}" for name in NOTE_FIELDS)]
)
def test_a_good_template_is_taken(template: str) -> None:
    assert note_template_problem(template) is None
    assert orders(note_template=template).note_template == template


@given(st.text(alphabet="{}ab!:.[ order", max_size=20))
def test_every_template_is_either_refused_or_can_be_filled_in(template: str) -> None:
    if note_template_problem(template) is None:
        assert isinstance(note_text(order(), template, CustomerDocument.RECEIPT), str)


def test_the_default_template_is_a_good_one() -> None:
    assert note_template_problem(Orders.model_fields["note_template"].default) is None


def test_money_in_a_profile_stays_exact() -> None:
    stock = Stock(location_for_orders=1, reserve=Decimal("0.1"))
    assert Stock.model_validate_json(stock.model_dump_json()).reserve == Decimal("0.1")
