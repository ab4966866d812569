"""One event inside one unit of work: load, decide, store. All of it becomes true with the commit, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from engine.domain.effects import Forget
from engine.domain.events import Event, EventKind
from engine.domain.messages import Inbound
from engine.domain.payloads import event_of, is_asked
from engine.domain.records import InboxItem
from engine.domain.sessions import MOVED, Contact, Session
from engine.interfaces.identifiers import Identifiers
from engine.interfaces.unit_of_work import UnitOfWork
from engine.runtime.interpreter import Decision, Interpreter
from engine.services.consents import obeyed, write_consents
from engine.services.hearing import AGAIN, Heard, heard, heard_alone, message_of
from engine.services.people import People
from engine.services.storing import Storing
from engine.services.subjects import Subject, subject_of
from engine.services.turn_log import TurnTaken, record_of, unheard


class Handling:
    """Handles events whose rows are locked in the order inbox, session, contact."""

    def __init__(self, interpreter: Interpreter, identifiers: Identifiers, people: People, storing: Storing) -> None:
        self._interpreter = interpreter
        self._identifiers = identifiers
        self._people = people
        self._storing = storing

    def handle(self, work: UnitOfWork, item: InboxItem, now: datetime) -> TurnTaken | None:
        """The turn of a locked item; None, and the item postponed, while more of the same answer may come."""
        session = work.sessions.lock(item.subject)
        is_new = session is None
        if session is None:
            session = self._new_session(item.subject)
        subject = subject_of(work, item.subject)
        if subject is None:
            return self._of_nobody(work, item, session)
        contact = subject.contact
        if subject.is_conversation and _is_nobody(work, contact, is_new=is_new):
            return self._pass_on(work, item, session, contact)
        if item.payload.get("session", session.id) != session.id:
            work.inbox.handled(item.id)  # of a session that has ended: it means nothing to the next, and begins none
            return unheard(item, session, contact, item.name)
        message = message_of(item)
        if message is None:
            decision = self._interpreter.decide(
                session, contact, event_of(item), now, root=subject.root, given=subject.given
            )
            return self._store(work, (item,), session, subject, decision, now, is_new=is_new)
        return self._hear(work, item, message, session, subject, now, is_new=is_new)

    def apologise(self, work: UnitOfWork, item: InboxItem, now: datetime) -> None:
        """The event is given up. The person is told, heard if in despair, and obeyed after STOP, whatever failed."""
        message = message_of(item)
        session = work.sessions.lock(item.subject) if message is None else self.session(work, item.subject)
        subject = subject_of(work, item.subject)
        if subject is None or session is None or subject.contact.leaving_at is not None:
            return
        contact = subject.contact
        if message is not None:
            said = heard_alone(self._interpreter, item, message)
            write_consents(work, self._identifiers, contact, session, said, now)
            contact = said.noted(obeyed(contact, said.command))
            work.contacts.save(contact)
        self._storing.effects(
            work, session, contact, self._interpreter.apology(contact, message), now, asked=is_asked(item)
        )

    def session(self, work: UnitOfWork, subject: str) -> Session:
        """The open session of a subject, or one in which nothing has happened: whatever is said needs one."""
        session = work.sessions.lock(subject)
        if session is None:
            session = self._new_session(subject)
            work.sessions.add(session)
        return session

    def _hear(
        self, work: UnitOfWork, item: InboxItem, message: Inbound, session: Session, subject: Subject, now: datetime,
        *, is_new: bool,
    ) -> TurnTaken | None:  # fmt: skip
        contact = subject.contact
        if message.reaction is not None:  # it answers nothing, and the window for free text stays as it is
            work.inbox.handled(item.id)
            return unheard(item, session, contact, "reaction")
        said = heard(work, self._interpreter, session, contact, item, now)
        if isinstance(said, datetime):
            work.inbox.postpone([item.id], said)
            return None
        write_consents(work, self._identifiers, contact, session, said, now)
        decision = self._decide(session, said.noted(obeyed(contact, said.command)), said, now)
        return self._store(work, said.items, session, subject, decision, now, is_new=is_new)

    def _decide(self, session: Session, contact: Contact, said: Heard, now: datetime) -> Decision:
        if said.message.card:
            return self._interpreter.carded(session, contact, said.message, now)
        return self._interpreter.decide(session, contact, Event(kind=EventKind.MESSAGE, message=said.message), now)

    def _pass_on(self, work: UnitOfWork, item: InboxItem, session: Session, contact: Contact) -> TurnTaken:
        """Nothing happens any more to a contact that nobody is. What a person wrote belongs to who they are now."""
        successor = self._people.successor(work, contact) if item.kind is EventKind.MESSAGE else None
        if successor is not None and successor.id != contact.id:
            again = self._storing.item(successor.id, f"{AGAIN}{item.provider_id}", event_of(item), item.received_at)
            work.inbox.record(again)
        work.inbox.handled(item.id)
        return unheard(item, session, contact, item.name)

    def _of_nobody(self, work: UnitOfWork, item: InboxItem, session: Session) -> TurnTaken:
        """Who was spoken to is forgotten. What becomes of the money of an order is in its books, and nobody is told."""
        work.inbox.handled(item.id)
        nobody = Contact(id=item.subject, channel="", address="", language="")
        return unheard(item, session, nobody, item.name)

    def _store(
        self, work: UnitOfWork, items: Sequence[InboxItem], before: Session, subject: Subject, decision: Decision,
        now: datetime, *, is_new: bool,
    ) -> TurnTaken:  # fmt: skip
        item, session = items[0], decision.session
        if is_new:
            work.sessions.add(session)
        else:
            session = work.sessions.save(session)
        is_leaving = any(isinstance(effect, Forget) for effect in decision.effects)
        held_at = (decision.contact.held_at or now) if decision.held else None
        contact = subject.kept(replace(decision.contact, held_at=held_at, leaving_at=now if is_leaving else None))
        work.contacts.save(contact)
        self._storing.effects(work, session, contact, decision.effects, now, asked=is_asked(item))
        self._storing.end(work, session, contact)
        work.turns.append(record_of(item, before, decision, session, now))
        for each in items:
            if decision.error is None:
                work.inbox.handled(each.id)
            else:
                work.inbox.bury(each.id, decision.error)
        stored = replace(decision, session=session, contact=contact)
        return TurnTaken(item=item, before=before, decision=stored, merged=len(items))

    def _new_session(self, subject: str) -> Session:
        return Session(id=self._identifiers.new(), subject=subject, frames=())


def _is_nobody(work: UnitOfWork, contact: Contact, *, is_new: bool) -> bool:
    """Whether the person behind a contact has left, or was found to be another one; nobody begins a new session."""
    if contact.leaving_at is not None or contact.address.startswith(MOVED):
        return True
    return is_new and not work.contacts.identities(contact.id)
