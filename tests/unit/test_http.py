"""The way out: pace, what was sent, what is repeated, what is kept secret. Against a real loopback server."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.clock import SystemClock, TurnedClock
from sync.errors import Cancelled, MostikError, SettingsError, Unknown, Unreachable
from sync.http import (
    WINDOW_SECONDS,
    Http,
    Pacer,
    Redactor,
    Reply,
    Safety,
    TimeOuts,
    checked_url,
    status_failure,
    wait,
)
from sync.ports import Clock

START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SECRET = "1-23-VERY+SECRET/TOKEN"
Answering = Callable[[BaseHTTPRequestHandler], None]


class _Server(ThreadingHTTPServer):
    daemon_threads = True


@contextmanager
def server(*answers: Answering) -> Iterator[tuple[str, list[tuple[str, bytes, dict[str, str]]]]]:
    """A server that gives ``answers`` in turn, the last one for ever; and what it was sent."""
    received: list[tuple[str, bytes, dict[str, str]]] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            received.append((self.path, body, dict(self.headers)))
            answers[min(len(received), len(answers)) - 1](self)

        do_GET = do_POST  # noqa: N815 - the name that the library calls

        def log_message(self, *_: Any) -> None:
            return

    listening = _Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.server_address[1]}/c", received
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()


def give(status: int, body: bytes = b"ok", **headers: str) -> Answering:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def cut_short(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"half")
    handler.close_connection = True


def http(clock: Clock, **changes: Any) -> Http:
    return Http("Test", clock, secrets=[SECRET], pacer=Pacer(1000, clock), **changes)


def understand(reply: Reply) -> bytes:
    if reply.status != 200:
        raise status_failure(reply, "Test")
    return reply.body


def send(url: str, safety: Safety, clock: Clock | None = None, **changes: Any) -> bytes:
    way = http(clock or TurnedClock(START), **changes)
    try:
        return way.request(
            "POST", url, safety=safety, understand=understand, headers={"X-Token": SECRET}, body=b"a=1"
        )
    finally:
        way.close()


def closed_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


# ---- pace


@given(limit=st.integers(1, 20), gaps=st.lists(st.floats(0, 30), min_size=1, max_size=80))
def test_never_more_than_the_limit_in_any_sliding_minute(limit: int, gaps: list[float]) -> None:
    clock = TurnedClock(START)
    pacer = Pacer(limit, clock)
    sent = []
    for gap in gaps:
        clock.turn(timedelta(seconds=gap))
        pacer.pause()
        sent.append(clock.monotonic())
    for place, first in enumerate(sent):
        assert sum(1 for later in sent[place:] if later < first + 60) <= limit


def test_no_wait_below_the_limit() -> None:
    clock = TurnedClock(START)
    pacer = Pacer(5, clock)
    for _ in range(5):
        pacer.pause()
    assert clock.now() == START
    pacer.pause()
    assert (clock.now() - START).total_seconds() == pytest.approx(WINDOW_SECONDS, abs=0.01)


def test_waiting_tells_until_when_and_can_be_cancelled() -> None:
    clock = TurnedClock(START)
    told: list[datetime] = []

    def on_wait(until: datetime) -> None:
        told.append(until)
        if len(told) == 4:
            raise Cancelled

    with pytest.raises(Cancelled):
        wait(clock, 600, on_wait)
    assert set(told) == {START + timedelta(minutes=10)}
    assert clock.now() == START + timedelta(seconds=3)


# ---- secrets


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_form_of_a_secret_is_left(before: str, after: str) -> None:
    redact = Redactor([SECRET, SECRET[:8]])
    for form in (SECRET, quote(SECRET, safe="")):
        shown = redact(before + form + after)
        assert form not in shown
        assert "SECRET/TOKEN" not in shown.removeprefix(before)


def test_the_longer_secret_goes_first() -> None:
    assert Redactor(["abc", "abcdef"])("x abcdef y") == "x *** y"


# ---- where to


def test_only_secure_addresses_of_the_platform() -> None:
    assert checked_url("https://api.test.com/x", ["test.com"], "Test")
    for url in ("http://api.test.com/x", "https://api.test.com.evil.com/", "https://nottest.com/", "x"):
        with pytest.raises(SettingsError):
            checked_url(url, ["test.com"], "Test")


def test_a_redirect_is_not_followed_with_the_token() -> None:
    with server(give(200)) as (elsewhere, strayed), server(give(302, Location=elsewhere)) as (url, received):
        for safety in Safety:
            with pytest.raises(Unreachable):
                send(url, safety)
        assert len(received) == 3
        assert not strayed


def test_neither_a_proxy_nor_netrc_comes_between_us_and_this_computer(
    monkeypatch: pytest.MonkeyPatch, home: Any
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port()}")
    (home / ".netrc").write_text("machine 127.0.0.1 login me password mine\n", encoding="utf-8")
    with server(give(200)) as (url, received):
        assert send(url, Safety.READ) == b"ok"
    headers = received[0][2]
    assert "Authorization" not in headers
    assert headers["User-Agent"].startswith("Mostik/")


def test_cookies_are_not_kept() -> None:
    with server(give(200, Set_Cookie="a=b")) as (url, received):
        way = http(TurnedClock(START))
        for _ in range(2):
            way.request("POST", url, safety=Safety.READ, understand=understand, body=b"x")
        way.close()
    assert "Cookie" not in received[1][2]


# ---- what a failure means


FAULTS: dict[str, Answering] = {
    "hung up": hang_up,
    "cut short": cut_short,
    "502": give(502),
    "503": give(503, Retry_After="5"),
    "504": give(504),
    "bad gzip": give(200, b"no gzip", Content_Encoding="gzip"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("safety", [Safety.READ, Safety.ABSOLUTE])
def test_what_is_harmless_is_repeated(fault: str, safety: Safety) -> None:
    clock = TurnedClock(START)
    with server(FAULTS[fault], FAULTS[fault], give(200)) as (url, received):
        assert send(url, safety, clock) == b"ok"
    assert len(received) == 3
    assert clock.now() > START + timedelta(seconds=5)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(
    ("safety", "error", "attempts"),
    [(Safety.READ, Unreachable, 4), (Safety.ABSOLUTE, Unknown, 4), (Safety.CREATE, Unknown, 1)],
)
def test_what_a_lost_answer_means(
    fault: str, safety: Safety, error: type[MostikError], attempts: int
) -> None:
    with server(FAULTS[fault]) as (url, received), pytest.raises(error):
        send(url, safety)
    assert len(received) == attempts


@pytest.mark.parametrize("safety", list(Safety))
def test_nothing_that_was_never_sent_is_unknown(safety: Safety) -> None:
    with pytest.raises(Unreachable) as caught:
        send(f"http://127.0.0.1:{closed_port()}/c", safety)
    assert caught.value.advice is not None


@pytest.mark.parametrize("safety", list(Safety))
def test_a_refusal_to_serve_leaves_nothing_unknown(safety: Safety) -> None:
    with server(give(429, Retry_After="30")) as (url, _), pytest.raises(Unreachable):
        send(url, safety)
    with server(give(403)) as (url, received), pytest.raises(Unreachable):
        send(url, safety)
    assert len(received) == 1


def test_an_absolute_write_that_may_have_arrived_once_stays_unknown() -> None:
    with server(hang_up, give(429)) as (url, _), pytest.raises(Unknown):
        send(url, Safety.ABSOLUTE)


def test_retry_after_is_heeded() -> None:
    clock = TurnedClock(START)
    with server(give(429, Retry_After="45"), give(200)) as (url, _):
        send(url, Safety.READ, clock)
    assert clock.now() == START + timedelta(seconds=45)


def test_an_answer_that_never_comes() -> None:
    released = threading.Event()
    quick = TimeOuts(connect=1, read=0.1)

    def hang(handler: BaseHTTPRequestHandler) -> None:
        released.wait()
        handler.close_connection = True

    with server(hang) as (url, received):
        with pytest.raises(Unreachable):
            send(url, Safety.READ, time_outs=quick, attempts=2)
        assert len(received) == 2
        with pytest.raises(Unknown):
            send(url, Safety.CREATE, time_outs=quick)
        released.set()


def test_an_answer_that_drips() -> None:
    released = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        try:
            while not released.wait(0.02):
                handler.wfile.write(b" ")
        except OSError:
            handler.close_connection = True

    with server(drip) as (url, _):
        with pytest.raises(Unknown):
            send(url, Safety.CREATE, SystemClock(), time_outs=TimeOuts(connect=1, read=1, whole=0.3))
        released.set()


def test_an_answer_without_end_is_cut_off() -> None:
    with server(give(200, b"x" * 100_000)) as (url, received), pytest.raises(Unreachable):
        send(url, Safety.READ, largest_answer=50_000)
    assert len(received) == 1


def test_a_create_goes_over_a_fresh_connection() -> None:
    def answer_once(handler: BaseHTTPRequestHandler) -> None:
        give(200)(handler)
        handler.close_connection = True

    with server(answer_once) as (url, received):
        way = http(TurnedClock(START))
        for _ in range(5):
            way.request("POST", url, safety=Safety.CREATE, understand=understand, body=b"x")
        way.close()
    assert len(received) == 5


def test_a_cancel_while_waiting_for_another_attempt() -> None:
    def stop(_until: datetime) -> None:
        raise Cancelled

    with server(give(503)) as (url, received), pytest.raises(Cancelled):
        send(url, Safety.READ, on_wait=stop)
    assert len(received) == 1


def test_no_secret_in_any_text(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    texts = []
    # A token in the address would come back in the library's own words.
    for address in (
        f"http://127.0.0.1:{closed_port()}/{SECRET}",
        f"http://127.0.0.1:{closed_port()}/?t={quote(SECRET)}",
    ):
        with pytest.raises(Unreachable) as caught:
            send(address, Safety.READ, attempts=2)
        texts.append(f"{caught.value!r} {caught.value.detail} {caught.value.sentence}")
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("sync")]
    assert ours
    for text in (*texts, *ours):
        assert "SECRET" not in text
