"""See scripts/screenshots."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).parent.parent / "docs" / "images" / "admin"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


def shots(page: Page, url: str, token: str, take: object) -> None:
    """Every page, in the order in which somebody meets them."""
    page.goto(f"{url}/admin")
    take("sign-in")  # type: ignore[operator]
    page.get_by_label("Access token").fill(token)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/call-parks")
    take("call-parks")  # type: ignore[operator]
    page.get_by_role("searchbox").fill("nothing like it")
    page.get_by_text("is called anything like").wait_for()
    take("call-parks-empty")  # type: ignore[operator]
    page.goto(f"{url}/admin/call-parks/new")
    take("choose-location")  # type: ignore[operator]
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("Alaska Front Desk")
    page.get_by_label("whoever parked it rings, then the hunt group").check()
    page.get_by_label("Hunt group", exact=True).select_option("Sales")
    for number in (1, 2):
        page.get_by_role("button", name=re.compile("^Add ")).first.click()
        page.locator(f".chosen li:nth-child({number})").wait_for()
    page.get_by_role("searchbox").fill("al")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("in Alaska Front Desk already").first.wait_for()
    page.get_by_role("button", name="Create").click()
    page.get_by_role("alert").wait_for()
    take("call-park")  # type: ignore[operator]
    page.goto(f"{url}/admin/call-parks")
    page.get_by_role("link", name="Alaska Front Desk").click()
    page.get_by_role("link", name="Delete …").click()
    take("delete")  # type: ignore[operator]
    page.goto(f"{url}/admin/locations")
    take("locations")  # type: ignore[operator]
    page.get_by_role("link", name="Settings of Alaska").click()
    take("location-settings")  # type: ignore[operator]
    page.goto(f"{url}/admin/audit")
    page.locator("summary").first.click()
    take("audit")  # type: ignore[operator]
    page.goto(f"{url}/admin/nowhere")
    take("refused")  # type: ignore[operator]


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "callpark", "demo", "--port", "0", "--output", "json"]
    demo = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert demo.stdout
    try:
        take_all(json.loads(demo.stdout.readline()))
    finally:
        demo.terminate()
        demo.wait()
    print(f"{len(list(IMAGES.glob('*.png')))} pictures in {IMAGES.relative_to(Path.cwd())}")


def take_all(told: dict[str, Any]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        for width in (320, 1440):
            for scheme in ("light", "dark"):
                size = {"width": width, "height": 900}
                page = browser.new_context(color_scheme=scheme, viewport=size).new_page()  # type: ignore[arg-type]

                def take(name: str, page: Page = page, end: str = f"{width}-{scheme}") -> None:
                    page.screenshot(path=IMAGES / f"{name}-{end}.png", full_page=True)

                shots(page, told["url"], told["tokens"]["full-admin"], take)
        browser.close()


main()
