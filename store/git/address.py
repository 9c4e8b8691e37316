"""A partner's address: parsed once, by rules that leave no room for options, commands or other protocols.

What git would make of an address is wider than what a partner needs: ``ext::`` runs a command, a leading dash
is an option, a password ends up in settings and logs. So an address is taken apart here and put together
again.
"""

from __future__ import annotations

import os
import re
import unicodedata
from typing import Final, Literal, NamedTuple, Self
from urllib.parse import quote, unquote_to_bytes

from store.errors import UsageFault

AddressKind = Literal["ssh", "https", "file", "directory"]

_LIMIT: Final = 2000
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
_HELPER: Final = re.compile(r"([A-Za-z0-9+.-]*)::")
_AUTHORITY: Final = re.compile(
    r"(?:(?P<user>[^@/]*)@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^:/\[\]@]*)(?::(?P<port>[0-9]{1,5}))?(?P<path>/.*)?",
    re.DOTALL,
)
_SCP: Final = re.compile(
    r"(?:(?P<user>[^@/:]+)@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^:/@]{2,}):(?P<path>.+)", re.DOTALL
)
_HOST: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?\.?|\[[0-9A-Fa-f:.]+\]")
_USER: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+-]*")


class Address(NamedTuple):
    """Where a partner's register is.

    Attributes:
        kind: ``ssh``, ``https``, ``file`` (one's own bare repository) or ``directory`` (a path on this
        machine). text: what to show and to keep. url: what git is given; for a directory its absolute path.
        user: for ssh and https, or "". host: for ssh and https (IPv6 without brackets), or "". port: or 0 for
        the usual one. path: the path at the host, or on this machine.
    """

    kind: AddressKind
    text: str
    url: str
    user: str
    host: str
    port: int
    path: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Take an address as a person types it.

        Raises:
            UsageFault: ``address_empty``, ``address_control`` (control characters, also written with %),
                ``address_dash``, ``address_scheme``, ``address_password``, ``address_unreadable``.
        """
        text = text.strip(" ")
        _check_characters(text)
        if match := _SCHEME.fullmatch(text):
            scheme, rest = match[1].lower(), match[2]
            if scheme not in {"ssh", "https", "file"}:
                raise UsageFault("address_scheme", scheme=match[1])
            kind, part = ("file", _file_path(rest)) if scheme == "file" else (scheme, rest)
            return cls._local("file", text, part) if kind == "file" else cls._remote(text, scheme, part)
        if match := _HELPER.match(text):
            raise UsageFault("address_scheme", scheme=match[1] + "::")
        if text.startswith(("//", "\\\\")):  # a Windows share: looking at it already sends a login
            raise UsageFault("address_unreadable")
        if match := _SCP.fullmatch(text):
            return cls._scp(text, match)
        if re.match(r"[A-Za-z]:", text) and os.name != "nt":
            raise UsageFault("address_unreadable")
        path = os.path.abspath(os.path.expanduser(text))
        return cls("directory", path, path, "", "", 0, path)

    @classmethod
    def _local(cls, kind: AddressKind, text: str, path: str) -> Self:
        return cls(kind, text, "file://" + quote(path, safe="/~:@!$&'()*+,;="), "", "", 0, path)

    @classmethod
    def _remote(cls, text: str, scheme: str, rest: str) -> Self:
        match = _AUTHORITY.fullmatch(rest)
        if match is None:
            raise _authority_fault(rest)
        user, host = _checked_login(match["user"] or "", match["host"])
        path, port = match["path"] or "/", int(match["port"] or 0)
        if path == "/" or port > 65535:  # noqa: PLR2004
            raise UsageFault("address_unreadable")
        if path.lstrip("/").startswith("-") or path.startswith("/~-"):
            raise UsageFault("address_dash")
        login = f"{user}@" if user else ""
        url = f"{scheme}://{login}{host}{f':{port}' if port else ''}{path}"
        kind: AddressKind = "ssh" if scheme == "ssh" else "https"
        return cls(kind, text, url, user, host.strip("[]"), port, path)

    @classmethod
    def _scp(cls, text: str, match: re.Match[str]) -> Self:
        user, host = _checked_login(match["user"] or "", match["host"])
        path = match["path"]
        if path.startswith("-"):
            raise UsageFault("address_dash")
        login = f"{user}@" if user else ""
        return cls("ssh", text, f"{login}{host}:{path}", user, host.strip("[]"), 0, path)


def _check_characters(text: str) -> None:
    if not text:
        raise UsageFault("address_empty")
    if len(text) > _LIMIT:
        raise UsageFault("address_unreadable")
    for spelled in (text, unquote_to_bytes(text).decode("utf-8", "replace")):
        if any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in spelled):
            raise UsageFault("address_control")
    if text.startswith("-"):
        raise UsageFault("address_dash")


def _checked_login(user: str, host: str) -> tuple[str, str]:
    if ":" in user:
        raise UsageFault("address_password")
    if user.startswith("-") or host.startswith("-"):
        raise UsageFault("address_dash")
    if (user and not _USER.fullmatch(user)) or not _HOST.fullmatch(host):
        raise UsageFault("address_unreadable")
    return user, host


def _authority_fault(rest: str) -> UsageFault:
    authority = rest.partition("/")[0]
    login, at, _ = authority.rpartition("@")
    return UsageFault("address_password" if at and ":" in login else "address_unreadable")


def _file_path(rest: str) -> str:
    path = unquote_to_bytes(rest.removeprefix("localhost")).decode("utf-8", "surrogateescape")
    if not path.startswith("/") or path.startswith("//"):
        raise UsageFault("address_unreadable")
    return path
