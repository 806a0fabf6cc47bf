"""GET /roles/{id}."""

from cast import Organization, refusal


def test_a_person_has_one_of_them(organization: Organization) -> None:
    (own,) = organization.admin.get("/people/me").json()["roles"]
    assert organization.admin.get(f"/roles/{own}").json() == {"id": own, "name": "Full Administrator"}


def test_an_unknown_role_is_not_there(organization: Organization) -> None:
    for unknown in (organization.public_id, str(organization.id), "nonsense"):
        assert refusal(organization.reader.get(f"/roles/{unknown}")) == (404, 90404, "There is no such role.")


def test_the_method_is_wrong(organization: Organization) -> None:
    (own,) = organization.admin.get("/people/me").json()["roles"]
    reply = organization.admin.delete(f"/roles/{own}")
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "GET, HEAD")
