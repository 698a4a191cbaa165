"""Every table, in the order they are made. Whoever adds a noun adds it here."""

from __future__ import annotations

from models.base import BaseModel
from models.casework.allocation import Allocation
from models.casework.attachment import Attachment
from models.casework.case import Case, CaseKind
from models.casework.check_need import CheckNeed
from models.casework.check_row import CheckRow
from models.casework.clock import Clock
from models.casework.concern import Concern
from models.casework.draft_file import DraftFile
from models.casework.ehe_contact import EheContact
from models.casework.enquiry import Enquiry
from models.casework.handover import Handover
from models.casework.leavers_link import LeaversLink
from models.casework.not_the_same import NotTheSame
from models.casework.note import Note
from models.casework.outcome import Outcome, OutcomeEvidence
from models.casework.outcome_need import OutcomeNeed
from models.casework.pending_referral import PendingReferral
from models.casework.referral import Referral
from models.casework.referral_draft import ReferralDraft
from models.casework.referral_file import ReferralFile
from models.casework.restriction import BrokenGlass, Restriction, RestrictionReader
from models.casework.review import Review
from models.casework.stage import Stage
from models.casework.standing import Standing
from models.casework.task import Task
from models.casework.visit import Visit
from models.ledger.calendar import Calendar
from models.ledger.event import AuditHead, DailyHead, Event, EventChild, EventDetail
from models.ledger.job_run import JobRun
from models.ledger.lease import Lease
from models.ledger.list_choice import ListChoice
from models.ledger.saved_search import SavedSearch
from models.ledger.setting import Setting
from models.ledger.stored_file import StoredFile
from models.organisations.agency import Agency
from models.organisations.authority import Authority
from models.organisations.cover import Cover
from models.organisations.device import TrustedDevice
from models.organisations.door_link import DoorLink
from models.organisations.duty import DutyTurn
from models.organisations.kept_form import KeptForm
from models.organisations.officer import Officer
from models.organisations.officer_mail import OfficerMail
from models.organisations.patch import Patch
from models.organisations.recovery_code import RecoveryCode
from models.organisations.role import Role
from models.organisations.school import School
from models.organisations.second_factor import SecondFactor
from models.organisations.sent_form import SentForm
from models.organisations.sent_from import SentFrom
from models.organisations.session import Session
from models.organisations.term import Term
from models.organisations.throttle import Throttle
from models.outgoing.chase import Chase
from models.outgoing.ladder import Ladder, LadderStep
from models.outgoing.letter import Letter
from models.outgoing.mail_stop import MailStop
from models.outgoing.message import Message
from models.outgoing.reply_code import ReplyCode
from models.outgoing.reply_link import ReplyLink
from models.outgoing.template import LetterTemplate, TemplateVersion
from models.people.address import Address
from models.people.bad_address import BadAddress
from models.people.child import Child
from models.people.child_name import ChildName
from models.people.contact_promise import ContactPromise
from models.people.person import Person
from models.people.relationship import Relationship
from models.people.search import SearchKey
from models.statute.notice import Notice

TABLES: tuple[type[BaseModel], ...] = (
    Authority,
    School,
    Agency,
    Officer,
    Role,
    DutyTurn,
    Term,
    Cover,
    Patch,
    Session,
    SecondFactor,
    RecoveryCode,
    TrustedDevice,
    DoorLink,
    Throttle,
    KeptForm,
    SentForm,
    SentFrom,
    ReferralDraft,
    DraftFile,
    PendingReferral,
    LeaversLink,
    OfficerMail,
    AuditHead,
    Event,
    EventDetail,
    EventChild,
    DailyHead,
    StoredFile,
    Calendar,
    Setting,
    SavedSearch,
    ListChoice,
    JobRun,
    Lease,
    Child,
    ChildName,
    Person,
    Relationship,
    Address,
    ContactPromise,
    BadAddress,
    SearchKey,
    CaseKind,
    Referral,
    ReferralFile,
    NotTheSame,
    Case,
    Clock,
    Allocation,
    Restriction,
    RestrictionReader,
    BrokenGlass,
    Enquiry,
    Handover,
    EheContact,
    Note,
    Concern,
    Attachment,
    CheckNeed,
    OutcomeNeed,
    CheckRow,
    Visit,
    Stage,
    Standing,
    Review,
    Outcome,
    OutcomeEvidence,
    Task,
    Notice,
    Ladder,
    LadderStep,
    Message,
    MailStop,
    Chase,
    ReplyLink,
    ReplyCode,
    LetterTemplate,
    TemplateVersion,
    Letter,
)
