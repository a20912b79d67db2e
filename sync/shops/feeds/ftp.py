"""A feed by FTP or FTPS: uploaded under another name, measured, then renamed.

Renaming over a file that is there is not promised by the protocol (RFC 959, "rename to"). A server that
refuses it is asked to delete the old feed first; a cut between the two leaves no feed for a moment, never a
half one, and the next run delivers again.
"""

from __future__ import annotations

import contextlib
import ftplib
import posixpath
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from sync.errors import MostikError, SettingsError, Unknown, Unreachable
from sync.sentences import say
from sync.shops.feeds.standing import BESIDE, StandingFeed

_SECONDS: Final = 30
_CHUNK: Final = 1 << 16
_NOT_SIGNED_IN: Final = ("530", "332", "430")


@dataclass(frozen=True, slots=True)
class FtpPlace:
    """A file on an FTP server. ``folder``: as the server names it, "" for where the user comes in.

    ``encrypted``: explicit TLS (RFC 4217) for signing in and for the file. ``any_certificate``: also one that
    nobody vouches for, as many small hosts have it.
    """

    host: str
    user: str
    name: str
    port: int = 21
    folder: str = ""
    encrypted: bool = True
    any_certificate: bool = False


class FtpDelivery:
    """Puts feeds to an FTP server. ``seconds``: how long one answer may take."""

    def __init__(self, to: FtpPlace, password: str, seconds: float = _SECONDS) -> None:
        self._to = to
        self._password = password
        self._seconds = seconds

    @property
    def place(self) -> str:
        to = self._to
        return f"{to.host}:{to.port}/{posixpath.join(to.folder, to.name).lstrip('/')}"

    def check(self) -> None:
        """Sign in, enter the folder, write a small file there and remove it again."""
        with self._signed_in() as ftp:
            probe = _in_utf8(f"{self._to.name}.probe")
            _store(ftp, probe, iter([b"\n"]))
            ftp.delete(probe)

    def stands(self, feed: StandingFeed) -> bool:
        """Nothing can be told without the network, so what was delivered is believed to stand."""
        del feed
        return True

    def deliver(self, feed: StandingFeed) -> None:
        name = _in_utf8(self._to.name)
        beside = name + BESIDE
        with self._signed_in() as ftp:
            with feed.path.open("rb") as source:
                _store(ftp, beside, _chunks(source))
            if _size(ftp, beside) not in (feed.size, None):
                raise Unreachable(
                    say("The feed arrived at {host} only in part, so the old one stays.", host=self._to.host),
                    advice=say("The next run uploads it again. See whether the server’s disk is full."),
                )
            _rename(ftp, beside, name)

    @contextlib.contextmanager
    def _signed_in(self) -> Iterator[ftplib.FTP]:
        to = self._to
        ftp = _WithTls(context=_context(to)) if to.encrypted else ftplib.FTP()  # noqa: S321 - by choice, with a warning
        # Every byte is a letter of it, so that no answer of an old server is unreadable; see _in_utf8.
        ftp.encoding = "latin-1"
        try:
            ftp.connect(to.host, to.port, timeout=self._seconds)
            ftp.login(_in_utf8(to.user), _in_utf8(self._password))
            if isinstance(ftp, ftplib.FTP_TLS):
                ftp.prot_p()
            if to.folder:
                ftp.cwd(_in_utf8(to.folder))
            yield ftp
            with contextlib.suppress(OSError, EOFError, ftplib.Error):
                ftp.quit()
        except MostikError:
            raise
        except (OSError, EOFError, ftplib.Error, ValueError) as error:
            # The library answers with ValueError to a line that no command can hold.
            raise self._told(error) from None
        finally:
            ftp.close()

    def _told(self, error: Exception) -> MostikError:
        """What went wrong, without the words of the server, which may repeat what was sent to it."""
        host, detail = self._to.host, f"{type(error).__name__} {str(error)[:3]}"
        if isinstance(error, ssl.SSLCertVerificationError):
            return SettingsError(
                say("The certificate of {host} is not one that anybody vouches for.", host=host),
                advice=say("Ask the host for its right address, or accept its certificate."),
                detail=error.verify_message,
            )
        if isinstance(error, ftplib.error_perm):
            if str(error).startswith(_NOT_SIGNED_IN):
                return SettingsError(
                    say("{host} refuses this user and password.", host=host),
                    advice=say("Type both anew, as the host of the shop’s files gave them."),
                    detail=detail,
                )
            return SettingsError(
                say("{host} does not allow Mostik to write the feed there.", host=host),
                advice=say("See that the folder is right and that this user may write and rename in it."),
                detail=detail,
            )
        if isinstance(error, ValueError) and not isinstance(error, OSError):
            return SettingsError(
                say("{host} does not allow Mostik to write the feed there.", host=host),
                advice=say("See that the folder is right and that this user may write and rename in it."),
                detail=type(error).__name__,
            )
        return Unreachable(
            say("{host} does not answer by FTP.", host=host),
            advice=say("The feed that stands there stays; the next run uploads the new one."),
            detail=detail,
        )


class _WithTls(ftplib.FTP_TLS):
    """Shares the TLS session of the control connection with that of the file, which many servers demand."""

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[Any, int | None]:
        connection, size = ftplib.FTP.ntransfercmd(self, cmd, rest)  # noqa: S321 - encrypted below
        if isinstance(self.sock, ssl.SSLSocket):
            connection = self.context.wrap_socket(
                connection, server_hostname=self.host, session=self.sock.session
            )
        return connection, size


def _context(to: FtpPlace) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if to.any_certificate:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _in_utf8(text: str) -> str:
    """A text for a command, such that UTF-8 (RFC 2640) goes over the wire."""
    return text.encode("utf-8").decode("latin-1")


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    while chunk := source.read(_CHUNK):
        yield chunk


def _store(ftp: ftplib.FTP, name: str, chunks: Iterator[bytes]) -> None:
    ftp.voidcmd("TYPE I")
    connection = ftp.transfercmd(f"STOR {name}")
    try:
        for chunk in chunks:
            connection.sendall(chunk)
        if isinstance(connection, ssl.SSLSocket):
            # Without this end a server takes the file for a cut one.
            with contextlib.suppress(OSError):
                connection.unwrap()
    finally:
        connection.close()
    ftp.voidresp()


def _size(ftp: ftplib.FTP, name: str) -> int | None:
    """How much of a file arrived; None where the server does not tell."""
    try:
        return ftp.size(name)
    except (ftplib.error_perm, ValueError):
        return None


def _rename(ftp: ftplib.FTP, beside: str, name: str) -> None:
    try:
        _change(lambda: ftp.rename(beside, name))
    except ftplib.error_perm:
        with contextlib.suppress(ftplib.error_perm):
            ftp.delete(name)
        _change(lambda: ftp.rename(beside, name))


def _change(rename: Callable[[], object]) -> None:
    try:
        rename()
    except ftplib.Error:
        raise
    except (OSError, EOFError) as error:
        raise Unknown(
            say("Whether the new feed has taken the place of the old one is not known."),
            advice=say("The next run uploads it again, which does no harm."),
            detail=type(error).__name__,
        ) from None
