"""No test talks to another machine."""

from __future__ import annotations

import socket

import pytest

from tests.conftest import SocketRefused


def test_connection_to_another_machine_is_refused() -> None:
    """Even one that would never be answered."""
    with socket.socket() as connection, pytest.raises(SocketRefused, match=r"192\.0\.2\.1"):
        connection.connect(("192.0.2.1", 80))


def test_names_are_not_looked_up() -> None:
    """No question leaves this machine."""
    with pytest.raises(SocketRefused, match=r"example\.org"):
        socket.getaddrinfo("example.org", 80)


def test_own_machine_may_be_talked_to() -> None:
    """Servers of tests listen here."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
