"""Full disks, and files that may not be read or written: said in words, and nothing is lost."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import symnn as sn
import symnn.commands.derive  # while it may be read
from symnn import files
from symnn.cli import main
from symnn.files import refuse_unwritable, write_whole
from tests.training.killed import names
from tests.training.models import line, regression
from tests.training.test_interruptions import MODEL

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="limits and rights of POSIX")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "m.tex").write_text(MODEL, encoding="utf-8")
    data, _, _ = line(40)
    np.savez(tmp_path / "d.npz", **data)
    (tmp_path / "p.npz").write_bytes(b"old")
    return tmp_path


def train(folder, *arguments, data="d.npz"):
    command = ["train", str(folder / "m.tex"), "--data", str(folder / data), "--epochs", "3"]
    return CliRunner().invoke(main, [*command, *map(str, arguments)])


def refused(found, *words):
    """Exit status 2, nothing on standard output, no traceback, and these words."""
    assert found.exit_code == 2, found.output
    assert found.stdout == ""
    assert isinstance(found.exception, SystemExit)
    for word in words:
        assert word in found.stderr


# ---- a full disk --------------------------------------------------------------------------------


class Full:
    """A disk on which there is room for some bytes more."""

    def __init__(self, room):
        self.room = room
        self.write = os.write

    def __call__(self, handle, data):
        if self.room <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written = self.write(handle, bytes(data)[: self.room])
        self.room -= written
        return written


@pytest.mark.parametrize("room", [0, 1, 500, 1500, 3000])
@pytest.mark.parametrize("unnamed", [True, False])
def test_a_full_disk_leaves_what_was_there(folder, monkeypatch, room, unnamed):
    if not unnamed:
        monkeypatch.setattr(files, "_UNNAMED", None)
    before = names(folder)
    monkeypatch.setattr("symnn.files.os.write", Full(room))
    with pytest.raises(OSError, match="No space left on device") as caught:
        sn.save_params(folder / "p.npz", {"w": np.zeros(500)})
    assert caught.value.filename == str(folder / "p.npz")
    assert (folder / "p.npz").read_bytes() == b"old"
    assert names(folder) == before


def test_a_full_disk_is_said_by_the_command(folder, monkeypatch):
    monkeypatch.setattr("symnn.files.os.write", Full(100))
    refused(train(folder, "-o", folder / "p.npz"), f"{folder / 'p.npz'}: No space left on device")
    assert (folder / "p.npz").read_bytes() == b"old"


def test_a_disk_that_fills_up_keeps_the_checkpoint_before(folder, monkeypatch):
    assert train(folder, "--checkpoint", folder / "c.npz").exit_code == 0
    size = (folder / "c.npz").stat().st_size
    room = Full(2 * size + 100)
    (folder / "c.npz").unlink()
    monkeypatch.setattr("symnn.files.os.write", room)
    refused(train(folder, "--checkpoint", folder / "c.npz"), "c.npz: No space left on device")
    room.room = 10**9
    assert train(folder, "--checkpoint", folder / "c.npz", "--resume").exit_code == 0
    settings = {"validation": 0.2, "epochs": 3}
    data = dict(np.load(folder / "d.npz"))
    whole = sn.fit(sn.read(folder / "m.tex"), "L", data=data, **settings)
    resumed = sn.fit(
        sn.read(folder / "m.tex"), "L", data=data, checkpoint=folder / "c.npz", resume=True,
        **settings,
    )  # fmt: skip
    assert np.array_equal(whole.params["w"], resumed.params["w"])


@POSIX
def test_a_limit_of_the_system_for_files_is_a_full_disk(folder):
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            sn.save_params(folder / "p.npz", {"w": np.zeros(1000)})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (folder / "p.npz").read_bytes() == b"old"


# ---- what may not be written or read ------------------------------------------------------------


@pytest.fixture
def nobody():
    """Without the rights of the super-user, which everything is open to."""
    if sys.platform == "win32":
        pytest.skip("rights of POSIX")
    pytest.importorskip("matplotlib.figure")  # while it may be read
    mine = os.geteuid()
    if mine == 0:
        os.seteuid(65534)
    yield
    os.seteuid(mine)


@pytest.fixture
def closed(folder):
    """A folder in which nobody may write, and files that nobody may read or write."""
    for parent in (folder, *folder.parents):
        if parent.stat().st_uid == os.geteuid() and parent != Path(parent.root):
            parent.chmod(parent.stat().st_mode | 0o055)
    (folder / "p.npz").chmod(0o444)
    (folder / "hidden.npz").write_bytes((folder / "d.npz").read_bytes())
    (folder / "hidden.npz").chmod(0)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)


TARGETS = ["-o", "--checkpoint", "--plot"]


@POSIX
def test_what_may_not_be_written_is_said_before_the_training(closed, nobody, monkeypatch):
    monkeypatch.setattr("symnn.commands.train._trained", None)  # it does not come to that
    for option in TARGETS:
        name = "new.svg" if option == "--plot" else "new.npz"
        refused(train(closed, option, closed / name), f"{closed / name}: Permission denied")
    refused(train(closed, "-o", closed / "p.npz"), f"{closed / 'p.npz'}: Permission denied")
    assert (closed / "p.npz").read_bytes() == b"old"


@POSIX
def test_a_file_that_is_read_only_is_not_replaced(folder, monkeypatch):
    """Its folder would let us; to the super-user the system says that all may be written."""
    access = os.access
    monkeypatch.setattr("os.access", lambda path, what: what != os.W_OK and access(path, what))
    refused(train(folder, "-o", folder / "p.npz"), "p.npz: Permission denied")
    assert (folder / "p.npz").read_bytes() == b"old"


@POSIX
def test_data_that_may_not_be_read(closed, nobody):
    refused(train(closed, data="hidden.npz"), "hidden.npz: Permission denied")


@pytest.mark.parametrize("suffix", [".npz", ".csv", ".parquet"])
def test_data_that_are_not_there(folder, suffix):
    if suffix == ".parquet":
        pytest.importorskip("pyarrow")
    refused(train(folder, data=f"none{suffix}"), f"none{suffix}: ", "No such file or directory")
    (folder / f"dir{suffix}").mkdir()
    refused(train(folder, data=f"dir{suffix}"), f"dir{suffix}: ")


@POSIX
@pytest.mark.parametrize("suffix", [".npz", ".csv"])
def test_pipes_and_devices_are_no_data(folder, suffix):
    os.mkfifo(folder / f"pipe{suffix}")  # opening it would wait for ever
    (folder / f"zeros{suffix}").symlink_to("/dev/zero")
    for name in ("pipe", "zeros"):
        refused(train(folder, data=f"{name}{suffix}"), f"{name}{suffix}: not a file on a disk")


@pytest.mark.parametrize("option", TARGETS)
def test_folders_that_are_not_there(folder, option):
    name = "x.svg" if option == "--plot" else "x.npz"
    refused(train(folder, option, folder / "no" / name), f"there is no folder {folder / 'no'}")
    (folder / name).mkdir()
    refused(train(folder, option, folder / name))


def test_no_file_is_read_and_written(folder):
    before = (folder / "d.npz").read_bytes()
    refused(train(folder, "-o", folder / "d.npz"), "this is the file of the data")
    both = folder / "both.npz"
    refused(train(folder, "-o", both, "--checkpoint", both), "this is the file of --output")
    assert (folder / "d.npz").read_bytes() == before


@POSIX
def test_derive_says_before_the_work_where_it_cannot_write(closed, nobody, monkeypatch):
    monkeypatch.setattr("symnn.commands.derive.read_model", None)
    command = ["derive", str(closed / "m.tex"), "-o", str(closed / "page.html")]
    refused(CliRunner().invoke(main, command), "page.html: Permission denied")


# ---- files that are written whole ---------------------------------------------------------------


@POSIX
def test_a_file_that_is_replaced_keeps_its_rights_and_its_links(tmp_path):
    path, link = tmp_path / "a.txt", tmp_path / "link.txt"
    path.write_text("1")
    path.chmod(0o600)
    link.symlink_to("a.txt")
    write_whole(link, "2")
    assert link.is_symlink()
    assert path.read_text() == "2"
    assert path.stat().st_mode & 0o777 == 0o600


def test_asking_changes_nothing(tmp_path):
    path = tmp_path / "a.txt"
    refuse_unwritable(path)
    assert names(tmp_path) == []
    path.write_text("1")
    refuse_unwritable(path)
    assert path.read_text() == "1"


def test_what_a_killed_writer_left_is_cleared_when_it_is_old(tmp_path):
    old, new, *others = [
        tmp_path / name
        for name in (
            ".[a].npz.0123456789ab.part",
            ".[a].npz.ba9876543210.part",
            ".b.npz.0123456789ab.part",
            ".[a].npz.backup.part",
            "[a].npz.0123456789ab.part",
        )
    ]
    for path in (old, new, *others):
        path.touch()
    for path in (old, *others):
        os.utime(path, (0, 0))
    refuse_unwritable(tmp_path / "[a].npz")
    assert names(tmp_path) == sorted(path.name for path in (new, *others))


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="files without names are Linux's")
def test_a_part_has_no_name_until_it_is_whole(tmp_path, monkeypatch):
    seen = []
    sync = os.fsync
    monkeypatch.setattr("os.fsync", lambda handle: (seen.append(names(tmp_path)), sync(handle)))
    write_whole(tmp_path / "a.txt", "x")
    assert seen == [[]]
    monkeypatch.setattr(files, "_named", lambda *_: False)  # a disk that cannot do that
    write_whole(tmp_path / "b.txt", "y")
    assert (tmp_path / "b.txt").read_text() == "y"
    assert names(tmp_path) == ["a.txt", "b.txt"]


def test_what_diverges_keeps_the_checkpoint_of_the_last_good_epoch(tmp_path):
    data, _, _ = line()
    settings = {"data": data, "optimizer": sn.SGD(50.0), "epochs": 200}
    with pytest.raises(ArithmeticError) as caught:
        sn.fit(regression(), "L", checkpoint=tmp_path / "c.npz", **settings)
    reached = caught.value.result.epochs
    settings["epochs"] = reached
    kept = sn.fit(regression(), "L", checkpoint=tmp_path / "c.npz", resume=True, **settings)
    whole = sn.fit(regression(), "L", **settings)
    assert np.array_equal(kept.params["w"], whole.params["w"])


@pytest.mark.parametrize("k", [1e200, -1e200])
def test_optimisers_that_overflow_are_noticed(k):
    """v = ∞ makes Adam's steps 0: training would go on for ever, and learn nothing."""
    model = sn.Model()
    model.define("L", sn.scalar("w") * sn.scalar("k"))
    with pytest.raises(ArithmeticError, match="the optimiser's arrays, is not") as caught:
        sn.fit(model, "L", data={"k": k}, params={"w": 1.0}, optimizer=sn.Adam(), epochs=3)
    assert caught.value.result.params["w"] == 1
