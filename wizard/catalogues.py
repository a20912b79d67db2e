"""The message catalogues: what the sources say, gathered into ``assets/locale`` and made ready to be read.

``make messages`` calls it after a text was added or a translation written. Nothing is guessed: a message
without a translation stays empty and is shown in English. One that is no longer said stays as a comment.
"""

from __future__ import annotations

import ast
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from filelock import FileLock

from wizard.language import DOMAIN, LANGUAGES, locale_folder

# The names by which each room says something, and how many literal arguments belong to it: ``count`` has a
# form for one and a form for many. In the engine's rooms ``text`` and ``count`` are names of other things.
_SENTENCES: Final = {"say": 1, "mark": 1}
ROOMS: Final = {
    "wizard": {**_SENTENCES, "text": 1, "count": 2},
    "sync": _SENTENCES,
    "storage": _SENTENCES,
}
_WIDTH: Final = 110
_NO_DATE: Final = datetime(2026, 1, 1, tzinfo=UTC)


def root_folder() -> Path:
    """The folder that holds the rooms."""
    return Path(__file__).resolve().parent.parent


def extract(root: Path) -> Catalog:
    """Every message in the sources with the files in which it stands."""
    catalogue = Catalog(domain=DOMAIN, project="Mostik", charset="utf-8")
    for room, keywords in ROOMS.items():
        for path in sorted((root / room).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            for message in said(path.read_text(encoding="utf-8"), keywords):
                catalogue.add(message, locations=[(name, 0)])
    _fields_in_braces(catalogue)
    return catalogue


def _fields_in_braces(catalogue: Catalog) -> None:
    """Babel takes the per cent sign of "20 % VAT" for a field, and msgfmt would complain of its
    translations.
    """
    for message in catalogue:
        message.flags.discard("python-format")


def said(source: str, keywords: Mapping[str, int]) -> list[str | tuple[str, ...]]:
    """The messages of one file in their order.

    The tree of the source is read, not its tokens: those hide what stands inside another call or inside the
    braces of an f-string.
    """
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    calls.sort(key=lambda call: (call.lineno, call.col_offset))
    return [message for call in calls if (message := _message(call, keywords))]


def _message(call: ast.Call, keywords: Mapping[str, int]) -> str | tuple[str, ...] | None:
    forms = keywords.get(_called(call.func), 0)
    words = tuple(
        argument.value
        for argument in call.args[:forms]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    )
    if not forms or len(words) != forms:
        return None
    return words if forms > 1 else words[0]


def _called(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def po_path(language: str) -> Path:
    """The catalogue that people write."""
    return locale_folder() / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def mo_path(language: str) -> Path:
    """The catalogue that the program reads."""
    return po_path(language).with_suffix(".mo")


def load(language: str) -> Catalog:
    """The catalogue of a language; an empty one where there is none yet."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, domain=DOMAIN, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def missing(catalogue: Catalog, template: Catalog) -> list[Message]:
    """The messages of the sources that have no translation in ``catalogue``."""
    return [message for message in template if message.id and not _is_translated(catalogue.get(_id(message)))]


def _id(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _is_translated(message: Message | None) -> bool:
    if message is None:
        return False
    words = message.string if isinstance(message.string, list | tuple) else [message.string]
    return all(words)


def update(language: str, template: Catalog) -> Catalog:
    """Bring a language's catalogue up to the sources, keep its translations, write both of its files."""
    catalogue = load(language)
    catalogue.update(template, no_fuzzy_matching=True)
    _fields_in_braces(catalogue)
    _plain_header(catalogue, language)
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        # Sorted and without line numbers, so that a change of the sources moves nothing here.
        write_po(file, catalogue, width=_WIDTH, sort_output=True, include_lineno=False, omit_header=False)
    with mo_path(language).open("wb") as file:
        write_mo(file, _translated(catalogue))
    return catalogue


def _translated(catalogue: Catalog) -> Catalog:
    """The messages that have words. Babel would give those without a plural the English one."""
    found = Catalog(locale=catalogue.locale, domain=DOMAIN, charset="utf-8")
    for message in catalogue:
        if message.id and _is_translated(message):
            found.add(message.id, message.string)
    _plain_header(found, str(catalogue.locale))
    return found


def _plain_header(catalogue: Catalog, language: str) -> None:
    """A header that says what is needed and is the same after every run."""
    catalogue.fuzzy = False
    catalogue.header_comment = f"# Mostik in {LANGUAGES[language]}."
    catalogue.project, catalogue.version = "Mostik", "1"
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""
    catalogue.creation_date = catalogue.revision_date = _NO_DATE


def main() -> int:
    """Update every language and say what has no translation."""
    template = extract(root_folder())
    for language in LANGUAGES:
        # Two people may do it at once.
        with FileLock(Path(tempfile.gettempdir()) / "mostik-messages.lock"):
            catalogue = update(language, template)
        open_ones = [] if language == "en" else missing(catalogue, template)
        sys.stdout.write(f"{language}: {len(template)} messages, {len(open_ones)} without a translation\n")
        for message in open_ones:
            places = ", ".join(sorted({name for name, _ in message.locations}))
            sys.stdout.write(f"  {_id(message)}   ({places})\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
