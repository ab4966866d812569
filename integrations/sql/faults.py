"""Turns what a driver complains about into our own errors: one line that names the remedy."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import sqlalchemy as sa

from engine.errors import BoloastroError, Conflict, StorageError, Unstorable

MIGRATE = "run: boloastro migrate"

_SQLITE = {
    sqlite3.SQLITE_BUSY: "is locked by another program: stop that program, or wait and try again",
    sqlite3.SQLITE_LOCKED: "is locked by another program: stop that program, or wait and try again",
    sqlite3.SQLITE_READONLY: "cannot be written: give this user the right to write the file and its folder",
    sqlite3.SQLITE_PERM: "cannot be written: give this user the right to write the file and its folder",
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full: make room",
    sqlite3.SQLITE_IOERR: "cannot be read or written: check the disk",
    sqlite3.SQLITE_CORRUPT: "is damaged: restore it from a backup",
    sqlite3.SQLITE_NOTADB: "is not a database: choose another file",
}

_POSTGRESQL = {
    "42P01": f"is not migrated: {MIGRATE}",
    "42703": f"is not migrated: {MIGRATE}",
    "55P03": "has kept a row locked for too long: stop the program that holds it, or try again",
    "57014": "took too long for a statement: look what else it does, and try again",
    "57P01": "is being shut down, the connection was ended: try again",
    "3D000": "does not exist: create it with createdb",
    "28000": "refuses this user: check the user and the password in the URL",
    "28P01": "refuses this user: check the user and the password in the URL",
    "42501": "refuses this user: grant it the rights on the tables",
    "53100": "cannot grow, the disk is full: make room",
    "53300": "has no connection left: raise max_connections, or run fewer processes",
}

_SQLITE_TAKEN = (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
_POSTGRESQL_TAKEN = ("23505",)
_POSTGRESQL_REFUSED = ("22", "23")
"""Classes of data exceptions and of violated constraints."""
_POSTGRESQL_RETAKE = ("40001", "40P01")


class Taken(Conflict):
    """The key of a row is another row's. Whoever cannot resolve it lets it go on as a conflict."""


def fault(error: Exception, url: sa.URL) -> BoloastroError:
    """Our error for a driver's, wrapped by SQLAlchemy or not."""
    if isinstance(error, sa.exc.TimeoutError):
        return StorageError(f"{described(url)} is busy, all connections of this process are in use: try again")
    original = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    if isinstance(original, sqlite3.Error):
        return _sqlite_fault(original, url)
    return _postgresql_fault(original or error, url)


def described(url: sa.URL) -> str:
    """The database in a message; never with a password."""
    if url.get_backend_name() == "sqlite":
        return f"the database {url.database}"
    return f"the database {url.database or ''} on {url.host or url.query.get('host', 'this machine')}"


def _sqlite_fault(error: sqlite3.Error, url: sa.URL) -> BoloastroError:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if code in _SQLITE_TAKEN:
        return Taken(f"stored meanwhile by another: {error}")
    if code & 0xFF in (sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_MISMATCH):
        return Unstorable(f"{described(url)} refuses a value: {error}")
    if code & 0xFF == sqlite3.SQLITE_CANTOPEN:
        return StorageError(f"{described(url)} {_why_not_open(Path(url.database or ''))}")
    if "no such table" in str(error) or "no such column" in str(error):
        return StorageError(f"{described(url)} is not migrated: {MIGRATE}")
    return StorageError(f"{described(url)} {_SQLITE.get(code & 0xFF, f'refuses: {error}')}")


def _why_not_open(path: Path) -> str:
    try:
        if not path.parent.is_dir():
            return f"cannot be made, there is no folder {path.parent}: make the folder"
        if not path.exists() and not os.access(path.parent, os.W_OK):
            return f"cannot be made: give this user the right to write to the folder {path.parent}"
        if not path.exists():
            return f"is missing: {MIGRATE}"
    except OSError as error:  # a name longer than the system takes
        return f"cannot be opened: choose another name ({error.strerror})"
    return "cannot be opened: give this user the right to read and write the file and its folder"


def _postgresql_fault(error: BaseException, url: sa.URL) -> BoloastroError:
    state = getattr(error, "sqlstate", None)
    if state in _POSTGRESQL_TAKEN:
        return Taken(f"stored meanwhile by another: {_first_line(error, url)}")
    if state in _POSTGRESQL_RETAKE:
        return Conflict(f"two turns waited for each other: {_first_line(error, url)}")
    if state is not None and state[:2] in _POSTGRESQL_REFUSED:
        return Unstorable(f"{described(url)} refuses a value: {_first_line(error, url)}")
    if state is None and "does not exist" in str(error):  # a refused connection carries no state
        state = "3D000"
    if state is None:
        return StorageError(
            f"{described(url)} cannot be reached: check that it runs and the URL ({_first_line(error, url)})"
        )
    return StorageError(f"{described(url)} {_POSTGRESQL.get(state, f'refuses: {_first_line(error, url)}')}")


def _first_line(error: BaseException, url: sa.URL) -> str:
    """What a driver says, which may quote a connection string."""
    said = (str(error).strip() or type(error).__name__).splitlines()[0]
    queried = url.query.get("password", ())
    for secret in (url.password, *((queried,) if isinstance(queried, str) else queried)):
        said = said.replace(secret, "***") if secret else said
    return said
