"""The encrypted file of a backup: whole and with its passphrase, or not at all."""

from __future__ import annotations

import io
import os

import pytest

from privacy.containers import MAGIC, Damaged, Reader, Writer

WORDS = "correct horse battery staple"
SIZES = [0, 1, 1_000_000, 1 << 20, (1 << 20) + 1, 3_500_000]


def sealed(data: bytes, passphrase: str = WORDS) -> bytes:
    target = io.BytesIO()
    writer = Writer(target, passphrase)
    for start in range(0, len(data), 70_000):
        writer.write(data[start : start + 70_000])
    writer.close()
    return target.getvalue()


def opened(file: bytes, passphrase: str = WORDS) -> bytes:
    return Reader(io.BytesIO(file), passphrase).read()


@pytest.mark.parametrize("size", SIZES)
def test_what_was_put_in_comes_out(size):
    data = os.urandom(size)
    file = sealed(data)
    assert opened(file) == data
    reader = Reader(io.BytesIO(file), WORDS)
    assert b"".join(iter(lambda: reader.read(99_991), b"")) == data


def test_neither_words_nor_passphrase_stand_in_the_file():
    file = sealed(b"canary " * 1_000)
    assert b"canary" not in file
    assert WORDS.encode() not in file
    assert sealed(b"canary") != sealed(b"canary"), "the same words look the same twice"


def test_another_passphrase_opens_nothing():
    with pytest.raises(Damaged, match="wrong passphrase"):
        opened(sealed(b"words"), WORDS + "r")


def test_a_short_passphrase_is_refused():
    with pytest.raises(ValueError, match="16 characters"):
        Writer(io.BytesIO(), "short")


def test_any_changed_byte_is_noticed():
    file = sealed(os.urandom(1_200_000))
    places = [0, len(MAGIC), len(MAGIC) + 16, len(MAGIC) + 25, len(file) // 2, len(file) - 1]
    for place in places:
        changed = bytearray(file)
        changed[place] ^= 1
        with pytest.raises(Damaged):
            opened(bytes(changed))


def test_a_shortened_or_lengthened_file_is_noticed():
    file = sealed(os.urandom(2_200_000))
    frame = (1 << 20) + 16 + 4
    head = len(MAGIC) + 16
    for end in (0, 10, head, head + 3, head + frame, head + 2 * frame, len(file) - 1):
        with pytest.raises(Damaged):
            opened(file[:end])
    with pytest.raises(Damaged, match="Something follows"):
        opened(file + b"x")


def test_frames_can_t_change_places():
    file = sealed(os.urandom(3_200_000))
    head, frame = len(MAGIC) + 16, (1 << 20) + 16 + 4
    first, second = file[head : head + frame], file[head + frame : head + 2 * frame]
    with pytest.raises(Damaged):
        opened(file[:head] + second + first + file[head + 2 * frame :])
    with pytest.raises(Damaged):
        opened(file[:head] + first + first + file[head + 2 * frame :])
