"""Screens for authorities, schools, agencies and the officers who work here."""

from __future__ import annotations

from typing import Any

from admin_views.records.base import Action, CaseView
from models.casework.leavers_link import LeaversLink
from models.organisations.agency import Agency
from models.organisations.authority import Authority
from models.organisations.cover import Cover
from models.organisations.duty import DutyTurn
from models.organisations.patch import Patch
from models.organisations.role import Role
from models.organisations.school import School

# What a council tells the public of these pages.
PUBLISHED = (
    "privacy_notice",
    "accessibility",
    "accessibility_faults",
    "accessibility_checked_on",
    "accessibility_checked_by",
    "accessibility_stated_on",
)


class AuthorityView(CaseView):
    shows = Authority
    title = "Authorities"
    address = "authorities"
    group = "Organisations"
    creates = False
    column_list = ("code", "name", "nation", "ours", "email")
    column_default_sort = ("code", False)
    search_in = (Authority.name, Authority.code)
    narrow_by = ("ours", "nation")
    form_columns = (
        "name",
        "team_name",
        "named_person",
        "address_lines",
        "phone",
        "email",
        "cme_email",
        "cme_phone",
        "hub_phone",
        "hub_phone_at_night",
        "colour",
        *PUBLISHED,
    )
    column_labels = {
        "named_person": "Person named to receive referrals",
        "cme_email": "Email for questions about missing children, if another",
        "cme_phone": "Phone for these, if another",
        "hub_phone": "Safeguarding hub: phone",
        "hub_phone_at_night": "Safeguarding hub: phone outside office hours",
        "privacy_notice": "Privacy notice: the address of its page",
        "accessibility": "Accessibility of these pages",
        "accessibility_faults": "Accessibility: what falls short",
        "accessibility_checked_on": "Accessibility: checked on",
        "accessibility_checked_by": "Accessibility: by whom, and how",
        "accessibility_stated_on": "Accessibility statement gone over on",
    }
    form_optional = ("named_person", "cme_email", "cme_phone", "colour", *PUBLISHED)


class SchoolView(CaseView):
    shows = School
    title = "Schools"
    address = "schools"
    group = "Organisations"
    column_list = ("urn", "name", "local_authority", "phase", "status", "email")
    column_labels = {
        "urn": "URN",
        "kind": "Type",
        "opened_on": "Opened",
        "closed_on": "Closed",
        "register_phone": "Phone in the register",
    }
    column_details_list = [
        "urn",
        "name",
        "local_authority",
        "establishment_number",
        "status",
        "successor",
        "kind",
        "phase",
        "opened_on",
        "closed_on",
        "address_lines",
        "postcode",
        "website",
        "email",
        "phone",
        "register_phone",
    ]
    column_default_sort = ("name", False)
    column_sortable_list = (
        ("urn", "urn"),
        ("name", "name"),
        ("local_authority", "local_authority.name"),
    )
    search_in = (School.found_by,)
    narrow_by = ("local_authority", "status")
    form_columns = (
        "urn",
        "name",
        "local_authority",
        "establishment_number",
        "status",
        "address_lines",
        "postcode",
        "phone",
        "email",
    )
    actions = (
        Action(
            "Send a link for a list of leavers",
            "leavers-links.create_view",
            needs=("add", LeaversLink),
            by="school",
        ),
    )

    def _says(self, text: str) -> Any:
        found = School.fitting(text)
        return found if found is not None else (School.id < 0)


class AgencyView(CaseView):
    shows = Agency
    title = "Agencies"
    address = "agencies"
    group = "Organisations"
    column_list = ("name", "kind", "email", "phone")
    column_default_sort = ("name", False)
    search_in = (Agency.name,)
    narrow_by = ("kind",)
    form_columns = ("name", "kind", "email", "phone", "address_lines")


class DutyView(CaseView):
    shows = DutyTurn
    title = "Duty rota"
    address = "duty"
    group = "Organisations"
    column_list = ("officer", "place", "from_on", "until_on", "authority")
    column_labels = {"place": "Told", "from_on": "From", "until_on": "Until"}
    column_default_sort = ("from_on", True)
    column_sortable_list = (("officer", "officer.name"), ("from_on", "from_on"))
    narrow_by = ("authority", "officer", "from_on")
    form_columns = ("authority", "officer", "place", "from_on", "until_on")


class CoverView(CaseView):
    shows = Cover
    title = "Leave and cover"
    address = "cover"
    group = "Organisations"
    column_list = ("officer", "from_on", "until_on", "covered_by", "authority")
    column_labels = {"officer": "Away", "from_on": "From", "until_on": "Until", "why": "Remarks"}
    column_default_sort = ("from_on", True)
    column_sortable_list = (("officer", "officer.name"), ("from_on", "from_on"))
    narrow_by = ("authority", "officer", "covered_by", "from_on")
    form_columns = ("authority", "officer", "covered_by", "from_on", "until_on", "why")


class PatchView(CaseView):
    shows = Patch
    title = "Areas of officers"
    address = "patches"
    group = "Organisations"
    column_list = ("begins", "officer", "authority")
    column_labels = {"begins": "Postcodes that begin"}
    column_default_sort = ("begins", False)
    column_sortable_list = (("begins", "begins"), ("officer", "officer.name"))
    narrow_by = ("authority", "officer")
    form_columns = ("authority", "officer", "begins")


class RoleView(CaseView):
    shows = Role
    title = "Roles"
    address = "roles"
    group = "Organisations"
    column_list = ("officer", "authority", "name", "may_publish", "active")
    column_sortable_list = (("officer", "officer.name"), ("name", "name"))
    narrow_by = ("officer", "authority", "name")
    form_columns = ("officer", "authority", "name", "active")
    prefills = ("officer",)
