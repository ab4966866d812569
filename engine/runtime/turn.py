"""One turn in memory: a stack of open flows, the events between them, and what they want done."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.charts import model
from engine.domain.effects import Effect, Forget, Say, StartJob
from engine.domain.events import Event
from engine.domain.sessions import Contact, Entry, Frame, Session, Status
from engine.errors import LimitExceeded
from engine.runtime import limits, person
from engine.runtime.charts import Charts
from engine.runtime.kernel import Slot
from engine.runtime.levels import Ending, Level, Levels, Opening, Pending, Sending, Taken
from engine.runtime.speech import Speech
from engine.runtime.timers import moved_event


class Turn:
    """The stack of one session while one event is handled. `effects` fills up; nothing is done.

    `now` is told as the clocks of the people show it; `today` is its date.
    """

    def __init__(self, charts: Charts, speech: Speech, session: Session, contact: Contact, now: datetime) -> None:
        self.charts = charts
        self.speech = speech
        self.session = session
        self.person = contact
        self.today = now.date()
        self.contact = person.seen(contact, charts.strangers)
        self.effects: list[Effect] = []
        self.taken: list[Taken] = []
        self.status = session.status
        self.system: Mapping[str, Any] = {
            "session": {"id": session.id, "subject": session.subject},
            "now": now.isoformat(),
            "today": self.today.isoformat(),
        }
        self._known_before = self.contact
        self._counter = session.counter
        self._looped = 0
        self._pending: deque[Pending] = deque()
        self._repeat: str | None = None
        self.levels = Levels(Level(*charts.resolve(frame), self) for frame in session.frames)
        self.levels.rename_callers()

    # -- driving

    def begin(self, flow: str, arguments: Mapping[str, Any]) -> None:
        """Put the root frame on the empty stack and run it until it rests."""
        self._open(Opening(Entry.ROOT, flow, arguments))
        self.rest()

    def dispatch(
        self, name: str, data: Mapping[str, Any], *, from_person: bool = False, root_first: bool = False
    ) -> bool:
        """Offer an event to the innermost flow, then outwards; True when one of them took an arc."""
        before = len(self.taken)
        for level in [*self.levels[: int(root_first)], *reversed(self.levels)]:
            if self.deliver(level, name, data):
                if from_person and any(taken.targets for taken in self.taken[before:]):
                    self._leave_digressions(level)
                return True
        return False

    def deliver(self, level: Level, name: str, data: Mapping[str, Any]) -> bool:
        """Give an event to this flow only."""
        slot = level.slot
        slot.scope["contact"] = self.contact
        handled = level.edition.chart.send(slot, name, data)
        self._after(level, slot)
        return handled

    def deliver_to_frame(self, event: Event, name: str) -> bool:
        """Give a timer or an outcome to the frame it belongs to; False when it came too late.

        A reminder of a question that is covered by another flow is held back: it would be answered to the wrong one.
        """
        level = self.levels.find(event.frame)
        if level is None or (name.startswith("remind.") and level is not self.levels[-1]):
            return False
        state, flow = event.state, level.edition.flow
        if state and state not in flow.states:
            state = flow.moved.get(state, state)
            name = moved_event(name, event.state, state)
        if state and level.slot.tokens.get(state) != event.token:
            return False
        return self.deliver(level, name, event.data)

    def rest(self) -> None:
        """Handle what the charts started or sent to each other until nothing is left."""
        rounds = 0
        while self._pending and not self.is_leaving():
            rounds += 1
            if rounds > limits.MOST_ROUNDS:
                raise LimitExceeded(f"one turn gave rise to more than {limits.MOST_ROUNDS} events between flows")
            self._handle(self._pending.popleft())
        if self._repeat and not self.is_leaving():
            self._ask_again(self._repeat)
        self._repeat = None
        limits.check_effects(len(self.effects))

    def rearm_reminders(self) -> None:
        """The person spoke: the silence that reminders wait for begins anew."""
        for level in self.levels:
            self.effects.extend(level.reminders())

    # -- what levels ask of their stack

    def token(self) -> int:
        """The next number that is unique in the session."""
        self._counter += 1
        return self._counter

    def later(self, what: Pending) -> None:
        """To be handled once the charts rest."""
        self._pending.append(what)

    def repeat(self, *, help: bool = False) -> None:
        """Ask the innermost flow's question again, once the charts rest."""
        self._repeat = "help" if help else "say"

    def looped(self, items: int) -> None:
        """A loop goes over so many items. LimitExceeded when all loops of the turn are too long together."""
        self._looped += items
        if self._looped > limits.MOST_LOOPED:
            raise LimitExceeded(f"the loops of one turn go over more than {limits.MOST_LOOPED} items together")

    def close_called(self, caller: Level, state: str) -> None:
        """A state that called was left: its sub-flow is closed, and what stands on that."""
        called = self.levels.called_by(caller, state)
        if called is not None:
            self._close(called)

    def say_common(self, key: str) -> None:
        """Say words of the shared files."""
        scope = {**self.system, "contact": self.contact}
        self.effects.append(Say(self.speech.common(self.charts.library, key, scope, self.contact["language"])))

    # -- what can be asked

    def questions(self) -> list[model.Question]:
        """What the innermost flow is waiting for, in document order."""
        return [leaf.origin.question for leaf in self.levels[-1].slot.leaves if leaf.origin.question]

    def is_working(self) -> bool:
        """Whether the innermost flow waits for a job."""
        return any(leaf.origin.run for leaf in self.levels[-1].slot.leaves)

    def is_held(self) -> bool:
        """Whether the innermost flow stands in a state in which people answer instead of the bot."""
        return self.levels[-1].is_held()

    def is_leaving(self) -> bool:
        """Whether the person is to be forgotten: this is the last turn of their session."""
        return any(isinstance(effect, Forget) for effect in self.effects)

    def has_answered(self) -> bool:
        """Whether the person gets something for this event, or will when a job is done."""
        return any(isinstance(effect, (Say, StartJob)) for effect in self.effects)

    def stored(self) -> Session:
        """The session as it stands now, to be stored. LimitExceeded when it holds too much."""
        before, frames = self.session, tuple([level.stored() for level in self.levels])
        limits.check_frames(frames)
        status = Status.DONE if self.is_leaving() else self.status
        return Session(
            id=before.id, subject=before.subject, frames=frames, counter=self._counter, status=status,
            revision=before.revision,
        )  # fmt: skip

    def person_stored(self) -> Contact:
        """The contact as it stands now."""
        if self.contact is self._known_before:
            return self.person
        return person.kept(self.contact, self.person)

    def release(self) -> None:
        """The turn is over: let go of everything, so that nothing is left to be collected."""
        for level in self.levels:
            level.release()
        self.levels.clear()

    # -- the stack

    def _handle(self, what: Pending) -> None:
        match what:
            case Opening():
                if what.entry is not Entry.CALL or self._still_calls(what):
                    self._open(what)
            case Ending(level):
                if level in self.levels:
                    self._finish(level)
            case Sending(serial, name, data):
                addressed = self.levels.find(serial)
                if addressed is not None:
                    self.deliver(addressed, name, data)

    def _open(self, asked: Opening) -> None:
        if asked.entry is Entry.INTERRUPT and asked.flow == self.levels[-1].frame.flow and self.is_held():
            self.repeat()  # who asks for a person once more is told once more; people know already
            return
        again = self.levels.interrupting(asked.flow) if asked.entry is Entry.INTERRUPT else None
        if again is not None:  # it begins anew, and is not put on itself again and again
            self._close(again)
        if len(self.levels) >= limits.DEEPEST_STACK:
            raise LimitExceeded(
                f"flow {asked.flow!r} would be number {limits.DEEPEST_STACK + 1} on the stack; that is too deep"
            )
        edition = self.charts.current(asked.flow)
        data, errors = edition.initial_data(asked.arguments, {**self.system, "contact": self.contact})
        frame = Frame(
            serial=self.token(), flow=asked.flow, version=edition.flow.version, structure=edition.flow.structure,
            entry=asked.entry, caller=asked.caller or (self.levels[-1].serial if self.levels else 0),
            calling=asked.state, configuration=(), data=data,
        )  # fmt: skip
        level = Level(frame, edition, self)
        self.levels.append(level)
        slot = level.new_slot()
        slot.queue.extend([("error.execution", {"message": str(error)}) for error in errors])
        edition.chart.start(slot)
        self._after(level, slot)

    def _still_calls(self, asked: Opening) -> bool:
        caller = self.levels.find(asked.caller)
        return caller is not None and caller.slot.tokens.get(asked.state) == asked.token

    def _after(self, level: Level, slot: Slot) -> None:
        if slot.scope["contact"] is not self.contact:
            self.contact = person.changed(slot.scope["contact"], self.person, self.charts.library.languages.declared)
        if slot.trace:
            flow = level.frame.flow
            self.taken += [Taken(flow, event, arc.source, arc.target_ids, arc.origin) for event, arc in slot.trace]
            slot.trace.clear()
        if slot.external:
            self._pending.extend([Sending(level.serial, name, data) for name, data in slot.external])
            slot.external.clear()
        if slot.done is not None:
            self._pending.append(Ending(level))

    def _finish(self, level: Level) -> None:
        """A flow came to its end: its caller hears of it, or the question below is asked again."""
        slot = level.slot
        done = slot.done
        assert done is not None  # only finished levels are put in line
        self._close(level)
        match level.frame.entry:
            case Entry.ROOT:
                self.status = Status.DONE
            case Entry.INTERRUPT:
                self.repeat()
            case Entry.CALL:
                caller = self.levels.find(level.frame.caller)
                if caller is not None:
                    self.deliver(caller, f"done.call.{done.id}", slot.output)

    def _close(self, level: Level) -> None:
        """Take a frame off the stack, after all that stands on it, innermost first."""
        for other in reversed(self.levels.standing_on(level)):
            if other in self.levels:
                self._close(other)
        slot = level.slot
        if slot.done is None:
            slot.scope["contact"] = self.contact
            level.edition.chart.stop(slot)
            self._after(level, slot)
        if level.frame.entry is not Entry.ROOT:
            self.levels.remove(level)

    def _leave_digressions(self, moved: Level) -> None:
        """The person went elsewhere: what interrupted the flow that moved is closed."""
        for level in self.levels.standing_on(moved):
            if level.frame.entry is Entry.INTERRUPT and level in self.levels:
                self._close(level)

    def _ask_again(self, part: str) -> None:
        level, questions = self.levels[-1], self.questions()
        if part == "help" and not questions:
            self.say_common("help")
        for question in questions:
            if part == "help":
                self._help(level, question)
            level.say(level.slot, model.Say(question.state, {}, question.place), {})
        if part == "say" and self.is_held():
            level.say_what_it_waits_for()
        self.rearm_reminders()

    def _help(self, level: Level, question: model.Question) -> None:
        """The help words of the question, or else the general ones."""
        before = len(self.effects)
        level.say(level.slot, model.Say(question.state, {}, question.place, "help"), {})
        if len(self.effects) == before:
            self.say_common("help")
