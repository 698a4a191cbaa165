"""Why a family is known to the team, and what is said of it: tables to read, nothing to run."""

from __future__ import annotations

from typing import NamedTuple


class Story(NamedTuple):
    """What brought the family: the case's kind and reason, whom one asks, and how often it ends.

    `days` are the least and most days since the case was opened, and `recent`
    says how strongly the newer ones prevail (1: not at all). `closed` is the
    chance in a hundred that a case of more than 60 days has been closed.
    """

    kind: str
    reason: str
    asks: tuple[str, ...]
    closed: int
    days: tuple[int, int] = (3, 730)
    recent: float = 1.0


# story -> weight. The first is the one that leads to notices: see `shapes.py`.
STORIES: dict[Story, int] = {
    Story("EHE", "ehe_no_information", ("person",), closed=0, days=(60, 300)): 5,
    Story("CME", "vanished", ("school", "person", "agency", "authority"), 60, recent=2.4): 14,
    Story("EHE", "ehe_chosen", ("person", "school"), closed=22): 46,
    Story("CME", "moved_in", ("authority", "school", "person"), 75, recent=2.4): 9,
    Story("CME", "moved_out", ("authority", "school", "agency"), 55, recent=2.0): 9,
    Story("CME", "no_start", ("school", "person"), 80, recent=2.6): 8,
    Story("CME", "newly_found", ("agency", "authority", "person"), 65, recent=2.4): 5,
    Story("CME", "ehe_no_information", ("person", "agency"), 40): 2,
    Story("CME", "ehe_unsatisfactory", ("person", "agency"), 45): 2,
}

OUTCOMES: dict[str, tuple[str, ...]] = {
    "CME": (
        "On roll at a school in our area. The school confirmed the first day by telephone.",
        "On roll in another authority, confirmed by that authority's CME team.",
        "Moved abroad. The new school wrote to confirm the place.",
        "Now home educated. The parents' letter is on file.",
        "Found with relatives in the area; back on roll at the same school.",
    ),
    "EHE": (
        "Returned to school at the family's own wish.",
        "The family has moved; the other authority has acknowledged the papers.",
        "Started at an independent school.",
    ),
}
OVER_AGE = "Compulsory school age has ended."
BECAME_CME = "It appears there is no suitable education. A CME case was opened the same day."

QUESTIONS: dict[str, tuple[str, ...]] = {
    "school": (
        "When was the child last at school, and what was said about where they were going?",
        "Which emergency contacts did you try, on which days, and with what result?",
        "Has another school asked you for the child's file? If so, which and when?",
    ),
    "authority": (
        "Is this child known to you: on roll, in home education, or missing education?",
        "Has a school place been offered or taken up in your area since the date above?",
    ),
    "agency": (
        "Do you hold an address or telephone number for this family newer than the one we gave?",
        "When did you last see or speak to the family, and where?",
    ),
    "person": (
        "Please tell us where your child is being educated now, and since when.",
        "Please tell us how you are educating your child at home: what, how, and with whose help.",
        "Would you like help with finding a school place?",
    ),
}

ANSWERS: dict[str, tuple[str, ...]] = {
    "school": (
        "Last attended on the Friday before. A grandparent said that the family was moving.",
        "No request for the file so far. All three contact numbers go to voicemail.",
        "The file was asked for by a school in the next county and sent last week.",
    ),
    "authority": (
        "Not known to us under this name or date of birth. We shall tell you if that changes.",
        "Application for a place received; a school has been offered from Monday.",
    ),
    "agency": (
        "The tenancy ended last month. No forwarding address was left.",
        "Registered with a practice at the address you have. Last seen six weeks ago.",
    ),
    "person": (
        "We have moved to my sister's and are waiting to hear about a place.",
        "Works through a bought programme each morning; swimming, library and a group on Fridays.",
        "Thank you for your letter. We should like a visit after the half-term week.",
    ),
}

CONTACTS: dict[str, tuple[str, ...]] = {
    "letter": ("First letter sent with our leaflet and an offer to meet.",),
    "call": (
        "Spoke for a quarter of an hour. Settled, no worries; will send a report.",
        "Nobody answered; left a message with our name and number only.",
    ),
    "visit": (
        "Saw books, a timetable and recent work. Mathematics and reading are well covered.",
        "Met at the library by choice. Good talk; science is to be written up by Easter.",
    ),
    "report": (
        "Three pages with photographs: project on the Fens, fractions, French with a neighbour.",
        "One paragraph only. Asked kindly for examples of work.",
    ),
    "meeting": ("Meeting with both parents and the adviser about a return to school.",),
}

NOTES = (
    "Neighbour says the house has stood empty since the holidays.",
    "Parent rang: prefers calls after three o'clock.",
    "Checked the admissions system: no application so far.",
    "Older brother is still on roll; the school will ask him gently.",
    "Parent was upset by our second letter. Apologised and explained why we ask.",
    "Health visitor saw the family last week; address confirmed.",
)

TASKS = (
    "Ring the school about the last day of attendance",
    "Look at the family's report and answer it",
    "Home visit with a colleague",
    "Ask admissions whether an application has come in",
    "Agree the next contact with the family",
)
TEAM_TASKS = ("Check the mailbox for returned mail", "Prepare the figures for the autumn return")
