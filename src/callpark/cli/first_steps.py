"""What `callpark demo` prints: the first steps, ready to paste."""

import json

from callpark import ids
from callpark.cli.output import Output
from callpark.provisioning.access import Role
from callpark.provisioning.demo_organization import (
    ALASKA,
    CALL_PARK_EXTENSION,
    JOHN_BROWN,
    JOHN_SMITH,
    SUPPORT,
    SUPPORT_MAILBOX,
    Demo,
)


def print_demo(output: Output, url: str, demo: Demo) -> None:
    """With JSON: one object on one line, `{"url", "organization", "tokens"}`; else how to make the first call park."""
    organization = ids.public_id(ids.Kind.ORGANIZATION, demo.organization_id)
    tokens = {str(role): token for role, token in demo.tokens.items()}
    if output is Output.JSON:
        print(json.dumps({"url": url, "organization": organization, "tokens": tokens}), flush=True)
        return
    print(first_steps(url, organization, tokens), flush=True)


def first_steps(url: str, organization: str, tokens: dict[str, str]) -> str:
    location = ids.public_id(ids.Kind.LOCATION, ALASKA)
    call_parks = f"{url}/v1/telephony/config/locations/{location}/callParks"
    full = tokens[Role.FULL]
    body = {
        "name": "Front desk",
        "recall": {
            "option": "ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP",
            "huntGroupId": ids.hunt_group_id(SUPPORT, SUPPORT_MAILBOX),
        },
        "agents": [ids.public_id(ids.Kind.PEOPLE, JOHN_BROWN), ids.public_id(ids.Kind.PEOPLE, JOHN_SMITH)],
        "callParkExtensions": [ids.public_id(ids.Kind.CALL_PARK_EXTENSION, CALL_PARK_EXTENSION)],
    }
    listed = "\n".join(f"  {role:16} {token}" for role, token in tokens.items())
    return f"""\
callpark serves {url}   (Ctrl-C ends it)

Organization  {organization}
Tokens, each with the least scopes its role has a use for:
{listed}

Admin pages, to sign in with one of these tokens:          {url}/admin
What was asked and answered, and what was probably meant:  {url}/testing

Who can be an agent of a call park?

  curl -s '{call_parks}/availableUsers?name=John' \\
    -H 'Authorization: Bearer {full}'

Create a call park:

  curl -s '{call_parks}' \\
    -H 'Authorization: Bearer {full}' \\
    -H 'Content-Type: application/json' \\
    -d '{json.dumps(body)}'

The same with wxc-sdk (pip install wxc-sdk):

from wxc_sdk import WebexSimpleApi
from wxc_sdk.rest import RestSession

RestSession.BASE = "{url}/v1"
api = WebexSimpleApi(tokens="{full}")
location = next(api.telephony.location.list(name="Alaska")).location_id
parks = api.telephony.callpark
agents = [agent.agent_id for agent in parks.available_agents(location, name="William")]
print(api.session.rest_post(  # wxc-sdk 1.25 and newer can't send agents by itself
    api.session.ep(f"telephony/config/locations/{{location}}/callParks"),
    json={{"name": "Back office", "recall": {{"option": "ALERT_PARKING_USER_ONLY"}}, "agents": agents}}))
print([agent.display_name for agent in parks.available_agents(location)])
"""
