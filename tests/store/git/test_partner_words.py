"""What git and ssh say becomes one of our codes, whatever else they say with it."""

from __future__ import annotations

import pytest

from store.git import partner_words
from store.git.address import Address

SSH = Address.parse("git@example.org:r.git")
DECLINED = "[remote rejected] (pre-receive hook declined)"
UNPACKER = "[remote rejected] (unpacker error)"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("partner_unreachable", "ssh: Could not resolve hostname x\nfatal: Could not read from remote"),
        ("partner_unreachable", "fatal: unable to access 'https://h/': Failed to connect to h port 443"),
        ("partner_unreachable", "fatal: early EOF\nfatal: fetch-pack: invalid index-pack output"),
        (
            "partner_auth",
            "git@h: Permission denied (publickey).\nfatal: Could not read from remote repository.",
        ),
        ("partner_auth", "fatal: could not read Username for 'https://h': terminal prompts disabled"),
        (
            "partner_auth",
            "remote: Invalid username or password.\nfatal: Authentication failed for 'https://h/'",
        ),
        (
            "partner_host_key_unknown",
            "No ED25519 host key is known for h and you have requested strict checking.",
        ),
        (
            "partner_host_key_changed",
            "@ REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.",
        ),
        ("partner_certificate", "fatal: unable to access 'https://h/': SSL certificate problem: expired"),
        ("partner_not_found", "remote: Not Found\nfatal: repository 'https://h/r/' not found"),
        ("partner_not_yours", "fatal: detected dubious ownership in repository at '/srv/r'"),
        ("partner_corrupt", "error: object 1: badTree\nfatal: fsck error in packed object"),
        ("partner_corrupt", "fatal: protocol error: bad line length character: hell"),
        ("partner_failed", "something nobody has read before"),
        ("partner_failed", ""),
        ("disk_full", "fatal: write error: No space left on device\nfatal: index-pack failed"),
    ],
)
def test_what_git_and_ssh_say_of_a_fetch(code: str, said: str) -> None:
    assert partner_words.fetch_fault(said, SSH).code == code


@pytest.mark.parametrize(
    ("code", "rejections", "said"),
    [
        ("partner_moved", ["[rejected] (fetch first)"], ""),
        ("partner_moved", ["[rejected] (non-fast-forward)"], ""),
        ("partner_refused", [DECLINED], "remote: not on Sundays"),
        ("partner_refused", ["[remote rejected] (branch is currently checked out)"], ""),
        ("partner_read_only", [UNPACKER], "remote: error: insufficient permission for adding an object"),
        ("partner_disk_full", [UNPACKER], "remote: fatal: write error: No space left on device"),
        ("partner_read_only", [], "ERROR: Permission to x denied to y."),
        ("partner_auth", [], "git@h: Permission denied (publickey)."),
        ("partner_unreachable", [], "ssh: connect to host h port 22: Connection refused"),
    ],
)
def test_why_a_push_was_refused(code: str, rejections: list[str], said: str) -> None:
    assert partner_words.push_fault(rejections, said, SSH).code == code


def test_the_reason_is_what_the_partner_itself_said_and_short() -> None:
    said = (
        "remote: Counting objects: 100% (3/3), done.\nremote: not on Sundays\nTo x\nerror: failed to push\n"
    )
    assert partner_words.push_fault([DECLINED], said, SSH).params["reason"] == "not on Sundays"
    long = partner_words.push_fault([DECLINED], "remote: " + "y" * 9999, SSH)
    assert len(str(long.params["reason"])) == 300
