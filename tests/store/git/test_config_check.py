"""Settings that could start a program or point elsewhere keep git out, and harmless ones do not."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import ConfigRefused, RegisterUnusable
from store.git import config_check
from store.git.config_check import Refusal, Setting
from store.git.repository import Repository
from tests.store.git.builders import checked_out, git, new_register

if TYPE_CHECKING:
    from pathlib import Path

HARMLESS = """
[core]
\tautocrlf = input
\tignorecase = true
[remote "stadt"]
\turl = ssh://git@example.org/r.git
\tfetch = +refs/heads/main:refs/knoten/incoming/stadt
\tknoten-name = "Stadt Kassel # Sozialplanung"
[branch "main"]
\tremote = stadt
\tmerge = refs/heads/main
[user]
\tname = Ada
[alias]
\tst = status ; a comment
[merge "knoten"]
\tname = Knotenpunkt
\tdriver = knoten merge-driver %O %A %B %P
[knoten]
\tactor = stadt-k7q2
[push]
\tdefault = simple
"""


def refusals(path: Path, text: str) -> list[str]:
    """What is refused when ``text`` stands at the end of a register's settings."""
    if not (path / ".git").exists():
        new_register(path).close()
    config = path / ".git/config"
    before = config.read_text()
    config.write_text(before + text)
    try:
        return [item.name for item in config_check.check(str(path))]
    finally:
        config.write_text(before)


def test_what_people_and_this_program_write_is_let_in(tmp_path: Path) -> None:
    assert refusals(tmp_path, HARMLESS) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[core]\n\tfsmonitor = x", "core.fsmonitor"),
        ("[CORE]\n\tFSMonitor = x", "core.fsmonitor"),
        ("[core]\n\tsshCommand = x", "core.sshcommand"),
        ("[core]\n\thooksPath = x", "core.hookspath"),
        ("[core]\n\tworktree = /", "core.worktree"),
        ("[core]\n\tbare = true", "core.bare"),
        ("[core]\n\tbare", "core.bare"),
        ("[include]\n\tpath = x", "include.path"),
        ('[includeIf "gitdir:/"]\n\tpath = x', "includeif.gitdir:/.path"),
        ('[filter "k"]\n\tclean = x', "filter.k.clean"),
        ('[diff "k"]\n\ttextconv = x', "diff.k.textconv"),
        ('[merge "k"]\n\tdriver = x', "merge.k.driver"),
        ('[merge "knoten"]\n\tdriver = sh -c evil; knoten merge-driver %O %A %B %P', "merge.knoten.driver"),
        ('[merge "knoten"]\n\tdriver = "knoten merge-driver %O %A %B %P; evil"', "merge.knoten.driver"),
        ('[remote "o"]\n\tuploadpack = x', "remote.o.uploadpack"),
        ('[remote "o"]\n\tvcs = ext', "remote.o.vcs"),
        ('[remote "o"]\n\tpromisor = true', "remote.o.promisor"),
        ('[url "ext::x"]\n\tinsteadOf = https://', "url.ext::x.insteadof"),
        ("[credential]\n\thelper = !x", "credential.helper"),
        ("[gpg]\n\tprogram = x", "gpg.program"),
        ("[extensions]\n\tpartialClone = evil", "extensions.partialclone"),
        ("[extensions]\n\tworktreeConfig = true", "extensions.worktreeconfig"),
        ("[protocol]\n\tallow = always", "protocol.allow"),
        ("[http]\n\tproxy = x", "http.proxy"),
        ("[safe]\n\tdirectory = *", "safe.directory"),
        ("[sequence]\n\teditor = x", "sequence.editor"),
        ("[uploadpack]\n\tpackObjectsHook = x", "uploadpack.packobjectshook"),
    ],
)
def test_what_could_start_a_program_is_named(tmp_path: Path, text: str, name: str) -> None:
    assert refusals(tmp_path, text + "\n") == [name]


@pytest.mark.parametrize(
    "text",
    [
        "[core]\n\tbare = false \\\n[alias]\n\tfsmonitor = x",  # continues: git reads core.fsmonitor
        "[core] fsmonitor = x",
        "[alias]\n\tx = 1\r[core]\r\tfsmonitor = x",
        '[alias "x\ny"]\n\tz = 1',
        '[alias]\n\tx = "open',
        "[alias\n\tx = 1",
        "fsmonitor",
        "[alias]\n\tx = \\q",
        "[alias]\n\tx\x00 = 1",
        "[core.]x]\n\ty = 1",
    ],
)  # fmt: skip
def test_what_is_not_surely_read_as_git_reads_it_is_refused(tmp_path: Path, text: str) -> None:
    assert refusals(tmp_path, text + "\n") in (["config"], ["core.fsmonitor"])


@pytest.mark.parametrize(
    "name", ["info/attributes", "info/grafts", "objects/info/alternates", "commondir", "config.worktree"]
)
def test_files_that_point_elsewhere_keep_git_out_and_cannot_be_trusted(tmp_path: Path, name: str) -> None:
    new_register(tmp_path).close()
    path = tmp_path / ".git" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("")
    assert config_check.check(str(tmp_path)) == [Refusal("file", name)]
    config_check.trust(str(tmp_path))
    with pytest.raises(ConfigRefused) as caught:
        Repository.open(tmp_path)
    assert caught.value.params == {"names": name}


@pytest.mark.parametrize("name", ["objects", "refs", "config", "HEAD", "refs/heads/main", "objects/pack"])
def test_parts_that_are_links_keep_git_out(tmp_path: Path, name: str) -> None:
    new_register(tmp_path / "r").close()
    path = tmp_path / "r/.git" / name
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert [item.name for item in config_check.check(str(tmp_path / "r"))] == [name]


def test_a_git_file_or_link_is_not_followed(tmp_path: Path) -> None:
    new_register(tmp_path / "r").close()
    (tmp_path / "r/.git").rename(tmp_path / "elsewhere")
    (tmp_path / "r/.git").write_text("gitdir: ../elsewhere\n")
    with pytest.raises(RegisterUnusable, match="git_dir_not_a_folder"):
        Repository.open(tmp_path / "r")
    (tmp_path / "r/.git").unlink()
    (tmp_path / "r/.git").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RegisterUnusable, match="git_dir_not_a_folder"):
        Repository.open(tmp_path / "r")
    with pytest.raises(RegisterUnusable, match="not_a_repository"):
        Repository.open(tmp_path)


def test_settings_are_trusted_until_a_byte_of_them_changes(tmp_path: Path) -> None:
    new_register(tmp_path / "r").close()
    config = tmp_path / "r/.git/config"
    config.write_text(config.read_text() + "[http]\n\tproxy = x\n")
    with pytest.raises(ConfigRefused, match="config_refused"):
        Repository.open(tmp_path / "r")
    assert not config_check.is_trusted(str(tmp_path / "r"))
    config_check.trust(str(tmp_path / "r"))
    Repository.open(tmp_path / "r").close()
    config.write_text(config.read_text() + "[core]\n\tfsmonitor = x\n")
    with pytest.raises(ConfigRefused):
        Repository.open(tmp_path / "r")


def test_what_is_trusted_at_one_place_is_not_at_another(tmp_path: Path) -> None:
    for name in ("one", "two"):
        new_register(tmp_path / name).close()
        (tmp_path / name / ".git/config").write_text("[http]\n\tproxy = x\n")
    config_check.trust(str(tmp_path / "one"))
    assert config_check.is_trusted(str(tmp_path / "one"))
    assert not config_check.is_trusted(str(tmp_path / "two"))


def test_a_linked_worktree_beside_the_register_does_no_harm(tmp_path: Path) -> None:
    path = checked_out(tmp_path / "r")
    git(path, "worktree", "add", "-q", str(tmp_path / "wt"), "-b", "w")
    with Repository.open(path) as repository:
        assert repository.state() == []


VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="\x7f"), max_size=30)


@given(VALUES, st.from_regex(r"[A-Za-z0-9 ./:#;-]{1,15}", fullmatch=True))
def test_values_that_git_wrote_are_read_as_git_reads_them(
    tmp_path_factory: pytest.TempPathFactory, value: str, middle: str
) -> None:
    path = tmp_path_factory.mktemp("c") / "config"
    name = f"remote.{middle}.knoten-name"
    subprocess.run(["git", "config", "--file", str(path), name, value], check=True)
    said = subprocess.run(
        ["git", "config", "--file", str(path), "--get", name], check=True, capture_output=True
    )
    (setting,) = config_check.parse(path.read_bytes())
    assert setting == Setting(name, said.stdout.decode().removesuffix("\n"), 2)


@given(
    st.lists(
        st.sampled_from(
            ["[core]", "[alias]", '[a "b"]', "x = 1", "\\", '"', "#", ";", " ", "\n", "\t", "]", "["]
        )
    )
)
def test_whatever_git_finds_in_a_file_is_found_here_too(
    tmp_path_factory: pytest.TempPathFactory, parts: list[str]
) -> None:
    path = tmp_path_factory.mktemp("c") / "config"
    path.write_text("".join(parts))
    command = ["git", "config", "--file", str(path), "--null", "--list"]
    said = subprocess.run(command, check=False, capture_output=True)
    try:
        ours = {setting.name for setting in config_check.parse(path.read_bytes())}
    except RegisterUnusable:
        return  # refused: git never gets to read it
    listed = {item.partition("\n")[0] for item in said.stdout.decode().split("\0") if item}
    assert listed <= ours
