"""Sharing over https with git's own server program, behind TLS and a password that a helper keeps."""

from __future__ import annotations

import base64
import os
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from store.errors import PartnerFault, UsageFault
from store.git.address import Address
from store.git.transport import Transport, login_https
from tests.conftest import need
from tests.store.git.builders import bare, git, new_register, script

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.git.repository import Repository

LOGIN = "Basic " + base64.b64encode(b"ada:geheim").decode()


class Backend(BaseHTTPRequestHandler):
    """Hands each request to ``git http-backend`` (CGI) when it brings the password."""

    place: Path
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.answer(b"")

    def do_POST(self) -> None:
        if self.headers.get("Transfer-Encoding") == "chunked":
            self.answer(b"".join(iter(self.chunk, b"")))
        else:
            self.answer(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def chunk(self) -> bytes:
        data = self.rfile.read(int(self.rfile.readline(), 16))
        self.rfile.readline()
        return data

    def answer(self, body: bytes) -> None:
        path, _, query = self.path.partition("?")
        if path.startswith("/moved/"):
            self.send_response(301)
            self.send_header("Location", self.path.replace("/moved/", "/"))
            self.finish_with(b"")
        elif self.headers.get("Authorization") != LOGIN:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="r"')
            self.finish_with(b"")
        else:
            self.backend(path, query, body)

    def backend(self, path: str, query: str, body: bytes) -> None:
        variables = {
            "GIT_PROJECT_ROOT": str(self.place),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REMOTE_USER": "ada",
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        env = {**os.environ, **variables}
        done = subprocess.run(["git", "http-backend"], input=body, capture_output=True, check=False, env=env)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if line)
        self.send_response(int(fields.pop("Status", "200").split()[0]))
        for name, value in fields.items():
            self.send_header(name, value)
        self.finish_with(content)

    def finish_with(self, content: bytes) -> None:
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """One whose failed handshakes (an unknown certificate is one of the tests) are no news."""

    def handle_error(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    place = tmp_path_factory.mktemp("https")
    bare(place / "r.git")
    git(place / "r.git", "config", "http.receivepack", "true")
    command = [need("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    command += ["-nodes", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    subprocess.run(
        [*command, "-keyout", str(place / "key"), "-out", str(place / "cert")],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(place / "cert", place / "key")
    handler = type("Handler", (Backend,), {"place": place})
    with Server(("127.0.0.1", 0), handler) as running:
        running.socket = context.wrap_socket(running.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield place, running.server_address[1]
        running.shutdown()
        thread.join()


@pytest.fixture
def address(server: tuple[Path, int], home: Path) -> Address:
    """The register there, with its certificate trusted as a person would set it up."""
    with (home / "gitconfig").open("a") as file:
        file.write(f"[http]\n\tsslCAInfo = {server[0]}/cert\n")
    return Address.parse(f"https://127.0.0.1:{server[1]}/r.git")


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Repository]:
    with new_register(tmp_path / "ours") as repository:
        yield repository


def remember(home: Path, port: int) -> None:
    """Let git's own helper know the password, as it does after a login."""
    (home / "credentials").write_text(f"https://ada:geheim@127.0.0.1:{port}\n")
    with (home / "gitconfig").open("a") as file:
        file.write(f"[credential]\n\thelper = store --file={home}/credentials\n")


def test_the_persons_helper_lets_git_in_and_nothing_is_asked(
    home: Path, ours: Repository, address: Address
) -> None:
    remember(home, address.port)
    head = ours.head()
    assert head is not None
    with Transport(ours, address) as line:
        line.push(head)
        assert line.fetch("p").new == head
    assert b"geheim" not in git(ours.path, "config", "--local", "--list")


def test_without_a_password_login_is_needed_and_no_program_asks(
    tmp_path: Path, ours: Repository, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = script(tmp_path / "ask.sh", f"echo asked >> {tmp_path}/CANARY")
    for name in ("GIT_ASKPASS", "SSH_ASKPASS"):
        monkeypatch.setenv(name, str(trap))
    monkeypatch.setenv("DISPLAY", ":0")
    with Transport(ours, address) as line, pytest.raises(PartnerFault, match="partner_auth"):
        line.ls_remote()
    assert not (tmp_path / "CANARY").exists()


def test_a_login_asks_once_and_the_helper_keeps_it(
    tmp_path: Path, home: Path, ours: Repository, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (home / "gitconfig").open("a") as file:
        file.write(f"[credential]\n\thelper = store --file={home}/credentials\n")
    ask = script(tmp_path / "ask.sh", 'case "$1" in User*) echo ada;; *) echo geheim;; esac')
    monkeypatch.setenv("GIT_ASKPASS", str(ask))
    login_https(ours.command, address)
    assert "ada:geheim@" in (home / "credentials").read_text()
    monkeypatch.delenv("GIT_ASKPASS")
    with Transport(ours, address) as line:
        line.ls_remote()


def test_a_wrong_password_is_said(
    tmp_path: Path, ours: Repository, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_ASKPASS", str(script(tmp_path / "ask.sh", "echo falsch")))
    with pytest.raises(PartnerFault, match="partner_auth"):
        login_https(ours.command, address)
    with pytest.raises(UsageFault, match="address_not_a_share"):
        login_https(ours.command, Address.parse("kassel:r"))


def test_an_unknown_certificate_is_refused(home: Path, ours: Repository, server: tuple[Path, int]) -> None:
    remember(home, server[1])
    address = Address.parse(f"https://127.0.0.1:{server[1]}/r.git")
    with Transport(ours, address) as line, pytest.raises(PartnerFault, match="partner_certificate"):
        line.ls_remote()


@pytest.mark.parametrize(
    ("path", "code"), [("nowhere.git", "partner_not_found"), ("moved/r.git", "partner_refused")]
)
def test_what_is_not_there_or_has_moved_is_said(
    home: Path, ours: Repository, address: Address, path: str, code: str
) -> None:
    remember(home, address.port)
    elsewhere = Address.parse(f"https://127.0.0.1:{address.port}/{path}")
    with Transport(ours, elsewhere) as line, pytest.raises(PartnerFault) as caught:
        line.ls_remote()
    assert caught.value.code == code
