"""Where a request comes from, and which address of ours it was sent to: nothing of it is taken from strangers."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any, TypeAlias

Environ: TypeAlias = dict[str, Any]
Network: TypeAlias = IPv4Network | IPv6Network

FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP")


def called_url(environ: Environ, base_url: str) -> str:
    """The address the sender called: our own base, and path and query exactly as they arrived.

    The host is never taken from the request: whoever sends a request may write there what they like.
    """
    raw = str(environ.get("RAW_URI") or environ.get("REQUEST_URI") or "/")
    if not raw.startswith("/"):  # a whole address is allowed in a request line, too
        raw = "/" + raw.partition("://")[2].partition("/")[2]
    return base_url + raw


def client_address(environ: Environ, proxies: Sequence[Network]) -> str:
    """Who is at the other end, on the word of proxies we trust and of nobody else."""
    nearest = str(environ.get("REMOTE_ADDR") or "")
    address = _parsed(nearest)
    hops = str(environ.get("HTTP_X_FORWARDED_FOR") or "").split(",")
    while address is not None and hops and _is_among(address, proxies):
        told = _parsed(hops.pop().strip())
        if told is None:
            break
        address = told
    return "unknown" if address is None else str(address)


def is_from_here(environ: Environ) -> bool:
    """Whether a program on this machine asks for itself: nobody has forwarded it."""
    address = _parsed(str(environ.get("REMOTE_ADDR") or ""))
    return address is not None and address.is_loopback and not any(environ.get(name) for name in FORWARDED)


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _is_among(address: IPv4Address | IPv6Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks if network.version == address.version)
