"""One way out to every platform over HTTP: pace, time-outs, safe retry, redaction.

What a failure means depends on two things: whether the request can have reached the other side, and
whether repeating it is harmless. Whether it can have arrived is seen from the body: as long as no byte of
it was read for sending, the other side cannot have acted on it. Reads and writes of absolute values are
repeated; a create never is.
"""

from __future__ import annotations

import io
import json
import logging
from collections import deque
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from http.cookiejar import DefaultCookiePolicy
from importlib.metadata import PackageNotFoundError, version
from ipaddress import ip_address
from typing import IO, Final, NoReturn, TypeVar
from urllib.parse import quote, quote_plus, urlsplit

import requests
from urllib3.exceptions import HTTPError as TransportError
from urllib3.exceptions import ReadTimeoutError

from sync.errors import SettingsError, Unknown, Unreachable
from sync.ports import Clock
from sync.sentences import Sentence, say

Answer = TypeVar("Answer")
OnWait = Callable[[datetime], None]
"""Told, at least once a second while something waits, until when it waits (aware). May raise Cancelled."""

WINDOW_SECONDS: Final = 60.5
"""The sliding minute, with half a second for requests that arrive closer together than they were sent."""
_PIECE_SECONDS: Final = 1.0
_PIECE_BYTES: Final = 65_536
_NO_TIME_LEFT: Final = 0.001
_FIRST_RETRY_SECONDS: Final = 2.0
_LONGEST_RETRY_SECONDS: Final = 60.0
_HIDDEN: Final = "***"

_log = logging.getLogger(__name__)


def no_wait_told(_until: datetime) -> None:
    """The default for ``on_wait``: nobody is told."""


def wait(clock: Clock, seconds: float, on_wait: OnWait) -> None:
    """Wait in pieces of at most a second, so that a cancel is noticed."""
    end = clock.monotonic() + seconds
    until = clock.now() + timedelta(seconds=max(seconds, 0))
    while (left := end - clock.monotonic()) > _NO_TIME_LEFT:
        on_wait(until)
        clock.sleep(min(left, _PIECE_SECONDS))


class Pacer:
    """Lets at most ``requests_per_minute`` requests pass in any sliding minute."""

    def __init__(self, requests_per_minute: int, clock: Clock, on_wait: OnWait = no_wait_told) -> None:
        self._clock = clock
        self._on_wait = on_wait
        self._sent: deque[float] = deque(maxlen=requests_per_minute)

    def pause(self) -> None:
        """Wait until one more request may be sent, and count it."""
        if len(self._sent) == self._sent.maxlen:
            wait(self._clock, self._sent[0] + WINDOW_SECONDS - self._clock.monotonic(), self._on_wait)
        self._sent.append(self._clock.monotonic())


class Redactor:
    """Takes secrets out of a text, in the forms in which they could stand there."""

    def __init__(self, secrets: Collection[str]) -> None:
        forms = {
            form
            for secret in secrets
            for form in (
                secret,
                quote(secret),
                quote(secret, safe=""),
                quote_plus(secret),
                json.dumps(secret)[1:-1],
            )
            if form
        }
        # A secret that is part of another one must not leave the other's rest behind.
        self._forms = sorted(forms, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        for form in self._forms:
            text = text.replace(form, _HIDDEN)
        return text


class Safety(StrEnum):
    """What repeating a request would do: nothing, set a value once more, or make a second one."""

    READ = "read"
    ABSOLUTE = "absolute"
    CREATE = "create"


@dataclass(frozen=True, slots=True)
class TimeOuts:
    """How long to wait, in seconds: for a connection, for the next bytes, and for the whole answer."""

    connect: float = 10.0
    read: float = 60.0
    whole: float = 300.0


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came. Names of ``headers`` in small letters."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class AttemptFailed(Exception):
    """One attempt of several brought no usable answer. Never seen outside a platform's client.

    ``maybe_done``: the other side may have acted on it. ``again``: worth another attempt, not before
    ``pause`` seconds.
    """

    def __init__(
        self,
        sentence: Sentence,
        *,
        maybe_done: bool,
        advice: Sentence | None = None,
        detail: str = "",
        again: bool = True,
        pause: float = 0.0,
    ) -> None:
        super().__init__(sentence.text())
        self.sentence = sentence
        self.advice = advice
        self.detail = detail
        self.maybe_done = maybe_done
        self.again = again
        self.pause = pause


class Http:
    """The way to one platform. ``platform`` is its name for people; ``secrets`` never appear in a text."""

    def __init__(
        self,
        platform: str,
        clock: Clock,
        *,
        secrets: Collection[str],
        pacer: Pacer,
        on_wait: OnWait = no_wait_told,
        time_outs: TimeOuts | None = None,
        attempts: int = 4,
        largest_answer: int = 64 * 1024 * 1024,
    ) -> None:
        self.redact = Redactor(secrets)
        self._platform = platform
        self._clock = clock
        self._pacer = pacer
        self._on_wait = on_wait
        self._time_outs = time_outs or TimeOuts()
        self._attempts = attempts
        self._largest_answer = largest_answer
        self._session = _new_session()

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._session.close()

    def request(
        self,
        method: str,
        url: str,
        *,
        safety: Safety,
        understand: Callable[[Reply], Answer],
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        into: IO[bytes] | None = None,
    ) -> Answer:
        """Send a request, again where that is harmless; returns what ``understand`` makes of the answer.

        ``into``: a file that takes the content of the answer, piece by piece, in the place of its ``body``;
        each attempt begins it anew. ``understand`` raises AttemptFailed for an answer that is none, and an
        error of :mod:`sync.errors` for a refusal. Raises Unreachable (nothing was changed) or, for a write
        whose answer was lost, Unknown.
        """
        maybe_done = False
        for attempt in range(1, self._attempts + 1):
            self._pacer.pause()
            try:
                return understand(self._exchange(method, url, headers or {}, body, safety, into))
            except AttemptFailed as failure:
                maybe_done = maybe_done or (failure.maybe_done and safety is not Safety.READ)
                if safety is Safety.CREATE or not failure.again or attempt == self._attempts:
                    self._give_up(failure, maybe_done)
                usual_pause = _FIRST_RETRY_SECONDS * 2 ** (attempt - 1)
                pause = min(max(failure.pause, usual_pause), _LONGEST_RETRY_SECONDS)
                _log.warning(
                    "%s: attempt %d failed (%s), again in %.0f s",
                    self._platform,
                    attempt,
                    self.redact(str(failure)),
                    pause,
                )
            wait(self._clock, pause, self._on_wait)
        raise AssertionError("the last attempt returns or gives up")

    def _exchange(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        safety: Safety,
        into: IO[bytes] | None,
    ) -> Reply:
        if safety is Safety.CREATE:
            # A kept connection may have been closed at the other end, which would look like a lost answer.
            self._session.close()
        self._session.trust_env = not is_loopback(url)
        watched = None if body is None else _WatchedBody(body)
        try:
            response = self._session.request(
                method,
                url,
                data=watched,
                headers=dict(headers),
                timeout=(self._time_outs.connect, self._time_outs.read),
                allow_redirects=False,
                stream=True,
            )
            with closing(response):
                content = self._content(response) if into is None else self._kept(response, into)
        except (requests.RequestException, TransportError) as error:
            # The cause is not chained: a library's text may hold what was sent. The detail holds it redacted.
            raise self._failure(error, reached=watched is None or watched.begun) from None
        reply = Reply(
            response.status_code, {name.lower(): value for name, value in response.headers.items()}, content
        )
        if 300 <= reply.status < 400:
            raise AttemptFailed(
                say("Something else answered in the place of {platform}.", platform=self._platform),
                advice=say(
                    "Is this a network that asks for a sign-in first? Open a web page, then try again."
                ),
                detail=self.redact(f"HTTP {reply.status} to {reply.headers.get('location', '')}"),
                maybe_done=False,
                again=False,
            )
        return reply

    def _content(self, response: requests.Response) -> bytes:
        content = bytearray()
        self._receive(response, content.extend)
        return bytes(content)

    def _kept(self, response: requests.Response, into: IO[bytes]) -> bytes:
        into.seek(0)
        into.truncate()
        self._receive(response, into.write)
        into.seek(0)
        return b""

    def _receive(self, response: requests.Response, take: Callable[[bytes], object]) -> None:
        end = self._clock.monotonic() + self._time_outs.whole
        received = 0
        # Whatever is there, however little, so that a dripping answer meets its time-out.
        while piece := response.raw.read1(_PIECE_BYTES, decode_content=True):
            take(piece)
            received += len(piece)
            if received > self._largest_answer:
                raise AttemptFailed(
                    say("{platform} sent an answer that is too large to be one.", platform=self._platform),
                    detail=f"more than {self._largest_answer} bytes",
                    maybe_done=True,
                    again=False,
                )
            if self._clock.monotonic() > end:
                raise self._slow(f"answer not complete after {self._time_outs.whole:.0f} s")

    def _failure(self, error: Exception, *, reached: bool) -> AttemptFailed:
        detail = self.redact(f"{type(error).__name__}: {error}")
        if reached and isinstance(error, requests.Timeout | ReadTimeoutError):
            return self._slow(detail)
        if reached:
            return AttemptFailed(
                say("The connection to {platform} broke off.", platform=self._platform),
                advice=say("Try again in a few minutes."),
                detail=detail,
                maybe_done=True,
            )
        if isinstance(error, requests.exceptions.ProxyError):
            return AttemptFailed(
                say("The proxy through which this computer reaches the internet does not answer."),
                advice=say("Check the proxy in the system’s network settings, then try again."),
                detail=detail,
                maybe_done=False,
            )
        if isinstance(error, requests.exceptions.SSLError):
            return AttemptFailed(
                say("The answer does not prove that it comes from {platform}.", platform=self._platform),
                advice=say(
                    "Check this computer’s date and time, and whether a virus scanner opens connections."
                ),
                detail=detail,
                maybe_done=False,
                again=False,
            )
        return AttemptFailed(
            say("{platform} cannot be reached.", platform=self._platform),
            advice=say("Check the internet connection, then try again."),
            detail=detail,
            maybe_done=False,
        )

    def _slow(self, detail: str) -> AttemptFailed:
        return AttemptFailed(
            say("{platform} did not answer in time.", platform=self._platform),
            advice=say("Try again in a few minutes."),
            detail=detail,
            maybe_done=True,
        )

    def _give_up(self, failure: AttemptFailed, maybe_done: bool) -> NoReturn:
        detail = self.redact(failure.detail)
        if maybe_done:
            raise Unknown(
                say(
                    "The answer of {platform} was lost, so it is not known whether the change was made.",
                    platform=self._platform,
                ),
                advice=say("Mostik looks it up before it tries again."),
                detail=detail,
            ) from None
        raise Unreachable(failure.sentence, advice=failure.advice, detail=detail) from None


def status_failure(reply: Reply, platform: str) -> AttemptFailed:
    """What an answer with an HTTP status of failure means for an attempt."""
    detail = f"HTTP {reply.status}"
    if reply.status == 429:
        return AttemptFailed(
            say("{platform} asks for a pause between requests.", platform=platform),
            advice=say("Try again in a few minutes."),
            detail=detail,
            maybe_done=False,
            pause=_retry_after(reply),
        )
    if reply.status >= 500:
        # A gateway may say so after the server behind it has done the work.
        return AttemptFailed(
            say("{platform} is out of order for the moment.", platform=platform),
            advice=say("Try again in a few minutes."),
            detail=detail,
            maybe_done=True,
            pause=_retry_after(reply),
        )
    return AttemptFailed(
        say("Something between this computer and {platform} refused the request.", platform=platform),
        advice=say("Check proxy, firewall and virus scanner, then try again."),
        detail=detail,
        maybe_done=False,
        again=False,
    )


def checked_url(url: str, hosts: Collection[str], platform: str) -> str:
    """``url`` if a secret may be sent there: https to one of ``hosts`` or below it, or this very computer.

    Raises SettingsError for any other.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    ours = any(host == allowed or host.endswith("." + allowed) for allowed in hosts)
    if (parts.scheme == "https" and ours) or (parts.scheme in {"http", "https"} and is_loopback(url)):
        return url
    raise SettingsError(
        say(
            "{address} is no address of {platform}, so no token is sent there.",
            address=host,
            platform=platform,
        ),
        advice=say("Restore the address in the connection’s settings."),
    )


def is_loopback(url: str) -> bool:
    """Whether ``url`` leads to this very computer, past any proxy."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def user_agent() -> str:
    """How Mostik names itself."""
    try:
        return f"Mostik/{version('mostik')}"
    except PackageNotFoundError:
        return "Mostik/0"


class _WatchedBody(io.BytesIO):
    """A body that notes whether sending it has begun."""

    begun = False

    def read(self, size: int | None = -1, /) -> bytes:
        self.begun = True
        return super().read(size)


def _new_session() -> requests.Session:
    session = requests.Session()
    session.headers["User-Agent"] = user_agent()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    # With an authentication of its own the session does not look for one in the user's .netrc file.
    session.auth = _no_authentication
    return session


def _no_authentication(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _retry_after(reply: Reply) -> float:
    text = reply.headers.get("retry-after", "").strip()
    return float(text) if text.isascii() and text.isdigit() else 0.0
