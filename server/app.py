"""The Flask application: the map of all that is reached over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from flask import Blueprint, Flask

from engine.domain.records import Backlog
from engine.errors import BoloastroError
from server.hashing import Hasher
from server.http.bodies import MOST_BYTES
from server.http.doors import Doors, Till
from server.http.errors import answer_errors
from server.http.lines import write_lines
from server.http.media import media
from server.http.payments import payments
from server.http.probes import probes
from server.http.webhooks import webhooks
from server.logs import log_as_server
from server.metrics import Metrics
from server.selling import page_words
from server.settings import Settings
from server.wiring import Application, build_server


def create_app(doors: Doors | None = None) -> Flask:
    """The application behind these doors; without any, all of it from the settings and the logs of the process, too.

    The latter is what `gunicorn 'server.app:create_app()'` calls.
    """
    doors = doors or doors_from_settings(Settings())
    return _flask(doors, webhooks(doors), payments(doors), media(doors), probes(doors))


def create_watch(doors: Doors) -> Flask:
    """Only what tells how a process fares, for one that takes nothing in."""
    return _flask(doors, probes(doors))


def doors_from_settings(settings: Settings) -> Doors:
    """Logs, metrics and the whole application, as the settings want them; without the database it is not ready."""
    metrics = Metrics()
    hasher = log_as_server(settings, metrics.hear)
    return doors_of(build_server(settings, waits=True), metrics, hasher)


def doors_of(
    application: Application, metrics: Metrics, hasher: Hasher, checks: Mapping[str, Callable[[], object]] | None = None
) -> Doors:
    """The doors of an application; `hasher` is that of the logs. `checks` are added to that of the database."""
    settings = application.settings
    return Doors(
        settings=settings, turns=application.turns, deliveries=application.deliveries, files=application.files,
        door=application.door, rates=application.rates, bells=application.bells, clock=application.clock,
        hasher=hasher, links=application.links, metrics=metrics, backlog=_backlog(application),
        till=_till(application), checks={"database": application.check, **(checks or {})},
    )  # fmt: skip


def _till(application: Application) -> Till | None:
    """Where money is taken in; None without the gateway's secrets."""
    hooks, returning = application.payments.hooks, application.payments.returning
    if hooks is None or returning is None:
        return None
    return Till(hooks=hooks, returned=returning.look, words=page_words(lambda: application.shelf.library))


def _flask(doors: Doors, *blueprints: Blueprint) -> Flask:
    app = Flask("boloastro", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.url_map.merge_slashes = False  # nobody is sent anywhere else
    write_lines(app, doors.metrics, is_secure=doors.settings.is_production)
    answer_errors(app)
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    return app


def _backlog(application: Application) -> Callable[[], Backlog | None]:
    def backlog() -> Backlog | None:
        try:
            return replace(application.upkeep.backlog(), violations=application.payments.invariants.counted())
        except BoloastroError:
            return None

    return backlog
