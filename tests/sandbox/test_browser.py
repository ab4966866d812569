"""The page in a real browser: a conversation in Hindi and one in English, by mouse, by keyboard and by finger.

With BOLOASTRO_SCREENSHOTS pictures are left in that
folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from integrations.sandbox import Fault, Kind, SandboxServer
from tests.browsers import CHROMIUM, MISSING, launched
from tests.sandbox.conftest import NUMBER, SID, TOKEN, Bot
from tests.sandbox.test_contents import buttons, rows

pytestmark = pytest.mark.skipif(not CHROMIUM, reason=MISSING)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all."""
    with launched() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, server: SandboxServer) -> Iterator[Page]:
    """The page of the sandbox; nothing on it may fail."""
    server.phone("Asha", "+919800000001")
    server.phone("रवि शर्मा", "+919800000002")
    opened = browser.new_page(viewport={"width": 1400, "height": 900}, locale="en-IN")
    yield from _watched(opened, server)


@pytest.fixture
def small(browser: Browser, server: SandboxServer) -> Iterator[Page]:
    """The page on a phone."""
    server.phone("Asha", "+919800000001")
    opened = browser.new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    yield from _watched(opened, server)


def say(server: SandboxServer, number: str, body: str = "", types: Any = None) -> None:
    """The bot says something."""
    form = {"To": f"whatsapp:{number}", "From": f"whatsapp:{NUMBER}", "Body": body}
    with requests.Session() as session:
        session.auth = (SID, TOKEN)
        if types is not None:
            made = session.post(f"{server.url}/v1/Content", json={"language": "hi", "types": types}, timeout=5)
            form["ContentSid"] = made.json()["sid"]
        session.post(f"{server.url}/2010-04-01/Accounts/{SID}/Messages.json", form, timeout=5).raise_for_status()


def test_a_conversation_in_hindi(page: Page, server: SandboxServer, bot: Bot) -> None:
    """Written, tapped, chosen from a list."""
    page.get_by_role("button", name="रवि शर्मा").click()
    page.get_by_label("Message", exact=True).fill("नमस्ते")
    page.keyboard.press("Enter")
    expect(page.locator(".mine .body")).to_have_text("नमस्ते")
    say(server, "+919800000002", types=buttons("हाँ, पता है", "नहीं पता", body="*जन्म का समय* पता है?"))
    expect(page.locator(".line strong")).to_have_text("जन्म का समय")
    page.get_by_role("button", name="हाँ, पता है").click()
    expect(page.locator(".mine .body").last).to_have_text("हाँ, पता है")
    say(server, "+919800000002", types=rows("जन्म की जानकारी", "भाषा", body="मुख्य मेन्यू", button="चुनिए", about="छह भाषाएँ"))
    page.get_by_role("button", name="चुनिए").click()
    _picture(page, "hindi-list")
    page.get_by_role("radio", name="भाषा छह").click()
    expect(page.locator(".mine .body").last).to_have_text("भाषा")
    assert server.settle()
    assert [call.form.get("ButtonPayload") or call.form.get("ListId") for call in bot.calls] == [None, "id-0", "id-1"]
    _picture(page, "hindi")


def test_what_people_write_is_never_markup(page: Page, server: SandboxServer) -> None:
    """Not in a text, not in a name."""
    person = server.phone("<img src=x onerror=alert(1)>", "+919800000003")
    person.text("<script>alert(1)</script> *bold* snake_case_name 2*3*4 https://example.org/a_b_c.")
    page.get_by_role("button", name="onerror").click()
    line = page.locator(".mine .body")
    expect(line).to_have_text("<script>alert(1)</script> bold snake_case_name 2*3*4 https://example.org/a_b_c.")
    expect(line.locator("strong")).to_have_text("bold")
    expect(line.locator("a")).to_have_attribute("href", "https://example.org/a_b_c")
    assert page.locator(".people img, .chat script").count() == 0


def test_everything_that_can_be_attached(page: Page, server: SandboxServer, bot: Bot) -> None:
    """By the keyboard alone."""
    for place, name in enumerate(("Photo", "Voice message", "Document", "Contact", "Sticker")):
        page.get_by_role("button", name="Attach").press("Enter")
        for _ in range(place):
            page.keyboard.press("ArrowDown")
        expect(page.get_by_role("menuitem", name=name)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".line.mine")).to_have_count(place + 1)
    page.get_by_role("button", name="Attach").click()
    page.get_by_role("menuitem", name="Location").click()
    page.keyboard.press("Enter")
    expect(page.locator(".place strong")).to_have_text("Pune")
    assert server.settle()
    kinds = [call.form["MessageType"] for call in bot.calls]
    assert kinds == ["image", "audio", "document", "contacts", "sticker", "location"]
    _picture(page, "attached")


def test_a_reply_and_a_reaction(page: Page, server: SandboxServer, bot: Bot) -> None:
    """Both belong to the message they are put to."""
    asha = server.phone("Asha", "+919800000001")
    asha.text("Hi")
    say(server, "+919800000001", "What is your name?")
    line = page.locator(".line:not(.mine)")
    line.hover()
    line.get_by_role("button", name="Reply").click()
    page.get_by_label("Message", exact=True).fill("Asha")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".mine .quote span")).to_have_text("What is your name?")
    line.hover()
    line.get_by_role("button", name="React").click()
    page.get_by_role("button", name="🙏").click()
    expect(page.locator(".reaction")).to_have_text("🙏")
    assert server.settle()
    question = asha.received()[0].sid
    assert [call.form.get("OriginalRepliedMessageSid") for call in bot.calls] == [None, question, question]


def test_the_clock_closes_the_window(page: Page, server: SandboxServer) -> None:
    """It is turned, a chip says so, and what comes late is shown as lost."""
    server.phone("Asha", "+919800000001").text("Hi")
    expect(page.locator("#window")).to_contain_text("open")
    page.get_by_role("button", name="+1 day").click()
    expect(page.locator("#window")).to_have_text("window closed")
    expect(page.locator(".turned")).to_have_text("The clock was turned by 1 day")
    say(server, "+919800000001", "Are you there?")
    expect(page.locator(".trouble")).to_contain_text("63016")
    assert server.sandbox.clock.offset == 86_400
    _picture(page, "clock")


def test_faults_are_ordered_and_seen_on_the_wire(page: Page, server: SandboxServer) -> None:
    """By one click, or exactly."""
    page.get_by_role("tab", name="Faults").click()
    page.get_by_role("button", name="dropped after accepting").click()
    page.locator("[name=endpoint]").select_option("messages.create")
    page.locator("[name=kind]").select_option("error")
    page.locator("[name=status]").select_option("503")
    page.locator("[name=times]").select_option("3")
    page.get_by_role("button", name="Order", exact=True).click()
    expect(page.locator(".ordered li")).to_have_count(2)
    wanted = [(fault.kind, fault.times, fault.status, fault.accepts) for fault in server.sandbox.faults.waiting()]
    assert wanted == [(Kind.DROP, 1, 500, True), (Kind.ERROR, 3, 503, False)]
    _picture(page, "faults")
    page.get_by_role("button", name="Take back").first.click()
    expect(page.locator(".ordered li")).to_have_count(1)
    page.get_by_role("tab", name="Faults").press("ArrowLeft")
    with pytest.raises(requests.HTTPError):
        say(server, "+919800000001", "x")
    expect(page.locator(".wire .status").first).to_have_text("503")
    page.locator(".wire summary").first.click()
    expect(page.locator(".more")).to_contain_text("whatsapp:+919800000001")


def test_on_a_small_screen(small: Page, server: SandboxServer) -> None:
    """One thing at a time, nothing beside the screen."""
    server.sandbox.faults.order(Fault(endpoint="inbound", kind=Kind.FORGE))
    small.get_by_label("Message", exact=True).fill("Hi")
    small.get_by_role("button", name="Send").tap()
    expect(small.locator(".mine .body")).to_have_text("Hi")
    say(
        server, "+919800000001", types=buttons("Yes, I know it", "About", "No", body="Do you know the *time* of birth?")
    )
    expect(small.locator(".option")).to_have_count(3)
    _picture(small, "small")
    assert small.evaluate("document.documentElement.scrollWidth") == 390
    small.get_by_role("button", name="Clock, faults and wire").tap()
    expect(small.get_by_role("heading", name="Clock")).to_be_visible()
    small.get_by_role("button", name="Back to the phone").tap()
    small.get_by_role("button", name="All phones").tap()
    expect(small.get_by_role("button", name="Asha")).to_be_visible()


def _watched(page: Page, server: SandboxServer) -> Iterator[Page]:
    """The page, opened; an error on it is one of the test. Loading that a fault or a 400 disturbs is none."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.set_default_timeout(10_000)
    page.goto(server.url)
    expect(page.locator("#presence")).to_contain_text("Asha")
    yield page
    assert not errors
    page.close()


def _picture(page: Page, name: str) -> None:
    folder = os.environ.get("BOLOASTRO_SCREENSHOTS")
    if folder:
        page.wait_for_timeout(300)
        page.screenshot(path=Path(folder) / f"{name}.png")
