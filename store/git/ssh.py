"""ssh for partners: never a question, one connection for a whole share, host keys only on a person's yes.

The person's own ssh stays: agent, ``~/.ssh/config``, and ``GIT_SSH_COMMAND`` or the *global*
``core.sshCommand``. A register's own ``core.sshCommand`` is never asked for.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import os
import shlex
import shutil
import sys
import tempfile
import time
from typing import TYPE_CHECKING, Final, NamedTuple

from store import files, platform
from store.errors import GitFailed, Interrupted, PartnerFault, UsageFault
from store.git import environment, partner_words
from store.git.command import spawn_program, start_program
from store.git.watched import Flooded, TimedOut, Watch, watch_process

if TYPE_CHECKING:
    import threading
    from collections.abc import Mapping

    from store.git.address import Address
    from store.git.command import GitCommand, Process, Result

CONNECT_SECONDS: Final = 15
_OPTIONS: Final[Mapping[str, str]] = {
    "BatchMode": "yes",
    "StrictHostKeyChecking": "yes",
    "UpdateHostKeys": "no",  # would write known_hosts without a yes
    "ConnectTimeout": str(CONNECT_SECONDS),
    "ConnectionAttempts": "1",
    "ServerAliveInterval": "15",
    "ServerAliveCountMax": "2",
    "ClearAllForwardings": "yes",
    "ForwardAgent": "no",
    "PermitLocalCommand": "no",
}
_KNOWN_HOSTS_LIMIT: Final = 16 << 20


class HostKey(NamedTuple):
    """A host's key as it showed it: ``fingerprint`` is what a person compares (``SHA256:…``)."""

    type: str
    key: str
    fingerprint: str


class Client(NamedTuple):
    """The person's ssh.

    Attributes:
        command: as the shell takes it, without our options.
        words: the same, taken apart.
        is_openssh: whether it knows OpenSSH's options; another program is left as it is.
    """

    command: str
    words: tuple[str, ...]
    is_openssh: bool

    def with_options(self, socket: str = "") -> str:
        """The command for git, through the open connection at ``socket`` if there is one."""
        return " ".join([self.command, shlex.join(_options(socket))]) if self.is_openssh else self.command

    def master(self, socket: str, address: Address) -> tuple[str, ...]:
        """The program that connects and waits, so that others can go through ``socket``."""
        options = _options(socket, master=True)
        return (*self.words, *options, "-N", "-T", *_port(address.port), "--", _login(address))

    def settings_for(self, address: Address) -> tuple[str, ...]:
        """The program that prints what ``~/.ssh/config`` says of a host, without connecting."""
        return (*self.words, *_options(""), "-G", *_port(address.port), "--", _login(address))


def _options(socket: str, *, master: bool = False) -> list[str]:
    pairs = {
        **_OPTIONS,
        "ControlMaster": "yes" if master else "no",
        "ControlPersist": "no",
        "ControlPath": socket or "none",
    }
    return [word for name, value in pairs.items() for word in ("-o", f"{name}={value}")]


def _port(port: int) -> list[str]:
    return ["-p", str(port)] if port else []


def _login(address: Address) -> str:
    return f"{address.user}@{address.host}" if address.user else address.host


def client(command: GitCommand) -> Client:
    """The ssh that this person uses with git, apart from any register."""
    chosen = os.environ.get("GIT_SSH_COMMAND") or _personal_setting(command)
    if not chosen:
        chosen = shlex.quote(os.environ.get("GIT_SSH") or "ssh")
    try:
        words = tuple(shlex.split(chosen))
    except ValueError:
        words = ()
    name = os.path.basename(words[0]).lower() if words else ""
    plain = not any(char in chosen for char in ";|&<>`$()")  # a shell script of its own is left alone
    return Client(chosen, words, plain and name in {"ssh", "ssh.exe"})


def _personal_setting(command: GitCommand) -> str:
    for scope in ("--global", "--system"):
        env = environment.personal("", "")
        arguments = ("config", scope, "--includes", "--null", "--get", "core.sshCommand")
        with contextlib.suppress(GitFailed):
            if value := command.run(*arguments, ok=(0, 1), env=env).stdout.rstrip(b"\0"):
                return value.decode("utf-8", "replace")
    return ""


class Connection:
    """One ssh connection that fetch and push of a share go through (360 ms saved for each further one).

    Its master is a child of this program, not one that ssh puts in the background: nothing outlives
    ``close``.
    """

    def __init__(self, ssh: Client, address: Address) -> None:
        self._ssh = ssh
        self._address = address
        self._folder = ""
        self._master: Process | None = None

    @property
    def socket(self) -> str:
        """What git's ssh is told to go through; "" when each call connects by itself."""
        return os.path.join(self._folder, "s") if self._master is not None else ""

    def open(self, cancel: threading.Event | None = None) -> None:
        """Connect, where this ssh can share connections; else do nothing.

        Raises:
            PartnerFault: what ssh said when it could not connect.
            Interrupted: cancelled.
        """
        if not self._ssh.is_openssh or sys.platform == "win32":
            return
        runtime = os.environ.get("XDG_RUNTIME_DIR", "")
        short = runtime if os.path.isdir(runtime) else None  # a socket's path has room for about 100 bytes
        self._folder = tempfile.mkdtemp(prefix="kn-", dir=short)
        socket = os.path.join(self._folder, "s")
        try:
            self._master = start_program(self._ssh.master(socket, self._address))
            self._wait_for(self._master, socket, cancel)
        except BaseException:  # Ctrl-C too must leave no ssh behind; it goes on up
            self.close()
            raise

    def _wait_for(self, master: Process, socket: str, cancel: threading.Event | None) -> None:
        deadline = time.monotonic() + CONNECT_SECONDS + 5
        while not os.path.exists(socket):
            if master.popen.poll() is not None:
                raise partner_words.fetch_fault(master.finish(ok=None).stderr, self._address)
            if cancel is not None and cancel.is_set():
                raise Interrupted("cancelled")
            if time.monotonic() > deadline:
                raise PartnerFault("partner_timeout", address=self._address.text, seconds=CONNECT_SECONDS)
            time.sleep(0.01)

    def close(self) -> None:
        """Hang up; harmless when repeated."""
        master, self._master = self._master, None
        if master is not None:
            master.close()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = ""


class HostKeys(NamedTuple):
    """What a host shows, and where this person's ssh looks for it.

    Attributes:
        name: the host as the file of known hosts names it.
        keys: as shown, the strongest kind first.
        file: the person's own file of known hosts.
    """

    name: str
    keys: tuple[HostKey, ...]
    file: str


def host_keys_of(ssh: Client, address: Address, cancel: threading.Event | None = None) -> HostKeys:
    """Ask a host for its keys, to show their fingerprints to a person; nothing is stored.

    Raises:
        PartnerFault: ``partner_unreachable`` or ``partner_timeout``.
        UsageFault: ``address_not_a_share``: not an ssh address.
        RegisterUnusable: ``ssh_missing``.
        Interrupted: cancelled.
    """
    if address.kind != "ssh":
        raise UsageFault("address_not_a_share", kind=address.kind)
    told = _settings(ssh, address, cancel)
    host, port = told.get("hostname", address.host), told.get("port", "") or str(address.port or 22)
    alias = told.get("hostkeyalias", "none")
    name = alias if alias != "none" else (host if port == "22" else f"[{host}]:{port}")
    said = _run(("ssh-keyscan", "-T", "10", "-p", port, "--", host), address, cancel).stdout
    keys = sorted(_scanned(said.decode("ascii", "replace")), key=_strength)
    if not keys:
        raise PartnerFault("partner_unreachable", address=address.text)
    file = told.get("userknownhostsfile", "~/.ssh/known_hosts").split(" ")[0]
    return HostKeys(name, tuple(keys), os.path.expanduser(file))


def accept_host_keys(found: HostKeys, address: Address) -> None:
    """Store the keys that a person has compared and said yes to, exactly those that were shown.

    Raises:
        PartnerFault: ``partner_host_key_changed``: the host is known by another key; that one stays.
        WriteFailed, ReadFailed: nothing is stored.
    """
    known = _known_keys(found, address)
    fresh = [key for key in found.keys if known.get(key.type) is None]
    same = any(known.get(key.type) == key.key for key in found.keys)
    if any(known.get(key.type, key.key) != key.key for key in found.keys) or (known and not same):
        raise PartnerFault("partner_host_key_changed", address=address.text, host=found.name)
    if not fresh:
        return
    folder = os.path.dirname(found.file)
    with files.writing(found.file):
        os.makedirs(folder, mode=0o700, exist_ok=True)
        lines = "".join(f"{found.name} {key.type} {key.key}\n" for key in fresh).encode()
        descriptor = os.open(found.file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            if size and os.pread(descriptor, 1, size - 1) != b"\n":
                lines = b"\n" + lines
            platform.write_all(descriptor, lines)
            platform.fsync(descriptor)
        finally:
            os.close(descriptor)


def _known_keys(found: HostKeys, address: Address) -> dict[str, str]:
    """Type and key under which the host is known already (also where its name is hashed)."""
    if not os.path.exists(found.file):
        return {}
    said = _run(("ssh-keygen", "-F", found.name, "-f", found.file), address, None).stdout
    lines = [line.split() for line in said.decode("utf-8", "replace").split("\n") if not line.startswith("#")]
    return {words[1]: words[2] for words in lines if len(words) >= 3}  # noqa: PLR2004  name, type, key


def _settings(ssh: Client, address: Address, cancel: threading.Event | None) -> dict[str, str]:
    if not ssh.is_openssh:
        return {}
    said = _run(ssh.settings_for(address), address, cancel).stdout.decode("utf-8", "replace")
    return {name.lower(): value for name, _, value in (line.partition(" ") for line in said.splitlines())}


def _run(program: tuple[str, ...], address: Address, cancel: threading.Event | None) -> Result:
    try:
        return watch_process(spawn_program(program), Watch(cancel=cancel, idle=20.0))
    except TimedOut as error:
        raise PartnerFault("partner_timeout", address=address.text, seconds=error.seconds) from error
    except Flooded as error:
        raise PartnerFault("partner_failed", address=address.text, reason="") from error


def _scanned(text: str) -> list[HostKey]:
    keys = []
    for line in text.splitlines():
        words = line.split()
        if line.startswith("#") or len(words) != 3:  # noqa: PLR2004  host, type, key
            continue
        with contextlib.suppress(binascii.Error):
            raw = base64.b64decode(words[2], validate=True)
            mark = base64.b64encode(hashlib.sha256(raw).digest()).decode().rstrip("=")
            keys.append(HostKey(words[1], words[2], f"SHA256:{mark}"))
    return keys


def _strength(key: HostKey) -> tuple[int, str]:
    order = ("ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521")
    return (order.index(key.type) if key.type in order else len(order), key.type)
