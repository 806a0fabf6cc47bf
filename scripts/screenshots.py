"""See scripts/screenshots."""

import asyncio
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.async_api import async_playwright
from tour import QUIET, tour

HEIGHT_MOST = 2400  # pixels: a long table says nothing new further down
IMAGES = Path(__file__).parent.parent / "docs" / "images" / "admin"


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    for old in IMAGES.glob("*.png"):
        old.unlink()
    command = [sys.executable, "-m", "callpark", "demo", "--port", "0", "--seed", "1", "--output", "json"]
    demo = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert demo.stdout  # noqa: S101
    try:
        asyncio.run(take_all(json.loads(demo.stdout.readline())))
    finally:
        demo.terminate()
        demo.wait()
    print(f"{len(list(IMAGES.glob('*.png')))} pictures in {IMAGES.relative_to(Path.cwd())}")


async def take_all(told: dict[str, Any]) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        for width in (320, 1440):
            for scheme in ("light", "dark"):
                size = {"width": width, "height": 900}
                context = await browser.new_context(color_scheme=scheme, viewport=size)  # type: ignore[arg-type]
                page = await context.new_page()
                async for name in tour(page, told):
                    height = min(HEIGHT_MOST, await page.evaluate("document.documentElement.scrollHeight"))
                    await page.screenshot(
                        path=IMAGES / f"{name}-{width}-{scheme}.png",
                        full_page=True,
                        clip={"x": 0, "y": 0, "width": width, "height": height},
                    )
        await browser.close()


main()
