"""Links: unique both ways within a catalogue, never against what the owner settled."""

from __future__ import annotations

import pytest

from storage.journal import ConnectionJournal
from sync.errors import Refused
from sync.model import LinkedBy, ProductRole
from sync.ports import ValueKind
from tests.unit.storage.examples import link


def test_links_come_back_by_catalogue_and_good(journal: ConnectionJournal) -> None:
    links = [link(2, "b"), link(1, "c", by=LinkedBy.HAND, role=ProductRole.PARENT), link(1, "b", catalog="6")]
    journal.add_links(links)
    assert list(journal.links()) == [links[2], links[1], links[0]]
    assert list(journal.links("7")) == [links[1], links[0]]
    assert list(journal.links("8")) == []
    assert journal.links_of_shop(["b", "x"]) == {("7", "b"): links[0], ("6", "b"): links[2]}


def test_many_links_are_read_in_pages(journal: ConnectionJournal) -> None:
    links = [link(number, f"s{number}") for number in range(1, 4001)]
    journal.add_links(links)
    assert list(journal.links()) == links


def test_a_good_with_another_link_is_refused_by_both_names(journal: ConnectionJournal) -> None:
    journal.add_links([link(1, "a")])
    with pytest.raises(Refused) as refused:
        journal.add_links([link(5, "e"), link(1, "b")])
    assert refused.value.sentence.fields == {"good": "1", "known": "a", "shop_product": "b"}
    assert list(journal.links()) == [link(1, "a")]


def test_a_shop_product_with_another_link_is_refused_by_both_names(journal: ConnectionJournal) -> None:
    journal.add_links([link(1, "a")])
    with pytest.raises(Refused) as refused:
        journal.add_links([link(5, "e"), link(2, "a")])
    assert refused.value.sentence.fields == {"good": "2", "known": "1", "shop_product": "a"}
    assert list(journal.links()) == [link(1, "a")]


@pytest.mark.parametrize("second", [link(1, "b"), link(2, "a")])
def test_links_that_contradict_each_other_are_refused(journal: ConnectionJournal, second: object) -> None:
    with pytest.raises(Refused):
        journal.add_links([link(1, "a"), second])  # type: ignore[list-item] # parametrize knows no type
    assert list(journal.links()) == []


def test_a_refusal_undoes_only_its_own_part_of_a_transaction(journal: ConnectionJournal) -> None:
    journal.add_links([link(1, "a")])
    with journal.transaction():
        journal.remember("kept", "yes")
        with pytest.raises(Refused):
            journal.add_links([link(9, "z"), link(1, "b")])
    assert journal.recall("kept") == "yes"
    assert list(journal.links()) == [link(1, "a")]


def test_the_owners_own_link_stays_his_and_takes_a_new_role(journal: ConnectionJournal) -> None:
    journal.add_links([link(1, "a", by=LinkedBy.HAND), link(2, "b")])
    journal.add_links([link(1, "a", role=ProductRole.BUNDLE), link(2, "b", by=LinkedBy.HAND)])
    assert list(journal.links()) == [
        link(1, "a", by=LinkedBy.HAND, role=ProductRole.BUNDLE),
        link(2, "b", by=LinkedBy.HAND),
    ]


def test_only_exactly_this_link_is_removed_with_its_values(journal: ConnectionJournal) -> None:
    journal.add_links([link(1, "a"), link(2, "b"), link(1, "a", catalog="8")])
    for catalog in ("7", "8"):
        journal.record_sent(ValueKind.STOCK, catalog, "w", {"a": 5, "b": 6})
    journal.remove_links([link(1, "a"), link(2, "a"), link(3, "c")])
    assert list(journal.links()) == [link(2, "b"), link(1, "a", catalog="8")]
    journal.add_links([link(1, "a")])
    assert list(journal.sent_levels(ValueKind.STOCK, "7", "w")) == [
        (1, "a", None),
        (2, "b", 60_000 // 10_000),
    ]
    assert list(journal.sent_levels(ValueKind.STOCK, "8", "w")) == [(1, "a", 5)]


def test_settled_apart_and_linked_never_both(journal: ConnectionJournal) -> None:
    journal.add_links([link(1, "a"), link(2, "b")])
    journal.settle_apart("7", "a")
    journal.settle_apart("7", "a")
    journal.settle_apart("8", "a")
    assert journal.settled_apart() == {("7", "a"), ("8", "a")}
    assert list(journal.links()) == [link(2, "b")]
    journal.add_links([link(1, "a")])
    assert journal.settled_apart() == {("8", "a")}
