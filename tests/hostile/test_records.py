"""Records that are no records: each comes in as a problem with its line, and hides nothing else."""

from __future__ import annotations

import json

import pytest

from tests.hostile.builders import FOLDER, MACHINE, Entry, Hub, record
from tests.hostile.conftest import Network, harmless, ok
from tests.tui.cli.conftest import run_here

RECORDS: dict[str, bytes] = {
    "leer": b"",
    "kommentar": b"# nothing\n",
    "html": b"<!DOCTYPE html><html></html>",
    "binaer": bytes(range(256)),
    "gzip": b"\x1f\x8b\x08\x00" + b"\0" * 40,
    "lfs": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    "nullen": b'id = "nullen"\n' + b"\0" * 64,
    "konflikt": b'id = "konflikt"\n<<<<<<< HEAD\nname = "a"\n=======\nname = "b"\n>>>>>>> x\n',
    "utf16": 'id = "utf16"\n'.encode("utf-16"),
    "latin1": 'id = "latin1"\nname = "Müller"\n'.encode("latin-1"),
    "ersatz": b'id = "ersatz"\nname = "\xed\xa0\x80"\n',
    "doppelt": b'id = "doppelt"\nid = "b"\n',
    "fremde-id": record("andere-a2a2"),
    "pfad-id": b'id = "../../.git/config"\n',
    "zahl-id": b"id = 5\n",
    "ohne-id": b'name = "Ohne"\n',
    "tief-feld": b"a = " + b"[" * 1000 + b"]" * 1000 + b"\n",
    "tief-tabelle": b"a = " + b"{a=" * 1000 + b"1" + b"}" * 1000 + b"\n",
    "tief-punkte": b".".join([b"a"] * 20_000) + b" = 1\n",
    "tief-kopf": b"[" + b".".join([b"a"] * 5000) + b"]\nx = 1\n",
    "wachsend": b"".join(b"[" + b".".join([b"a"] * deep) + b"]\n" for deep in range(1, 1001)),
    "riesenzahl": b"n = " + b"1" * 5000 + b"\n",
    "riesenhex": b"n = 0x" + b"f" * 100_000 + b"\n",
    "ueberlauf": record("ueberlauf") + b"n = 9223372036854775808\n",
    "monat": record("monat") + b"founded_on = 2024-13-01\n",
    "lange-liste": record("lange-liste") + b"tags = [" + b'"x",' * 100_000 + b"]\n",
    "langer-name": record("langer-name", name="x" * 300_000),
    "langer-text": record("langer-text") + b'remarks = "' + b"x" * 1_000_000 + b'"\n',
    "viele-felder": record("viele-felder") + b"".join(b"f%d = 1\n" % number for number in range(10_000)),
    "unterstriche": b'__class__ = "x"\n__init__ = 1\nmodel_config = {extra = "allow"}\n',
}
BEARABLE: dict[str, bytes] = {
    "crlf": record("crlf").replace(b"\n", b"\r\n"),
    "bom": b"\xef\xbb\xbf" + record("bom"),
    "unbekannt": record("unbekannt") + b'future = "keep me"\n[future_table]\nx = 1\n',
    "steuer": record("steuer", summary="\\u001b]0;PWN\\u0007\\u202e[@click=app.quit]x[/]"),
}


def publish(hub: Hub, records: dict[str, bytes]) -> None:
    """Hand them out."""
    hub.publish_actors(*(hub.file(name.encode() + b".toml", content) for name, content in records.items()))


def test_each_is_a_problem_and_all_others_load(network: Network) -> None:
    publish(network.hub("boese"), RECORDS | BEARABLE)
    ok("-C", network.register, "set", "akteur-5", "summary=Von hier.")
    done = network.share()
    assert done.code == 0, done.err
    harmless(done.out, done.err)
    checked = run_here("-C", str(network.register), "check", "--json")
    errors = {one["path"] for one in checked.document["problems"] if one["severity"] == "error"}
    assert checked.code == 1
    assert sorted(errors) == sorted(f"actors/{name}.toml" for name in RECORDS)
    plain = run_here("-C", str(network.register), "check")
    harmless(plain.out, plain.err)
    listed = json.loads(ok("-C", network.register, "list", "actors", "--json").out)
    known = {one["id"] for one in listed}
    assert {f"akteur-{number}" for number in range(12)} | BEARABLE.keys() <= known
    ok("-C", network.register, "set", "akteur-6", "summary=Es geht weiter.")
    for name, content in (RECORDS | BEARABLE).items():  # nothing is mended unasked
        assert (network.register / f"actors/{name}.toml").read_bytes() == content


def test_a_merge_that_only_says_it_is_the_programs_own_discards_nothing_unseen(network: Network) -> None:
    """As `merge -s ours` does, with the program's name under it."""
    hub = network.hub("boese")
    ok("-C", network.register, "set", "akteur-5", "summary=Von hier.")
    assert network.share().code == 0
    ours = network.git("rev-parse", "HEAD")
    theirs = hub.commit(hub.with_actors(hub.file(b"neu-n2n2.toml", record("neu-n2n2"))))
    parents = sorted([ours, theirs])
    message = f"Merge {parents[0][:12]} {parents[1][:12]}\n\nKnoten-Merge: 1\n".encode()
    tree = hub.with_actors(hub.file(b"neu-n2n2.toml", record("neu-n2n2")))
    hub.publish(hub.commit(tree, parents, message=message, who=MACHINE))
    looked = network.share("--dry-run", "--json")
    changed = {one["record"]: one for one in looked.document["changes"]}
    assert changed["akteur-5"]["fields"][0] == {"field": "summary", "old": "Von hier.", "new": None}
    assert changed["neu-n2n2"]["action"] == "added"
    assert network.share().code == 0


@pytest.mark.parametrize("forged", ["tree", "time"])
def test_a_forged_merge_brings_in_no_more_than_what_it_shows(network: Network, forged: str) -> None:
    hub = network.hub("boese")
    ok("-C", network.register, "set", "akteur-5", "summary=Von hier.")
    assert network.share().code == 0
    ours = network.git("rev-parse", "HEAD")
    parents = sorted([ours, hub.commit(hub.with_top(), message=b"nothing\n")])
    tree = network.git("rev-parse", "HEAD^{tree}")
    if forged == "tree":
        link = Entry("120000", b"geheim-g2g2.toml", hub.blob(str(network.outside / "geheim.toml").encode()))
        tree = hub.with_top(Entry(FOLDER, b"actors", hub.folder([*hub.actors, link])))
    message = f"Merge {parents[0][:12]} {parents[1][:12]}\n\nKnoten-Merge: 1\n".encode()
    hub.publish(hub.commit(tree, parents, message=message, who=MACHINE, when=b"0 +0000"))
    held = network.share("--json").document["held_back"]
    assert [one["code"] for one in held] == (["not_a_plain_file"] if forged == "tree" else [])
    assert "geheim-g2g2" not in network.git("ls-tree", "-r", "--name-only", "HEAD")
    assert network.share("--json").document["held_back"] == []


def test_what_was_written_by_another_name_is_told_by_that_name_and_hides_nothing(network: Network) -> None:
    """A name under a change is a claim; it is shown as one, beside the mail address."""
    hub = network.hub("boese")
    hub.publish(
        hub.commit(
            hub.with_actors(hub.file(b"neu-n2n2.toml", record("neu-n2n2"))),
            who=b"\x1b]0;PWN\x07[bold]Amt[/] \xe2\x80\xae <boss@other.example>",
            message=b"\x1b[2J\x1b]52;c;UFdO\x07 [@click=app.quit]x[/]\n\n" + b"y" * 200_000 + b"\n",
            when=b"4102444800 +0000",
        )
    )
    assert network.share().code == 0
    for verb in (["log"], ["log", "neu-n2n2"], ["show", "neu-n2n2"], ["status"]):
        shown = ok("-C", network.register, *verb)
        harmless(shown.out, shown.err)
