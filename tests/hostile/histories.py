"""Commits, branches and storage that no honest partner has."""

from __future__ import annotations

import re
import shutil

from tests.hostile.builders import FOLDER, LINK, MACHINE, Entry, Hub, git, record

REGISTER = b"knoten.toml"


def _new(hub: Hub, record_id: str, **how: bytes) -> None:
    entry = hub.file(record_id.encode() + b".toml", record(record_id))
    hub.publish(hub.commit(hub.with_actors(entry), **how))  # type: ignore[arg-type]  # who, when, message


def hostile_metadata(hub: Hub) -> None:
    who = b"\x1b]0;PWN\x07[bold]A[/] \xe2\x80\xae <a\x1b[2J@x>"
    message = b"\x1b[2J\x1b]52;c;UFdO\x07 [@click=app.quit]x[/]\n\n" + b"y" * 200_000 + b"\n"
    _new(hub, "meta-m2m2", who=who, message=message)


def bad_commit_fields(hub: Hub) -> None:
    tree = hub.with_top()
    fields = (
        b"author NoMail 99999999999999999999 +9999\ncommitter <> -1 +0000\nencoding \x1b[31m\n\nno time\n"
    )
    hub.publish(hub.raw("commit", f"tree {tree}\nparent {hub.head}\n".encode() + fields))


def clock_1970(hub: Hub) -> None:
    _new(hub, "alt-a2a2", when=b"0 +0000")


def clock_2100(hub: Hub) -> None:
    _new(hub, "neu-n2n2", when=b"4102444800 +0000")


def clock_overflow(hub: Hub) -> None:
    _new(hub, "neu-n2n2", when=b"99999999999999999999 +0000")


def impersonates_other(hub: Hub) -> None:
    _new(hub, "bert-b2b2", who=b"Other Org <boss@other.example>")


def rewritten_history(hub: Hub) -> None:
    """The last honest commit, made anew."""
    parent = git(hub.path, "rev-parse", "main^")
    tree = git(hub.path, "rev-parse", "main^{tree}")
    hub.publish(hub.commit(tree, [parent], message=b"rewritten\n"))


def rolled_back(hub: Hub) -> None:
    hub.publish(git(hub.path, "rev-parse", "main^"))


def unrelated_history(hub: Hub) -> None:
    """The same register, it says, but from another root."""
    hub.publish(hub.commit(hub.with_top(), []))


def _register_file(hub: Hub) -> str:
    return git(hub.path, "show", "main:knoten.toml") + "\n"


def other_register(hub: Hub) -> None:
    text = re.sub(r'(?m)^id = ".*"$', 'id = "0123456789abcdef"', _register_file(hub))
    hub.publish_top(hub.file(REGISTER, text.encode()))


def newer_format(hub: Hub) -> None:
    text = re.sub(r"(?m)^format = \d+$", "format = 999", _register_file(hub))
    hub.publish_top(hub.file(REGISTER, text.encode()))


def no_register(hub: Hub) -> None:
    hub.publish_top(without=[REGISTER])


def register_file_broken(hub: Hub) -> None:
    hub.publish_top(hub.file(REGISTER, b"<<<<<<< HEAD\nformat = 1\n=======\n>>>>>>> x\n"))


def register_file_huge(hub: Hub) -> None:
    hub.publish_top(hub.file(REGISTER, _register_file(hub).encode() + b"#" * (2 << 20)))


def register_file_link(hub: Hub) -> None:
    hub.publish_top(hub.file(REGISTER, str(hub.outside / "geheim.toml").encode(), LINK))


def all_records_deleted(hub: Hub) -> None:
    hub.publish_top(without=[b"actors"])


def everything_deleted(hub: Hub) -> None:
    hub.publish(hub.commit(hub.folder([])))


def _of_rules(hub: Hub, version: bytes, parents: list[str] | None = None) -> str:
    message = b"Merge 0123456789ab ba9876543210\n\nKnoten-Merge: " + version + b"\n"
    return hub.commit(hub.with_top(), parents, message=message, who=MACHINE)


def newer_rules(hub: Hub) -> None:
    hub.publish(_of_rules(hub, b"9"))


def newer_rules_inside(hub: Hub) -> None:
    """Somebody with an older version has gone on from it since."""
    entry = hub.file(b"neu-n2n2.toml", record("neu-n2n2"))
    hub.publish(hub.commit(hub.with_actors(entry), [_of_rules(hub, b"9")]))


def newer_rules_huge(hub: Hub) -> None:
    hub.publish(_of_rules(hub, b"9" * 5000))


def empty_remote(hub: Hub) -> None:
    shutil.rmtree(hub.path)
    hub.path.mkdir()
    git(hub.path, "init", "-q", "--bare", "-b", "main")


def other_branch(hub: Hub) -> None:
    git(hub.path, "branch", "-m", "main", "master")


def head_is_blob(hub: Hub) -> None:
    hub.publish(hub.blob(b"x"))


def _tag(hub: Hub, kind: str, oid: str) -> None:
    body = f"object {oid}\ntype {kind}\ntag x\ntagger P <p@x> 1700000000 +0000\n\nx\n"
    hub.publish(hub.raw("tag", body.encode()))


def head_is_tag_of_blob(hub: Hub) -> None:
    _tag(hub, "blob", hub.blob(b"x"))


def head_is_tag_of_commit(hub: Hub) -> None:
    _tag(hub, "commit", hub.head)


def head_is_tree(hub: Hub) -> None:
    hub.publish(hub.with_top())


# ---- storage


def _new_blob(hub: Hub) -> str:
    entry = hub.file(b"neu-n2n2.toml", record("neu-n2n2"))
    hub.publish_actors(entry)
    return entry.oid


def corrupt_loose(hub: Hub) -> None:
    hub.object_path(_new_blob(hub)).write_bytes(b"\0\0\0\0garbage")


def corrupt_pack(hub: Hub) -> None:
    _new_blob(hub)
    git(hub.path, "repack", "-adq")
    for pack in (hub.path / "objects/pack").glob("*.pack"):
        pack.chmod(0o644)
        data = bytearray(pack.read_bytes())
        data[40:-40] = b"\xff" * len(data[40:-40])
        pack.write_bytes(data)


def missing_blob(hub: Hub) -> None:
    hub.object_path(_new_blob(hub)).unlink()


def missing_tree(hub: Hub) -> None:
    hub.publish_top(Entry(FOLDER, b"topics", "1" * 40))


def missing_parent(hub: Hub) -> None:
    hub.publish(hub.commit(hub.with_top(), [hub.head, "1" * 40]))


def blob_as_tree(hub: Hub) -> None:
    """A folder that is a file."""
    hub.publish_top(Entry(FOLDER, b"topics", hub.blob(b"x")))


def shallow(hub: Hub) -> None:
    """A partner whose own history is cut off."""
    (hub.path / "shallow").write_text(hub.head + "\n")


# ---- many


def many_refs(hub: Hub) -> None:
    lines = "".join(f"{hub.head} refs/heads/b{number:06d}\n" for number in range(50_000))
    (hub.path / "packed-refs").write_text("# pack-refs with: peeled fully-peeled sorted \n" + lines)
    _new_blob(hub)


def many_commits(hub: Hub, count: int = 20_000) -> None:
    blob = hub.blob(record("neu-n2n2"))
    tree = hub.with_actors(Entry("100644", b"neu-n2n2.toml", blob))
    commit = hub.head
    stream = [
        f"commit refs/heads/main\ncommitter P <p@x> {1700000000 + n} +0000\ndata 1\nx\n" for n in range(count)
    ]
    stream[0] += f"from {commit}\nM 100644 {blob} actors/neu-n2n2.toml\n"
    git(hub.path, "fast-import", "--quiet", "--force", stdin="\n".join(stream).encode())
    assert git(hub.path, "rev-parse", "main^{tree}") == tree
