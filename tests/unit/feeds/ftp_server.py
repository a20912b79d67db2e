"""A real FTP server on this machine, with the habits and faults of small hosts."""

from __future__ import annotations

import datetime
import ipaddress
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyftpdlib.authorizers import DummyAuthorizer  # type: ignore[import-untyped]  # it has no types
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler  # type: ignore[import-untyped]  # it has no types
from pyftpdlib.ioloop import IOLoop  # type: ignore[import-untyped]  # it has no types
from pyftpdlib.servers import FTPServer  # type: ignore[import-untyped]  # it has no types

USER, PASSWORD = "kalina", "тайна дума"


@dataclass
class Habits:
    """What the server does. ``rename_over``: it renames over a file that is there. ``cut``: it keeps so many
    bytes of an upload. ``tells_size``: it answers how large a file is. ``old_letters``: it speaks in
    windows-1251. ``size_told``: it says this for a size. ``commands``: what it was told.
    """

    rename_over: bool = True
    cut: int | None = None
    tells_size: bool = True
    falls_silent_at: str = ""
    old_letters: bool = False
    size_told: str = ""
    commands: list[str] = field(default_factory=list)


@dataclass
class Host:
    """A server that runs. ``root``: the folder that it shows as its own."""

    port: int
    root: Path
    habits: Habits


@contextmanager
def ftp_host(root: Path, *, certificate: Path | None = None) -> Iterator[Host]:
    """An FTP server over ``root``; with a certificate it takes nothing that is not encrypted."""
    habits = Habits()
    accounts = DummyAuthorizer()
    accounts.add_user(USER, PASSWORD, str(root), perm="elradfmw")
    base = TLS_FTPHandler if certificate else FTPHandler
    told: dict[str, Any] = {"authorizer": accounts, "habits": habits, "auth_failed_timeout": 0.05}
    told |= _answers(base)
    if certificate:
        told |= {
            "certfile": str(certificate),
            "tls_control_required": True,
            "tls_data_required": True,
            "ssl_context": None,
        }
    handler = type("Handler", (base,), told)
    loop = IOLoop()
    server = FTPServer(("127.0.0.1", 0), handler, ioloop=loop)
    stop = threading.Event()

    def serve() -> None:
        while not stop.is_set():
            server.serve_forever(timeout=0.02, blocking=False)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield Host(server.address[1], root, habits)
    finally:
        stop.set()
        thread.join()
        server.close_all()


def _answers(base: Any) -> dict[str, Any]:
    """The handler's own ways, as methods of a class over ``base``."""

    def pre_process_command(self: Any, line: str, command: str, argument: str) -> None:
        self.habits.commands.append(command)
        if command == self.habits.falls_silent_at:
            self.close()
            return
        base.pre_process_command(self, line, command, argument)

    def on_file_received(self: Any, file: str) -> None:
        if self.habits.cut is not None:
            with Path(file).open("r+b") as received:
                received.truncate(self.habits.cut)

    def ftp_rnto(self: Any, path: str) -> object:
        if not self.habits.rename_over and Path(path).exists():
            self.respond("550 File exists.")
            return None
        return base.ftp_RNTO(self, path)

    def ftp_size(self: Any, path: str) -> object:
        if not self.habits.tells_size:
            self.respond("502 Not here.")
            return None
        if self.habits.size_told:
            self.respond(f"213 {self.habits.size_told}")
            return None
        return base.ftp_SIZE(self, path)

    def push(self: Any, data: str) -> None:
        if self.habits.old_letters:
            base.__mro__[1].push(self, f"{data[:4]}готово\r\n".encode("cp1251"))
            return
        base.push(self, data)

    return {
        "push": push,
        "pre_process_command": pre_process_command,
        "on_file_received": on_file_received,
        "ftp_RNTO": ftp_rnto,
        "ftp_SIZE": ftp_size,
    }


def write_certificate(path: Path) -> None:
    """A certificate for 127.0.0.1 that nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
