"""The smallest true rows to test with: one `make_…` a noun, changed by keywords."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any, TypeVar

from models.base import BaseModel, open_transaction
from models.casework.allocation import Allocation
from models.casework.attachment import Attachment
from models.casework.case import Case, CaseKind
from models.casework.check_need import CheckNeed
from models.casework.check_row import CheckRow, checklist_of
from models.casework.checklist import REQUIRED
from models.casework.clock import Clock
from models.casework.concern import Concern
from models.casework.ehe_contact import EheContact
from models.casework.enquiry import Enquiry
from models.casework.handover import Handover
from models.casework.leavers_link import LeaversLink
from models.casework.not_the_same import NotTheSame
from models.casework.note import Note
from models.casework.outcome import Outcome, OutcomeEvidence
from models.casework.outcome_need import OutcomeNeed
from models.casework.referral import Referral
from models.casework.referral_file import ReferralFile
from models.casework.restriction import BrokenGlass, Restriction, RestrictionReader
from models.casework.review import Review
from models.casework.stage import Stage
from models.casework.standing import Standing
from models.casework.task import Task
from models.casework.visit import Visit
from models.ledger.stored_file import DOCX, StoredFile
from models.organisations.agency import Agency
from models.organisations.authority import Authority
from models.organisations.cover import Cover
from models.organisations.duty import DutyTurn
from models.organisations.officer import Officer
from models.organisations.patch import Patch
from models.organisations.role import Role
from models.organisations.school import School
from models.organisations.term import Term
from models.outgoing.chase import Chase
from models.outgoing.ladder import Ladder
from models.outgoing.letter import Letter
from models.outgoing.message import Message
from models.outgoing.reply_link import ReplyLink
from models.outgoing.template import LetterTemplate, TemplateVersion
from models.people.address import Address
from models.people.bad_address import BadAddress
from models.people.child import Child
from models.people.child_name import ChildName
from models.people.contact_promise import ContactPromise
from models.people.person import Person
from models.people.relationship import Relationship
from models.scope import Scope
from models.statute.notice import Notice
from models.transaction import transaction

TODAY = date(2026, 11, 23)  # a Monday
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TESTS = Scope.command("tests")
PASSWORD = "a long enough password"

Row = TypeVar("Row", bound=BaseModel)
_numbers = count(1)


def _a_day() -> date:
    """A day of the years before the tests, another at every call."""
    return date(2000, 1, 1) + timedelta(days=next(_numbers))


@contextmanager
def writing() -> Iterator[None]:
    """Write in the transaction that is open, or in one of its own."""
    if open_transaction.get() is not None:
        yield
        return
    with transaction(TESTS, NOW):
        yield


def saved(row: Row) -> Row:
    """Save a row with its event."""
    with writing():
        row.save()
    return row


@writing()
def make_authority(**changes: Any) -> Authority:
    """An authority of ours with the usual ladders; 873 unless told."""
    row = {
        "code": "873",
        "name": "Cambridgeshire County Council",
        "ours": True,
        "team_name": "Education Inclusion Team",
        "address_lines": "New Shire Hall\nAlconbury Weald\nPE28 4YE",
        "phone": "01223 555 0100",
        "email": "cme@cambridgeshire.example",
    }
    with writing():
        authority = Authority.create(**{**row, **changes})
        Ladder.start_for(authority)
        for code, name in (("CME", "Child missing education"), ("EHE", "Home education")):
            if CaseKind.get_or_none(CaseKind.code == code) is None:
                CaseKind.create(code=code, name=name, active=True)
    return authority


def the_authority() -> Authority:
    return Authority.get_or_none(Authority.code == "873") or make_authority()


@cache
def hash_of_the_password() -> str:
    """Made once: the hashing is slow on purpose."""
    nobody = Officer()
    nobody.set_password(PASSWORD)
    return str(nobody.password_hash)


@writing()
def make_officer(role: str = "cme_officer", **changes: Any) -> Officer:
    """An officer with one role in `authority`, and the password PASSWORD."""
    authority = changes.pop("authority", None) or the_authority()
    may_publish = changes.pop("may_publish", False)
    number = next(_numbers)
    row = {"name": f"Officer {number}", "email": f"officer{number}@council.example"}
    officer = Officer(**{**row, "job_title": "CME Officer", "phone": "01223 555 0199", **changes})
    officer.password_hash = hash_of_the_password()
    saved(officer)
    saved(Role(officer=officer, authority=authority, name=role, may_publish=may_publish))
    return officer


@writing()
def make_child(**changes: Any) -> Child:
    row = {"forenames": "Élodie", "surname": "O’Neil", "born_on": date(2015, 3, 12)}
    authority = changes.pop("authority", None) or the_authority()
    return saved(Child(**{**row, "authority": authority, **changes}))


def make_person(**changes: Any) -> Person:
    row = {
        "title": "Mrs",
        "forenames": "Margaret",
        "surname": "O’Neil",
        "email": f"parent{next(_numbers)}@home.example",
    }
    authority = changes.pop("authority", None) or the_authority()
    return saved(Person(**{**row, "authority": authority, **changes}))


@writing()
def make_parent(child: Child, **changes: Any) -> Person:
    """A person with parental responsibility for `child`, who lives at an address of their own."""
    person = make_person(authority=child.authority, **changes)
    saved(
        Relationship(
            authority=child.authority,
            child=child,
            person=person,
            kind="mother",
            parental_responsibility=True,
            has_care=True,
        )
    )
    lines = "12 Mill Lane\nCambridge"
    saved(Address(authority=child.authority, person=person, lines=lines, postcode="CB1 2AB"))
    return person


@writing()
def make_case(**changes: Any) -> Case:
    child = changes.pop("child", None) or make_child()
    kind = CaseKind.get(CaseKind.code == changes.pop("kind", "CME"))
    row = {
        "authority": child.authority,
        "child": child,
        "kind": kind,
        "reason": "vanished",
        "opened_on": date(2026, 9, 1),
    }
    return saved(Case(**{**row, **changes}))


def make_referral(**changes: Any) -> Referral:
    """A child told of by a school at NOW, on whom nobody has decided."""
    authority = changes.pop("authority", None) or the_authority()
    said = {
        "forenames": "Tomasz",
        "surname": "Nowak",
        "born_on": date(2014, 5, 20),
        "referrer_name": "Sam Reed",
        "referrer_organisation": "Hilltop Primary",
        "referrer_email": f"office{next(_numbers)}@hilltop.example",
        "told": [["The child", [["Surname", "Nowak"]]]],
    }
    with writing():
        route = changes.pop("route", "school")
        at = changes.pop("received_at", NOW)
        referral = Referral.receive(authority, route, said | changes, at)
        referral.matched_at = NOW  # as the job does within a minute
        referral.save()
        return referral


@writing()
def make_not_the_same(**changes: Any) -> NotTheSame:
    """A child told apart from a referral, by nobody in particular."""
    child = changes.pop("child", None) or make_child()
    referral = changes.pop("referral", None) or make_referral(authority=child.authority)
    with writing():
        return NotTheSame.say(referral, child, "Another birth date.", None, NOW)


def make_referral_file(referral: Referral, **changes: Any) -> ReferralFile:
    """A small PDF that came with a referral; no virus scanner is set up."""
    content = changes.pop("content", None) or f"%PDF-1.7\n{next(_numbers)}\n%%EOF".encode()
    with writing():
        file = StoredFile.keep(content, "application/pdf")
    row = {"name": "register.pdf", "media_type": "application/pdf", "size": len(content)}
    own = {"authority": referral.authority_id, "referral": referral, "file": file}
    return saved(ReferralFile(**{**own, **row, **changes}))


def make_leavers_link(**changes: Any) -> LeaversLink:
    """A link of a school of the authority, good for 90 days from NOW."""
    authority = changes.pop("authority", None) or the_authority()
    school = changes.pop("school", None) or make_school(local_authority=authority)
    link = LeaversLink(authority=authority, school=school, **changes)
    link.begin(None, 90, NOW)
    return saved(link)


def make_clock(**changes: Any) -> Clock:
    """A clock of a case, as if it had been started on the day of the tests."""
    case = changes.pop("case", None) or make_case()
    row = {"standard": "visit", "started_on": TODAY, "due_on": TODAY}
    return saved(Clock(**{**row, "authority": case.authority_id, "case": case, **changes}))


def make_check(**changes: Any) -> CheckRow:
    """The first row of a checklist, done on the day of the tests."""
    case = changes.pop("case", None) or make_case()
    row = {"number": 1, "result": "nothing", "words": "No answer.", "done_on": TODAY}
    return saved(CheckRow(**{**row, "authority": case.authority_id, "case": case, **changes}))


def make_checks(case: Case, **changes: Any) -> None:
    """Every row that the case requires, done."""
    with writing():
        for line in checklist_of(case):
            if line.need == REQUIRED:
                make_check(case=case, number=line.row.number, **changes)


def make_visit(**changes: Any) -> Visit:
    """A visit planned for the day of the tests."""
    case = changes.pop("case", None) or make_case()
    row = {"planned_on": TODAY, "place": "The caravan site at Mill Lane"}
    return saved(Visit(**{**row, "authority": case.authority_id, "case": case, **changes}))


def make_stage(**changes: Any) -> Stage:
    case = changes.pop("case", None) or make_case()
    row = {"stage": "located", "from_on": TODAY, "words": "The aunt rang."}
    return saved(Stage(**{**row, "authority": case.authority_id, "case": case, **changes}))


@writing()
def make_standing(**changes: Any) -> Standing:
    """A standing proposed on the day of the tests, on a case whose checklist is whole."""
    case = changes.pop("case", None) or make_case()
    if not CheckRow.select().where(CheckRow.case == case.id).exists():
        make_checks(case, done_on=changes.pop("checked_on", TODAY))
    changes.pop("checked_on", None)
    row = {"kind": "believed_moved", "reasons": "Seen to load a van.", "proposed_on": TODAY}
    return saved(Standing(**{**row, "authority": case.authority_id, "case": case, **changes}))


def make_review(**changes: Any) -> Review:
    case = changes.pop("case", None) or make_case()
    row = {"standard": "review_4", "done_on": TODAY, "words": "All enquiries are out."}
    return saved(Review(**{**row, "authority": case.authority_id, "case": case, **changes}))


@writing()
def make_outcome(**changes: Any) -> Outcome:
    """An outcome with one piece that shows it. The case itself is closed by `close_case`."""
    case = changes.pop("case", None) or make_case()
    row: dict[str, Any] = {
        "kind": "in_error",
        "confirmed_by": "The officer",
        "confirmed_on": TODAY,
        "closed_on": TODAY,
    }
    outcome = saved(Outcome(**{**row, "authority": case.authority_id, "case": case, **changes}))
    piece = {"closing": outcome, "piece": "which_error", "words": "The wrong child."}
    saved(OutcomeEvidence(authority=case.authority_id, **piece))
    return outcome


def make_search(case: Case, on: date) -> None:
    """What a search leaves behind, all done on one day: an outcome that was superseded too."""
    with writing():
        make_checks(case, done_on=on)
        make_visit(case=case, planned_on=on, made_on=on, result="Nobody in.")
        make_stage(case=case, from_on=on)
        make_standing(case=case, proposed_on=on, ended_on=on, ending="located")
        make_review(case=case, done_on=on)
        make_outcome(case=case, closed_on=on, superseded_on=on)


def close_case(case: Case, on: date = TODAY, words: str = "Found.") -> Case:
    """Close a case, with an outcome if it is of the kind that needs one."""
    with writing():
        if case.kind.code == "CME":
            make_outcome(case=case, closed_on=on, confirmed_on=on)
        case.close(on, words)
    return case


def make_term(**changes: Any) -> Term:
    """The council's own autumn term."""
    row = {"name": "Autumn term", "from_on": date(2026, 9, 3), "until_on": date(2026, 12, 18)}
    authority = changes.pop("authority", None) or the_authority()
    return saved(Term(**{**row, "authority": authority, **changes}))


def make_check_need(**changes: Any) -> CheckNeed:
    """A check that this council needs from a day on, another day each time."""
    since = date(2020, 1, 1) + timedelta(days=next(_numbers))
    row = {"reason": "vanished", "number": 13, "need": "R", "effective_from": since}
    authority = changes.pop("authority", None) or the_authority()
    return saved(CheckNeed(**{**row, "authority": authority, **changes}))


def make_outcome_need(**changes: Any) -> OutcomeNeed:
    """What this council asks for of a kind from a day on, another day each time."""
    since = date(2020, 1, 1) + timedelta(days=next(_numbers))
    row = {"kind": "abroad", "least": None, "effective_from": since}
    authority = changes.pop("authority", None) or the_authority()
    return saved(OutcomeNeed(**{**row, "authority": authority, **changes}))


def make_allocation(case: Case, officer: Officer, **changes: Any) -> Allocation:
    """The case given to an officer at NOW, by hand."""
    row = {"authority": case.authority_id, "case": case, "officer": officer, "given_at": NOW}
    return saved(Allocation(**{**row, **changes}))


def make_cover(officer: Officer, covered_by: Officer, **changes: Any) -> Cover:
    """An officer away on the day of the tests."""
    row = {"authority": the_authority(), "from_on": TODAY, "until_on": TODAY}
    return saved(Cover(**{**row, "officer": officer, "covered_by": covered_by, **changes}))


def make_patch(officer: Officer, begins: str = "CB1", **changes: Any) -> Patch:
    row = {"authority": the_authority(), "officer": officer, "begins": begins}
    return saved(Patch(**{**row, **changes}))


def make_kind(code: str = "EOTAS") -> CaseKind:
    """A kind of case besides the two; a child may be open as one and as this."""
    the_authority()
    return saved(CaseKind(code=code, name="Education otherwise than at school", active=True))


def make_school(**changes: Any) -> School:
    number = next(_numbers)
    row = {
        "urn": f"{100000 + number}",
        "name": f"Hilltop Primary {number}",
        "local_authority": changes.pop("local_authority", None) or the_authority(),
        "address_lines": "Hill Road\nCambridge",
        "postcode": "CB1 9ZZ",
        "email": f"office{number}@hilltop.example",
    }
    return saved(School(**{**row, **changes}))


@writing()
def make_enquiry(**changes: Any) -> Enquiry:
    """A question to a school, sent Mon 7 Sep 2026 and so due Mon 14 Sep."""
    case = changes.pop("case", None) or make_case()
    row: dict[str, Any] = {
        "authority": case.authority,
        "case": case,
        "question": "When was the child last at school?",
        "sent_on": date(2026, 9, 7),
    }
    if not {"school", "person", "agency", "other_authority"} & changes.keys():
        row["school"] = make_school()
    return saved(Enquiry(**{**row, **changes}))


@writing()
def make_notice(**changes: Any) -> Notice:
    """A s.437(1) notice decided and posted first class on Mon 23 Nov 2026."""
    case = changes.pop("case", None) or make_case(kind="EHE", reason="ehe_no_information")
    parent = changes.pop("parent", None) or make_parent(case.child)
    row = {
        "authority": case.authority,
        "child": case.child,
        "case": case,
        "parent": parent,
        "appears": "We wrote on 7 September and again on 5 October and have had no answer.",
        "method": "first_class",
        "intended_on": TODAY,
        "decided_on": TODAY,
    }
    return saved(Notice(**{**row, **changes}))


def make_child_name(child: Child, **changes: Any) -> ChildName:
    """A name the child had before."""
    row = {"forenames": child.forenames, "surname": "Okonkwo"}
    return saved(ChildName(**{**row, "authority": child.authority_id, "child": child, **changes}))


def make_promise(person: Person, **changes: Any) -> ContactPromise:
    """A promise to this person that forbids nothing unless told."""
    return saved(ContactPromise(authority=person.authority_id, person=person, **changes))


def make_agency(**changes: Any) -> Agency:
    row = {"name": "Health visitors", "kind": "health", "email": f"hv{next(_numbers)}@nhs.example"}
    return saved(Agency(**{**row, **changes}))


def make_contact(**changes: Any) -> EheContact:
    """A call from a home-educating family on Wed 9 Sep 2026."""
    case = changes.pop("case", None) or make_case(kind="EHE", reason="ehe_chosen")
    row = {"kind": "call", "happened_on": date(2026, 9, 9), "summary": "All is well."}
    return saved(EheContact(**{**row, "authority": case.authority_id, "case": case, **changes}))


def make_concern(**changes: Any) -> Concern:
    """A concern raised at NOW about the child of a case, open unless told."""
    child = changes.pop("child", None) or make_case().child
    row = {"what": "A bruise on the left arm.", "raised_at": NOW}
    return saved(Concern(**{**row, "authority": child.authority_id, "child": child, **changes}))


def make_acknowledged(**changes: Any) -> Concern:
    """A concern that was referred and acknowledged as it was raised."""
    concern = make_concern(**changes)
    with writing():
        concern.refer("The hub", "phone", "MASH-1", None, NOW, NOW)
        concern.acknowledge("Pat Bell", "A visit today.", NOW, NOW)
    return concern


def make_duty_turn(officer: Officer, **changes: Any) -> DutyTurn:
    """The first place on the rota of 873 on the day of the tests."""
    row = {"authority": the_authority(), "from_on": TODAY, "until_on": TODAY}
    return saved(DutyTurn(**{**row, "officer": officer, **changes}))


def make_note(**changes: Any) -> Note:
    case = changes.pop("case", None) or make_case()
    row = {"child": case.child_id, "written_on": TODAY, "text": "Nobody came to the door."}
    return saved(Note(**{**row, "authority": case.authority_id, "case": case, **changes}))


def make_attachment(**changes: Any) -> Attachment:
    """A small PDF put with a child; no virus scanner is set up."""
    case = changes.pop("case", None) or make_case()
    content = changes.pop("content", None) or f"%PDF-1.7\n{next(_numbers)}\n%%EOF".encode()
    row = {"child": case.child_id, "what": "Report of the school", "authority": case.authority_id}
    taken = {
        name: changes.pop(name) for name in ("scan", "added_by", "added_at") if name in changes
    }
    attachment = Attachment(**{**row, "case": case, **changes})
    with writing():
        attachment.take(content, "report.pdf", None, NOW, scanner=False)
        for name, value in taken.items():
            setattr(attachment, name, value)
        attachment.save()
    return attachment


def make_task(**changes: Any) -> Task:
    case = changes.pop("case", None) or make_case()
    row = {"what": "Ring the school.", "due_on": TODAY}
    return saved(Task(**{**row, "authority": case.authority_id, "case": case, **changes}))


def make_message(**changes: Any) -> Message:
    """A drafted email to a school."""
    number = next(_numbers)
    authority = changes.pop("authority", None) or the_authority()
    row = {
        "recipient": f"office{number}@hilltop.example",
        "subject": "ENQ-1: we await your answer",
        "body": "Please answer.",
        "message_id": f"<{number}@council.example>",
        "due_on": TODAY,
    }
    return saved(Message(**{**row, "authority": authority, **changes}))


def make_bad_address(**changes: Any) -> BadAddress:
    """An address that a mail server refused today."""
    authority = changes.pop("authority", None) or the_authority()
    row = {
        "email": f"gone{next(_numbers)}@hilltop.example",
        "said": "550 5.1.1 no such person",
        "refused_on": TODAY,
    }
    return saved(BadAddress(**{**row, "authority": authority, **changes}))


def make_chase(enquiry: Enquiry, step: int = 1, **changes: Any) -> Chase:
    """A step of the ladder taken for `enquiry`, with its message."""
    message = changes.pop("message", None) or make_message(
        authority=enquiry.authority, recipient=enquiry.asked.email
    )
    row = {
        "authority": enquiry.authority_id,
        "enquiry": enquiry,
        "round": enquiry.round,
        "step": step,
        "recipient": message.recipient,
        "message": message,
        "made_at": NOW,
    }
    return saved(Chase(**{**row, **changes}))


def make_reply_link(enquiry: Enquiry, **changes: Any) -> ReplyLink:
    """A link to the address the question went to, made as its mail would be at NOW."""
    with writing():
        link = ReplyLink.carried(enquiry, enquiry.asked.email, NOW, TODAY)
    assert link is not None
    for name, value in changes.items():
        setattr(link, name, value)
    return saved(link)


def make_handover(**changes: Any) -> Handover:
    """A child handed by phone to another authority today, not answered unless told."""
    case = None
    if "referral" not in changes:
        case = changes.pop("case", None) or make_case()
    about = case or changes["referral"]
    to = changes.pop("to_authority", None) or make_other_authority()
    row = {"why": "The family moved.", "way": "phone", "sent_on": TODAY, "case": case}
    own = {"authority": about.authority_id, "to_authority": to, "packet": {"last": "Hilltop"}}
    return saved(Handover(**{**own, **row, **changes}))


def make_other_authority(**changes: Any) -> Authority:
    """An authority that keeps no records here and has an address for questions."""
    code = f"{next(_numbers) % 1000:03}"
    row = {"code": f"9{code}", "name": f"Borchester {code}", "cme_email": f"cme{code}@la.example"}
    return saved(Authority(**{**row, **changes}))


def make_template(
    name: str = "school-enquiry", content: bytes = b"PK", **changes: Any
) -> TemplateVersion:
    """The published first version of a letter's template."""
    authority = changes.pop("authority", None) or the_authority()
    with writing():
        LetterTemplate.load_starter(authority, name, content, NOW)
    return LetterTemplate.named(authority.id, name).published()


def make_letter(**changes: Any) -> Letter:
    case = changes.pop("case", None) or make_case()
    version = changes.pop("version", None) or make_template(authority=case.authority)
    with writing():
        file = StoredFile.keep(f"letter {next(_numbers)}".encode(), DOCX)
    row = {
        "authority": case.authority_id,
        "case": case,
        "version": version,
        "file": file,
        "field_values": {"reference": case.reference},
        "recipient_name": "Mrs Margaret O’Neil",
        "recipient_address": "12 Mill Lane\nCambridge\nCB1 2AB",
        "produced_at": NOW,
    }
    return saved(Letter(**{**row, **changes}))


def make_one_of_each(authority: Authority) -> Case:
    """A child with a row of every kind that an authority holds; return the child's case.

    Whoever adds a noun adds it here: `test_scope.py` looks for one of each.
    """
    with writing():
        child = make_child(authority=authority)
        parent = make_parent(child)
        case = make_case(child=child)
        enquiry = make_enquiry(case=case, school=make_school(local_authority=authority))
        referral = make_referral(authority=authority, child=child)
        make_referral_file(referral)
        make_not_the_same(referral=referral, child=child)
        make_leavers_link(authority=authority)
        make_clock(case=case)
        make_check_need(authority=authority, effective_from=_a_day())
        make_outcome_need(authority=authority, effective_from=_a_day())
        make_search(case, TODAY)
        make_visit(case=case)
        make_term(authority=authority, school=make_school(local_authority=authority))
        make_child_name(child)
        make_promise(parent)
        make_contact(case=case)
        make_note(case=case)
        make_acknowledged(child=child, case=case)
        make_attachment(case=case)
        make_task(case=case)
        make_notice(case=case, parent=parent)
        make_chase(enquiry)
        make_reply_link(enquiry)
        make_handover(case=case)
        make_letter(case=case, enquiry=enquiry)
        make_bad_address(authority=authority)
        manager = make_officer("manager", authority=authority)
        make_duty_turn(manager, authority=authority)
        officer = make_officer("cme_officer", authority=authority)
        make_allocation(case, officer)
        make_cover(officer, manager, authority=authority)
        make_patch(officer, authority=authority)
        # Over and done with, so that it hides nothing from whoever is counting.
        restriction = make_restriction(case=case, ended_on=TODAY)
        saved(RestrictionReader(authority=authority, restriction=restriction, officer=manager))
        break_glass(restriction, manager)
    return case


def make_restriction(**changes: Any) -> Restriction:
    """A restriction on a child, an address or a case, with nobody named on it."""
    on = changes.get("child") or changes.get("address") or changes.get("case")
    if on is None:
        on = changes["child"] = make_child()
    row = {"authority": on.authority, "reason": "A new name after a trial.", "made_on": TODAY}
    return saved(Restriction(**{**row, **changes}))


def break_glass(restriction: Restriction, officer: Officer, now: datetime = NOW) -> BrokenGlass:
    with writing():
        return BrokenGlass.by(officer, restriction, "A call from the hospital.", now)


def make_address(**changes: Any) -> Address:
    """Where a child lives; the same lines unless told."""
    child = changes["child"]
    row = {"lines": "4 Fen Road\nMarch", "postcode": "PE15 8AA", "authority": child.authority_id}
    return saved(Address(**{**row, **changes}))
