"""Sharing over ssh with a real sshd on loopback: one connection, no question, host keys only on a yes."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
from typing import TYPE_CHECKING

import pytest

from store.errors import Interrupted, PartnerFault, StoreError, UsageFault
from store.git import ssh
from store.git.address import Address
from store.git.transport import Transport, clone_into
from tests.conftest import need
from tests.store.git.builders import bare, children, git, new_register, save, script

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.git.repository import Repository

SSHD = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {place}/host
PidFile none
AuthorizedKeysFile {place}/id.pub
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
"""
CLIENT = """\
UserKnownHostsFile {place}/known_hosts
GlobalKnownHostsFile /dev/null
IdentityFile {place}/id
IdentitiesOnly yes
ControlPersist yes
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Host:
    """A host that serves one bare repository, and this person's ssh settings for it."""

    def __init__(self, place: Path, port: int) -> None:
        self.place = place
        self.port = port
        self.log = place / "log"
        self.bare = bare(place / "r.git")
        self.address = Address.parse(f"ssh://127.0.0.1:{port}{self.bare}")

    def connections(self) -> int:
        """How many connections were let in."""
        return self.log.read_text().count("Accepted publickey")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    place = tmp_path_factory.mktemp("sshd")
    place.chmod(0o700)
    for name in ("host", "id", "other"):
        subprocess.run(
            [need("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", str(place / name)], check=True
        )
    program = need("sshd")
    if os.geteuid() == 0:
        os.makedirs("/run/sshd", exist_ok=True)  # noqa: PTH103  sshd will not start without it
    host = Host(place, free_port())
    (place / "sshd_config").write_text(SSHD.format(port=host.port, place=place))
    (place / "config").write_text(CLIENT.format(place=place))
    with host.log.open("w") as log:
        running = subprocess.Popen([program, "-D", "-e", "-f", str(place / "sshd_config")], stderr=log)
    try:
        _wait_for(host)
        yield host
    finally:
        running.kill()
        running.wait()


def _wait_for(host: Host) -> None:
    deadline = time.monotonic() + 10
    while "Server listening" not in host.log.read_text():
        if time.monotonic() > deadline:
            pytest.skip(f"sshd does not start here: {host.log.read_text()[-300:]}")
        time.sleep(0.02)


@pytest.fixture
def host(server: Host, monkeypatch: pytest.MonkeyPatch) -> Host:
    """The host, known to this person, and its repository empty."""
    monkeypatch.setenv("GIT_SSH_COMMAND", f"ssh -F {server.place}/config")
    key = " ".join((server.place / "host.pub").read_text().split()[:2])
    (server.place / "known_hosts").write_text(f"[127.0.0.1]:{server.port} {key}\n")
    for name in git(server.bare, "for-each-ref", "--format=%(refname)").decode().split():
        git(server.bare, "update-ref", "-d", name)
    return server


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Repository]:
    with new_register(tmp_path / "ours") as repository:
        yield repository


def test_a_whole_share_goes_through_one_connection(tmp_path: Path, host: Host, ours: Repository) -> None:
    before, connections = children(), host.connections()
    with Transport(ours, host.address) as line:
        line.push(ours.head() or "")
        assert line.fetch("p").new == ours.head()
        line.push(save(ours, {"a": b"1"}))
    assert host.connections() == connections + 1
    ours.close()
    assert children() == before
    (tmp_path / "theirs").mkdir()
    theirs, came = clone_into(host.address, tmp_path / "theirs", "p")
    with theirs:
        assert came.new == ours.head()
        assert theirs.is_whole(came.new)


def test_a_short_address_works_as_well(host: Host, ours: Repository) -> None:
    with (host.place / "config").open("a") as file:
        file.write(f"Host kassel\n\tHostName 127.0.0.1\n\tPort {host.port}\n")
    with Transport(ours, Address.parse(f"kassel:{host.bare}")) as line:
        assert line.ls_remote() == {}


def test_a_host_at_first_contact_is_shown_and_stored_only_on_a_yes(host: Host, ours: Repository) -> None:
    known = host.place / "known_hosts"
    known.write_text("example.org ssh-ed25519 AAAA")  # no line end: ours must not be glued to it
    with Transport(ours, host.address) as line, pytest.raises(PartnerFault) as caught:
        line.ls_remote()
    assert caught.value.code == "partner_host_key_unknown"
    assert caught.value.params["host"] == "127.0.0.1"
    client = ssh.client(ours.command)
    found = ssh.host_keys_of(client, host.address)
    said = subprocess.run(
        ["ssh-keygen", "-lf", f"{host.place}/host.pub"], check=True, capture_output=True, text=True
    )
    assert [key.fingerprint for key in found.keys] == [said.stdout.split()[1]]
    assert known.read_text() == "example.org ssh-ed25519 AAAA"
    ssh.accept_host_keys(found, host.address)
    ssh.accept_host_keys(found, host.address)
    assert len(known.read_text().splitlines()) == 2
    with Transport(ours, host.address) as line:
        assert line.ls_remote() == {}


def test_a_host_whose_key_has_changed_is_refused_and_stays_so(host: Host, ours: Repository) -> None:
    known = host.place / "known_hosts"
    other = " ".join((host.place / "other.pub").read_text().split()[:2])
    known.write_text(f"[127.0.0.1]:{host.port} {other}\n")
    before = known.read_bytes()
    with Transport(ours, host.address) as line, pytest.raises(PartnerFault, match="partner_host_key_changed"):
        line.fetch("p")
    found = ssh.host_keys_of(ssh.client(ours.command), host.address)
    with pytest.raises(PartnerFault, match="partner_host_key_changed"):
        ssh.accept_host_keys(found, host.address)
    assert known.read_bytes() == before


def test_without_the_right_key_login_is_needed_and_nobody_is_asked(
    host: Host, ours: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    trap = script(tmp_path / "ask.sh", f"echo asked >> {tmp_path}/CANARY")
    for name in ("SSH_ASKPASS", "GIT_ASKPASS"):
        monkeypatch.setenv(name, str(trap))
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv(
        "GIT_SSH_COMMAND", f"ssh -F {host.place}/config -i {host.place}/other -o IdentityFile=none"
    )
    (host.place / "id").rename(host.place / "away")
    try:
        with Transport(ours, host.address) as line, pytest.raises(PartnerFault, match="partner_auth"):
            line.ls_remote()
    finally:
        (host.place / "away").rename(host.place / "id")
    assert not (tmp_path / "CANARY").exists()


def test_a_host_that_is_off_or_has_no_such_repository(host: Host, ours: Repository) -> None:
    off = Address.parse(f"ssh://127.0.0.1:{free_port()}/r")
    with Transport(ours, off) as line, pytest.raises(PartnerFault, match="partner_unreachable"):
        line.ls_remote()
    with Transport(ours, Address.parse(f"ssh://127.0.0.1:{host.port}/nowhere")) as line:
        for call in (line.ls_remote, lambda: line.fetch("p")):
            with pytest.raises(PartnerFault, match="partner_not_found"):
                call()


@pytest.mark.parametrize("scheme", ["ssh", "https"])
def test_a_host_that_accepts_and_says_nothing_is_left_within_a_second(ours: Repository, scheme: str) -> None:
    before = children()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        cancel = threading.Event()
        threading.Timer(0.3, cancel.set).start()
        started = time.monotonic()
        address = Address.parse(f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/r")
        with Transport(ours, address, cancel=cancel) as line, pytest.raises(Interrupted):
            line.fetch("p")
        assert time.monotonic() - started < 1.3
    assert children() == before


def test_https_to_a_closed_port_is_unreachable(ours: Repository) -> None:
    off = Address.parse(f"https://127.0.0.1:{free_port()}/r")
    with Transport(ours, off) as line, pytest.raises(PartnerFault, match="partner_unreachable"):
        line.ls_remote()


def test_an_ssh_of_the_persons_own_is_left_as_it_is(
    tmp_path: Path, ours: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrapper = script(tmp_path / "my wrapper", f'echo "$@" > {tmp_path}/said\nexit 255')
    monkeypatch.setenv("GIT_SSH_COMMAND", f"'{wrapper}' -x")
    client = ssh.client(ours.command)
    assert not client.is_openssh
    with Transport(ours, Address.parse("git@example.org:r.git")) as line, pytest.raises(StoreError):
        line.ls_remote()
    assert (tmp_path / "said").read_text().startswith("-x ")


def test_only_the_persons_own_settings_choose_the_ssh(
    home: Path, tmp_path: Path, ours: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours.command.run("config", "--local", "core.sshCommand", f"{tmp_path}/evil")
    assert ssh.client(ours.command).command == "ssh"
    monkeypatch.setenv("GIT_SSH", "/opt/my ssh/ssh")
    assert ssh.client(ours.command) == ssh.Client("'/opt/my ssh/ssh'", ("/opt/my ssh/ssh",), is_openssh=True)
    with (home / "gitconfig").open("a") as file:
        file.write("[core]\n\tsshCommand = ssh -i ~/.ssh/amt\n")
    assert ssh.client(ours.command).words == ("ssh", "-i", "~/.ssh/amt")
    monkeypatch.setenv("GIT_SSH_COMMAND", "ssh -v; evil")
    assert not ssh.client(ours.command).is_openssh


def test_only_ssh_hosts_have_keys(ours: Repository) -> None:
    with pytest.raises(UsageFault, match="address_not_a_share"):
        ssh.host_keys_of(ssh.client(ours.command), Address.parse("https://example.org/r"))
