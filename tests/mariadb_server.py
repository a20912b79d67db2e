"""One real MariaDB server, in a process of its own that ends it when its own standard input ends: a test
session that is killed leaves no server behind.

``python -m tests.mariadb_server FOLDER [durable]`` makes the server's data in the empty FOLDER, starts it,
says its port in a line and then obeys lines: ``kill`` (as a power cut would) and ``start``, each answered by
``done``. ``durable``: what is final lies on the disk, as an installed server keeps it.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

LOCK_WAIT_SECONDS: Final = 3
SOCKET: Final = "socket"
"""The socket's file in the server's folder; ``root`` gets in there without a password."""
_BEYOND_THE_PATH: Final = ("/usr/sbin", "/usr/local/sbin")
"""Debian keeps servers where a plain user's PATH does not look."""
_START_TRIES: Final = 5
_SMALL: Final = (
    "--innodb-buffer-pool-size=32M",
    "--innodb-log-file-size=16M",
    "--aria-pagecache-buffer-size=8M",
    "--key-buffer-size=2M",
)


class CannotStart(Exception):
    """The server cannot be had here; says why in one sentence."""


def found(program: str) -> str:
    """The program's path. Raises CannotStart where it is not installed."""
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), *_BEYOND_THE_PATH))
    there = shutil.which(program, path=path)
    if there is None:
        raise CannotStart(
            f"The tests need a real MariaDB server, and {program} is missing:"
            " apt-get install mariadb-server-core mariadb-client-core odbc-mariadb"
        )
    return there


def _as_user() -> Sequence[str]:
    """MariaDB refuses to run for root unless it is told to."""
    if sys.platform != "win32" and os.geteuid() == 0:
        return ("--user=root",)
    return ()


_QUICK: Final = ("--innodb-flush-log-at-trx-commit=2", "--innodb-flush-method=nosync")
"""What is final survives a kill of the server, though not a power cut."""
_DURABLE: Final = ("--innodb-flush-log-at-trx-commit=1",)


def make_data(folder: Path) -> None:
    """The server's own tables, in the empty ``folder``."""
    ended = subprocess.run(
        [
            found("mariadb-install-db"), "--no-defaults", f"--datadir={folder / 'data'}",
            "--auth-root-authentication-method=normal", "--skip-test-db", *_SMALL, *_as_user(),
        ],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
        errors="replace", timeout=120, check=False,
    )  # fmt: skip
    if ended.returncode != 0:
        raise CannotStart(f"MariaDB could not make its own tables: {ended.stdout[-2000:]}")


def start(folder: Path, port: int, *, durable: bool) -> subprocess.Popen[str]:
    """Start the server on 127.0.0.1 and wait until it answers. Raises CannotStart."""
    server = subprocess.Popen(
        [
            found("mariadbd"), "--no-defaults", *_as_user(),
            f"--datadir={folder / 'data'}", f"--tmpdir={folder}",
            f"--socket={folder / SOCKET}", f"--pid-file={folder / 'pid'}",
            "--bind-address=127.0.0.1", f"--port={port}", "--skip-name-resolve",
            "--character-set-server=utf8mb4", "--collation-server=utf8mb4_unicode_ci",
            f"--innodb-lock-wait-timeout={LOCK_WAIT_SECONDS}",
            "--innodb-use-native-aio=0",
            *(_DURABLE if durable else _QUICK),
            *_SMALL,
        ],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8",
        errors="replace",
    )  # fmt: skip
    assert server.stderr is not None
    said: list[str] = []
    for line in server.stderr:
        said.append(line)
        if "ready for connections" in line:
            break
    else:
        server.wait(timeout=60)
        raise CannotStart("MariaDB did not start: " + "".join(said)[-2000:])
    threading.Thread(target=_drain, args=(server,), daemon=True).start()
    return server


def _drain(server: subprocess.Popen[str]) -> None:
    """Hear the server's log out: a full pipe would stop it."""
    assert server.stderr is not None
    for _line in server.stderr:
        pass


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _start_somewhere(folder: Path, *, durable: bool) -> tuple[subprocess.Popen[str], int]:
    """Another program may take the port that was free a moment ago."""
    complaint: CannotStart | None = None
    for _attempt in range(_START_TRIES):
        port = _free_port()
        try:
            return start(folder, port, durable=durable), port
        except CannotStart as error:
            complaint = error
    assert complaint is not None
    raise complaint


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(folder: Path, *, durable: bool) -> None:
    server: subprocess.Popen[str] | None = None
    try:
        make_data(folder)
        server, port = _start_somewhere(folder, durable=durable)
        _say(str(port))
        for line in sys.stdin:
            if line == "kill\n":
                server.kill()
                server.wait(timeout=60)
            elif line == "start\n":
                server = start(folder, port, durable=durable)
            _say("done")
    except CannotStart as error:
        _say(" ".join(str(error).split()))
    except KeyboardInterrupt:
        pass  # the session was interrupted, and ends what it started
    finally:
        if server is not None and server.poll() is None:
            server.terminate()
            try:
                server.wait(timeout=60)
            except subprocess.TimeoutExpired:
                server.kill()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), durable="durable" in sys.argv[2:])
