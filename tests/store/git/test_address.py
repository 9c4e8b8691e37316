"""Addresses: what a partner needs is understood, everything else git would take is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.errors import UsageFault
from store.git.address import Address

OIL = "ssh://git@example.org:2222/srv/r.git"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (OIL, ("ssh", OIL, "git", "example.org", 2222, "/srv/r.git")),
        ("ssh://example.org/~ada/r", ("ssh", "ssh://example.org/~ada/r", "", "example.org", 0, "/~ada/r")),
        ("ssh://[::1]:22/r", ("ssh", "ssh://[::1]:22/r", "", "::1", 22, "/r")),
        ("git@a.example:x/r.git", ("ssh", "git@a.example:x/r.git", "git", "a.example", 0, "x/r.git")),
        ("kassel:r", ("ssh", "kassel:r", "", "kassel", 0, "r")),
        ("git@[2001:db8::1]:r", ("ssh", "git@[2001:db8::1]:r", "git", "2001:db8::1", 0, "r")),
        ("HTTPS://ada@a.example/r", ("https", "https://ada@a.example/r", "ada", "a.example", 0, "/r")),
        ("https://a.example:443/%20", ("https", "https://a.example:443/%20", "", "a.example", 443, "/%20")),
        ("file:///srv/a b.git", ("file", "file:///srv/a%20b.git", "", "", 0, "/srv/a b.git")),
        ("file:///srv/a%20b.git", ("file", "file:///srv/a%20b.git", "", "", 0, "/srv/a b.git")),
        ("file://localhost/srv/ä%.git", ("file", "file:///srv/%C3%A4%25.git", "", "", 0, "/srv/ä%.git")),
        ("/mnt/stick/netz", ("directory", "/mnt/stick/netz", "", "", 0, "/mnt/stick/netz")),
        ("  /mnt/stick  ", ("directory", "/mnt/stick", "", "", 0, "/mnt/stick")),
    ],
)  # fmt: skip
def test_addresses_that_partners_have(text: str, expected: tuple[object, ...]) -> None:
    address = Address.parse(text)
    assert (address.kind, address.url, address.user, address.host, address.port, address.path) == expected
    assert Address.parse(address.url)[2:] == address[2:]  # what is given to git means the same again


def test_paths_are_made_whole(home: Path) -> None:
    assert Address.parse("~/netz").path == str(home / "netz")
    assert Address.parse(".").path == str(Path.cwd())
    assert Address.parse("$HOME/x").path == str(Path.cwd() / "$HOME/x")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "address_empty"),
        ("   ", "address_empty"),
        ("ext::sh -c touch% CANARY", "address_scheme"),
        ("fd::17", "address_scheme"),
        ("transport::x", "address_scheme"),
        ("git://127.0.0.1/x", "address_scheme"),
        ("http://127.0.0.1:9/x", "address_scheme"),
        ("ftp://127.0.0.1/x", "address_scheme"),
        ("persistent-https://x", "address_scheme"),
        ("git+ssh://x/y", "address_scheme"),
        ("javascript://x/y", "address_scheme"),
        ("-uCANARY", "address_dash"),
        ("--upload-pack=touch CANARY", "address_dash"),
        ("-oProxyCommand=x:y", "address_dash"),
        ("git@-oProxyCommand=x:y", "address_dash"),
        ("ssh://-oProxyCommand=touch CANARY/x", "address_dash"),
        ("ssh://-x@host/x", "address_dash"),
        ("host:-x", "address_dash"),
        ("ssh://host/-x", "address_dash"),
        ("ssh://host/~-x", "address_dash"),
        ("https://user:secret@127.0.0.1:9/x", "address_password"),
        ("ssh://user:@host/x", "address_password"),
        ("https://user:se@cret@host/x", "address_password"),
        ("https://h%0ahost=evil/x", "address_control"),
        ("https://host/x%00y", "address_control"),
        ("https://host/x%0d%0ay", "address_control"),
        ("https://h\rhost/x", "address_control"),
        ("host:x\ny", "address_control"),
        ("x\x1b[2J", "address_control"),
        ("https://host/\u202egit.r", "address_control"),
        ("file:///srv/%1b[2J", "address_control"),
        ("//server/share", "address_unreadable"),
        ("\\\\server\\share", "address_unreadable"),
        ("file://server/share", "address_unreadable"),
        ("file:////server/share", "address_unreadable"),
        ("C:repo", "address_unreadable"),
        ("C:\\repo", "address_unreadable"),
        ("::1", "address_scheme"),
        ("ssh://host", "address_unreadable"),
        ("ssh://host/", "address_unreadable"),
        ("ssh:///x", "address_unreadable"),
        ("ssh://host:99999/x", "address_unreadable"),
        ("ssh://host:x/x", "address_unreadable"),
        ("ssh://ho st/x", "address_unreadable"),
        ("ssh://ho;st/x", "address_unreadable"),
        ("ssh://us er@host/x", "address_unreadable"),
        ("ho$(id)st:x", "address_unreadable"),
        ("https://host/" + "x" * 3000, "address_unreadable"),
    ],
)
def test_addresses_beyond_that_are_refused(text: str, code: str) -> None:
    with pytest.raises(UsageFault) as caught:
        Address.parse(text)
    assert caught.value.code == code


@pytest.mark.parametrize("text", ["/dev/zero", "/proc/self/root", "..", "`id`"])
def test_a_path_is_only_a_path(text: str) -> None:
    assert Address.parse(text).kind == "directory"
