"""What a register's ``.git`` folder may hold before git is let near it (safety.md, "Before the first call").

A register may come on a stick or a shared folder with settings that start programs. Files and settings are
read here by hand, without git and without includes, by a parser that refuses whatever it is not sure of: a
setting that git reads differently from this parser would be the hole.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from typing import Final, NamedTuple

from store import files, platform
from store.errors import ReadFailed, RegisterUnusable

DRIVER_NAME: Final = "Knotenpunkt"
DRIVER_COMMAND: Final = "knoten merge-driver %O %A %B %P"

_CONFIG_LIMIT: Final = 1 << 20
_FORBIDDEN_FILES: Final = (
    "info/attributes",
    "info/grafts",
    "objects/info/alternates",
    "objects/info/http-alternates",
    "commondir",
    "config.worktree",
)
_FOLDERS: Final = (
    "objects",
    "refs",
    "objects/pack",
    "objects/info",
    "refs/heads",
    "refs/knoten",
    "logs",
    "info",
)
_FILES: Final = (
    "HEAD",
    "config",
    "packed-refs",
    "index",
    "refs/heads/main",
    "logs/HEAD",
    "logs/refs/heads/main",
)

_ALLOWED: Final = re.compile(
    r"""
      core\.(repositoryformatversion|filemode|bare|logallrefupdates|ignorecase|precomposeunicode|symlinks|autocrlf)
    | remote\..+\.(url|fetch|knoten-name)
    | (branch|user|gui|color|pull|alias|commit)\..+
    | push\.default
    | knoten\.(actor|copy)
    """,
    re.VERBOSE | re.DOTALL,
)
_EXACT: Final = {"merge.knoten.name": DRIVER_NAME, "merge.knoten.driver": DRIVER_COMMAND}
_SECTION: Final = re.compile(r'\[([A-Za-z0-9.-]+)(?:[ \t]+"((?:[^"\\]|\\["\\])*)")?\](?:[ \t]*[#;].*)?')
_KEY: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]*)(?:[ \t]*=[ \t]*(.*))?")
_VALUE: Final = re.compile(r'(?:[^"\\]|\\["\\ntb]|"(?:[^"\\]|\\["\\ntb])*")*')


class Refusal(NamedTuple):
    """Something that keeps git out of a register.

    Attributes:
        kind: ``key`` (a setting; may be trusted), ``file`` or ``folder`` (may not), ``syntax``.
        name: the setting's full name, the file's path inside ``.git``, or what stands on the line.
        line: in the settings file, or 0.
    """

    kind: str
    name: str
    line: int = 0


class Setting(NamedTuple):
    """One line of a settings file: ``name`` in lower case but for its middle part."""

    name: str
    value: str
    line: int


def check(register: str) -> list[Refusal]:
    """What is not allowed in the ``.git`` of the register at ``register``; an empty list lets git in.

    Raises:
        RegisterUnusable: ``not_a_repository``; ``git_dir_not_a_folder``: it points elsewhere.
    """
    git_dir = os.path.join(register, ".git")
    _check_git_dir(git_dir)
    refused = [
        Refusal("file", name) for name in _FORBIDDEN_FILES if os.path.lexists(os.path.join(git_dir, name))
    ]
    refused += [Refusal("folder", name) for name in _FOLDERS if _is_other(git_dir, name, folder=True)]
    refused += [Refusal("file", name) for name in _FILES if _is_other(git_dir, name, folder=False)]
    if refused:
        return refused
    return _check_settings(os.path.join(git_dir, "config"))


def _check_git_dir(git_dir: str) -> None:
    try:
        mode = os.lstat(git_dir).st_mode
    except OSError as error:
        raise RegisterUnusable("not_a_repository", path=os.path.dirname(git_dir)) from error
    if not stat.S_ISDIR(mode):
        raise RegisterUnusable("git_dir_not_a_folder", path=git_dir)
    if not os.path.lexists(os.path.join(git_dir, "HEAD")):
        raise RegisterUnusable("not_a_repository", path=os.path.dirname(git_dir))


def _is_other(git_dir: str, name: str, *, folder: bool) -> bool:
    try:
        mode = os.lstat(os.path.join(git_dir, *name.split("/"))).st_mode
    except OSError:
        return False
    return not (stat.S_ISDIR(mode) if folder else stat.S_ISREG(mode))


def _check_settings(path: str) -> list[Refusal]:
    try:
        text = files.read_bounded(path, _CONFIG_LIMIT)
    except ReadFailed as error:
        return [] if error.code == "file_missing" else [Refusal("file", "config")]
    try:
        found = parse(text)
    except RegisterUnusable as error:
        return [Refusal("syntax", "config", int(error.params["line"]))]
    return [Refusal("key", item.name, item.line) for item in found if not _is_allowed(item)]


def _is_allowed(item: Setting) -> bool:
    if item.name in _EXACT:
        return item.value == _EXACT[item.name]
    if item.name == "core.bare" and item.value.lower() in {"true", "yes", "on", "1", ""}:
        return False
    return _ALLOWED.fullmatch(item.name) is not None


def parse(text: bytes) -> list[Setting]:
    """The settings of a file in git's syntax, without following includes.

    Lines that continue on the next one, keys on a section's line, and control characters are not read: git
    itself never writes them, and reading them wrongly would let settings hide.

    Raises:
        RegisterUnusable: ``config_unreadable`` with the line.
    """
    settings: list[Setting] = []
    section = ""
    decoded = text.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    for number, raw in enumerate(decoded.replace("\r\n", "\n").split("\n"), 1):
        line = raw.strip(" \t")
        if any(char < " " and char != "\t" for char in line):
            raise RegisterUnusable("config_unreadable", line=number)
        if not line or line[0] in "#;":
            continue
        if line[0] == "[":
            section = _section(line, number)
        else:
            settings.append(_setting(section, line, number))
    return settings


def _section(line: str, number: int) -> str:
    match = _SECTION.fullmatch(line)
    if match is None:
        raise RegisterUnusable("config_unreadable", line=number)
    name = match[1].lower()
    return name if match[2] is None else f"{name}.{_unescape(match[2])}"


def _setting(section: str, line: str, number: int) -> Setting:
    match = _KEY.fullmatch(line)
    if match is None or not section:
        raise RegisterUnusable("config_unreadable", line=number)
    value = match[2]
    if value is None:
        return Setting(f"{section}.{match[1].lower()}", "", number)
    if not _VALUE.fullmatch(value):
        raise RegisterUnusable("config_unreadable", line=number)
    return Setting(f"{section}.{match[1].lower()}", _value(value), number)


def _value(raw: str) -> str:
    """A value without its quotes and comment (git-config(1), "Values")."""
    out: list[str] = []
    kept = 0  # trailing blanks outside quotes do not count
    quoted = False
    index = 0
    while index < len(raw):
        char = raw[index]
        if char == '"':
            quoted = not quoted
        elif char == "\\":
            index += 1
            out.append({"n": "\n", "t": "\t", "b": "\b"}.get(raw[index], raw[index]))
        elif char in "#;" and not quoted:
            break
        else:
            out.append(char)
        if quoted or char not in " \t":
            kept = len(out)
        index += 1
    return "".join(out[:kept])


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def disarmed(register: str) -> tuple[tuple[str, str], ...]:
    """Settings that outrank the content filters of a register whose settings were trusted.

    Writing the index compares files of uncertain age, and that is the one place where plumbing runs filters.
    """
    text = files.read_bounded(os.path.join(register, ".git", "config"), _CONFIG_LIMIT)
    found = dict.fromkeys(
        item.name.rpartition(".")[0] for item in parse(text) if item.name.startswith("filter.")
    )
    off = (("process", ""), ("clean", ""), ("smudge", ""), ("required", "false"))
    return tuple((f"{name}.{key}", value) for name in found for key, value in off)


def is_trusted(register: str) -> bool:
    """Whether a person on this machine has trusted exactly these settings at this place."""
    return os.path.exists(_trust_file(register))


def trust(register: str) -> None:
    """Remember the settings of ``register`` as trusted, until they change by a byte.

    Only settings can be trusted, no files that point elsewhere.

    Raises:
        WriteFailed, ReadFailed: it is not remembered.
    """
    path = _trust_file(register)
    folder = os.path.dirname(path)
    with files.writing(folder):
        os.makedirs(folder, mode=0o700, exist_ok=True)
    files.atomic_write(path, os.path.realpath(register).encode("utf-8", "surrogateescape"), mode=0o600)


def _trust_file(register: str) -> str:
    settings = files.read_bounded(os.path.join(register, ".git", "config"), _CONFIG_LIMIT)
    place = os.path.realpath(register).encode("utf-8", "surrogateescape")
    return str(platform.state_dir() / "trusted" / hashlib.sha256(place + b"\0" + settings).hexdigest())
