"""Firmino's public REST: verbs on resources by POST with JSON, HTTP Basic, and ``success`` in each answer.

From the maker's pages (www.firmino.pl/api): ``add``, ``get``, ``find``, ``update``, ``delete`` and a few
verbs of documents. They name neither a limit of requests nor how ``find`` is paged. What a refusal is
called, where an id is expected and how a list is wrapped is answered in several ways by published clients,
so all of them are understood.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from sync.errors import Bug, Refused, SettingsError
from sync.http import (
    AttemptFailed,
    Http,
    OnWait,
    Pacer,
    Reply,
    Safety,
    TimeOuts,
    checked_url,
    no_wait_told,
    status_failure,
)
from sync.ports import Clock
from sync.sentences import Sentence, say
from sync.warehouses.firmino.values import Row, ident, rows_in

PLATFORM: Final = "Firmino"
ADDRESS: Final = "https://app.firmino.pl/app/services/rest/api/"
_HOSTS: Final = ("firmino.pl",)
_REQUESTS_PER_MINUTE: Final = 120
"""No limit is named, so Mostik keeps one of its own."""
_PAGE: Final = 500
_MOST_PAGES: Final = 2000
_LONGEST_QUOTE: Final = 200
_SIGN_IN: Final = ("login", "hasło", "haslo", "password", "autoryz")


class Client:
    """Calls verbs of one company's Firmino. Fractions come as Decimal.

    Every call raises SettingsError (login, password, company), Refused (with Firmino's own words) or
    Unreachable; ``make`` and ``change`` also Unknown.
    """

    def __init__(
        self,
        url: str,
        login: str,
        password: str,
        company: str,
        clock: Clock,
        on_wait: OnWait = no_wait_told,
        time_outs: TimeOuts | None = None,
    ) -> None:
        self._url = checked_url(url or ADDRESS, _HOSTS, PLATFORM).rstrip("/")
        login, self._company = login.strip(), company.strip()
        if not login or not password:
            raise SettingsError(say("The login or the password of Firmino is missing."))
        packed = base64.b64encode(f"{login}:{password}".encode()).decode("ascii")
        self._authorization = f"Basic {packed}"
        self._http = Http(
            PLATFORM,
            clock,
            secrets=(password, packed),
            pacer=Pacer(_REQUESTS_PER_MINUTE, clock, on_wait),
            on_wait=on_wait,
            time_outs=time_outs,
        )

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._http.close()

    def read(self, action: str, **content: object) -> Any:
        """Call a verb that changes nothing, such as ``sale-documents/init``; its response."""
        return self._call(action, content, Safety.READ)

    def get(self, resource: str, row_id: int) -> Row | None:
        """One row; None where Firmino shows none. Raises Refused where it says so instead."""
        found = self._call(f"{resource}/get/{row_id}", {"id": row_id}, Safety.READ)
        return found if isinstance(found, Mapping) and ident(found) == row_id else None

    def make(self, action: str, content: Mapping[str, object]) -> Row:
        """Call a verb that makes something: sent once, Unknown where the answer is lost."""
        found = self._call(action, content, Safety.CREATE)
        return found if isinstance(found, Mapping) else {}

    def act(self, resource: str, verb: str, row_id: int) -> None:
        """Call a verb on one row that must not be repeated without a look: sent once, else Unknown."""
        self._call(f"{resource}/{verb}/{row_id}", {"id": row_id}, Safety.CREATE)

    def change(self, resource: str, row_id: int, content: Mapping[str, object]) -> None:
        """Set absolute values of one row, so that a repeat is harmless."""
        self._call(f"{resource}/update/{row_id}", {**content, "id": row_id}, Safety.ABSOLUTE)

    def download(self, resource: str, row_id: int) -> Reply | Any:
        """The answer to a download: a reply with bytes that are no JSON, else the response as parsed."""
        return self._http.request(
            "POST",
            f"{self._url}/{resource}/download/{row_id}",
            safety=Safety.READ,
            understand=lambda reply: self._file(f"{resource}/download", reply),
            headers=self._headers(),
            body=_packed({"id": row_id}),
        )

    def fetch(self, address: str) -> bytes:
        """The file behind an address at the same server. Raises Refused for any other server."""
        whole = urljoin(self._url, address)
        here, there = urlsplit(self._url), urlsplit(whole)
        if (here.scheme, here.netloc) != (there.scheme, there.netloc):
            raise Refused(
                say("Firmino names a printed document at another address, so it was not fetched."),
                detail=there.netloc,
            )
        return self._http.request(
            "GET", whole, safety=Safety.READ, understand=_bytes, headers={"Accept": "*/*"}
        )

    # ------------------------------------------------------------ lists

    def rows(self, resource: str, *, words: str = "", filters: Mapping[str, str] | None = None) -> list[Row]:
        """All rows of a resource, each once. Words and filters only save work: Firmino may ignore them.

        No page says how a long list goes on, so the next page is asked for in every known way until nothing
        new comes. Raises Refused where Firmino counts more rows than it shows: what is not seen might be
        made a second time.
        """
        asked: dict[str, object] = {"size": _PAGE}
        if words:
            asked["text"] = words
        if filters:
            asked["filters"] = [{"name": name, "value": value} for name, value in filters.items()]
        found, total = self._page(resource, asked)
        if not found:
            # A list that is empty by mistake would make doubles, so nothing counts only when it is said
            # twice.
            found, total = self._page(resource, asked)
        seen = {ident(row): row for row in found}
        page, without_new = 0, 0
        while seen and without_new < 2 and page < _MOST_PAGES and (total is None or len(seen) < total):
            page += 1
            before = len(seen)
            try:
                more, total = self._page(resource, {**asked, "page": page, "offset": before})
            except Refused:
                break
            seen.update((ident(row), row) for row in more)
            without_new = 0 if len(seen) > before else without_new + 1
        if total is not None and len(seen) < total:
            raise Refused(
                say("Firmino shows only {shown} of {total} entries.", shown=len(seen), total=total),
                advice=say("Mostik writes nothing that it could not look up. Tell the makers of Mostik."),
                detail=resource,
            )
        return list(seen.values())

    def _page(self, resource: str, asked: Mapping[str, object]) -> tuple[list[Row], int | None]:
        answer = self._call(f"{resource}/find", asked, Safety.READ)
        total: object = None
        if isinstance(answer, Mapping):
            total = next((answer[name] for name in ("total", "totalElements") if name in answer), None)
            answer = next((answer[name] for name in ("list", "content") if name in answer), None)
        if not isinstance(answer, list):
            raise Refused(_unreadable(), detail=f"{resource}/find: no list")
        counted = total if isinstance(total, int) and not isinstance(total, bool) else None
        return [row for row in rows_in(answer) if ident(row)], counted

    # ------------------------------------------------------------ one request

    def _headers(self) -> dict[str, str]:
        headers = {
            "Authorization": self._authorization,
            "Accept": "application/json, application/pdf",
            "Content-Type": "application/json; charset=utf-8",
        }
        if self._company:
            headers["companyShortName"] = self._company
        return headers

    def _call(self, action: str, content: Mapping[str, object], safety: Safety) -> Any:
        return self._http.request(
            "POST",
            f"{self._url}/{action}",
            safety=safety,
            understand=lambda reply: self._understood(action, reply),
            headers=self._headers(),
            body=_packed(content),
        )

    def _understood(self, action: str, reply: Reply) -> Any:
        if reply.status in (401, 403):
            raise SettingsError(
                say("Firmino does not accept the login and the password."),
                advice=say("They are the ones with which you sign in to app.firmino.pl. Type both anew."),
                detail=f"{action}: HTTP {reply.status}",
            )
        try:
            frame = json.loads(reply.body, parse_float=Decimal)
        except ValueError:
            frame = None
        if not isinstance(frame, dict) or "success" not in frame:
            raise self._no_answer(action, reply)
        if frame["success"] is not True:
            raise self._refusal(action, frame)
        return frame.get("response")

    def _file(self, action: str, reply: Reply) -> Reply | Any:
        if reply.status == 200 and reply.body.lstrip()[:1] != b"{":
            if reply.headers.get("content-type", "").startswith("text/html"):
                raise self._no_answer(action, reply)
            return _whole(reply)
        return self._understood(action, reply)

    def _no_answer(self, action: str, reply: Reply) -> AttemptFailed:
        if reply.status != 200:
            return status_failure(reply, PLATFORM)
        return AttemptFailed(
            _unreadable(),
            advice=say("Try again in a few minutes."),
            detail=self._http.redact(f"{action}: {reply.body[:_LONGEST_QUOTE]!r}"),
            maybe_done=True,
        )

    def _refusal(self, action: str, frame: Mapping[str, Any]) -> Refused | SettingsError:
        said = self._http.redact(_words(frame))[:_LONGEST_QUOTE]
        if any(word in said.casefold() for word in _SIGN_IN) and not action.startswith("customers/"):
            return SettingsError(
                say("Firmino refuses: {text}", text=said or "—"),
                advice=say("They are the ones with which you sign in to app.firmino.pl. Type both anew."),
                detail=action,
            )
        if "company" in said.casefold() and "short" in said.casefold():
            return SettingsError(
                say("Firmino does not know this company."),
                advice=say("Write its short name as Firmino shows it, or leave it empty for the only one."),
                detail=action,
            )
        return Refused(say("Firmino refuses: {text}", text=said or "—"), detail=action)


def _words(frame: Mapping[str, Any]) -> str:
    """The words of a refusal, wherever they stand; of a map by field, the field with them."""
    for name in ("response", "message", "error", "errors"):
        found = frame.get(name)
        if isinstance(found, Mapping):
            parts = [f"{field}: {_joined(words)}" for field, words in found.items()]
            return "; ".join(parts).replace("field: ", "")
        if found:
            return _joined(found)
    return ""


def _joined(words: object) -> str:
    return ", ".join(str(word) for word in words) if isinstance(words, list) else str(words)


def _whole(reply: Reply) -> Reply:
    """The reply, if all that was promised came; an empty one is none."""
    if not reply.body:
        raise AttemptFailed(_unreadable(), detail="no content", maybe_done=False)
    return reply


def _bytes(reply: Reply) -> bytes:
    if reply.status != 200:
        raise status_failure(reply, PLATFORM)
    return _whole(reply).body


def _packed(content: Mapping[str, object]) -> bytes:
    return json.dumps(content, ensure_ascii=False, default=_plain).encode("utf-8")


def _plain(value: object) -> object:
    raise Bug(say("Mostik meant to send something that cannot be sent."), detail=type(value).__name__)


def _unreadable() -> Sentence:
    return say("{platform} sent an answer that cannot be read.", platform=PLATFORM)
