"""The rules in tests/conftest.py bite: each is broken here in a test run of its own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest_plugins = ("pytester",)


@pytest.fixture
def inner(pytester: pytest.Pytester, repository: Path) -> pytest.Pytester:
    """A folder with the same conftest, in which a test of a few lines can be run."""
    pytester.makeconftest((repository / "tests" / "conftest.py").read_text(encoding="utf-8"))
    pytester.makepyprojecttoml(
        """
        [tool.pytest]
        strict = true
        markers = ["expects_log_errors"]
        filterwarnings = ["error::pytest.PytestUnhandledThreadExceptionWarning"]
        """
    )
    return pytester


def _outcomes(inner: pytest.Pytester, source: str) -> tuple[dict[str, int], str]:
    inner.makepyfile(source)
    result = inner.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist")
    return result.parseoutcomes(), result.stdout.str()


def test_a_skip_without_its_reason_fails(inner: pytest.Pytester) -> None:
    outcomes, text = _outcomes(
        inner,
        """
        import pytest

        def test_skips_quietly():
            pytest.skip("no display")

        @pytest.mark.skipif(True, reason="not today")
        def test_is_never_tried():
            pass

        def test_says_what_was_not_run():
            pytest.skip("not run: no Microsoft SQL Server was named")

        @pytest.mark.xfail(reason="a known limit", raises=ZeroDivisionError)
        def test_fails_as_expected():
            1 / 0
        """,
    )
    assert outcomes == {"failed": 1, "errors": 1, "skipped": 1, "xfailed": 1}
    assert "Skipped without saying 'not run:': no display" in text


def test_a_whole_file_cannot_be_skipped_silently(inner: pytest.Pytester) -> None:
    outcomes, _ = _outcomes(inner, "import pytest\npytest.importorskip('a_module_that_is_missing')\n")
    assert outcomes == {"errors": 1}


def test_an_error_in_the_log_fails_unless_expected(inner: pytest.Pytester) -> None:
    outcomes, text = _outcomes(
        inner,
        """
        import logging
        import pytest

        def test_logs_an_error():
            logging.getLogger("mostik").error("order %s was lost", 7)

        @pytest.mark.expects_log_errors
        def test_means_to_log_an_error():
            logging.getLogger("mostik").error("order 8 was lost")

        def test_warns():
            logging.getLogger("mostik").warning("order 9 was slow")
        """,
    )
    assert outcomes == {"passed": 3, "errors": 1}
    assert "mostik: order 7 was lost" in text


def test_no_test_leaves_this_machine(inner: pytest.Pytester) -> None:
    outcomes, text = _outcomes(
        inner,
        """
        import contextlib
        import socket
        import threading
        import pytest
        import requests

        def test_connects_elsewhere():
            with contextlib.closing(socket.socket()) as sock:
                sock.connect(("192.0.2.1", 80))

        def test_takes_it_for_a_missing_shop():
            with pytest.raises(OSError):
                socket.create_connection(("192.0.2.1", 80), timeout=1)

        def test_swallows_everything():
            with contextlib.suppress(BaseException):
                requests.get("https://shop.example/", timeout=1)

        def test_hides_it_in_a_thread():
            thread = threading.Thread(target=lambda: socket.getaddrinfo("shop.example", 443))
            thread.start()
            thread.join()

        def test_reaches_this_machine():
            for host in ("127.0.0.1", "127.8.9.10"):
                with contextlib.closing(socket.create_server((host, 0))) as server:
                    socket.create_connection(server.getsockname()[:2], timeout=5).close()

        def test_an_unknown_host_is_unknown_everywhere():
            with pytest.raises(requests.ConnectionError):
                requests.get("https://shop.invalid/", timeout=1)
        """,
    )
    # Each of the four is named at its end, whether or not it swallowed the failure before.
    assert outcomes == {"passed": 3, "failed": 3, "errors": 4}
    assert "tried a connection to 192.0.2.1 port 80" in text
    assert "tried a look-up of shop.example" in text


def test_a_test_has_an_empty_home_of_its_own(home: Path) -> None:
    assert Path.home() == home.resolve()
    assert [path.name for path in home.iterdir()] == ["run"]
    assert Path(os.environ["MOSTIK_HOME"]).parent == home.resolve()
    assert not Path(os.environ["MOSTIK_HOME"]).exists()
