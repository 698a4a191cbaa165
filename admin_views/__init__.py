"""The staff screens: Flask-Admin over the models, behind one door."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app
from flask_admin import Admin
from flask_admin.theme import Theme
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFProtect

from admin_views import asking, errors, uploads
from admin_views.casework.allocations import AllocationView
from admin_views.casework.asking_others import AskOthersView
from admin_views.casework.cases import CaseScreen
from admin_views.casework.checks import CheckNeedView, CheckView
from admin_views.casework.clocks import ClockView
from admin_views.casework.concerns import ConcernView
from admin_views.casework.enquiries import EnquiryView
from admin_views.casework.handovers import HandoverView
from admin_views.casework.leavers_links import LeaversLinkView
from admin_views.casework.notes import ContactView, NoteView, TaskView
from admin_views.casework.notices import NoticeView
from admin_views.casework.outcome_needs import OutcomeNeedView
from admin_views.casework.outcomes import EvidenceView, OutcomeView
from admin_views.casework.referral_files import ReferralFileView
from admin_views.casework.referrals import ReferralView
from admin_views.casework.reviews import ReviewView
from admin_views.casework.standings import StageView, StandingView
from admin_views.casework.told_apart import NotTheSameView
from admin_views.casework.visits import VisitView
from admin_views.doors import account, door, kept_forms, links, second_step
from admin_views.doors.sessions import RowSessions
from admin_views.figures.figures_page import FiguresView
from admin_views.organisations import schools
from admin_views.organisations.authority_directory import DirectoryView
from admin_views.organisations.directory import (
    AgencyView,
    AuthorityView,
    CoverView,
    DutyView,
    PatchView,
    RoleView,
    SchoolView,
)
from admin_views.organisations.officers import OfficerView
from admin_views.organisations.schools import RegisterView
from admin_views.organisations.terms import TermFileView, TermView
from admin_views.outgoing.caught_mail import CaughtMailView
from admin_views.outgoing.letter_templates import LetterTemplatesView, TemplateVersionView
from admin_views.outgoing.letters import LetterView
from admin_views.outgoing.outbox import ChaseView, LadderStepView, LadderView, MessageView
from admin_views.outgoing.outbox_words import alarm
from admin_views.outgoing.reply_links import ReplyLinkView
from admin_views.page import assets, concern_banner, council, packed
from admin_views.page.menu import menu, menu_item_here
from admin_views.people.attachments import AttachmentView
from admin_views.people.children import (
    AddressView,
    ChildNameView,
    ChildView,
    PersonView,
    PromiseView,
    RelationshipView,
)
from admin_views.people.restrictions import (
    BreakGlassView,
    BrokenGlassView,
    ReaderView,
    RestrictionView,
)
from admin_views.people.search_page import SearchView
from admin_views.records import reading, suggestions
from admin_views.records.inputs import new_form_key
from admin_views.running.access_page import AccessView
from admin_views.running.audit import AuditView
from admin_views.running.handbook import HandbookView
from admin_views.running.history import HistoryView
from admin_views.running.ledger import CalendarView, EventView, SettingView
from admin_views.worklist.front_page import Worklist
from browser import connecting
from models.dates.words import long_date

HERE = Path(__file__).parent

POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'"
)

# In the order of a case, which is the order of the menu.
SCREENS = (
    ReferralView,
    ChildView,
    PersonView,
    CaseScreen,
    ConcernView,
    EnquiryView,
    HandoverView,
    VisitView,
    CheckView,
    StageView,
    StandingView,
    ReviewView,
    OutcomeView,
    EvidenceView,
    ContactView,
    NoticeView,
    LetterView,
    NoteView,
    AttachmentView,
    ReferralFileView,
    TaskView,
    NotTheSameView,
    ClockView,
    AllocationView,
    MessageView,
    ChaseView,
    ReplyLinkView,
    ChildNameView,
    RelationshipView,
    AddressView,
    PromiseView,
    RestrictionView,
    ReaderView,
    BrokenGlassView,
    SchoolView,
    TermView,
    LeaversLinkView,
    AgencyView,
    AuthorityView,
    TemplateVersionView,
    LadderView,
    LadderStepView,
    OfficerView,
    RoleView,
    DutyView,
    CoverView,
    PatchView,
    CalendarView,
    CheckNeedView,
    OutcomeNeedView,
    SettingView,
    EventView,
)


def register(app: Flask) -> None:
    """Add the staff screens, the door before them, and what holds on every answer."""
    connecting.register(app)  # the first two, so that they see every answer as it leaves
    packed.register(app)
    app.session_interface = RowSessions()
    login = LoginManager(app)
    login.session_protection = None  # our sessions are rows; the library's check needs its own
    login.request_loader(asking.load_signed_in)
    schools.register(app)  # before anything reads a form
    uploads.register(app)
    errors.register(app)
    kept_forms.register(app)
    CSRFProtect(app)
    # The pages behind a mailed link send no referrer, so none is asked for; the token decides.
    app.config["WTF_CSRF_SSL_STRICT"] = False
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a form is good for as long as the session
    for part in (door, second_step, links, account, council, suggestions):
        app.register_blueprint(part.blueprint)
    assets.register(app)
    _add_screens(app)
    app.context_processor(_for_every_page)
    app.add_template_filter(long_date)
    app.after_request(_headers)
    reading.register(app)


def _add_screens(app: Flask) -> None:
    theme = Theme(folder=str(HERE / "templates"), base_template="base.html")
    home = Worklist(name="Today", url="/")
    admin = Admin(app, name="Whereabouts", theme=theme, index_view=home, url="/")
    for screen in SCREENS:
        admin.add_view(screen())
    admin.add_view(AskOthersView(endpoint="asking"))
    admin.add_view(TermFileView("Read in term dates", "Organisations", "term-file"))
    admin.add_view(RegisterView("School register", "Organisations", schools.ENDPOINT))
    admin.add_view(DirectoryView("Directory", "Organisations", "directory"))
    admin.add_view(LetterTemplatesView())
    admin.add_view(FiguresView("Figures", endpoint="figures"))
    admin.add_view(BreakGlassView("Open one", endpoint="restricted", category="Restricted"))
    admin.add_view(AccessView("Who may do what", endpoint="access", category="Running it"))
    admin.add_view(HistoryView("Who looked at what", endpoint="history", category="Running it"))
    admin.add_view(AuditView("The chains of events", endpoint="audit", category="Running it"))
    admin.add_view(HandbookView())
    admin.add_view(SearchView())
    if app.config["DEMO"]:
        admin.add_view(CaughtMailView(name="Caught mail", endpoint="caught-mail", category="Demo"))


def _for_every_page() -> dict[str, Any]:
    return {
        "menu": menu,
        "menu_item_here": menu_item_here,
        "demo": current_app.config["DEMO"],
        "asking": asking,
        "new_form_key": new_form_key,
        "council": _council,
        "mail_alarm": alarm,
        "concerns": concern_banner.banner,
    }


def _council() -> council.Council:
    """Return whose page it is: of those who asks works for, or of all who share the program."""
    signed_in = current_user.is_authenticated
    return council.council(frozenset(asking.scope().roles) if signed_in else None)


def _headers(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if "Cache-Control" not in response.headers or not response.cache_control.public:
        response.headers["Cache-Control"] = "no-store"
    if current_app.config["BASE_URL"].startswith("https://"):
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response
