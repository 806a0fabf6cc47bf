"""Where clients are told to go next: the configured address, what listed proxies say, or the request's own; and TLS."""

import re
import ssl
import subprocess
from pathlib import Path
from typing import Any, Protocol

import pytest
import requests
import trustme

from cast import Api, Organization, Server, new_organization
from processes import Callpark, command

FORGED = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}


class Start(Protocol):
    def __call__(self, *options: str, **environment: str) -> Callpark: ...


@pytest.fixture
def started(server: Server, directory: Path) -> Start:
    """Starts one more callpark on the database of all tests."""
    where = ["--port", "0", "--database-url", server.database_url]
    return lambda *options, **environment: Callpark("serve", *where, *options, log=directory / "log", **environment)


@pytest.fixture
def organization(server: Server) -> Organization:
    organization = new_organization(server)
    for name in ("Alaska", "Nevada"):
        organization.plain_location(name)
    return organization


class Certificate:
    """A throw-away certificate for 127.0.0.1, in files as an operator has them."""

    def __init__(self, directory: Path) -> None:
        self._authority = trustme.CA()
        made = self._authority.issue_cert("127.0.0.1", "callpark.example.com")
        self.cert, self.key = directory / "cert.pem", directory / "key.pem"
        self.both, self.authority = directory / "both.pem", directory / "ca.pem"
        for number, blob in enumerate(made.cert_chain_pems):
            blob.write_to_path(str(self.cert), append=number > 0)
        made.private_key_pem.write_to_path(str(self.key))
        made.private_key_and_cert_chain_pem.write_to_path(str(self.both))
        self._authority.cert_pem.write_to_path(str(self.authority))


@pytest.fixture
def certificate(directory: Path) -> Certificate:
    return Certificate(directory)


def origin_at(url: str, organization: Organization, headers: dict[str, str] | None = None, **options: Any) -> str:
    """The scheme and host of the Link from the first location to the second."""
    here = Api(Server(url, ""), organization.admin.token)
    reply = here.get("/locations", params={"max": 1}, headers=headers, **options)
    assert reply.status_code == 200, reply.text
    found = re.fullmatch(r'<(https?://[^/]+)/v1/locations\?max=1&start=1>;rel="next"', reply.headers["Link"])
    assert found, reply.headers["Link"]
    return found[1]


def test_the_public_url_wins_over_whatever_a_request_says(organization: Organization, started: Start) -> None:
    options = ("--public-url", "https://park.example.com/", "--trusted-proxy", "127.0.0.1")
    with started(*options) as callpark:
        url = callpark.ready()["url"]
        for headers in ({}, {"Host": "evil.example"}, FORGED, FORGED | {"Host": "evil.example"}):
            assert origin_at(url, organization, headers) == "https://park.example.com"


def test_a_listed_proxy_is_believed(organization: Organization, started: Start) -> None:
    with started("--trusted-proxy", "192.0.2.7", "--trusted-proxy", "127.0.0.0/8") as callpark:
        url = callpark.ready()["url"]
        says = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "park.example.com"}
        assert origin_at(url, organization, says) == "https://park.example.com"
        # Proxies that leave Host as it came name the scheme only.
        says = {"X-Forwarded-Proto": "HTTPS", "Host": "park.example.com:8443"}
        assert origin_at(url, organization, says) == "https://park.example.com:8443"
        # A proxy that adds to what the client sent: its own word stands last.
        says = {"X-Forwarded-Proto": "http, https", "X-Forwarded-Host": "evil.example, park.example.com"}
        assert origin_at(url, organization, says) == "https://park.example.com"
        # What is no scheme and no host does not count.
        says = {"X-Forwarded-Proto": "javascript", "X-Forwarded-Host": "a b"}
        assert origin_at(url, organization, says) == url
        assert origin_at(url, organization) == url


@pytest.mark.parametrize("options", [[], ["--trusted-proxy", "192.0.2.7,2001:db8::/32"]], ids=["none", "another"])
def test_an_unlisted_proxy_is_not_believed(organization: Organization, started: Start, options: list[str]) -> None:
    with started(*options) as callpark:
        url = callpark.ready()["url"]
        assert origin_at(url, organization, FORGED) == url
        assert origin_at(url, organization, FORGED | {"Host": "local.example"}) == "http://local.example"


def test_proxies_are_listed_in_the_environment_with_commas(organization: Organization, started: Start) -> None:
    with started(CALLPARK_TRUSTED_PROXY="192.0.2.7, 127.0.0.1") as callpark:
        url = callpark.ready()["url"]
        assert origin_at(url, organization, FORGED) == "https://evil.example"


def test_a_host_that_is_none_gives_way_to_the_servers_own_address(organization: Organization, started: Start) -> None:
    with started() as callpark:
        url = callpark.ready()["url"]
        for host in ("evil.example/x", "a>;rel=x", "a b", "user@evil.example", "evil.example:port", '"'):
            assert origin_at(url, organization, {"Host": host}) == url


@pytest.mark.parametrize("workers", ["1", "2"])
def test_tls_is_served_directly(
    organization: Organization, started: Start, certificate: Certificate, workers: str
) -> None:
    options = ("--tls-cert", str(certificate.cert), "--tls-key", str(certificate.key), "--workers", workers)
    with started(*options) as callpark:
        url = callpark.ready()["url"]
        assert re.fullmatch(r"https://127\.0\.0\.1:\d+", url)
        assert origin_at(url, organization, verify=str(certificate.authority)) == url
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(f"{url}/livez", timeout=5)  # nobody vouches for it but its own authority
        with pytest.raises(requests.exceptions.ConnectionError):
            requests.get(f"{url}/livez".replace("https", "http"), timeout=5)


def test_with_tls_other_hosts_may_reach_it(started: Start, certificate: Certificate) -> None:
    with started("--host", "0.0.0.0", "--tls-cert", str(certificate.both)) as callpark:
        url = callpark.ready()["url"].replace("0.0.0.0", "127.0.0.1")
        assert requests.get(f"{url}/readyz", timeout=5, verify=str(certificate.authority)).status_code == 200


def test_old_tls_is_not_spoken(started: Start, certificate: Certificate) -> None:
    with started("--tls-cert", str(certificate.both)) as callpark:
        port = callpark.ready()["url"].rpartition(":")[2]
        shown = subprocess.run(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, check=False,
        )  # fmt: skip
        assert shown.returncode != 0
        assert ssl.get_server_certificate(("127.0.0.1", int(port))).startswith("-----BEGIN CERTIFICATE-----")


def test_a_bad_certificate_is_said_before_anything_is_started(directory: Path, certificate: Certificate) -> None:
    data = directory / "data"
    other = directory / "other.pem"
    trustme.CA().issue_cert("x.example").private_key_pem.write_to_path(str(other))
    locked = directory / "locked.pem"
    subprocess.run(
        ["openssl", "pkey", "-in", certificate.key, "-aes256", "-passout", "pass:secret", "-out", locked],
        check=True, capture_output=True, timeout=20,
    )  # fmt: skip
    cert, key = str(certificate.cert), str(certificate.key)
    for options, said in {
        ("--tls-cert", str(directory / "none.pem")): "can't be read",
        ("--tls-cert", cert, "--tls-key", str(directory / "none.pem")): "can't be read",
        ("--tls-cert", str(directory)): "directory",
        ("--tls-cert", cert): "no certificate and its unencrypted key",
        ("--tls-cert", key, "--tls-key", cert): "no certificate and its unencrypted key",
        ("--tls-cert", cert, "--tls-key", str(other)): "no certificate and its unencrypted key",
        ("--tls-cert", cert, "--tls-key", str(locked)): "no certificate and its unencrypted key",
        ("--tls-key", key): "--tls-cert",
    }.items():
        done = command("serve", "--port", "0", "--data-dir", str(data), *options)
        assert done.returncode != 0
        assert said in done.stderr, done.stderr
        assert "Traceback" not in done.stderr
        assert not data.exists()


@pytest.mark.parametrize(
    "options",
    [
        ["--public-url", "park.example.com"],
        ["--public-url", "https://park.example.com/v1"],
        ["--public-url", "ftp://park.example.com"],
        ["--public-url", "https://user@park.example.com"],
        ["--public-url", "https://a>;rel=x"],
        ["--trusted-proxy", "proxy.example.com"],
        ["--trusted-proxy", "10.0.0.0/33"],
    ],
    ids=lambda options: options[1],
)
def test_an_address_that_is_none_is_refused(directory: Path, options: list[str]) -> None:
    data = directory / "data"
    done = command("serve", "--port", "0", "--data-dir", str(data), *options)
    assert done.returncode == 1
    assert options[0] in done.stderr
    assert "Traceback" not in done.stderr
    assert not data.exists()
