"""The page where people pay: what it shows, what its buttons do, with and without a browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from integrations.sandbox import SandboxServer, Wish
from integrations.sandbox.razorpay.checkout import rupees
from tests.browsers import CHROMIUM, MISSING, launched
from tests.sandbox.conftest import NUMBER, SID, TOKEN
from tests.sandbox.razorpay.conftest import NOW, Api, Json, Shop

needs_browser = pytest.mark.skipif(not CHROMIUM, reason=MISSING)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all."""
    with launched() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on a phone, on which nothing may go wrong. What was refused on purpose is none of that."""
    opened = browser.new_page(viewport={"width": 390, "height": 844}, locale="en-IN")
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    opened.set_default_timeout(10_000)
    yield opened
    assert not errors
    opened.close()


@pytest.fixture
def link(api: Api, shop: Shop) -> Json:
    """A link that leads back to the shop."""
    return api.link(
        description="Complete Kundali <b>reading</b>", callback_url=f"{shop.url}/payments/return", callback_method="get"
    )


def press(link: Json, act: str, **more: str) -> requests.Response:
    """A button, without a browser."""
    return requests.post(link["short_url"], {"act": act, **more}, timeout=5, allow_redirects=False)


@pytest.mark.parametrize(("paise", "words"), [
    (100, "₹1"), (99_950, "₹999.50"), (49_900, "₹499"), (1_00_000_00, "₹1,00,000"),
    (12_34_56_789_05, "₹12,34,56,789.05"), (1_000_00, "₹1,000"), (0, "₹0"),
])  # fmt: skip
def test_amounts_are_written_as_in_india(paise: int, words: str) -> None:
    """With lakhs and crores."""
    assert rupees(paise) == words


def test_the_page_says_what_is_paid(link: Json) -> None:
    """Merchant, description, amount, reference, end; nothing from elsewhere, no script."""
    answer = requests.get(link["short_url"], timeout=5)
    for words in ("Boloastro", "Complete Kundali &lt;b&gt;reading", "₹499", "order-1", "05 Jan 2026, 11:00 IST"):
        assert words in answer.text
    for never in ("<script", "style=", "onclick", "https://"):
        assert never not in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self';")
    assert "unsafe" not in policy
    assert requests.get(link["short_url"] + "x", timeout=5).status_code == 404


def test_what_its_buttons_do(api: Api, link: Json, server: SandboxServer, shop: Shop) -> None:
    """Fail, close, pay twice, pay late; each as people do it."""
    assert 'role="alert"' in press(link, "fail", reason="card_declined", method="card").text
    assert "Nothing was paid" in press(link, "abandon").text
    assert [payment.status for payment in server.till.payments()] == ["failed"]
    assert press(link, "part", part="100").status_code == 400
    assert press(link, "nothing").status_code == 400
    assert press(link, "fail", reason="rain").status_code == 400
    assert press(link, "twice").headers["Location"].startswith(f"{shop.url}/payments/return?razorpay_payment_id=")
    assert [payment.status for payment in server.till.payments()] == ["failed", "captured", "captured"]
    assert "Payment completed" in requests.get(link["short_url"], timeout=5).text
    assert press(link, "pay").status_code == 400
    closed = api.link("order-2")
    api("POST", f"payment_links/{closed['id']}/cancel")
    assert "was cancelled" in requests.get(closed["short_url"], timeout=5).text
    assert press(closed, "pay").status_code == 400
    assert press(closed, "late").status_code == 303
    assert len(server.till.payments("order-2")) == 1


def test_a_part_is_paid(api: Api, server: SandboxServer) -> None:
    """In rupees; and the rest with the next press."""
    link = api.link(accept_partial=True, first_min_partial_amount=10_000)
    assert press(link, "part", part="50").status_code == 400
    assert press(link, "part", part="lots").status_code == 400
    assert press(link, "part", part="100.50").headers["Location"] == link["short_url"].removeprefix(server.url)
    assert "₹100.50 of ₹499 is paid" in requests.get(link["short_url"], timeout=5).text
    press(link, "pay")
    assert server.till.link("order-1").status == "paid"


def test_no_other_site_can_press_a_button(link: Json, server: SandboxServer) -> None:
    """A browser says where a form comes from."""
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert requests.post(link["short_url"], {"act": "pay"}, headers=headers, timeout=5).status_code >= 400
    assert server.till.payments() == []


@needs_browser
def test_somebody_fails_and_pays_in_a_browser(page: Page, link: Json, server: SandboxServer, shop: Shop) -> None:
    """By the keyboard, and is led back to the shop."""
    page.goto(link["short_url"])
    expect(page.get_by_role("heading", name="Boloastro")).to_be_visible()
    _picture(page, "checkout")
    page.get_by_role("radio", name="Card").check()
    page.get_by_label("Reason").select_option("insufficient_fund")
    page.get_by_role("button", name="Fail").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("insufficient account balance")
    expect(page.get_by_role("radio", name="Card")).to_be_checked()
    _picture(page, "checkout-failed")
    page.get_by_role("button", name="Pay ₹499").press("Enter")
    expect(page.locator("body")).to_have_text("Thank you")
    assert page.url.startswith(f"{shop.url}/payments/return?razorpay_payment_id=pay_")
    page.goto(link["short_url"])
    expect(page.get_by_role("heading", name="Payment completed")).to_be_visible()
    _picture(page, "checkout-paid")
    assert [payment.method for payment in server.till.payments()] == ["card", "card"]


@needs_browser
def test_the_page_fits_on_a_small_screen(page: Page, api: Api, server: SandboxServer) -> None:
    """Also with a long description, and with parts."""
    link = api.link("r" * 40, accept_partial=True, description="अ" * 300, expire_by=NOW + 86_400)
    server.till.pay("r" * 40, Wish(amount=10_000))
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(link["short_url"])
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    expect(page.get_by_text("₹100 of ₹499 is paid")).to_be_visible()
    _picture(page, "checkout-part")
    page.get_by_role("button", name="Close without paying").click()
    expect(page.get_by_role("status")).to_contain_text("Nothing was paid")
    server.sandbox.turn(200 * 86_400)
    page.get_by_role("link", name="Open it again").click()
    expect(page.get_by_role("heading", name="has expired")).to_be_visible()
    page.get_by_role("button", name="A payment arrives late").click()
    expect(page.get_by_text("₹499 paid: pay_")).to_be_visible()
    _picture(page, "checkout-expired")


@needs_browser
def test_a_link_in_a_message_opens_the_page(browser: Browser, link: Json, server: SandboxServer) -> None:
    """From the phone, in a window of its own."""
    server.phone("Asha", "+919800000001").text("Hi")
    form = {"To": "whatsapp:+919800000001", "From": f"whatsapp:{NUMBER}", "Body": f"Pay here: {link['short_url']}."}
    path = f"{server.url}/2010-04-01/Accounts/{SID}/Messages.json"
    assert requests.post(path, form, auth=(SID, TOKEN), timeout=5).status_code == 201
    page = browser.new_page()
    page.goto(server.url)
    with page.expect_popup() as opened:
        page.get_by_role("link", name=link["short_url"]).click()
    expect(opened.value.get_by_role("button", name="Pay ₹499")).to_be_visible()
    page.get_by_role("tab", name="Faults").click()
    page.get_by_role("button", name="wrong currency").click()
    expect(page.locator(".ordered li")).to_contain_text("another currency")
    opened.value.get_by_role("button", name="Pay ₹499").click()
    page.get_by_role("tab", name="Wire").click()
    expect(page.locator(".wire .what").first).to_have_text("event payment_link.paid /webhooks/razorpay")
    _picture(page, "wire-razorpay")
    opened.value.close()
    page.close()


def _picture(page: Page, name: str) -> None:
    folder = os.environ.get("BOLOASTRO_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
