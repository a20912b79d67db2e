"""What the window says has Bulgarian words, with the same fields and an Alt letter where there is one."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo

from wizard.catalogues import ROOMS, extract, load, missing, mo_path, po_path, root_folder, said
from wizard.language import LANGUAGES
from wizard.widgets.keys import split_letter

TRANSLATED = [code for code in LANGUAGES if code != "en"]
_SIGNS_AT_END: Final = ".,:;?!…"
_NAMES: Final = ("SKU", "EAN", "SQL", "Server", "ЕИК", "УНП")
# Names, and words that a language writes as English does.
_SAME_IN: Final = {
    "bg": {"SKU", "EAN", "SQL", "Server", "ЕИК", "УНП"},
    "pl": {
        "SKU",
        "EAN",
        "SQL",
        "Server",
        "ЕИК",
        "УНП",
        "Model",
        "Mostik",
        "Warehouse",
        "Pro",
        "Status",
        "Minimum",
        "Port",
        "s",
        "min",
    },
}


@pytest.fixture(scope="module")
def template() -> Catalog:
    return extract(root_folder())


@pytest.mark.parametrize("language", TRANSLATED)
def test_everything_that_is_said_has_words_in_every_language(language: str, template: Catalog) -> None:
    open_ones = missing(load(language), template)
    if open_ones:
        lines = [f"  {message.id!r}  in {message.locations[0][0]}" for message in open_ones]
        pytest.fail(
            f"{len(open_ones)} texts have no words in {LANGUAGES[language]}. Run `make messages`, write them "
            "and run it again:\n" + "\n".join(lines)
        )


def test_what_is_said_inside_another_call_or_an_f_string_is_found() -> None:
    source = """
raise SettingsError(say("One {name}" " is missing.", name=text("a sale") if sale else text("an order")))
label = f"{self.text('Retry')} ({number})"
self.count("{count} order", "{count} orders", 2)
"a, b".count(",")
text(template)
"""
    found = said(source, ROOMS["wizard"])
    assert found == [
        "One {name} is missing.",
        "a sale",
        "an order",
        "Retry",
        ("{count} order", "{count} orders"),
    ]
    assert said(source, ROOMS["sync"]) == ["One {name} is missing."]


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


def _pairs(language: str) -> Iterator[tuple[str, str]]:
    """Each translation beside the English words; of a message with plural forms the ones for many."""
    for message in load(language):
        for translation in _plain(message.string):
            if translation and message.id:
                yield _plain(message.id)[-1], translation


def _odd_ones(language: str, is_odd: Callable[[str, str], bool]) -> list[str]:
    return [
        f"{source!r}: {translation!r}"
        for source, translation in _pairs(language)
        if is_odd(source, translation)
    ]


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_the_fields(language: str) -> None:
    assert not _odd_ones(language, lambda source, words: _fields(source) != _fields(words))


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_have_an_alt_letter_where_the_english_has_one(language: str) -> None:
    assert not _odd_ones(language, lambda source, words: _has_letter(source) != _has_letter(words))


def _has_letter(text: str) -> bool:
    shown, place = split_letter(text)
    return place >= 0 and shown[place].isalpha()


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_begin_and_end_as_the_english_does(language: str) -> None:
    assert not _odd_ones(language, lambda source, words: _ends(source) != _ends(words))


def _ends(text: str) -> tuple[str, str, str]:
    """The blanks before and after a text, and the sign with which it ends."""
    before = text[: len(text) - len(text.lstrip())]
    after = text[len(text.rstrip()) :]
    last = text.rstrip()[-1:]
    return before, after, last if last in _SIGNS_AT_END else ""


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_have_as_many_bold_words_and_options_as_the_english(language: str) -> None:
    assert not _odd_ones(
        language,
        lambda source, words: (
            source.count("**") != words.count("**")
            or re.findall(r"--[a-z-]+", source) != re.findall(r"--[a-z-]+", words)
        ),
    )


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_english_is_left_but_names(language: str) -> None:
    """A translation has words of its own unless the English consists of names alone."""
    strange = _odd_ones(language, lambda source, words: source == words and not _is_a_name(source, language))
    assert not strange


def _is_a_name(text: str, language: str) -> bool:
    words = re.findall(r"[^\W\d_]+", re.sub(r"\{[^}]*\}", "", text))
    return all(word in _SAME_IN[language] for word in words)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_plural_form_of_the_language_is_there(language: str) -> None:
    catalogue = load(language)
    counted = [message for message in catalogue if message.id and message.pluralizable]
    assert counted
    assert catalogue.num_plurals == {"bg": 2, "pl": 3}[language]
    assert not [message.id for message in counted if len(_plain(message.string)) != catalogue.num_plurals]


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_a_guess_that_waits_for_a_person(language: str) -> None:
    assert not [message.id for message in load(language) if message.fuzzy]


def test_every_text_has_the_quotation_marks_and_apostrophes_of_print(template: Catalog) -> None:
    straight = [
        message.id for message in template if any(re.search("['\"]", each) for each in _forms(message.id))
    ]
    assert straight == []


@pytest.mark.parametrize(("language", "wrong"), [("bg", "['\"”’]"), ("pl", "['\"“]")])
def test_translations_have_the_quotation_marks_of_their_language(language: str, wrong: str) -> None:
    found = [each for message in load(language) for each in _forms(message.string) if re.search(wrong, each)]
    assert found == []


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_a_per_cent_sign_is_no_field(language: str) -> None:
    lines = po_path(language).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("#,") and "python-format" in line] == []


def _forms(text: str | Iterable[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())
