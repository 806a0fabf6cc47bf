"""A walk through every admin page of the demo organization, for whoever looks at them: pictures, and axe."""

import re
from collections.abc import AsyncIterator
from typing import Any

from playwright.async_api import Page

LONG = "The call park of the whole ground floor, left of the lifts, until further notice"
RIGHT_TO_LEFT = "ركن المكالمات في الاستقبال"
SHEET = """Call Park Name,Location Name,Recall To,Hunt Group Name,Member Action,Agent1 ID,Agent2 ID
Warehouse,Alaska,ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP,Sales,,{agent},
Night shift,Alaska,ALERT_HUNT_GROUP_ONLY,,,,
Yard,Nowhere,,,,,
"""
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""Options of a Chromium that asks nobody for anything."""


async def heard(page: Page) -> list[str]:
    """What the browser complains of, from now on: errors, warnings, and reports of the content policy."""
    complaints: list[str] = []
    page.on("console", lambda message: message.type in ("error", "warning") and complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.add_init_script(
        "addEventListener('securitypolicyviolation',"
        " (event) => console.error(`content policy: ${event.effectiveDirective} ${event.blockedURI}`))"
    )
    return complaints


async def tour(page: Page, told: dict[str, Any]) -> AsyncIterator[str]:
    """The name of each page, when it is there to be looked at. `told` is what `callpark demo --output json` says."""
    url = told["url"]
    await page.goto(f"{url}/admin")
    yield "sign-in"
    await page.get_by_label("Access token").fill(told["tokens"]["full-admin"])
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url("**/call-parks")
    yield "call-parks"
    await page.get_by_role("searchbox").fill("nothing like it")
    await page.get_by_text("is called anything like").wait_for()
    yield "call-parks-empty"
    async for name in _call_park(page, url):
        yield name
    async for name in _imports(page, url):
        yield name
    async for name in _directory(page, url):
        yield name
    async for name in _tokens(page, url):
        yield name
    await page.goto(f"{url}/admin/locations")
    yield "locations"
    await page.get_by_role("link", name="Settings of Alaska").click()
    yield "location-settings"
    await page.goto(f"{url}/admin/audit")
    await page.locator("summary").first.click()
    yield "audit"
    await page.goto(f"{url}/admin/nowhere")
    yield "refused"
    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_label("Access token").fill(told["tokens"]["read-only-admin"])
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_role("link", name="Alaska Front Desk").click()
    yield "call-park-read-only"


async def _call_park(page: Page, url: str) -> AsyncIterator[str]:
    await page.goto(f"{url}/admin/call-parks/new")
    yield "choose-location"
    await page.get_by_role("button", name="Go on").click()
    yield "call-park-new"
    await page.get_by_label("Name").fill("Alaska Front Desk")
    await page.get_by_label("whoever parked it rings, then the hunt group").check()
    await page.get_by_label("Hunt group", exact=True).select_option("Sales")
    for number in (1, 2):
        await page.get_by_role("button", name=re.compile("^Add ")).first.click()
        await page.locator(f".chosen li:nth-child({number})").wait_for()
    await page.get_by_role("searchbox").fill("al")
    await page.get_by_text("in Alaska Front Desk already").first.wait_for()
    await page.get_by_role("button", name="Create").click()
    await page.get_by_role("alert").wait_for()
    yield "call-park-problem"
    for name in (LONG, RIGHT_TO_LEFT):
        await page.get_by_label("Name").fill(f"{name}{'' if name == LONG else ' 2'}"[:80])
        await page.locator(".chosen").wait_for()
    await page.goto(f"{url}/admin/call-parks")
    await page.get_by_role("link", name="Alaska Front Desk").click()
    yield "call-park"
    await page.get_by_role("link", name="Delete …").click()
    yield "call-park-delete"


async def _imports(page: Page, url: str) -> AsyncIterator[str]:
    await page.goto(f"{url}/admin/call-parks/import")
    yield "import"
    await page.get_by_label("A sheet as CSV").fill(SHEET.format(agent="5011"))
    await page.get_by_role("button", name="See what would happen").click()
    await page.get_by_text("entries can’t be carried out").wait_for()
    yield "import-problems"
    rows = SHEET.format(agent="").splitlines()[:2]
    names = rows + [rows[1].replace("Warehouse", name) for name in (f'"{LONG}"', RIGHT_TO_LEFT)]
    await page.get_by_label("A sheet as CSV").fill("\n".join(names))
    await page.get_by_role("button", name="See what would happen").click()
    await page.get_by_text("Nothing was changed yet").wait_for()
    yield "import-look"
    await page.get_by_role("button", name=re.compile("^Import all")).click()
    await page.get_by_text("Imported:").wait_for()
    yield "import-done"
    await page.goto(f"{url}/admin/call-parks")
    yield "call-parks-long-names"
    await page.get_by_role("link", name=RIGHT_TO_LEFT).click()
    yield "call-park-right-to-left"
    for name in ("Warehouse", LONG, RIGHT_TO_LEFT):
        await page.goto(f"{url}/admin/call-parks")
        await page.get_by_role("link", name=name).click()
        await page.get_by_role("link", name="Delete …").click()
        await page.get_by_role("button", name="Delete").click()
    yield "call-parks-deleted"


async def _directory(page: Page, url: str) -> AsyncIterator[str]:
    await page.goto(f"{url}/admin/call-park-extensions")
    yield "call-park-extensions"
    await page.locator("tbody a").first.click()
    yield "call-park-extension"
    await page.get_by_role("link", name="Delete …").click()
    yield "call-park-extension-delete"
    await page.goto(f"{url}/admin/lines")
    yield "lines"
    await page.goto(f"{url}/admin/hunt-groups")
    yield "hunt-groups"
    await page.locator("tbody a").first.click()
    yield "hunt-group"


async def _tokens(page: Page, url: str) -> AsyncIterator[str]:
    await page.goto(f"{url}/admin/tokens")
    yield "tokens"
    await page.get_by_role("link", name="Revoke").last.click()
    yield "token-revoke"
    await page.goto(f"{url}/admin/tokens/new")
    yield "token-new"
    await page.get_by_label("Whose it is").fill("Dora")
    await page.get_by_role("button", name="Create").click()
    await page.locator("#secret").evaluate("one => one.textContent = 'cpk_' + '0123456789abcdef'.repeat(4)")
    yield "token"
