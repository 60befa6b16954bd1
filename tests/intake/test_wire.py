"""What goes over the wire by https: the host's own name in all places, and a certificate that is checked."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from dashboard.errors import AddressRefused, SourceFailed
from dashboard.intake.web import Limits, Web
from tests.intake.stage import PUBLIC, Stage

NAME = "media.example"


@dataclass
class Secure:
    """A real server that speaks TLS under NAME, and what it saw."""

    port: int
    trusted: ssl.SSLContext
    names_asked_for: list[str | None] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)


def certificate(folder: Path) -> tuple[Path, Path]:
    """One for NAME that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    at = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(at - timedelta(hours=1))
        .not_valid_after(at + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(private)
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secure]:
    cert, key = certificate(tmp_path_factory.mktemp("tls"))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.hosts.append(self.headers["Host"])
            self.send_response(302 if self.path == "/down" else 200)
            if self.path == "/down":
                self.send_header("Location", f"http://{NAME}/")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: object) -> None:
            pass

    class Quiet(HTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a client that does not trust it hangs up

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    context.sni_callback = lambda _socket, name, _context: seen.names_asked_for.append(name)
    server = Quiet(("127.0.0.1", 0), Handler)
    seen: Secure = Secure(server.server_address[1], ssl.create_default_context(cafile=str(cert)))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield seen
    server.shutdown()
    server.server_close()
    thread.join()


def client(secure: Secure, stage: Stage, *, trusted: bool = True) -> Web:
    def find(host: str, port: int) -> Sequence[str]:
        return [PUBLIC]

    context = secure.trusted if trusted else None
    return Web(find=find, network=stage, ssl_context=context, limits=Limits(tries=1), sleep=lambda _: None)


def test_the_checked_address_is_connected_to_under_the_name_of_the_host(secure: Secure) -> None:
    stage = Stage(secure.port)
    answer = client(secure, stage).get(f"https://{NAME}/file")
    assert (answer.body, stage.connected) == (b"ok", [(PUBLIC, 443)])
    assert secure.names_asked_for[-1] == NAME
    assert secure.hosts[-1] == NAME


def test_a_certificate_of_another_name_is_refused(secure: Secure) -> None:
    asked = len(secure.hosts)
    with pytest.raises(SourceFailed, match="cannot prove who it is"):
        client(secure, Stage(secure.port)).get("https://other.example/", headers={"Authorization": "Bearer x"})
    assert len(secure.hosts) == asked


def test_a_certificate_that_nobody_vouches_for_is_refused(secure: Secure) -> None:
    asked = len(secure.hosts)
    with pytest.raises(SourceFailed, match="cannot prove who it is"):
        client(secure, Stage(secure.port), trusted=False).get(f"https://{NAME}/")
    assert len(secure.hosts) == asked


def test_a_key_is_not_carried_from_https_to_http(secure: Secure) -> None:
    stage = Stage(secure.port)
    with pytest.raises(AddressRefused, match="from https to http"):
        client(secure, stage).get(f"https://{NAME}/down", headers={"Authorization": "Bearer x"})
    assert stage.connected == [(PUBLIC, 443)]
    with pytest.raises(SourceFailed):
        client(secure, stage).get(f"https://{NAME}/down", headers={"Accept": "*/*"})
    assert stage.connected[1:] == [(PUBLIC, 443), (PUBLIC, 80)]
