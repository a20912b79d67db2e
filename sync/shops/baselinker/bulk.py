"""Sending many changes in one request, and finding the ones that are refused.

Recorded: an update of many products answers SUCCESS with ``warnings`` by the sent id, in the account's
language, for those that failed. A request that is refused as a whole is divided, so that one item does not
stop the others; how often is bounded, since a refusal may mean them all.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sync.errors import Refused, Unknown
from sync.ports import BulkResult
from sync.sentences import Sentence, say
from sync.shops.baselinker import readers
from sync.shops.baselinker.readers import Unreadable

_DIVISIONS: Final = 24
"""Enough to single out two bad items of a thousand."""
_LONGEST_QUOTE: Final = 200

Send = Callable[[Sequence[str]], Mapping[str, Any]]

_log = logging.getLogger(__name__)


def send_in_bulk(item_ids: Sequence[str], at_once: int, send: Send) -> BulkResult:
    """Send absolute values of ``item_ids`` with ``send``, at most ``at_once`` in a request.

    Raises what ``send`` raises, but for Refused and Unknown, which stay with the items concerned.
    """
    refused: dict[str, Sentence] = {}
    unknown: set[str] = set()
    waiting = [list(item_ids[start : start + at_once]) for start in range(0, len(item_ids), at_once)]
    waiting.reverse()
    divisions = 0
    while waiting:
        group = waiting.pop()
        try:
            answer = send(group)
        except Unknown:
            unknown.update(group)
        except Refused as error:
            if len(group) == 1 or divisions >= _DIVISIONS:
                refused.update(dict.fromkeys(group, error.sentence))
                continue
            divisions += 1
            middle = len(group) // 2
            waiting += [group[middle:], group[:middle]]
        else:
            told, unclear = _warnings(answer, group)
            refused.update(told)
            unknown.update(unclear)
    return BulkResult(refused=refused, unknown=frozenset(unknown))


def joined(first: BulkResult, second: BulkResult) -> BulkResult:
    """Both results as one."""
    return BulkResult({**first.refused, **second.refused}, first.unknown | second.unknown)


def _warnings(answer: Mapping[str, Any], group: Sequence[str]) -> tuple[dict[str, Sentence], set[str]]:
    """Refused items with the shop's words; and, where a warning names none of the sent items, all others as
    unknown, because it may speak of any of them.
    """
    try:
        warnings = readers.table(answer, "warnings")
    except Unreadable:
        warnings = {"": answer.get("warnings")}
    if isinstance(answer.get("warnings"), list):
        # Places in a list are not ids.
        warnings = {f"[{place}]": item for place, item in warnings.items()}
    sent = frozenset(group)
    told: dict[str, Sentence] = {}
    unclear = False
    for key, value in warnings.items():
        text = _flat(value)
        if key in sent:
            told[key] = say("BaseLinker refuses product {id}: {text}", id=key, text=text)
        else:
            _log.warning("BaseLinker warns about something that was not sent: %s: %s", key, text)
            unclear = True
    return told, set(sent.difference(told)) if unclear else set()


def _flat(value: Any) -> str:
    """A warning's words, also where it has several or one for each warehouse."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        return "; ".join(_flat(item) for item in value)[:_LONGEST_QUOTE]
    return str(value)[:_LONGEST_QUOTE]
