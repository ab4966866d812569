"""No test can reach another machine: `tests/conftest.py` sees to it for all of them."""

from __future__ import annotations

import socket

import pytest


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80)], ids=["IPv4", "IPv6"])
def test_a_connection_to_another_machine_is_refused(address: tuple[str, int]) -> None:
    """At once and by us, not by a network that happens to be away; the addresses are reserved for examples."""
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as connection, pytest.raises(Exception, match="tests"):
        connection.connect(address)


def test_a_name_of_another_machine_is_not_even_looked_up() -> None:
    """Looking up a name asks a server, too."""
    with pytest.raises(Exception, match="tests"):
        socket.create_connection(("example.invalid", 443), timeout=1)


def test_loopback_is_open() -> None:
    """A test may talk to a server of its own."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        connection, _ = server.accept()
        with connection:
            connection.sendall(b"hello")
            assert client.recv(5) == b"hello"
