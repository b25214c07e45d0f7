"""Makes the pictures of `docs/pictures` from the running demo: `python -m tools.pictures`.

Run by hand, when the look has changed; needs Chromium and the demo at the address that is given:

    make demo
    .venv/bin/python -m tools.pictures http://127.0.0.1:8000 reviewer PASSWORD 6

The last is the letter's number, as in the address of its editor.
"""

from __future__ import annotations

import io
import shutil
import sys

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tools.environment import ROOT

FOLDER = ROOT / "docs" / "pictures"
LETTER = "/campaigns/face-recognition/fare-gates/"
WIDTH, HEIGHT = 1280, 1000  # pixels
MOST_BYTES = 200_000


def main(site: str, username: str, password: str, letter: str) -> None:
    """Write letter.png, review.png and editions.png."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(f"{site}{LETTER}", wait_until="networkidle")
        _keep(page, "letter")
        page.goto(f"{site}/admin/login/")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", password)
        page.click("button[type=submit]")
        page.get_by_role("link", name="Review", exact=True).click()
        page.wait_for_load_state("networkidle")
        _keep(page, "review")
        page.goto(f"{site}/admin/letters/{letter}/editions/", wait_until="networkidle")
        _keep(page, "editions")
        browser.close()


def _keep(page: Page, name: str) -> None:
    """Write what the window shows, in 256 colours, as small as PNG can make it."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    path = FOLDER / f"{name}.png"
    picture.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")
    if path.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{path.name} has more than {MOST_BYTES:,} bytes: show less of the page.")


if __name__ == "__main__":
    if len(sys.argv) != 5:
        raise SystemExit("Say where the demo is and who signs in: SITE USERNAME PASSWORD LETTER")
    main(*sys.argv[1:])
