"""A real sshd on loopback, for one person with one key: what sharing over ssh costs without a network."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

_SSHD = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {place}/host
PidFile none
AuthorizedKeysFile {place}/id.pub
StrictModes no
UsePAM no
"""
_CLIENT = """\
UserKnownHostsFile {place}/known_hosts
GlobalKnownHostsFile /dev/null
IdentityFile {place}/id
IdentitiesOnly yes
"""
_PATIENCE = 10


def is_possible() -> bool:
    """Whether this machine has what is needed."""
    return bool(_sshd() and shutil.which("ssh-keygen"))


def _sshd() -> str | None:
    return shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


@contextlib.contextmanager
def ssh_host(place: Path) -> Iterator[Callable[[Path], str]]:
    """Run it; gives a function from a path to its ``ssh://`` address. Git uses it by GIT_SSH_COMMAND."""
    place.mkdir(mode=0o700)
    for name in ("host", "id"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(place / name)]
        subprocess.run(command, check=True)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # sshd will not start without it
    port = _free_port()
    (place / "sshd_config").write_text(_SSHD.format(port=port, place=place))
    (place / "config").write_text(_CLIENT.format(place=place))
    key = " ".join((place / "host.pub").read_text().split()[:2])
    (place / "known_hosts").write_text(f"[127.0.0.1]:{port} {key}\n")
    os.environ["GIT_SSH_COMMAND"] = f"ssh -F {place}/config"
    with (place / "log").open("w") as log:
        running = subprocess.Popen([str(_sshd()), "-D", "-e", "-f", str(place / "sshd_config")], stderr=log)
    try:
        _wait_for(port)
        yield lambda path: f"ssh://127.0.0.1:{port}{path}"
    finally:
        del os.environ["GIT_SSH_COMMAND"]
        running.kill()
        running.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise TimeoutError(port)
