"""The organisations of the demo as tables. Real councils; all that is said of them is invented."""

from __future__ import annotations

from typing import Any, NamedTuple

from commands.demo_data.places import listed


class Post(NamedTuple):
    """An officer to be: signs in as `<mailbox>@demo.example`."""

    mailbox: str
    role: str
    name: str
    job_title: str
    extension: int  # the last digits of the telephone number
    authorities: tuple[str, ...] = ("873", "874")


OFFICERS = (
    Post("support", "business_support", "Priya Nair", "Business Support Officer", 801),
    Post("cme", "cme_officer", "Hannah Thorpe", "Children Missing Education Officer", 802),
    Post("ehe", "ehe_officer", "Gareth Llewellyn", "Elective Home Education Adviser", 803),
    Post("manager", "manager", "Yvonne Okafor", "Education Inclusion Manager", 804),
    Post("manager2", "manager", "Declan O’Neil", "Deputy Inclusion Manager", 805),
    Post("returns", "returns_officer", "Tomasz Zając", "Data and Returns Officer", 806),
    Post("auditor", "auditor", "Margaret Fuller", "Internal Auditor", 807),
    Post("admin", "system_administrator", "Imran Shah", "Systems Administrator", 808),
    Post("peterborough", "cme_officer", "Zoë Setchell", "Attendance Officer", 809, ("874",)),
)

AUTHORITIES: tuple[dict[str, Any], ...] = (
    {
        "code": "873",
        "name": "Cambridgeshire County Council",
        "ours": True,
        "team_name": "Education Inclusion Team",
        "named_person": "Yvonne Okafor",
        "address_lines": "New Shire Hall\nAlconbury Weald\nPE28 4YE",
        "phone": "01632 960873",
        "email": "missing-education@cambridgeshire.example",
    },
    {
        "code": "874",
        "name": "Peterborough City Council",
        "ours": True,
        "team_name": "Attendance and Children Missing Education Team",
        "named_person": "Declan O’Neil",
        "address_lines": "Sand Martin House\nPeterborough\nPE2 8TY",
        "phone": "01632 960874",
        "email": "missing-education@peterborough.example",
    },
    {"code": "925", "name": "Lincolnshire County Council", "email": "cme@lincolnshire.example"},
    {"code": "935", "name": "Suffolk County Council", "email": "cme@suffolk.example"},
    {"code": "926", "name": "Norfolk County Council", "email": "cme@norfolk.example"},
    {
        "code": "823",
        "name": "Central Bedfordshire Council",
        "email": "cme@centralbedfordshire.example",
    },
    {"code": "821", "name": "Luton Borough Council", "email": "cme@luton.example"},
    {
        "code": "681",
        "name": "Cardiff Council / Cyngor Caerdydd",
        "nation": "wales",
        "email": "education@cardiff.example",
    },
    {
        "code": "S12",
        "name": "The City of Edinburgh Council",
        "nation": "scotland",
        "email": "education@edinburgh.example",
    },
)

CASE_KINDS = (
    ("CME", "Child missing education", True),
    ("EHE", "Elective home education", True),
    ("FLEXI", "Flexi-schooling", False),
    ("EOTAS", "Education otherwise than at school", False),
    ("PART", "Part-time timetable", False),
)

# kind, name, email; who has none is asked by phone
AGENCIES = (
    ("health", "School Nursing, Fens and Cities NHS Trust", "school-nursing@fenshealth.example"),
    ("health", "Child Health Information Service", "records@childhealth.example"),
    ("housing", "Ouse Valley Housing Association", "tenancies@ousevalley.example"),
    ("housing", "Council Tax and Benefits Service", "enquiries@counciltax.example"),
    ("social_care", "Family Safeguarding Front Door", "front-door@safeguarding.example"),
    ("police", "Missing Persons Desk, County Constabulary", "missing@constabulary.example"),
    ("government", "Border Enquiries Unit", "enquiries@border.example"),
    ("voluntary", "Fenland Women’s Refuge", ""),
)

# Every third is a secondary school, every tenth is closed.
SCHOOL_STEMS = {
    "873": listed(
        "Larkmeadow, Fenbrook, Withymoor, Osier Bank, St Wendreda’s Fold, Harrowmere, "
        "Bulrush Hill, Kestrel Rise, Cromlode, Sallow Green, Thistledrove, Marlbank, Eelhythe, "
        "Wickenlode, Staunchgate, Reedcutters, Twelve Mile, Lodeside, Quaveney, Turfbrook, "
        "Isleham Bank, Skylark Field, Drainers’ Green, Nine Elms Fen, Causeway End, "
        "Heron’s Holt, Granta Rise, Pightle Lane, Wherry Quay, Old Sluice"
    ),
    "874": listed(
        "Nenebrook, Flagfen Way, Brickyard, Castor Hanglands, Gunwade, Thorpe Lea, Embankment, "
        "Railwayside, Stonepit, Car Dyke, Milking Nook, Borough Fen, Sand Martin, Tollgate, "
        "Paston Ridge, Ortonmere, Sugar Beet Way, Westwood Edge, Holywell Drove, Fulbridge Lock, "
        "Ferry Meadow, Clare’s Green, Lattersey, St Kyneburgha’s, Botolph’s Rise, Padholme, "
        "Cathedral Fen, Eastern Leam, Stanground Wash, Peakirk Drain"
    ),
}

# town and a postcode in it
SITES = {
    "873": (
        ("Cambridge", "CB1 9ZZ"),
        ("Ely", "CB7 4QX"),
        ("Wisbech", "PE13 1QZ"),
        ("Huntingdon", "PE29 3QY"),
        ("March", "PE15 8QX"),
        ("St Neots", "PE19 1QW"),
        ("Cambourne", "CB23 6QZ"),
    ),
    "874": (("Peterborough", "PE1 1QZ"), ("Peterborough", "PE2 7QX"), ("Peterborough", "PE4 6QW")),
}
