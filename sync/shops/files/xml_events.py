"""Walking through an XML file, streamed, without its dangers: no entities of its own, nothing fetched.

The parser is expat, as Python brings it. It reads UTF-8, UTF-16 and every code page that the file names.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Protocol
from xml.parsers import expat

from sync.errors import SettingsError, Unreachable
from sync.sentences import say
from sync.shops.files.stillness import not_there

_CHUNK: Final = 65_536
_DEEPEST: Final = 100


class Walker(Protocol):
    """What is told while the file goes by."""

    def opened(self, name: str, attributes: dict[str, str]) -> None: ...
    def words(self, text: str) -> None: ...
    def closed(self) -> None: ...


def walk(path: Path, walker: Walker) -> Iterator[None]:
    """Tell ``walker`` everything in the file, in pieces: what it gathered can be taken after each.

    Raises Unreachable where the file cannot be opened or breaks off, SettingsError where it is no XML.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise SettingsError(say("The elements of this XML file lie too deep in one another."))
        walker.opened(name, attributes)

    def closed(_name: str) -> None:
        nonlocal depth
        depth -= 1
        walker.closed()

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = walker.words
    parser.EntityDeclHandler = _refuse_entities
    at_end = False
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                parser.Parse(chunk, False)
                yield
            at_end = True
            parser.Parse(b"", True)
            yield
    except expat.ExpatError as error:
        if at_end:
            raise Unreachable(
                say("The file {name} breaks off in line {line}.", name=path.name, line=error.lineno),
                advice=say("Export it again."),
            ) from None
        raise SettingsError(
            say("The file {name} is no proper XML: see line {line}.", name=path.name, line=error.lineno),
            detail=expat.ErrorString(error.code),
        ) from None
    except (LookupError, ValueError) as error:
        raise SettingsError(
            say("The encoding that the file {name} names is not known.", name=path.name),
            detail=type(error).__name__,
        ) from None
    except OSError as error:
        raise not_there(path, error) from None


def _refuse_entities(*_declared: object) -> None:
    raise SettingsError(say("The XML file declares entities of its own; such files are not read."))
