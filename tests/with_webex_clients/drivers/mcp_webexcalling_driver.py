"""Drives mcp-webexcalling as an assistant does: started as a process, asked over MCP."""

import asyncio
import json
import os
from typing import Any

from driver import fault, step, tell, told
from mcp import ClientSession, StdioServerParameters, stdio_client

variables = {**os.environ, "WEBEX_BASE_URL": told.url, "WEBEX_ACCESS_TOKEN": told.token, "WEBEX_MAX_RETRIES": "0"}
server = StdioServerParameters(command="mcp-webexcalling", env=variables)


async def asked(*calls: tuple[str, dict[str, Any]]) -> list[str]:
    async with stdio_client(server) as (reader, writer), ClientSession(reader, writer) as session:
        await session.initialize()
        return [(await session.call_tool(tool, arguments)).content[0].text for tool, arguments in calls]


here = {"location_id": told.location}
connection, locations, groups, found, settings = asyncio.run(
    asked(
        ("test_connection", {}),
        ("list_locations", {}),
        ("list_hunt_groups", here),
        ("list_call_park_extensions", here),
        ("get_call_park_settings", {"person_id": told.person}),
    )
)


@step("start")
def _() -> Any:
    told_by_it = json.loads(connection)
    assert told_by_it["ok"]
    assert told_by_it["adminAccess"]
    assert [one["name"] for one in json.loads(locations)] == ["Alaska", "Oregon"]
    return told_by_it["organization"]["id"]


@fault("list extensions")
def _() -> Any:
    return json.loads(found)


@fault("hunt groups")
def _() -> Any:
    return json.loads(groups)


@fault("call park settings of a person")
def _() -> Any:
    return settings


tell()
