"""The admin pages in a real browser: what only script, cookies and the content security policy show."""

import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from callpark import ids
from cast import CALLING, Organization

CHROMIUM = shutil.which("chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no chromium")


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        await browser.close()


@pytest.fixture
def office(organization: Organization) -> str:
    location = organization.location("Head office")
    alice = organization.person(location, "Alice Doe", "2001")
    organization.person(location, "Bob Roe", "2002")
    organization.call_park(location, "Front desk", agents=[alice])
    organization.call_park(location, "Yard")
    return location


@pytest.fixture
async def page(browser: Browser, organization: Organization, office: str) -> AsyncIterator[Page]:
    """Signed in. Whatever the browser complains of fails the test."""
    context = await browser.new_context(base_url=organization.server.url)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: message.type in ("error", "warning") and complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto("/admin")
    await page.get_by_label("Access token").fill(organization.admin.token or "")
    await page.get_by_role("button", name="Sign in").click()
    yield page
    await context.close()
    assert complaints == []


async def test_signed_in_by_a_cookie_that_script_does_not_see(page: Page) -> None:
    await expect(page).to_have_url("/admin/call-parks")
    (cookie,) = await page.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["secure"]) == ("__Host-callpark", True, True)
    assert await page.evaluate("document.cookie") == ""


async def test_search_as_you_type(page: Page) -> None:
    await page.get_by_role("searchbox").press_sequentially("yar")
    await expect(page.locator("tbody tr")).to_have_count(1)
    await expect(page).to_have_url("/admin/call-parks?search=yar")
    await page.get_by_role("searchbox").fill("nothing like it")
    await expect(page.get_by_text("is called anything like")).to_be_visible()


async def test_by_keyboard_from_nothing_to_a_call_park_and_back(
    page: Page, organization: Organization, office: str
) -> None:
    await page.get_by_role("link", name="New call park").press("Enter")
    await page.get_by_label("Location").press("Enter")
    await page.get_by_role("button", name="Go on").press("Enter")
    await page.get_by_label("Name").fill("Reception")
    await page.get_by_role("searchbox").fill("o")
    await page.get_by_role("searchbox").press("Enter")  # it searches, and does not save
    await expect(page.get_by_text("in Front desk already")).to_be_visible()
    await page.get_by_role("button", name="Add Bob Roe").press("Enter")
    await expect(page.locator(".chosen li")).to_have_count(1)
    await page.get_by_label("Name").press("Enter")  # it saves
    await expect(page.get_by_role("status").filter(has_text="Created Reception")).to_be_visible()
    path = f"{CALLING}/locations/{office}/callParks/{ids.call_park_id('Reception')}"
    made = organization.reader.get(path).json()
    assert [agent["displayName"] for agent in made["agents"]] == ["Bob Roe"]
    await page.get_by_role("link", name="Reception").click()
    await page.get_by_role("link", name="Delete …").click()
    await page.get_by_role("button", name="Delete").click()
    assert organization.reader.get(path).status_code == 404
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_role("status").filter(has_text="Brought back Reception")).to_be_visible()
    assert organization.reader.get(path).json() == made


async def test_names_are_text(page: Page, organization: Organization, office: str) -> None:
    name = "<img src=x onerror=alert(1)>"
    organization.call_park(office, name)
    await page.goto("/admin/call-parks")
    await page.get_by_role("link", name=name).click()
    await expect(page.get_by_role("heading", name=name)).to_be_visible()


@pytest.mark.parametrize("width", [320, 1440])
async def test_nothing_is_wider_than_the_window(
    page: Page, organization: Organization, office: str, width: int
) -> None:
    organization.call_park(office, "W" * 80)
    await page.set_viewport_size({"width": width, "height": 800})
    for path in ("/admin/call-parks", f"/admin/call-parks/new?location={office}"):
        await page.goto(path)
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, path


async def test_the_sentence_changes_with_the_form(page: Page, organization: Organization, office: str) -> None:
    organization.hunt_group(office, "Support")
    await page.goto(f"/admin/call-parks/new?location={office}")
    told = page.locator(".told")
    await expect(told).to_contain_text("it rings again every 45 s")
    await page.get_by_label("the hunt group rings", exact=True).check()
    await expect(told.locator("p").filter(visible=True).first).to_have_text("After 45 s the hunt group rings.")
    await page.get_by_label("Hunt group", exact=True).select_option("Support")
    await expect(told.locator("p").filter(visible=True).first).to_have_text("After 45 s Support rings.")
