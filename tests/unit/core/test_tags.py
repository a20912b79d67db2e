"""The tag in a document's note: read back as it was written, whatever the id and however long the note."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.model import MarkKey
from sync.tags import NOTE_LENGTH, read_tag, tag, tag_beginning, tag_fits, tagged_note

SHOPS = st.from_regex(r"[a-z0-9-]{1,40}", fullmatch=True)
# What a platform may use as an id: any letters, so few that even their escaped form leaves the tag whole.
IDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=16)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=600)


def units(text: str) -> int:
    """The length as SQL Server counts it."""
    return len(text.encode("utf-16-le")) // 2


@given(SHOPS, IDS)
def test_a_tag_reads_back_as_its_order(shop: str, order: str) -> None:
    key = MarkKey(shop, order)
    assert read_tag(tag(key)) == key


@given(SHOPS, IDS, TEXTS)
def test_the_tag_survives_the_cut(shop: str, order: str, text: str) -> None:
    key = MarkKey(shop, order)
    note = tagged_note(key, text)
    assert read_tag(note) == key
    assert units(note) <= NOTE_LENGTH
    assert note.startswith(tag_beginning(shop))


@given(SHOPS, TEXTS)
def test_a_note_is_one_line_without_invisible_control_characters(shop: str, text: str) -> None:
    note = tagged_note(MarkKey(shop, "1"), text)
    assert not any(ord(letter) < 32 or 0x7F <= ord(letter) < 0xA0 for letter in note)
    assert note == " ".join(note.split())


@given(SHOPS, TEXTS)
def test_a_note_of_ours_is_not_mistaken_for_another_shops(shop: str, text: str) -> None:
    found = read_tag(tagged_note(MarkKey(shop, "5"), text))
    assert found is not None
    assert found.shop_key == shop


@pytest.mark.parametrize(
    "note",
    [
        None,
        "",
        " ",
        "Mostik",
        "Mostik:",
        "Mostik:bl-1:",
        "Mostik:bl-1:77",
        "Mostik:bl-1:;",
        "Mostik:BL 1:77;",
        "customer wrote Mostik:bl-1:77;",
        "mostik:bl-1:77;",
    ],
)
def test_other_notes_have_no_tag(note: str | None) -> None:
    assert read_tag(note) is None


def test_a_blank_before_the_tag_is_borne() -> None:
    assert read_tag(" Mostik:bl-1:77; text") == MarkKey("bl-1", "77")


def test_an_emoji_counts_as_two() -> None:
    note = tagged_note(MarkKey("bl-1", "77"), "🎁" * 500)
    assert units(note) in (NOTE_LENGTH, NOTE_LENGTH - 1)
    assert note.endswith("🎁")


def test_the_cut_leaves_no_letter_without_its_accent() -> None:
    for shift in ("", "x"):  # whichever of the two the cut would meet
        note = tagged_note(MarkKey("bl-1", "77"), shift + "x\u0301" * 300)
        assert note.endswith("x\u0301")


def test_an_id_whose_tag_would_be_cut_is_told_apart() -> None:
    assert tag_fits(MarkKey("bl-1", "x" * 200))
    assert not tag_fits(MarkKey("bl-1", "я" * 100))


def test_the_beginning_of_a_tag_holds_no_wildcard() -> None:
    assert not set("%_[]*?") & set(tag_beginning("bl-sofia-1"))
