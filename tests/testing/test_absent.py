"""None of the test mode exists in `callpark serve`."""

import requests

from cast import Organization
from promises import Figure

PATHS = ["", "/", "/journal", "/journal.har", "/journal.js", "/faults", "/clock", "/organizations", "/tokens"]


def test_none_of_its_routes_is_there(organization: Organization, figure: Figure) -> None:
    reached = [
        (method, path)
        for method in ("GET", "POST", "PUT", "DELETE")
        for path in PATHS
        if organization.admin.request(method, f"{organization.server.url}/testing{path}", json={}).status_code != 404
    ]
    assert reached == []
    figure("test-mode", f"{len(PATHS)} paths of the test mode by 4 methods: 404 each in `callpark serve`")


def test_they_are_answered_like_any_other_path(organization: Organization) -> None:
    for path in PATHS:
        assert requests.get(f"{organization.server.url}/testing{path}", timeout=10).status_code == 401


def test_its_headers_mean_nothing(organization: Organization) -> None:
    reply = organization.admin.get("/locations", headers={"callpark-fault": "status=500"})
    assert reply.status_code == 200
    assert organization.admin.get("/locations", headers={"callpark-unrecorded": "true"}).status_code == 200
