"""How values lie in columns: moments as microseconds, sentences and whatever has a structure as JSON text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sync.errors import Bug
from sync.sentences import Sentence, say

END_OF_TIME: Final = 2**62
"""Stands for "not yet" in a column that is sorted by time."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_DECIMAL: Final = "$decimal"


def microseconds(moment: datetime) -> int:
    """An aware moment as microseconds since 1970 in UTC, exactly."""
    if moment.tzinfo is None:
        raise Bug(say("Mostik lost the time zone of a moment."), detail="naive datetime")
    return (moment - _EPOCH) // _MICROSECOND


def moment(value: int) -> datetime:
    """The aware moment (UTC) of :func:`microseconds`."""
    return _EPOCH + timedelta(microseconds=value)


def json_text(data: Any) -> str:
    """JSON values as text; decimals keep their digits.

    Letters beyond ASCII are escaped, so that a broken half of an emoji in an order cannot make the row
    unwritable.
    """
    try:
        return json.dumps(data, default=_as_json, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise Bug(
            say("Mostik tried to store something that is not JSON."), detail=type(error).__name__
        ) from error


def json_data(text: str) -> Any:
    """What :func:`json_text` wrote."""
    return json.loads(text, object_hook=_from_json)


def sentence_text(sentence: Sentence | None) -> str | None:
    """A sentence as JSON text."""
    return None if sentence is None else json_text(sentence.as_data())


def sentence(text: str | None) -> Sentence | None:
    """What :func:`sentence_text` wrote."""
    return None if text is None else Sentence.from_data(json_data(text))


def _as_json(value: object) -> Any:
    if isinstance(value, Decimal):
        return {_DECIMAL: str(value)}
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)


def _from_json(data: dict[str, Any]) -> Any:
    if len(data) == 1 and isinstance(data.get(_DECIMAL), str):
        try:
            return Decimal(data[_DECIMAL])
        except InvalidOperation:  # not ours: a shop happens to use the same name
            return data
    return data
