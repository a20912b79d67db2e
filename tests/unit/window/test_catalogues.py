"""What the window says has Bulgarian words, with the same fields and an Alt letter where there is one."""

from __future__ import annotations

import string

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo

from wizard.catalogues import extract, load, missing, mo_path, root_folder
from wizard.language import LANGUAGES
from wizard.widgets.keys import split_letter

TRANSLATED = [code for code in LANGUAGES if code != "en"]


@pytest.fixture(scope="module")
def template() -> Catalog:
    return extract(root_folder())


def _is_of_the_window(message: Message) -> bool:
    return any(
        name.startswith("wizard/") and not name.startswith("wizard/terminal/")
        for name, _ in message.locations
    )


def test_every_text_of_the_window_has_bulgarian_words(template: Catalog) -> None:
    open_ones = [message for message in missing(load("bg"), template) if _is_of_the_window(message)]
    if open_ones:
        lines = [f"  {message.id!r}  in {message.locations[0][0]}" for message in open_ones]
        pytest.fail(
            f"{len(open_ones)} texts have no Bulgarian words. `make messages`, write them, and again:\n"
            + "\n".join(lines)
        )


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_the_catalogue_that_is_read_is_the_one_that_was_written(language: str) -> None:
    written = {
        message.id if isinstance(message.id, str) else message.id[0]: message.string
        for message in load(language)
        if message.id and message.string and (isinstance(message.string, str) or all(message.string))
    }
    with mo_path(language).open("rb") as file:
        made = read_mo(file)
    read = {
        message.id if isinstance(message.id, str) else message.id[0]: message.string
        for message in made
        if message.id
    }
    assert {key: _plain(value) for key, value in read.items()} == {
        key: _plain(value) for key, value in written.items()
    }


def _plain(words: object) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)  # type: ignore[arg-type]  # a tuple of forms


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_the_fields_and_the_alt_letter(language: str) -> None:
    faults = []
    for message in load(language):
        words = [one for one in _plain(message.string) if one]
        for source in _plain(message.id)[-1:]:
            for translation in words:
                if _fields(translation) != _fields(source):
                    faults.append(f"fields differ: {source!r} and {translation!r}")
                if (split_letter(source)[1] >= 0) != (split_letter(translation)[1] >= 0):
                    faults.append(f"one has an Alt letter, the other none: {source!r} and {translation!r}")
    assert not faults, "\n".join(faults)
