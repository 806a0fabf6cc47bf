"""Servers of a test's own, to be killed and starved."""

from pathlib import Path

from callpark.provisioning.access import Role
from callpark.storage.embedded import running_url
from cast import Api, Organization, Server
from processes import Callpark


def started(directory: Path, *options: str) -> Callpark:
    return Callpark("serve", "--port", "0", "--data-dir", str(directory / "data"), *options, log=directory / "log")


def organization_on(url: str, data: Path) -> Organization:
    server = Server(url, running_url(data) or "")
    organization = server.organization()
    admin = Api(server, server.token(organization, Role.FULL))
    return Organization(server, organization, admin, admin)
