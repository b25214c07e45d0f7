"""One encrypted file that is written and read as a stream: AES-256-GCM in numbered frames. Pure.

The key comes from a passphrase by scrypt with a salt of the file's own, so that it is never inside.
A frame that was changed, left out, doubled or moved, and a file cut short, can't be opened.
"""

from __future__ import annotations

import os
import struct
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"undersigned backup 1\n"
SHORTEST = 16  # characters of a passphrase
_SALT, _TAG, _FRAME = 16, 16, 1 << 20
_COST = 1 << 15  # scrypt: 32 MB, about a tenth of a second
_LENGTH = struct.Struct(">I")
_NONCE = struct.Struct(">QI")  # number of the frame, 1 for the last


class Damaged(ValueError):
    """The file can't be opened: another passphrase, or not as it was written."""


def check_passphrase(passphrase: str) -> None:
    """Raise ValueError unless the passphrase is long enough to hold."""
    if len(passphrase) < SHORTEST:
        raise ValueError(f"the passphrase must have {SHORTEST} characters or more")


def _lock(passphrase: str, salt: bytes) -> AESGCM:
    key = Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(passphrase.encode())
    return AESGCM(key)


class Writer:
    """Takes bytes and writes them sealed to `target`; without `close` the file stays unreadable."""

    def __init__(self, target: BinaryIO, passphrase: str) -> None:
        check_passphrase(passphrase)
        salt = os.urandom(_SALT)
        self._target, self._head = target, MAGIC + salt
        self._lock, self._number = _lock(passphrase, salt), 0
        self._waiting = bytearray()
        target.write(self._head)

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > _FRAME:
            self._seal(bytes(self._waiting[:_FRAME]), last=False)
            del self._waiting[:_FRAME]
        return len(data)

    def flush(self) -> None:
        """Keep what waits: frames are written when they are full."""

    def close(self) -> None:
        self._seal(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _seal(self, data: bytes, *, last: bool) -> None:
        sealed = self._lock.encrypt(_NONCE.pack(self._number, last), data, self._head)
        self._target.write(_LENGTH.pack(len(sealed)) + sealed)
        self._number += 1


class Reader:
    """Gives the bytes back.

    Raises:
        Damaged: at once for another file or passphrase, later for a changed or shortened one.
    """

    def __init__(self, source: BinaryIO, passphrase: str) -> None:
        self._source = source
        self._head = source.read(len(MAGIC) + _SALT)
        if not self._head.startswith(MAGIC) or len(self._head) != len(MAGIC) + _SALT:
            raise Damaged("The file is no backup of this software.")
        self._lock, self._number = _lock(passphrase, self._head[len(MAGIC) :]), 0
        self._ready, self._done = bytearray(), False
        self._open()

    def read(self, size: int = -1) -> bytes:
        while not self._done and (size < 0 or len(self._ready) < size):
            self._open()
        end = len(self._ready) if size < 0 else size
        taken = bytes(self._ready[:end])
        del self._ready[:end]
        return taken

    def _open(self) -> None:
        length = self._source.read(_LENGTH.size)
        size = _LENGTH.unpack(length)[0] if len(length) == _LENGTH.size else -1
        if not _TAG <= size <= _FRAME + _TAG:
            raise Damaged("The backup ends before its end: take another copy of it.")
        sealed = self._source.read(size)
        for last in (False, True):
            try:
                nonce = _NONCE.pack(self._number, last)
                self._ready += self._lock.decrypt(nonce, sealed, self._head)
            except InvalidTag:
                continue
            self._number, self._done = self._number + 1, last
            if last and self._source.read(1):
                raise Damaged("Something follows the backup in the file: take another copy of it.")
            return
        what = "is damaged" if self._number else "can’t be opened: wrong passphrase, or damaged"
        raise Damaged(f"The backup {what}.")
