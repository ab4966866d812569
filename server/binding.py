"""What flows may call: first to be looked at, then bound to the products, the money and the words of an application."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.actions.catalogue import Catalogue
from engine.actions.functions import FUNCTIONS
from engine.actions.places import place_actions
from engine.actions.products import product_actions
from engine.charts.formats import money_in
from engine.interfaces.answers import AnswerGateway
from engine.interfaces.places import PlaceGateway
from engine.services.flows import FlowShelf
from engine.services.payments.counter import Payments
from engine.services.payments.jobs import payment_actions
from engine.services.readings.clocks import clock, to_come
from engine.services.readings.jobs import Readings, reading_actions
from engine.services.readings.milan_jobs import match_actions
from engine.services.readings.today_jobs import today_actions
from server.answering import answering


def unbound(places: PlaceGateway) -> Catalogue:
    """Every name flows may call. What needs an application is there to be looked at, and cannot be called yet."""
    members = (*place_actions(places), *product_actions(dict, money_in))
    readings = _readings(_no_readings)
    asked = answering(_no_readings)
    return Catalogue.of((*members, *payment_actions(_no_counter), *readings, *asked), FUNCTIONS)


def bound(
    actions: Catalogue, shelf: FlowShelf, counter: Payments, readings: Readings, model: AnswerGateway | None
) -> Catalogue:  # fmt: skip
    """The catalogue with what it could not know before: products and words of these flows, and where money goes."""
    products = product_actions(lambda: shelf.library.products, money_in)
    made = _readings(lambda: readings)
    asked = answering(lambda: readings, model)
    return actions.with_actions((*products, *payment_actions(lambda: counter), *made, *asked))


def _readings(readings: Callable[[], Readings]) -> Sequence[Callable[..., Any]]:
    today = today_actions(lambda: readings().library(), lambda: readings().astrology)
    return (clock, to_come, *reading_actions(readings), *match_actions(readings), *today)


def _no_counter() -> Payments:
    raise LookupError("this catalogue is to be looked at: nobody takes money here")


def _no_readings() -> Readings:
    raise LookupError("this catalogue is to be looked at: nobody makes readings here")
