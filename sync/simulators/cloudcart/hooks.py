"""Delivery of webhooks: at once, deferred, again, and no more (facts 2.12).

One hook for an event is called before the call or action that triggered it returns; two or more hooks for an
event of orders are called a minute later. The simulator's lock is free during a delivery, so the receiver may
call the API meanwhile.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

import requests

from sync.simulators.cloudcart.backend import Backend
from sync.simulators.cloudcart.hook_payload import payload
from sync.simulators.cloudcart.shop import Delivery, Letter, Notice
from sync.simulators.cloudcart.tables import Row

TIMEOUT_SECONDS: Final = 5.0
DEFERRED: Final = timedelta(seconds=60)
DELAYS: Final = tuple(timedelta(seconds=seconds) for seconds in (120, 180, 240, 300, 360, 420))
DISABLING: Final = frozenset({400, 401, 403, 404, 405, 406, 410, 411})
UNSUBSCRIBE: Final = "please unsubscribe me"
KEY_HEADER: Final = "X-CloudCart-ApiKey"
_MOST_READ: Final = 64_000


class Hooks:
    """Tells the registered addresses. ``timeout`` in real seconds: how long a receiver may take in all."""

    def __init__(self, backend: Backend, lock: threading.RLock, timeout: float) -> None:
        self.timeout = timeout
        self._backend = backend
        self._lock = lock
        self._depth = 0

    @contextmanager
    def acting(self) -> Iterator[None]:
        """Hold the lock; when the outermost of nested actions ends, let it go and deliver what is due at
        once.
        """
        with self._lock:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                at_once = self._planned() if self._depth == 0 else []
        for notice in at_once:
            self._deliver(notice)

    def deliver_due(self) -> int:
        """Deliver everything whose moment has come; how many attempts that were."""
        count = 0
        while (notice := self._next_due()) is not None:
            self._deliver(notice)
            count += 1
        return count

    def waiting(self) -> list[Notice]:
        """The notices that wait for their moment."""
        with self._lock:
            return list(self._backend.shop.notices)

    def _planned(self) -> list[Notice]:
        """Turn what happened into notices; those for later are put aside."""
        backend = self._backend
        events, backend.events = backend.events, []
        at_once: list[Notice] = []
        for event, ident, gone in events:
            hooks = [
                hook for hook in backend.table("webhooks").where("event", event) if hook["active"] == "yes"
            ]
            later = event.startswith("order.") and len(hooks) > 1
            for hook in hooks:
                body = payload(backend, event, ident, gone, hook["new_version"] or 0)
                if body is None:
                    continue
                notice = Notice(backend.now(), hook["id"], event, ident, body)
                if later:
                    notice.due += DEFERRED
                    backend.shop.notices.append(notice)
                else:
                    at_once.append(notice)
        return at_once

    def _next_due(self) -> Notice | None:
        with self._lock:
            now, notices = self._backend.now(), self._backend.shop.notices
            due = sorted((notice for notice in notices if notice.due <= now), key=lambda notice: notice.due)
            if not due:
                return None
            chosen = due[0] if self._backend.quirks.due_first == "oldest" else due[-1]
            notices.remove(chosen)
            return chosen

    def _deliver(self, notice: Notice) -> None:
        with self._lock:
            hook = self._backend.table("webhooks").get(notice.hook_id)
            if hook is None or hook["active"] != "yes":
                return
            url, headers = hook["url"], self._headers(hook)
        status, text, outcome = post(url, headers, notice.body, self.timeout)
        with self._lock:
            self._record(notice, status, outcome)
            still_there = self._backend.table("webhooks").get(notice.hook_id)
            if still_there is not None:
                self._follow(notice, still_there, status, text, outcome)

    def _headers(self, hook: Row) -> dict[str, str]:
        """The key as it is at this moment, after a change too."""
        key = self._backend.shop.key(hook["api_key_id"])
        return {
            "Content-Type": "application/json",
            KEY_HEADER: key.value if key else "",
            **(hook["request_headers"] or {}),
        }

    def _record(self, notice: Notice, status: int | None, outcome: str) -> None:
        made = Delivery(
            self._backend.now(),
            notice.hook_id,
            notice.event,
            notice.subject_id,
            notice.attempt,
            status,
            outcome,
        )
        self._backend.shop.deliveries.append(made)

    def _follow(self, notice: Notice, hook: Row, status: int | None, text: str, outcome: str) -> None:
        """What the answer does to the hook."""
        if outcome == "taken":
            return
        if UNSUBSCRIBE in text.lower():
            self._drop_waiting(hook)
            self._backend.table("webhooks").delete(hook["id"])
        elif (
            status in DISABLING
            or outcome == "no such host"
            or notice.attempt >= self._backend.quirks.hook_attempts
        ):
            self._disable(hook)
        else:
            notice.due = self._backend.now() + DELAYS[notice.attempt - 1]
            notice.attempt += 1
            self._backend.shop.notices.append(notice)

    def _disable(self, hook: Row) -> None:
        """Off, with a letter; what waited for it is lost."""
        self._drop_waiting(hook)
        now = self._backend.now()
        self._backend.table("webhooks").change(hook, {"active": "no", "updated_at": now})
        self._backend.shop.letters.append(
            Letter(now, f"Webhook {hook['url']} for {hook['event']} was disabled")
        )

    def _drop_waiting(self, hook: Row) -> None:
        notices = self._backend.shop.notices
        notices[:] = [notice for notice in notices if notice.hook_id != hook["id"]]


def post(url: str, headers: dict[str, str], body: bytes, timeout: float) -> tuple[int | None, str, str]:
    """Status, text and outcome of one attempt. Redirects are not followed; the machine's proxy is not
    used.
    """
    end = time.monotonic() + timeout
    with requests.Session() as session:
        session.trust_env = False
        try:
            with session.post(
                url, data=body, headers=headers, timeout=timeout, allow_redirects=False, stream=True
            ) as response:
                text = _text(response, end)
                return (
                    response.status_code,
                    text,
                    "taken" if response.ok and response.status_code < 300 else "refused",
                )
        except (requests.Timeout, TimeoutError):
            return None, "", "too slow"
        except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError) as error:
            return None, "", "no such host" if _is_unknown_host(error) else "no connection"
        except ValueError:  # no address at all
            return None, "", "no such host"


def _text(response: requests.Response, end: float) -> str:
    """The beginning of the answer; TimeoutError where it does not end in time."""
    found = b""
    for chunk in response.iter_content(4096):
        found += chunk
        if time.monotonic() > end:
            raise TimeoutError
        if len(found) > _MOST_READ:
            break
    return found.decode("utf-8", "replace")


def _is_unknown_host(error: BaseException) -> bool:
    """Whether a name that nobody knows stands at the bottom of the failure."""
    seen: BaseException | None = error
    for _ in range(8):
        if seen is None:
            return False
        if isinstance(seen, socket.gaierror):
            return True
        inner = next((each for each in seen.args if isinstance(each, BaseException)), None)
        reason = getattr(inner, "reason", None)
        seen = reason if isinstance(reason, BaseException) else inner or seen.__cause__
    return False
