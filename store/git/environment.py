"""The environment and settings under which git runs (safety.md, "Git, hardened").

Settings travel in ``GIT_CONFIG_COUNT`` variables, which outrank every file and reach the processes that git
itself starts in the same repository. Each was checked to exist in git 2.39.
"""

from __future__ import annotations

import os
from typing import Final

Settings = tuple[tuple[str, str], ...]

MOST_AT_ONCE: Final = 512 << 20
"""Bytes that git may ask for at once: forty times what the largest folder of a register takes."""

DROPPED: Final = (
    # What `git rev-parse --local-env-vars` lists, and what else would redirect a command: a call from a git
    # hook or alias must not decide which repository, index, or helper ours works with.
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_GRAFT_FILE",
    "GIT_INDEX_FILE",
    "GIT_REPLACE_REF_BASE",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_TEMPLATE_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_DIFF_OPTS",
    "GIT_ATTR_SOURCE",
    "GIT_QUARANTINE_PATH",
    "GIT_PROXY_COMMAND",
    "GIT_REFLOG_ACTION",
)

HARDENING: Final = (
    ("core.hooksPath", "/dev/null"),
    ("core.fsmonitor", "false"),
    ("core.fsync", "all"),
    ("core.symlinks", "false"),
    ("core.protectNTFS", "true"),
    ("core.protectHFS", "true"),
    ("core.attributesFile", "/dev/null"),
    ("core.pager", "cat"),
    ("core.editor", "false"),
    ("core.gitProxy", ""),
    ("core.alternateRefsCommand", ":"),
    ("core.logAllRefUpdates", "true"),
    ("core.filesRefLockTimeout", "1500"),
    ("core.bigFileThreshold", "64m"),
    ("transfer.fsckObjects", "true"),
    ("fetch.fsckObjects", "true"),
    ("receive.fsckObjects", "true"),
    ("transfer.advertiseSID", "false"),
    ("diff.external", ""),
    ("color.ui", "false"),
    ("log.showSignature", "false"),
    ("log.mailmap", "false"),
    ("commit.gpgSign", "false"),
    ("push.gpgSign", "false"),
    ("push.followTags", "false"),
    ("push.recurseSubmodules", "no"),
    ("submodule.recurse", "false"),
    ("fetch.recurseSubmodules", "false"),
    ("fetch.prune", "false"),
    ("fetch.pruneTags", "false"),
    ("fetch.writeCommitGraph", "false"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("safe.bareRepository", "explicit"),
    ("init.defaultBranch", "main"),
)

NETWORK: Final = (
    ("http.followRedirects", "false"),
    ("http.lowSpeedLimit", "100"),
    ("http.lowSpeedTime", "30"),
    ("protocol.version", "2"),
    ("fetch.unpackLimit", "1"),  # one pack to sync instead of a hundred files
    ("transfer.unpackLimit", "1"),
)


def base(git_dir: str, work_tree: str) -> dict[str, str]:
    """What every call gets: explicit places, no prompts, no lazy fetches, plain English to parse."""
    environment = {
        "GIT_ALLOW_PROTOCOL": "file:ssh:https",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_PAGER": "cat",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_FLUSH": "1",
        # A commit of gigabytes, which is nothing as it comes, would else fill the memory (wrapper.c).
        "GIT_ALLOC_LIMIT": str(MOST_AT_ONCE),
        "GIT_DEFAULT_HASH": "sha1",
        "GIT_DEFAULT_REF_FORMAT": "files",
        "GCM_INTERACTIVE": "never",
        "LC_ALL": "C.UTF-8",
        "LANGUAGE": "C",
    }
    if git_dir:
        environment["GIT_DIR"] = git_dir
    if work_tree:
        environment["GIT_WORK_TREE"] = work_tree
    return environment


def local(git_dir: str, work_tree: str, disarmed: Settings = ()) -> dict[str, str]:
    """For calls that need nothing of the person's own settings; ``disarmed`` outranks the register's.

    They see no index: git opens it even where it compares two commits, and fails if it is damaged.
    """
    return {
        **base(git_dir, work_tree),
        **({"GIT_INDEX_FILE": os.path.join(git_dir, "no-index")} if git_dir else {}),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        **settings((*HARDENING, *disarmed)),
    }


def personal(git_dir: str, work_tree: str) -> dict[str, str]:
    """For reading name and mail: the person's settings count, ours still win."""
    return {**base(git_dir, work_tree), **settings(HARDENING)}


def network(git_dir: str, work_tree: str, ssh_command: str) -> dict[str, str]:
    """For reaching partners: the person's credential helpers, proxies and certificates count.

    Args:
        git_dir: the repository, or "".
        work_tree: its work tree, or "".
        ssh_command: the whole command; a register's own ``core.sshCommand`` never counts.
    """
    return {
        **personal(git_dir, work_tree),
        **settings(HARDENING + NETWORK),
        "GIT_SSH_COMMAND": ssh_command,
        "GIT_ASKPASS": "",  # set but empty: git asks neither core.askPass nor SSH_ASKPASS (prompt.c)
        "SSH_ASKPASS_REQUIRE": "never",
    }


def login(git_dir: str, work_tree: str) -> dict[str, str]:
    """For the one call that may ask: git's own prompt on the terminal, or the person's askpass program."""
    environment = {**personal(git_dir, work_tree), **settings(HARDENING + NETWORK)}
    for name in ("GIT_TERMINAL_PROMPT", "GCM_INTERACTIVE"):
        del environment[name]
    return environment


def settings(pairs: Settings) -> dict[str, str]:
    """The variables by which git takes settings (git-config(1), "GIT_CONFIG_COUNT")."""
    variables = {"GIT_CONFIG_COUNT": str(len(pairs))}
    for number, (key, value) in enumerate(pairs):
        variables[f"GIT_CONFIG_KEY_{number}"] = key
        variables[f"GIT_CONFIG_VALUE_{number}"] = value
    return variables


def drop_inherited() -> None:
    """Take the variables of ``DROPPED`` out of this process.

    GitPython hands children all of ``os.environ`` and can only add to it, so they must go from there.
    """
    for name in DROPPED:
        os.environ.pop(name, None)
