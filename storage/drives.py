"""Is a path on a network drive? SQLite's locks do not hold there, so a state file must not lie on one.

The answer is a best effort: a drive that cannot be recognised counts as local.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Final

_NETWORK_FILE_SYSTEMS: Final = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "afs",
        "afpfs",
        "ncpfs",
        "9p",
        "davfs",
        "webdav",
        "ceph",
        "lustre",
    }
    | {"glusterfs", "fuse.glusterfs", "fuse.sshfs", "fuse.rclone", "fuse.davfs2", "fuse.gvfsd-fuse"}
)
_ESCAPED: Final = re.compile(r"\\([0-7]{3})")
_DRIVE_REMOTE: Final = 4  # GetDriveTypeW, Windows API: "The drive is a remote (network) drive."


def is_on_network(path: Path) -> bool:
    """Whether ``path`` (which need not exist yet) lies on a drive of another machine, as far as this can be
    told.
    """
    if is_share(os.fspath(path)):
        return True
    if sys.platform == "win32":
        import ctypes

        return int(ctypes.windll.kernel32.GetDriveTypeW(f"{path.absolute().drive}\\")) == _DRIVE_REMOTE
    else:  # noqa: RET505 - a type checker for one system leaves out the other's branch
        mounts = Path("/proc/self/mounts")
        if not mounts.exists():
            return False
        table = mounts.read_text(encoding="utf-8", errors="replace")
        return file_system(_existing(path), table) in _NETWORK_FILE_SYSTEMS


def is_share(path: str) -> bool:
    r"""Whether a Windows path names another machine (``\\server\share``, also in its long form)."""
    plain = path.replace("/", "\\")
    if plain.startswith(("\\\\?\\", "\\\\.\\")):
        return plain[4:].upper().startswith("UNC\\")
    return sys.platform == "win32" and plain.startswith("\\\\")


def file_system(path: Path, mounts: str) -> str:
    """The kind of file system that holds ``path``, by the text of Linux' table of mounts (fstab(5): octal
    escapes).
    """
    best, kind = -1, ""
    for line in mounts.splitlines():
        words = line.split()
        if len(words) < 3:
            continue
        point = Path(_ESCAPED.sub(lambda found: chr(int(found[1], 8)), words[1]))
        # The later of two mounts on one point hides the earlier one.
        if (path == point or point in path.parents) and len(point.parts) >= best:
            best, kind = len(point.parts), words[2]
    return kind


def _existing(path: Path) -> Path:
    resolved = path.absolute().resolve()
    while not resolved.exists() and resolved != resolved.parent:
        resolved = resolved.parent
    return resolved
