"""A person at the phone page, the real server behind it: every message goes over signed webhooks and Twilio's protocol.

With BOLOASTRO_SCREENSHOTS pictures are left in that folder.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from engine.services.readings.jobs import pages_of
from server.cli.demo_house import House, open_house
from tests.browsers import CHROMIUM, MISSING, launched

pytestmark = pytest.mark.skipif(not CHROMIUM, reason=MISSING)

_PATIENCE = 20_000
_MINE = re.compile(r"\bmine\b")


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """The server in a process of its own, the sandbox in this one."""
    with open_house() as opened:
        opened.twilio.phone("Asha", "+919800000001")
        opened.twilio.phone("आशा", "+919800000002")
        opened.twilio.phone("Ravi", "+919800000003")
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all."""
    with launched() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser, house: House) -> Iterator[Page]:
    """The phone page; nothing on it may fail."""
    errors: list[str] = []
    opened = browser.new_page(viewport={"width": 1400, "height": 900}, locale="en-IN")
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.set_default_timeout(_PATIENCE)
    expect.set_options(timeout=_PATIENCE)
    opened.goto(house.twilio.url)
    yield opened
    assert not errors
    opened.close()


def test_a_conversation_in_english(page: Page) -> None:
    """Greeted, a language chosen from a list, buttons tapped, a date refused and given, the ticks in blue."""
    page.get_by_role("button", name="Asha").click()
    _tell(page, "hi")
    _choose(page, "Which language", "English")
    _choose(page, "Main menu", "birth details")
    _tell(page, "Asha Rao")
    _tell(page, "31 February 1990")
    _heard(page, "in the calendar")
    _tell(page, "15-08-1990")
    page.get_by_role("button", name="Yes, I know it").last.click()
    _tell(page, "9:30 am")
    _tell(page, "Pune")
    _heard(page, "Asha Rao")
    page.get_by_role("button", name="Save").last.click()
    _heard(page, "Saved")
    _looks_right(page, "english")


def test_a_conversation_in_hindi(page: Page) -> None:
    """The whole of it in Hindi, and its letters are joined as they should be."""
    page.get_by_role("button", name="आशा").click()
    _tell(page, "नमस्ते")
    _choose(page, "किस भाषा", "हिन्दी")
    _heard(page, "मुख्य मेन्यू")
    _tell(page, "मदद")
    _heard(page, "कभी भी")
    _looks_right(page, "hindi")
    assert _joins_letters(page)


def test_a_purchase_in_hindi(page: Page) -> None:
    """From the first hello to the report: details, price, checkout in another tab, a try that fails, payment, PDF."""
    page.get_by_role("button", name="Ravi").click()
    for words in ("नमस्ते", "हिंदी", "जन्म की जानकारी", "रवि कुमार", "15-08-1990", "हाँ, पता है", "19:30", "नासिक"):
        _tell(page, words)
    page.get_by_role("button", name="हाँ, सेव करें").last.click()
    _heard(page, "सेव हो गया")
    expect(page.locator(".line").last).to_contain_text("क्या करना चाहेंगे")
    _choose(page, "क्या करना चाहेंगे", "क्या-क्या ले सकते हैं")
    _choose(page, "आपको क्या चाहिए", "कुंडली रिपोर्ट")
    _heard(page, "₹200")
    _tell(page, "1")
    link = page.locator(".line:not(.mine) a[href*='/i/']").last
    expect(link).to_be_visible()
    with page.context.expect_page() as opened:
        link.click()
    checkout = opened.value
    _pictured(checkout, "checkout")
    checkout.get_by_label("Reason").select_option("insufficient_fund")
    checkout.get_by_role("button", name="Fail").click()
    _heard(page, "पूरे पैसे नहीं थे")
    checkout.goto(link.get_attribute("href") or "")
    checkout.get_by_role("button", name="Pay ₹200").click()
    checkout.wait_for_url("**/payments/return?*")
    expect(checkout.get_by_role("heading")).to_contain_text("भुगतान मिल गया")
    _pictured(checkout, "return")
    _heard(page, "भुगतान मिल गया")
    report = page.locator(".line:not(.mine) a.document").last
    expect(report).to_contain_text("boloastro.pdf", timeout=2 * _PATIENCE)
    whole = page.request.get(urljoin(page.url, report.get_attribute("href") or ""))
    assert whole.status == 200
    assert whole.body().startswith(b"%PDF-")
    assert (pages_of(whole.body()) or 0) >= 12
    _looks_right(page, "purchase")


def _pictured(page: Page, name: str) -> None:
    folder = os.environ.get("BOLOASTRO_SCREENSHOTS")
    picture = page.screenshot(path=Path(folder) / f"{name}.png" if folder else None)
    assert len(picture) > 5_000, "a page with nothing on it packs into less"


def _tell(page: Page, text: str) -> None:
    """Write, send, and wait until the bot has read it and said something below it."""
    page.get_by_label("Message", exact=True).fill(text)
    page.keyboard.press("Enter")
    mine = page.locator(".line.mine").filter(has_text=text).last
    expect(mine).to_be_visible()
    _answered(page)


def _choose(page: Page, question: str, row: str) -> None:
    """Open the list under a question and tap the row that has these words."""
    page.locator(".line:not(.mine)").filter(has_text=question).last.locator(".option").click()
    page.locator("#sheet").get_by_text(row, exact=False).first.click()
    send = page.locator("#sheet").get_by_role("button", name="Send")
    if send.count():
        send.click()
    _answered(page)


def _answered(page: Page) -> None:
    """The last bubble is the bot's."""
    expect(page.locator(".line").last).not_to_have_class(_MINE)


def _heard(page: Page, words: str) -> None:
    expect(page.locator(".line:not(.mine)").filter(has_text=words).last).to_be_visible()


def _looks_right(page: Page, name: str) -> None:
    """A picture: every bubble is inside the conversation, none lies over another, and there is ink in the last one."""
    chat = page.locator("#chat").bounding_box()
    boxes = [_box(line) for line in page.locator(".line").all()]
    assert chat is not None
    assert len(boxes) > 4
    assert all(chat["x"] <= left and right <= chat["x"] + chat["width"] for left, _, right, _ in boxes)
    assert all(above[3] <= below[1] + 0.5 for above, below in pairwise(boxes))
    folder = os.environ.get("BOLOASTRO_SCREENSHOTS")
    picture = page.screenshot(path=Path(folder) / f"conversation-{name}.png" if folder else None)
    assert len(picture) > 30_000, "a page with nothing on it packs into less"


def _box(line: Locator) -> tuple[float, float, float, float]:
    box = line.bounding_box()
    assert box is not None
    return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]


def _joins_letters(page: Page) -> bool:
    """Whether a conjunct is narrower than its letters side by side, as a font and its shaping make it."""
    return bool(
        page.evaluate(
            """() => {
              const span = document.createElement("span");
              document.querySelector(".body").append(span);
              const width = text => { span.textContent = text; return span.getBoundingClientRect().width; };
              const joined = width("क्ष"), apart = width("क") + width("ष");
              span.remove();
              return joined > 0 && joined < apart * 0.9;
            }"""
        )
    )
