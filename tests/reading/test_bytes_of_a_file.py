"""The bytes of a file, in one piece or many, while it grows or shrinks; never more than is asked for."""

import os
import tempfile

import pytest

from cmo_eval.store import yaml_io as text
from cmo_eval.store.yaml_io import YamlProblem
from cmo_eval.transcripts import store


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "file.yaml"
    path.write_bytes(b"id: C1\n" * 1000)
    return path


@pytest.fixture
def pieces(monkeypatch):
    """Let reading give so many bytes at once; before each piece something may be done."""

    def cut(most, do=lambda number: None):
        original = os.read
        number = [0]

        def piece(descriptor, size):
            do(number[0])
            number[0] += 1
            return original(descriptor, min(size, most))

        monkeypatch.setattr(text.os, "read", piece)
        return number

    return cut


def test_a_file_is_read_at_once(path, pieces):
    number = pieces(10**9)
    assert text.read_bytes(path) == path.read_bytes()
    assert number == [1]


@pytest.mark.parametrize("most", [1, 999, 6999, 7000, 7001])
def test_a_file_that_comes_in_pieces_is_read_to_its_end(path, pieces, most):
    content = path.read_bytes()
    pieces(most)
    assert text.read_bytes(path) == content


def test_a_file_that_grows_meanwhile_is_read_to_its_new_end(path, pieces):
    def grow(number):
        if number < 3:
            with path.open("ab") as file:
                file.write(b"title: more\n" * 300_000)

    pieces(10**9, grow)
    assert text.read_bytes(path) == path.read_bytes()


def test_a_file_that_shrinks_meanwhile_is_read_as_far_as_it_goes(path, pieces):
    pieces(10**9, lambda number: os.truncate(path, 70) if not number else None)
    assert text.read_bytes(path) == b"id: C1\n" * 10


def test_a_file_that_grows_without_end_is_left_at_some_point(path, pieces, monkeypatch):
    monkeypatch.setattr(text, "MAX_BYTES", 10_000)
    monkeypatch.setattr(store, "_SOME", 4_000)

    def grow(_number):
        with path.open("ab") as file:
            file.write(b"x" * 5_000)

    pieces(10**9, grow)
    with pytest.raises(YamlProblem, match="MiB is read"):
        text.read_bytes(path)
    assert path.stat().st_size < 30_000


def test_an_empty_file_is_empty(tmp_path):
    (tmp_path / "empty").touch()
    assert text.read_bytes(tmp_path / "empty") == b""


@pytest.mark.skipif(not os.path.exists("/proc/version"), reason="here is no such file system")  # noqa: PTH110
def test_a_file_that_says_it_is_empty_and_is_not_is_read_to_its_end():
    with open("/proc/version", "rb") as file:  # noqa: PTH123
        assert text.read_bytes("/proc/version") == file.read()


def test_too_large_a_file_is_not_read(monkeypatch):
    monkeypatch.setattr(text.os, "read", lambda *_: pytest.fail("it is read"))
    with tempfile.NamedTemporaryFile() as file:
        os.truncate(file.name, text.MAX_BYTES + 1)
        with pytest.raises(YamlProblem, match="at most 64 MiB is read"):
            text.read_bytes(file.name)
