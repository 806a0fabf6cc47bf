"""The admin pages in a real browser: what only script, cookies and the content security policy show."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route, expect
from tour import heard

from callpark import ids
from cast import CALLING, Organization


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
    """Signed in. Whatever the browser complains of fails the test, and so does a report of the content policy."""
    context = await browser.new_context(base_url=organization.server.url)
    page = await context.new_page()
    complaints = await heard(page)
    await page.goto("/admin")
    await page.get_by_label("Access token").fill(organization.admin.token or "")
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url("**/call-parks")
    yield page
    await context.close()
    assert [one for one in complaints if "net::ERR_FAILED" not in one] == []


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
    await page.get_by_role("searchbox").press_sequentially("o")
    await expect(page.get_by_text("in Front desk already")).to_be_visible()
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
    sentence = told.locator("p").filter(visible=True).first
    await expect(sentence).to_have_text("After 45 s Support rings.")
    await page.get_by_label("whoever parked it rings, then the hunt group").check()
    await expect(sentence).to_have_text(
        "After 45 s the phone of whoever parked it rings; if nobody answers within 45 s, Support rings.",
        use_inner_text=True,
    )
    await page.get_by_role("button", name="Add Bob Roe").click()
    await expect(sentence).to_contain_text("whoever parked it, say Bob Roe, rings; if nobody")


async def test_renamed_it_has_another_id(page: Page, organization: Organization, office: str) -> None:
    await page.get_by_role("link", name="Yard").click()
    await expect(page.get_by_text(ids.call_park_id("Yard"))).to_be_visible()
    await page.get_by_label("Name").fill("Court")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("status").filter(has_text="Saved Court")).to_be_visible()
    path = f"{CALLING}/locations/{office}/callParks"
    assert organization.reader.get(f"{path}/{ids.call_park_id('Court')}").status_code == 200
    assert organization.reader.get(f"{path}/{ids.call_park_id('Yard')}").status_code == 404


async def agents(page: Page) -> list[str]:
    return await page.locator(".chosen bdi").all_text_contents()


@pytest.fixture
async def four(page: Page, organization: Organization, office: str) -> Page:
    """The form of a call park with four agents."""
    people = [
        organization.person(office, f"{name} Poe", f"210{n}") for n, name in enumerate(("Ann", "Ben", "Cem", "Dan"))
    ]
    organization.call_park(office, "Four", agents=people)
    await page.goto(f"/admin/locations/{office}/call-parks/{ids.call_park_id('Four')}")
    assert await agents(page) == ["Ann Poe", "Ben Poe", "Cem Poe", "Dan Poe"]
    return page


async def test_the_order_by_dragging(four: Page, organization: Organization, office: str) -> None:
    rows = four.locator(".chosen li")
    await rows.nth(3).drag_to(rows.nth(0), target_position={"x": 40, "y": 3})
    assert await agents(four) == ["Dan Poe", "Ann Poe", "Ben Poe", "Cem Poe"]
    await four.get_by_role("button", name="Save").click()
    await expect(four.get_by_role("status").filter(has_text="Saved Four")).to_be_visible()
    path = f"{CALLING}/locations/{office}/callParks/{ids.call_park_id('Four')}"
    assert [one["firstName"] for one in organization.reader.get(path).json()["agents"]] == ["Dan", "Ann", "Ben", "Cem"]


async def test_the_order_by_keyboard(four: Page) -> None:
    """The button keeps the focus, so that it can be pressed again and again; at the end the other one has it."""
    await four.get_by_role("button", name="Move Dan Poe").first.focus()
    for expected in (["Ann", "Ben", "Dan", "Cem"], ["Ann", "Dan", "Ben", "Cem"], ["Dan", "Ann", "Ben", "Cem"]):
        await four.keyboard.press("Enter")
        assert [name.split()[0] for name in await agents(four)] == expected
    assert await four.evaluate("document.activeElement.ariaLabel") == "Move Dan Poe — person, 2103 down"
    await four.keyboard.press("Enter")
    assert [name.split()[0] for name in await agents(four)] == ["Ann", "Dan", "Ben", "Cem"]


async def test_added_and_removed_in_place(four: Page) -> None:
    """What else was typed stays, and so does the place on the page."""
    await four.get_by_label("Name").fill("Five")
    await four.get_by_role("searchbox").press_sequentially("bob")
    await four.get_by_role("button", name="Add Bob Roe").click()
    await expect(four.locator(".chosen li")).to_have_count(5)
    assert await four.evaluate("document.activeElement.id") == "agent-search"
    await four.get_by_role("button", name="Remove Ann Poe").click()
    await expect(four.locator(".chosen li")).to_have_count(4)
    assert await four.get_by_label("Name").input_value() == "Five"
    assert re.search("/call-parks/[^/]*$", four.url), "no other page"


async def test_signed_out_meanwhile_nothing_typed_is_lost(four: Page) -> None:
    await four.get_by_label("Name").fill("Five")
    await four.context.clear_cookies()
    await four.get_by_role("searchbox").press_sequentially("b")
    await expect(four.get_by_role("alert")).to_have_text("Sign in again, in another tab, and go on here.")
    assert await four.get_by_label("Name").input_value() == "Five"


async def test_a_file_with_errors_and_then_a_good_one(
    page: Page, organization: Organization, office: str, tmp_path: Path
) -> None:
    file = tmp_path / "call parks.csv"
    head = "Call Park Name,Location Name,Recall To,Hunt Group Name,Member Action,Agent1 ID\n"
    file.write_text(head + "Good,Head office,,,,2002\nWrong,Head office,,,,2001\nLost,Nowhere,,,,\n")
    await page.get_by_role("link", name="Import").click()
    await page.get_by_label("A file to import").set_input_files(file)
    await page.get_by_role("button", name="See what would happen").click()
    await expect(page.get_by_text("2 of 3 entries can’t be carried out")).to_be_visible()
    await expect(page.get_by_text("already an agent of the call park 'Front desk'")).to_be_visible()
    await expect(page.get_by_role("button", name=re.compile("^Import"))).to_have_count(0)
    file.write_text(head + "Good,Head office,,,,2002\n")
    await page.get_by_label("A file to import").set_input_files(file)
    await page.get_by_role("button", name="See what would happen").click()
    await page.get_by_role("button", name="Import all 1 entry").click()
    await expect(page.get_by_role("status")).to_contain_text("Imported: 1 created")
    path = f"{CALLING}/locations/{office}/callParks/{ids.call_park_id('Good')}"
    assert [one["firstName"] for one in organization.reader.get(path).json()["agents"]] == ["Bob"]


async def test_how_far_an_import_is_shows_while_it_runs(page: Page, office: str) -> None:
    rows = "".join(f"Park {number},Head office,,,,\n" for number in range(1500))
    await page.goto("/admin/call-parks/import")
    await page.get_by_label("A sheet as CSV").fill(
        f"Call Park Name,Location Name,Recall To,Hunt Group Name,Member Action\n{rows}"
    )
    await page.get_by_role("button", name="See what would happen").click(no_wait_after=True)
    await expect(page.locator("progress").filter(visible=True)).to_have_count(1)
    await expect(page.get_by_text("This would create 1500")).to_be_visible(timeout=60_000)
    await expect(page.locator("progress").filter(visible=True)).to_have_count(0)


async def test_a_token_is_made_and_copied(page: Page, organization: Organization) -> None:
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.goto("/admin/tokens/new")
    await page.get_by_label("Whose it is").fill("Dora")
    await page.get_by_role("button", name="Create").click()
    await page.get_by_role("button", name="Copy").click()
    await expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert await page.evaluate("navigator.clipboard.readText()") == await page.locator("#secret").text_content()


@pytest.mark.parametrize("attempt", ["inline", "elsewhere", "frame"])
async def test_the_policy_reports_what_it_is_for(page: Page, attempt: str) -> None:
    """So that no report means something: what a page may not do is heard of."""
    other = await page.context.new_page()
    reports = await heard(other)
    await other.goto("/admin/call-parks")
    scripts = {
        "inline": "document.body.append(Object.assign(document.createElement('script'), {textContent: 'x = 1'}))",
        "elsewhere": "document.body.append(Object.assign(document.createElement('img'), {src: 'http://127.0.0.1:1/x'}))",
        "frame": "document.body.append(Object.assign(document.createElement('iframe'), {src: '/admin'}))",
    }
    await other.evaluate(scripts[attempt])
    await other.wait_for_timeout(300)
    assert [one for one in reports if one.startswith("content policy:")]


async def test_over_a_slow_network(page: Page, organization: Organization, office: str) -> None:
    """What is waited for is dimmed, the last answer counts, and a form is sent once."""
    wait = asyncio.Event()

    async def slowly(route: Route) -> None:
        await wait.wait()
        await route.continue_()

    await page.route(re.compile(r"\?search="), slowly)
    search = page.get_by_role("searchbox")
    await search.press_sequentially("yar")
    await expect(page.locator("#results")).to_have_attribute("aria-busy", "true")
    await search.fill("front")
    await page.wait_for_timeout(300)
    wait.set()
    await expect(page.locator("tbody tr")).to_have_count(1)
    await expect(page.get_by_role("link", name="Front desk")).to_be_visible()
    await page.goto(f"/admin/call-parks/new?location={office}")
    await page.get_by_label("Name").fill("Once")
    await page.get_by_role("button", name="Create").evaluate("button => { button.click(); button.click() }")
    await expect(page.get_by_role("status").filter(has_text="Created Once")).to_be_visible()


async def test_without_a_network_what_is_there_stays(page: Page, office: str) -> None:
    await page.route("**/*search=*", lambda route: route.abort())
    await page.get_by_role("searchbox").press_sequentially("yar")
    await page.wait_for_timeout(400)
    await expect(page.locator("tbody tr")).to_have_count(2)
    await expect(page.locator("#results")).not_to_have_attribute("aria-busy", "true")
    await page.unroute_all()
    await page.get_by_role("searchbox").press_sequentially("d")
    await expect(page.locator("tbody tr")).to_have_count(1)
