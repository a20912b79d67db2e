"""Rules for every test: its own home, this machine only, no unexpected error in the log, no silent skip."""

from __future__ import annotations

import gc
import ipaddress
import logging
import shutil
import socket
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

NOT_RUN = "not run:"
pytest_plugins = ["tests.mariadb", "tests.microsoft_parser"]

# ---- a home of its own ------------------------------------------------------------------------------

# Where programs keep files, on Linux and on Windows, and Mostik's own switch that wins over all of them.
_FOLDERS = {
    "HOME": ".",
    "USERPROFILE": ".",
    "APPDATA": "AppData/Roaming",
    "LOCALAPPDATA": "AppData/Local",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
    "XDG_RUNTIME_DIR": "run",
    "MOSTIK_HOME": "mostik",
}
# One language and one time zone on every machine, and never the keyring of the person at the keyboard.
_SETTINGS = {
    "LANGUAGE": "en",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
}
_ABSENT = ("DBUS_SESSION_BUS_ADDRESS", "GNOME_KEYRING_CONTROL")


def _settle_in(home: Path, environment: pytest.MonkeyPatch) -> None:
    for name, folder in _FOLDERS.items():
        environment.setenv(name, str((home / folder).resolve()))
    # The only folder that a session brings along; all others a program makes itself on a fresh machine.
    (home / "run").mkdir(mode=0o700)
    for name, value in _SETTINGS.items():
        environment.setenv(name, value)
    for name in _ABSENT:
        environment.delenv(name, raising=False)


# Where Linux keeps files in memory, and how many bytes must be free there. Databases wait for the disk at
# each change, which is most of the time of a test of theirs; what they ask of the disk stays the same.
_MEMORY = Path("/dev/shm")
_ROOM = 3_000_000_000


def _work_in_memory(environment: pytest.MonkeyPatch) -> None:
    """Puts all temporary files of this process and its children into memory, where there is room."""
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM:
        environment.setenv("TMPDIR", str(_MEMORY))
        environment.setattr(tempfile, "tempdir", None)


def _keep_compiled_modules(environment: pytest.MonkeyPatch) -> None:
    """Lets this process, its workers and all programs that tests start read modules compiled by one of them,
    also where the person's settings forbid it: it is a third of the time that a program takes to start.
    """
    environment.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    environment.setattr(sys, "dont_write_bytecode", False)


def pytest_configure(config: pytest.Config) -> None:
    """Leaves the person's home before any module of ours is imported, for fixtures that outlive one test."""
    environment = pytest.MonkeyPatch()
    _work_in_memory(environment)
    _keep_compiled_modules(environment)
    folder = tempfile.TemporaryDirectory(prefix="mostik-tests-", ignore_cleanup_errors=True)
    config.add_cleanup(folder.cleanup)
    config.add_cleanup(environment.undo)
    _settle_in(Path(folder.name), environment)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder that only this test sees; all usual folders and `MOSTIK_HOME` lie in it."""
    folder = Path(tempfile.mkdtemp(prefix="home-", dir=tmp_path_factory.getbasetemp()))
    _settle_in(folder, monkeypatch)
    return folder


def pytest_collection_finish() -> None:
    """Spares the collector what lives as long as the run: without this it looks at all modules and tests at
    each of its rounds.
    """
    gc.collect()
    gc.freeze()


# ---- no way out of this machine ---------------------------------------------------------------------


def _is_here(host: str | bytes | bytearray | None) -> bool:
    name = host.decode() if isinstance(host, bytes | bytearray) else host
    if name in (None, "", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None) or address
    return mapped.is_loopback or mapped.is_unspecified


class _Border:
    """Lets sockets reach this machine only, and remembers each try to leave it."""

    def __init__(self) -> None:
        self.tries: list[str] = []

    def check(self, sock: socket.socket, address: Any) -> None:
        if sock.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
            self.refuse(f"a connection to {address[0]} port {address[1]}")

    def check_name(self, host: str | bytes | None) -> None:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and name.rstrip(".").endswith(".invalid"):
            # RFC 6761, section 6.4: such a name exists nowhere, so the answer is the same on every machine.
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if not _is_here(name) and name != socket.gethostname():
            self.refuse(f"a look-up of {name}")

    def refuse(self, attempt: str) -> None:
        self.tries.append(attempt)
        # Not an OSError: the code under test would take that for a shop out of reach, and pass.
        pytest.fail(f"A test must stay on this machine, and this one tried {attempt}.")


@pytest.fixture(autouse=True)
def border(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails a test that tries to reach another machine, also from a thread whose exceptions nobody sees."""
    watch = _Border()
    connect, connect_ex, sendto = socket.socket.connect, socket.socket.connect_ex, socket.socket.sendto
    getaddrinfo = socket.getaddrinfo

    def guarded_connect(sock: socket.socket, address: Any) -> None:
        watch.check(sock, address)
        connect(sock, address)

    def guarded_connect_ex(sock: socket.socket, address: Any) -> int:
        watch.check(sock, address)
        return connect_ex(sock, address)

    def guarded_sendto(sock: socket.socket, data: Any, *rest: Any) -> int:
        watch.check(sock, rest[-1])
        return sendto(sock, data, *rest)

    def guarded_getaddrinfo(host: Any, *rest: Any, **named: Any) -> Any:
        watch.check_name(host)
        return getaddrinfo(host, *rest, **named)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket.socket, "sendto", guarded_sendto)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
    yield
    if watch.tries:
        pytest.fail("A test must stay on this machine, and this one tried " + "; ".join(watch.tries) + ".")


# ---- no unexpected error in the log -----------------------------------------------------------------


class _Errors(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.sentences: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.sentences.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def quiet_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test in which something logged an ERROR, unless it is marked `expects_log_errors`."""
    errors = _Errors()
    root = logging.getLogger()
    root.addHandler(errors)
    yield
    root.removeHandler(errors)
    if errors.sentences and request.node.get_closest_marker("expects_log_errors") is None:
        pytest.fail("Errors were logged that the test did not expect:\n" + "\n".join(errors.sentences))


# ---- no silent skip ---------------------------------------------------------------------------------


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turns a skip into a failure unless its reason says plainly that something was not run.

    Where a test needs what no package registry gives (a Microsoft SQL Server, say), its reason begins with
    `not run:` and stands in the list at the end of the run; everything else is installed by `make test`.
    """
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    reason = reason.removeprefix("Skipped: ")
    if not reason.startswith(NOT_RUN):
        report.outcome = "failed"
        report.longrepr = f"Skipped without saying '{NOT_RUN}': {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_skip(report)
    return report


# ---- the same invented cases on every machine -------------------------------------------------------

# No deadline: a slow machine is not a mistake. `make sweep` looks further, and elsewhere each time.
hypothesis.settings.register_profile("test", max_examples=50, deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("sweep", deadline=None, max_examples=5000, database=None)
hypothesis.settings.load_profile("test")

# ---- what many tests ask for ------------------------------------------------------------------------


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder that holds `pyproject.toml`."""
    return Path(__file__).parent.parent
