"""Content by its hash: files under ``<home>/blobs``, whatever record refers to them.

The content with SHA-256 ``abcdef...`` is the file ``ab/cdef...``, so what is uploaded twice is kept once.
Nothing here follows a symbolic link: one that was planted in the store is replaced where a file is to be
kept, and is no file where one is read.
"""

from __future__ import annotations

import base64
import errno
import hashlib
import os
import re
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

#: Bytes of one file at most. Artifacts switch to uploads in parts at 2 GiB only where the server offers it.
MAX_FILE = 5 * 1024**3

# Seconds after which an upload that nobody finished is taken for one whose server was killed.
ABANDONED = 24 * 3600.0

_UPLOAD = ".upload-"
_SHA256 = re.compile("[0-9a-f]{64}")

# Windows has no such flags, and no links without special rights either.
_NOT_A_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Blob:
    """Some content. sha256: in hexadecimal.  md5: in base64, as W&B writes it.  size: in bytes."""

    sha256: str
    md5: str
    size: int


class Upload:
    """Content on its way in, in a file of its own beside the kept ones."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self._path = path
        self._file = file
        self._sha256 = hashlib.sha256()
        self._md5 = hashlib.md5(usedforsecurity=False)
        self.size = 0

    def write(self, data: bytes) -> None:
        """Add some bytes."""
        self.size += len(data)
        self._file.write(data)
        self._sha256.update(data)
        self._md5.update(data)

    def finish(self) -> Blob:
        """What came, all of it on the disk: what a record is about to promise must survive a power cut."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        md5 = base64.b64encode(self._md5.digest()).decode()
        return Blob(self._sha256.hexdigest(), md5, self.size)

    def move(self, target: Path) -> None:
        self._path.replace(target)

    def discard(self) -> None:
        """Forget what came, unless it was kept."""
        self._file.close()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


class Blobs:
    """The contents in one folder, which is made at the first upload."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def upload(self) -> Iterator[Upload]:
        """Take content in; it is gone again with the block unless ``keep`` was called. Raises ``OSError``."""
        _make_folder(self._folder)
        number, name = tempfile.mkstemp(prefix=_UPLOAD, dir=self._folder)
        upload = Upload(Path(name), os.fdopen(number, "wb"))
        try:
            yield upload
        finally:
            upload.discard()

    def keep(self, upload: Upload, blob: Blob) -> None:
        """Put what was uploaded into its place, in one step. Raises ``OSError``.

        Call it within the transaction that writes the record of it: whoever removes what no record refers to
        holds the same lock, and never meets the one without the other.
        """
        path = self._path(blob.sha256)
        _make_folder(path.parent)
        if _size(path) != blob.size:  # absent, a link, or cut short
            upload.move(path)

    def open(self, sha256: str, size: int) -> IO[bytes]:
        """The content to read. Raises ``FileNotFoundError`` where it is not here, whole and a plain file."""
        path = self._path(sha256)
        if self._is_here(path, size):
            with suppress(FileNotFoundError):
                return os.fdopen(os.open(path, os.O_RDONLY | _NOT_A_LINK), "rb")
        raise FileNotFoundError(errno.ENOENT, "this content is not in the store", str(path))

    def _is_here(self, path: Path, size: int) -> bool:
        try:
            _check_folder(self._folder)
            _check_folder(path.parent)
        except OSError:
            return False
        return _size(path) == size

    def read(self, sha256: str, size: int) -> bytes:
        """The whole content. Raises as ``open``."""
        with self.open(sha256, size) as file:
            return file.read()

    def remove(self, sha256: str) -> None:
        """Remove some content, where it is here and can be. Call it within a transaction, as ``keep``."""
        with suppress(OSError):
            path = self._path(sha256)
            _check_folder(path.parent)
            path.unlink()

    def remove_abandoned(self) -> None:
        """Remove what uploads left behind whose server was killed."""
        with suppress(OSError), os.scandir(self._folder) as entries:
            for entry in entries:
                old = entry.stat(follow_symlinks=False).st_mtime < time.time() - ABANDONED
                if entry.name.startswith(_UPLOAD) and old:
                    Path(entry.path).unlink()

    def _path(self, sha256: str) -> Path:
        assert _SHA256.fullmatch(sha256)
        return self._folder / sha256[:2] / sha256[2:]


def _make_folder(path: Path) -> None:
    with suppress(FileExistsError):
        path.mkdir()
    _check_folder(path)


def _check_folder(path: Path) -> None:
    """Raise ``NotADirectoryError`` where a folder of the store is something else, such as a link."""
    if not stat.S_ISDIR(path.lstat().st_mode):
        raise NotADirectoryError(errno.ENOTDIR, "this part of the store is no folder", str(path))


def _size(path: Path) -> int | None:
    """The size of a regular file, or None where there is none."""
    with suppress(OSError):
        status = path.lstat()
        return status.st_size if stat.S_ISREG(status.st_mode) else None
    return None
