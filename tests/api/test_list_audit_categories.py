"""GET /adminAudit/eventCategories."""

from callpark.provisioning.audit import Category
from cast import Organization, refusal
from webex_client import webex_client

CATEGORIES = "/adminAudit/eventCategories"


def test_a_webex_client_reads_them(organization: Organization) -> None:
    assert webex_client(organization.admin).admin_audit.list_event_categories() == list(Category)


def test_who_may(organization: Organization) -> None:
    assert refusal(organization.location_admin(organization.location()).get(CATEGORIES))[0] == 403


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.delete(CATEGORIES)
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "GET, HEAD")
