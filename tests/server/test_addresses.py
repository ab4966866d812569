"""Where a request comes from, and where it was sent to."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from server.http.addresses import called_url, client_address, is_from_here

BASE = "https://bot.example.org"
PROXIES = (ip_network("10.0.0.0/8"), ip_network("2001:db8::/32"))


@pytest.mark.parametrize(
    ("raw", "url"),
    [
        ("/webhooks/twilio", "/webhooks/twilio"),
        ("/webhooks/twilio?a=%E0%A4%A8&a=1", "/webhooks/twilio?a=%E0%A4%A8&a=1"),
        ("/webhooks/twilio?", "/webhooks/twilio?"),
        ("http://internal:5000/webhooks/twilio?a=b", "/webhooks/twilio?a=b"),
        ("https://evil.example/x", "/x"),
        ("*", "/"),
    ],
)
def test_the_called_address_is_our_base_and_the_bytes_of_the_request_line(raw: str, url: str) -> None:
    """Never a host of the request."""
    assert called_url({"RAW_URI": raw, "HTTP_HOST": "evil.example"}, BASE) == BASE + url


def test_a_base_may_have_a_path_that_a_proxy_takes_away() -> None:
    """`https://example.org/bot` is called, `/webhooks/twilio` arrives."""
    assert called_url({"REQUEST_URI": "/webhooks/twilio"}, f"{BASE}/bot") == f"{BASE}/bot/webhooks/twilio"


@pytest.mark.parametrize(
    ("remote", "told", "address"),
    [
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.1, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7, 10.9.9.9", "198.51.100.7"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "1.2.3.4, <script>", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.2", "10.0.0.2"),
        ("2001:db8::1", "2001:4860::8", "2001:4860::8"),
        ("::ffff:10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("fe80::1%eth0", "", "fe80::1"),
        ("", "198.51.100.7", "unknown"),
    ],
)
def test_only_proxies_we_trust_are_believed(remote: str, told: str, address: str) -> None:
    """From the nearest on, as far as the trust goes."""
    assert client_address({"REMOTE_ADDR": remote, "HTTP_X_FORWARDED_FOR": told}, PROXIES) == address


@pytest.mark.parametrize(
    ("environ", "is_here"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, True),
        ({"REMOTE_ADDR": "::1"}, True),
        ({"REMOTE_ADDR": "::ffff:127.0.0.1"}, True),
        ({"REMOTE_ADDR": "10.0.0.1"}, False),
        ({"REMOTE_ADDR": ""}, False),
        ({}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=127.0.0.1"}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_REAL_IP": "8.8.8.8"}, False),
    ],
)
def test_this_machine_is_who_asks_directly(environ: dict[str, str], is_here: bool) -> None:
    """Not a proxy that happens to run on it."""
    assert is_from_here(environ) is is_here
