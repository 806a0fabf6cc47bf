"""None of the test mode exists in `callpark serve`."""

import pytest
import requests

from cast import Organization

PATHS = ["", "/", "/journal", "/journal.har", "/journal.js", "/faults", "/clock", "/organizations", "/tokens"]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("path", PATHS)
def test_its_routes_are_unknown_paths(organization: Organization, method: str, path: str) -> None:
    """Answered like any other: 401 without a token, 404 with one."""
    url = f"{organization.server.url}/testing{path}"
    body = {"name": "Acme"} if method in ("POST", "PUT") else None
    assert requests.request(method, url, json=body, timeout=10).status_code == 401
    assert organization.admin.request(method, url, json=body).status_code == 404


def test_its_headers_mean_nothing(organization: Organization) -> None:
    reply = organization.admin.get("/locations", headers={"callpark-fault": "status=500"})
    assert reply.status_code == 200
    assert organization.admin.get("/locations", headers={"callpark-unrecorded": "true"}).status_code == 200
