"""Folders and files that no register has."""

from __future__ import annotations

from tests.hostile.builders import EXECUTABLE, FILE, FOLDER, LINK, SUBMODULE, Entry, Hub, record

NOBODY = "1" * 40
GITMODULES = b'[submodule "sub"]\n\tpath = %s\n\turl = %s\n'


def _link(hub: Hub, name: bytes, target: bytes) -> Entry:
    return hub.file(name, target, LINK)


def symlink_record(hub: Hub) -> None:
    hub.publish_actors(_link(hub, b"boese-b2b2.toml", str(hub.outside / "geheim.toml").encode()))


def symlink_instead(hub: Hub) -> None:
    """A record becomes a link; one record is less than what is always asked about."""
    hub.publish_actors(_link(hub, hub.actors[0].name, str(hub.outside / "geheim.toml").encode()))


def symlink_dir(hub: Hub) -> None:
    hub.publish_top(_link(hub, b"topics", str(hub.outside).encode()))


def symlink_all(hub: Hub) -> None:
    """The folder of all actors becomes a link."""
    hub.publish_top(_link(hub, b"actors", str(hub.outside).encode()))


def symlink_to_dotgit(hub: Hub) -> None:
    hub.publish_actors(_link(hub, b"cfg-c2c2.toml", b"../.git/config"))


def symlink_loop(hub: Hub) -> None:
    hub.publish_actors(_link(hub, b"a-a2a2.toml", b"b-b2b2.toml"), _link(hub, b"b-b2b2.toml", b"a-a2a2.toml"))


def _submodule(hub: Hub, path: bytes, url: bytes) -> None:
    hub.publish_top(Entry(SUBMODULE, path, NOBODY), hub.file(b".gitmodules", GITMODULES % (path, url)))


def submodule(hub: Hub) -> None:
    _submodule(hub, b"sub", b"ext::sh -c touch%% " + str(hub.canary).encode())


def submodule_dash_url(hub: Hub) -> None:
    _submodule(hub, b"sub", b"--upload-pack=" + str(hub.script("hit.sh")).encode())


def submodule_cr_path(hub: Hub) -> None:
    """CVE-2025-48384; git's own check does not find it."""
    _submodule(hub, b"sub\r", b"./x")


def submodule_record(hub: Hub) -> None:
    hub.publish_actors(Entry(SUBMODULE, b"modul-m2m2.toml", hub.head))


def gitmodules_symlink(hub: Hub) -> None:
    hub.publish_top(_link(hub, b".gitmodules", b"actors/x.toml"))


def gitattributes_drivers(hub: Hub) -> None:
    """Drivers for everything, and a record whose bytes they would change."""
    drivers = (
        b"* filter=k diff=k merge=k\n*.toml text eol=crlf working-tree-encoding=UTF-16 ident export-subst\n"
    )
    crlf = hub.file(b"crlf-c2c2.toml", record("crlf-c2c2", name="$Id$").replace(b"\n", b"\r\n"))
    folder = hub.folder([*hub.actors, crlf])
    hub.publish_top(hub.file(b".gitattributes", drivers), Entry(FOLDER, b"actors", folder))


def gitattributes_symlink(hub: Hub) -> None:
    hub.publish_top(_link(hub, b".gitattributes", str(hub.outside / "geheim.toml").encode()))


def gitignore_hides_all(hub: Hub) -> None:
    hub.publish_top(hub.file(b".gitignore", b"*\n!.gitignore\n"))


def mailmap_symlink(hub: Hub) -> None:
    hub.publish_top(_link(hub, b".mailmap", str(hub.outside / "geheim.toml").encode()))


def _config(hub: Hub) -> str:
    trap = b"[core]\n\tfsmonitor = " + str(hub.script("hit.sh")).encode() + b"\n"
    return hub.folder([hub.file(b"config", trap)])


def dotgit_entry(hub: Hub) -> None:
    hub.publish_top(Entry(FOLDER, b".git", _config(hub)))


def dotgit_case(hub: Hub) -> None:
    hub.publish_top(Entry(FOLDER, b".GIT", _config(hub)))


def dotgit_ntfs(hub: Hub) -> None:
    hub.publish_top(Entry(FOLDER, b"git~1", _config(hub)))


def dotgit_hfs(hub: Hub) -> None:
    """A zero-width character that HFS+ leaves out."""
    hub.publish_top(Entry(FOLDER, ".g\u200cit".encode(), _config(hub)))


def dotgit_below(hub: Hub) -> None:
    hub.publish_actors(Entry(FOLDER, b".git", _config(hub)))


def dotdot_entry(hub: Hub) -> None:
    hub.publish_actors(Entry(FOLDER, b"..", hub.folder([hub.file(b"x.toml")])))


def dot_entry(hub: Hub) -> None:
    hub.publish_actors(Entry(FOLDER, b".", hub.folder([hub.file(b"x.toml")])))


def absolute_entry(hub: Hub) -> None:
    hub.publish_actors(hub.file(str(hub.outside / "neu.toml").encode()))


def slash_entry(hub: Hub) -> None:
    hub.publish_top(hub.file(b"../outside/neu.toml"))


def empty_name(hub: Hub) -> None:
    hub.publish_actors(hub.file(b""))


def duplicate_entries(hub: Hub) -> None:
    name = hub.actors[0].name
    folder = hub.folder([*hub.actors, hub.file(name, b"2")])
    hub.publish_top(Entry(FOLDER, b"actors", folder))


def unsorted_tree(hub: Hub) -> None:
    folder = hub.folder([hub.file(b"z-z2z2.toml"), hub.file(b"a-a2a2.toml")], ordered=False)
    hub.publish_top(Entry(FOLDER, b"actors", folder))


def exec_bit(hub: Hub) -> None:
    hub.publish_actors(hub.file(b"lauf-r2r2.toml", record("lauf-r2r2"), EXECUTABLE))


def record_is_directory(hub: Hub) -> None:
    hub.publish_actors(Entry(FOLDER, b"berta-b2b2.toml", hub.folder([hub.file(b"x")])))


def actors_is_file(hub: Hub) -> None:
    hub.publish_top(hub.file(b"actors"))


def private_folder(hub: Hub) -> None:
    """What this program keeps beside the register would tell it to go elsewhere."""
    pending = b'{"old": null, "new": "' + hub.head.encode() + b'"}'
    entries = [hub.file(b"pending.json", pending), hub.file(b"partners.json", b"{}")]
    hub.publish_top(Entry(FOLDER, b".knoten", hub.folder(entries)))


def odd_modes(hub: Hub) -> None:
    hub.publish_actors(hub.file(b"odd-a2a2.toml", record("odd-a2a2"), "100000"))


# ---- names


def case_collision(hub: Hub) -> None:
    hub.publish_actors(hub.file(b"Akteur-0.toml"), hub.file(b"AKTEUR-0.TOML"))


def case_collision_docs(hub: Hub) -> None:
    hub.publish_top(Entry(FOLDER, b"docs", hub.folder([hub.file(b"a.md"), hub.file(b"A.md")])))


def unicode_nfc_nfd(hub: Hub) -> None:
    hub.publish_actors(hub.file("\u00e4-a2a2.toml".encode()), hub.file("a\u0308-a2a2.toml".encode()))


WINDOWS = (
    *(b"CON.toml", b"con.toml", b"aux.toml", b"nul", b"COM1.toml", b"lpt1.toml", b"a.toml.", b"a.toml "),
    *(b"a:b.toml", b"a.toml::$DATA", b"a?.toml", b"a*.toml", b"a|b.toml", b"anna~1.tom", b'"q".toml'),
)


def windows_names(hub: Hub) -> None:
    hub.publish_actors(*(hub.file(name) for name in WINDOWS))


CONTROL = (
    *(b"new\nline.toml", b"tab\t.toml", b"esc\x1b[2J\x1b]0;PWN\x07.toml", b"\xc2\x9b31m.toml"),
    *(b"bell\x07.toml", b"\r.toml", b"\x7f.toml"),
)


def control_names(hub: Hub) -> None:
    hub.publish_actors(*(hub.file(name) for name in CONTROL))


def bidi_names(hub: Hub) -> None:
    names = ("\u202elmot.toml", "a\u200bb.toml", "[@click=app.quit]x[/].toml")
    hub.publish_actors(*(hub.file(name.replace("/", "").encode()) for name in names))


def invalid_utf8_name(hub: Hub) -> None:
    hub.publish_actors(hub.file(b"\xff\xfe.toml"), hub.file(b"\xed\xa0\x80.toml"))


def long_name(hub: Hub) -> None:
    hub.publish_actors(hub.file(b"n" * 250 + b".toml"), hub.file(b"m" * 4200 + b".toml"))


def deep_dirs(hub: Hub) -> None:
    tree = hub.folder([hub.file(b"x.toml")])
    for _ in range(1500):
        tree = hub.folder([Entry(FOLDER, b"d" * 20, tree)])
    hub.publish_top(Entry(FOLDER, b"tief", tree))


# ---- sizes


def large_blob(hub: Hub) -> None:
    hub.publish_actors(hub.file(b"riese-r2r2.toml", b'a = """' + b"x" * (8 << 20) + b'"""\n'))


def large_instead(hub: Hub) -> None:
    """A record that is there already becomes too large."""
    hub.publish_actors(hub.file(hub.actors[0].name, b'a = """' + b"x" * (2 << 20) + b'"""\n'))


def giant_blob(hub: Hub) -> None:
    """A quarter of a gigabyte that is 1 MB as it comes."""
    hub.publish_actors(hub.file(b"riese-r2r2.toml", b'a = """' + b"x" * (256 << 20) + b'"""\n'))


def giant_blob_inside(hub: Hub) -> None:
    """The same in an earlier version of a record that is small again."""
    name = hub.actors[0].name
    giant = hub.commit(hub.with_actors(hub.file(name, b'a = """' + b"x" * (256 << 20) + b'"""\n')))
    small = hub.with_actors(hub.file(name, record("akteur-0", summary="klein")))
    hub.publish(hub.commit(small, [giant]))


def many_files(hub: Hub) -> None:
    """Written one by one, each durably: a hundred thousand take five times as long."""
    blobs = (hub.blob(record(f"f{number:06d}")) for number in range(20_000))
    hub.publish_actors(*(Entry(FILE, b"f%06d.toml" % n, blob) for n, blob in enumerate(blobs)))


def _bomb(hub: Hub, tree: str) -> str:
    for _ in range(9):
        tree = hub.folder([Entry(FOLDER, b"d%d" % number, tree) for number in range(10)])
    return hub.with_top(Entry(FOLDER, b"bombe", tree))


def tree_bomb(hub: Hub) -> None:
    """Ten billion files in a dozen objects."""
    hub.publish(hub.commit(_bomb(hub, hub.folder([hub.file(b"%d.toml" % number) for number in range(10)]))))


def tree_bomb_empty(hub: Hub) -> None:
    """A billion empty folders."""
    hub.publish(hub.commit(_bomb(hub, hub.folder([]))))


def tree_bomb_inside(hub: Hub) -> None:
    """The same in a version that is gone again."""
    bomb = hub.commit(_bomb(hub, hub.folder([hub.file(b"x")])))
    hub.publish(hub.commit(hub.with_top(), [bomb]))


def huge_message(hub: Hub, size: int = 8 << 20) -> None:
    """A megabyte of text a commit is more than anyone writes."""
    hub.publish(hub.commit(hub.with_top(), message=b"y" * size + b"\n"))


def huge_message_inside(hub: Hub) -> None:
    huge = hub.commit(hub.with_top(), message=b"y" * (8 << 20) + b"\n")
    hub.publish(hub.commit(hub.with_top(), [huge]))


def giant_message(hub: Hub) -> None:
    """A commit of half a gigabyte that is half a megabyte as it comes: git itself would hold it in memory."""
    huge_message(hub, 600 << 20)


def giant_folder(hub: Hub) -> None:
    """One folder of 70 MB."""
    oid = hub.blob(b"x")
    hub.publish_actors(*(Entry(FILE, b"%064d" % number, oid) for number in range(760_000)))


def many_parents(hub: Hub) -> None:
    parents = [hub.commit(hub.with_top(), message=b"%d\n" % number) for number in range(64)]
    hub.publish(hub.commit(hub.with_top(), parents))
