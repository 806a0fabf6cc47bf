"""DELETE /locations/{id}: after its calling is disabled."""

from cast import CALLING, Organization, Server, new_organization, refusal


def test_a_location_with_calling_is_deleted_in_two_steps(organization: Organization) -> None:
    location = organization.location("Alaska")
    park = organization.call_park_extension(location, "Desk", "9001")
    assert refusal(organization.admin.delete(f"/locations/{location}"))[:2] == (409, 50003)
    assert refusal(organization.admin.delete(f"{CALLING}/locations/{location}"))[:2] == (409, 50003)
    assert organization.admin.delete(f"{CALLING}/locations/{location}/callParkExtensions/{park}").status_code == 204
    assert organization.admin.delete(f"{CALLING}/locations/{location}").status_code == 204
    assert organization.admin.delete(f"/locations/{location}").status_code == 204
    assert refusal(organization.admin.delete(f"/locations/{location}"))[0] == 404


def test_the_method_is_wrong(organization: Organization) -> None:
    assert refusal(organization.admin.delete("/locations"))[0] == 405


def test_who_may(organization: Organization, server: Server) -> None:
    location = organization.plain_location("Office")
    for api in (organization.reader, organization.location_admin(location)):
        assert refusal(api.delete(f"/locations/{location}"))[0] == 403
    assert refusal(new_organization(server).admin.delete(f"/locations/{location}"))[:2] == (404, 90403)
    assert refusal(organization.admin.delete("/locations/nonsense"))[:2] == (404, 90403)
    assert organization.admin.delete(f"/locations/{location}").status_code == 204
