"""Bundles: written whole, read with suspicion, and nothing left of one that is refused."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from store.errors import Interrupted, PartnerFault, ReadOnly, StoreError, WriteFailed
from store.git import bundle, refs
from store.git.bundle import is_whole, read_header, write_bundle
from store.git.repository import Repository
from store.git.unbundling import bundle_into, take_bundle
from tests.store.git.builders import (
    ANNA,
    bare,
    children,
    git,
    new_register,
    raw_commit,
    raw_object,
    raw_tree,
    save,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.git.watched import Progress

REF = "refs/knoten/incoming/p"


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Repository]:
    with new_register(tmp_path / "ours") as repository:
        yield repository


@pytest.fixture
def theirs(ours: Repository, tmp_path: Path) -> Iterator[Repository]:
    """A copy of ours, with a commit of its own on top."""
    git(tmp_path, "clone", "-q", "--no-hardlinks", ours.path, "theirs")
    with Repository.open(tmp_path / "theirs") as repository:
        for number in range(20):
            save(repository, {f"actors/a{number}.toml": b'id = "a%d"\n' % number * 20})
        yield repository


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "Ämter und mehr.knoten"


def head(repository: Repository) -> str:
    oid = repository.head()
    assert oid is not None
    return oid


def write(repository: Repository, file: Path, *, without: tuple[str, ...] = ()) -> bytes:
    """Write main as a bundle; its bytes."""
    write_bundle(repository.command, str(file), head(repository), without=without)
    return file.read_bytes()


def everything(repository: Repository) -> dict[str, bytes]:
    """All files of the repository's store of objects, and its refs."""
    top = Path(repository.git_dir)
    found = [*top.joinpath("objects").rglob("*"), *top.joinpath("refs").rglob("*")]
    return {str(path): path.read_bytes() for path in found if path.is_file()}


def refused(repository: Repository, file: Path) -> str:
    """The code with which a bundle is refused; nothing at all has changed then, and nothing runs on."""
    before = everything(repository)
    with pytest.raises(StoreError) as fault:
        take_bundle(repository, str(file), REF)
    assert everything(repository) == before
    return fault.value.code


def test_what_one_writes_another_takes(ours: Repository, theirs: Repository, file: Path) -> None:
    write(theirs, file)
    header = read_header(str(file))
    assert (header.head, header.needed, header.size) == (head(theirs), (), file.stat().st_size)
    assert is_whole(str(file))
    seen: list[Progress] = []
    assert take_bundle(ours, str(file), REF, progress=seen.append) == (REF, None, head(theirs))
    assert {one.phase for one in seen} & {"receiving", "resolving"}  # whichever is said last
    assert ours.is_whole(head(theirs))
    assert take_bundle(ours, str(file), REF) == (REF, head(theirs), head(theirs))
    assert list(Path(ours.git_dir, "objects").glob("knoten*")) == []
    git(ours.path, "fsck", "--strict")


def test_plain_git_reads_what_we_write_and_we_what_it_writes(
    ours: Repository, theirs: Repository, file: Path, tmp_path: Path
) -> None:
    write(theirs, file, without=(head(ours),))
    git(ours.path, "fetch", "-q", str(file), "main:refs/heads/plain")
    assert ours.read_ref("refs/heads/plain") == head(theirs)
    git(theirs.path, "bundle", "create", str(tmp_path / "plain.bundle"), "main")
    assert take_bundle(ours, str(tmp_path / "plain.bundle"), REF).new == head(theirs)


def test_only_what_is_missing_is_in_it(ours: Repository, theirs: Repository, file: Path) -> None:
    assert len(write(theirs, file, without=(head(ours),))) < len(write(theirs, file.with_name("full")))
    base = head(ours)
    assert read_header(str(file)).needed == (base,)
    assert take_bundle(ours, str(file), REF).new == head(theirs)
    assert ours.is_whole(head(theirs))


def test_one_that_carries_nothing_new_says_where_its_writer_is(ours: Repository, file: Path) -> None:
    write(ours, file, without=(head(ours),))
    assert read_header(str(file))[:2] == (head(ours), (head(ours),))
    assert take_bundle(ours, str(file), REF).new == head(ours)


def test_what_it_builds_on_has_to_be_here(theirs: Repository, file: Path, tmp_path: Path) -> None:
    base = head(theirs)
    save(theirs, {"actors/neu.toml": b"x = 1\n"})
    write(theirs, file, without=(base,))
    with new_register(tmp_path / "other", {"actors/b.toml": b"b = 1\n"}) as other:
        assert refused(other, file) == "bundle_base_missing"


def test_one_holds_a_whole_register(theirs: Repository, file: Path, tmp_path: Path) -> None:
    write(theirs, file)
    (tmp_path / "new").mkdir()
    repository, came = bundle_into(str(file), tmp_path / "new", "joined")
    with repository:
        assert came.new == head(theirs)
        assert repository.is_whole(came.new)
    file.write_bytes(file.read_bytes()[:-1])
    (tmp_path / "none").mkdir()
    with pytest.raises(PartnerFault, match="bundle_damaged"):
        bundle_into(str(file), tmp_path / "none", "joined")
    assert list((tmp_path / "none").iterdir()) == []


def test_cut_short_anywhere(ours: Repository, theirs: Repository, file: Path) -> None:
    whole = write(theirs, file, without=(head(ours),))
    for length in range(0, len(whole), max(len(whole) // 25, 10)):
        file.write_bytes(whole[:length])
        assert refused(ours, file) == "bundle_damaged", length
        assert not is_whole(str(file))


@pytest.mark.long
def test_cut_short_at_every_tenth_byte(ours: Repository, theirs: Repository, file: Path) -> None:
    whole = write(theirs, file, without=(head(ours),))
    for length in range(0, len(whole), 10):
        file.write_bytes(whole[:length])
        assert refused(ours, file) == "bundle_damaged", length


def test_a_byte_changed_anywhere(ours: Repository, theirs: Repository, file: Path) -> None:
    whole = write(theirs, file)
    offset = read_header(str(file)).offset
    chance = random.Random(7)
    for place in [*range(0, offset, 13), *(chance.randrange(offset, len(whole)) for _ in range(15))]:
        file.write_bytes(
            whole[:place] + bytes([whole[place] ^ 1 << chance.randrange(8)]) + whole[place + 1 :]
        )
        assert refused(ours, file).startswith("bundle_"), place
        assert place < offset or not is_whole(str(file))


@pytest.mark.parametrize("more", [b"x", b"\0" * 5000, b"PACK\0\0\0\2\0\0\0\0"])
def test_something_behind_its_end(ours: Repository, theirs: Repository, file: Path, more: bytes) -> None:
    file.write_bytes(write(theirs, file) + more)
    assert refused(ours, file) == "bundle_damaged"
    assert not is_whole(str(file))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"# v2", b"# v9", "bundle_newer"),
        (b"# v2 git bundle\n", b"# v3 git bundle\n@filter=blob:none\n", "bundle_filtered"),
        (b"# v2 git bundle\n", b"# v2 git bundle\n@filter=blob:none\n", "bundle_filtered"),
        (b"# v2 git bundle\n", b"# v3 git bundle\n@object-format=sha256\n", "bundle_newer"),
        (b"# v2 git bundle\n", b"# v3 git bundle\n@new=1\n", "bundle_newer"),
        (b"refs/heads/main", b"refs/heads/other", "bundle_other_branches"),
        (b"refs/heads/main", b"HEAD", "bundle_other_branches"),
        (b"refs/heads/main", b"../../config", "bundle_other_branches"),
        (b" refs/heads/main", b"", "bundle_damaged"),
        (b"# v2 git bundle", b"# v2 git bundle\n-zzz", "bundle_damaged"),
        (b"# v2 git bundle", b"# v2 git bundle\n-" + b"0" * 40, "bundle_damaged"),
        (b"# v2 git bundle", b"# v2 git bundle\n-" + b"1" * 40 + b" text", "bundle_base_missing"),
        (b"# v2 git bundle", b"PK\3\4", "bundle_not_one"),
    ],
)
def test_a_header_that_is_not_ours(
    ours: Repository, theirs: Repository, file: Path, old: bytes, new: bytes, code: str
) -> None:
    file.write_bytes(write(theirs, file).replace(old, new, 1))
    assert refused(ours, file) == code


def test_a_header_of_the_third_version_of_the_usual_kind(
    ours: Repository, theirs: Repository, file: Path
) -> None:
    plain = b"# v3 git bundle\n@object-format=sha1\n"
    file.write_bytes(write(theirs, file).replace(b"# v2 git bundle\n", plain, 1))
    assert take_bundle(ours, str(file), REF).new == head(theirs)


def test_a_second_line_of_versions(ours: Repository, theirs: Repository, file: Path) -> None:
    line = b"%s refs/heads/main\n" % head(theirs).encode()
    more = line + line.replace(b"main", b"evil")
    file.write_bytes(write(theirs, file).replace(line, more, 1))
    assert refused(ours, file) == "bundle_other_branches"


def test_a_header_without_end(ours: Repository, file: Path) -> None:
    with file.open("wb") as written:
        written.write(b"# v2 git bundle\n" + b"-" + b"1" * 40 + b"\n")
        written.write((b"-" + b"2" * 40 + b"\n") * 60_000)
    assert refused(ours, file) == "bundle_damaged"


def test_a_head_that_is_not_in_it(ours: Repository, theirs: Repository, file: Path) -> None:
    written = write(theirs, file).replace(head(theirs).encode(), b"1" * 40, 1)
    file.write_bytes(written)
    assert refused(ours, file) == "bundle_damaged"


def test_what_is_no_plain_file_is_neither_followed_nor_waited_for(
    ours: Repository, theirs: Repository, file: Path, tmp_path: Path
) -> None:
    write(theirs, tmp_path / "real")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("link", "pipe", "folder"):
        assert refused(ours, tmp_path / name) == "file_not_regular"
    assert refused(ours, tmp_path / "nowhere") == "file_missing"


def test_too_large_is_seen_before_it_is_read(ours: Repository, file: Path) -> None:
    with file.open("wb") as written:
        written.truncate(bundle.SIZE_LIMIT + 1)
    assert refused(ours, file) == "bundle_too_large"


def raw_bundle(there: Path, commit: str, file: Path) -> None:
    """Bundle a commit that git itself might not bundle."""
    pack = git(there, "pack-objects", "--revs", "--stdout", "-q", stdin=commit.encode() + b"\n")
    file.write_bytes(f"# v2 git bundle\n{commit} {refs.MAIN}\n\n".encode() + pack)


def test_what_git_itself_takes_unseen_from_a_bundle_is_refused(
    ours: Repository, file: Path, tmp_path: Path
) -> None:
    """Git 2.39 looks at nothing in a bundle, whatever fetch.fsckObjects says."""
    there = bare(tmp_path / "evil.git")
    blob = raw_object(there, "blob", ANNA)
    for name in (b".git", b"..", b"a/b", b".GIT"):
        tree = raw_tree(there, [("100644", name, blob)])
        raw_bundle(there, raw_commit(there, tree), file)
        assert refused(ours, file) == "bundle_damaged", name
    tree = raw_tree(there, [("100644", b"a.toml", blob)])
    nobody = raw_object(there, "commit", f"tree {tree}\nauthor x\ncommitter x\n\nx\n".encode())
    raw_bundle(there, nobody, file)
    assert refused(ours, file) == "bundle_damaged"


def test_one_with_holes_is_refused(ours: Repository, theirs: Repository, file: Path) -> None:
    """All that the header asks for is here, and still something is missing."""
    base = head(ours)
    commit = head(theirs)
    oids = git(theirs.path, "rev-list", "--objects", commit, f"^{base}").decode().splitlines()
    blob = next(line.split()[0] for line in oids if line.endswith("a7.toml"))
    kept = "\n".join(line.split()[0] for line in oids if not line.startswith(blob)) + "\n"
    pack = git(theirs.path, "pack-objects", "--stdout", "-q", stdin=kept.encode())
    file.write_bytes(f"# v2 git bundle\n-{base}\n{commit} {refs.MAIN}\n\n".encode() + pack)
    assert refused(ours, file) == "bundle_damaged"


def test_a_tree_that_unfolds_to_billions_is_refused(ours: Repository, file: Path, tmp_path: Path) -> None:
    there = bare(tmp_path / "evil.git")
    tree = raw_tree(there, [("100644", b"a", raw_object(there, "blob", b""))])
    for _ in range(10):
        tree = raw_tree(there, [("40000", b"%d" % number, tree) for number in range(10)])
    raw_bundle(there, raw_commit(there, tree), file)
    assert refused(ours, file) == "partner_too_many_files"


def test_stopped_it_leaves_nothing(ours: Repository, theirs: Repository, file: Path) -> None:
    written = write(theirs, file)
    stop = threading.Event()
    stop.set()
    before = everything(ours)
    with pytest.raises(Interrupted):
        take_bundle(ours, str(file), REF, cancel=stop)
    with pytest.raises(Interrupted):
        write_bundle(theirs.command, str(file), head(theirs), cancel=stop)
    assert everything(ours) == before
    assert file.read_bytes() == written
    assert [path.name for path in file.parent.glob(".knoten*")] == []
    theirs.close()
    ours.close()
    assert children() == set()


def test_a_register_open_for_reading_takes_nothing(ours: Repository, theirs: Repository, file: Path) -> None:
    write(theirs, file)
    with Repository.open(ours.path, read_only=True) as reading, pytest.raises(ReadOnly):
        take_bundle(reading, str(file), REF)


def test_a_folder_that_cannot_be_written(theirs: Repository, tmp_path: Path) -> None:
    with pytest.raises(WriteFailed):
        write_bundle(theirs.command, str(tmp_path / "none" / "x.knoten"), head(theirs))


def test_a_full_disk_leaves_what_was_there(theirs: Repository, file: Path) -> None:
    before = write(theirs, file)
    save(theirs, {"actors/gross.toml": random.Random(1).randbytes(300_000)})
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000));"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "from store.git.repository import Repository; from store.git.bundle import write_bundle;"
        "from store.errors import WriteFailed\n"
        "with Repository.open(sys.argv[1]) as repository:\n"
        "    try: write_bundle(repository.command, sys.argv[2], repository.head())\n"
        "    except WriteFailed as error: print(error.code)\n"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", code, theirs.path, str(file)],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "disk_full", done.stderr
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.glob(".knoten*")] == []


def test_a_colon_and_quotes_in_the_path_of_the_register(
    theirs: Repository, file: Path, tmp_path: Path
) -> None:
    write(theirs, file)
    (tmp_path / 'a:b "c" \\d').mkdir()
    repository, came = bundle_into(str(file), tmp_path / 'a:b "c" \\d', "joined")
    with repository:
        save_ref = repository.read_ref(came.ref)
        assert save_ref == head(theirs)
        repository.update_ref(refs.MAIN, came.new, None, "join")
        save(theirs, {"actors/neu.toml": b"x = 1\n"})
        write(theirs, file, without=(came.new,))
        assert repository.is_whole(take_bundle(repository, str(file), REF).new)
