"""Everybody can use every admin page: axe-core finds nothing wrong with any, in light and dark, wide and narrow."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser
from tour import heard, tour

from promises import Figure


@pytest.fixture(scope="module")
def demo() -> Iterator[dict[str, Any]]:
    command = [sys.executable, "-m", "callpark", "demo", "--port", "0", "--output", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield json.loads(process.stdout.readline())
        process.terminate()


@pytest.mark.parametrize("width", [320, 1440])
async def test_axe_finds_nothing(browser: Browser, demo: dict[str, Any], width: int, figure: Figure) -> None:
    """In light and in dark, which differ in their colours alone."""
    context = await browser.new_context(color_scheme="light", viewport={"width": width, "height": 900})
    page = await context.new_page()
    complaints = await heard(page)
    seen, wrong, wide = 0, [], []
    async for name in tour(page, demo):
        seen += 1
        found = (await Axe().run(page)).response["violations"]
        await page.emulate_media(color_scheme="dark")
        found += (await Axe().run(page, options={"runOnly": ["color-contrast"]})).response["violations"]
        await page.emulate_media(color_scheme="light")
        wrong += [(name, one["id"], one["impact"], one["nodes"][0]["html"]) for one in found]
        if await page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(name)
    await context.close()
    assert wrong == []
    assert wide == [], "wider than the window"
    assert [one for one in complaints if "the server responded with a status of" not in one] == []
    assert seen == 30
    if width == 1440:
        figure(
            "admin-pages", f"{seen} pages, 320 and 1440 px, light and dark: axe-core found nothing, nor did the browser"
        )
