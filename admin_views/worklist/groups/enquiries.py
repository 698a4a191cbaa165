"""Questions whose answer is overdue, or due soon from a home-educating family."""

from __future__ import annotations

from typing import Any

from peewee import JOIN, ModelSelect, fn

from admin_views.worklist.groups.cases import OnACase
from admin_views.worklist.line import Line
from models.casework.enquiry import Enquiry
from models.casework.handover import Handover
from models.organisations.agency import Agency
from models.organisations.authority import Authority
from models.organisations.school import School
from models.people.person import Person

ASKED: dict[str, Any] = {
    "school": School,
    "other_authority": Authority.alias(),
    "agency": Agency,
    "person": Person,
}


class OfEnquiries(OnACase):
    """What the groups whose rows are questions have in common."""

    model, opens = Enquiry, "enquiries.details_view"
    to_do, does, needs = "Record the answer", "enquiries.answer_view", ("change", Enquiry)

    def joined(self, query: ModelSelect[Any]) -> ModelSelect[Any]:
        query = super().joined(query)
        for key, asked in ASKED.items():
            query = query.join_from(
                Enquiry, asked, JOIN.LEFT_OUTER, on=(getattr(Enquiry, key) == asked.id)
            )
        return query

    def columns(self) -> dict[str, Any]:
        names = [asked.name for asked in ASKED.values() if asked is not Person]
        told = {
            "who": fn.COALESCE(*names, Person.title),
            "what": fn.COALESCE(Person.forenames.concat(" ").concat(Person.surname), ""),
            "day": Enquiry.due_on,
        }
        return super().columns() | told

    def name(self, line: Line) -> str:
        return f"ENQ-{line.id}"

    def order(self, line: Line) -> Any:
        return line.day, line.case_id, line.id


class Overdue(OfEnquiries):
    key, harm, title = "overdue", 50, "Enquiries overdue"
    nothing = "No answer is overdue."

    def rows(self) -> ModelSelect[Any]:
        late = Enquiry.overdue(self.asked.scope, self.asked.today)
        # What waits for a hand-over stands among those, with what is to be done about it.
        late = late.where(~Handover.of_enquiries(Enquiry.id))
        # In the order of the index of the unanswered: the other one holds all of history.
        return late.order_by(Enquiry.answered_on, Enquiry.due_on, Enquiry.case)

    def why(self, line: Line) -> str:
        return f"{line.asked} was to answer by {line.on}"


class AnswersDue(OfEnquiries):
    key, harm, title = "answers-due", 80, "Home education: answers due soon"
    nothing = "No answer is due soon from a home-educating family."

    def rows(self) -> ModelSelect[Any]:
        asked = self.asked
        return Enquiry.ehe_answers_due(asked.scope, asked.today, asked.values)

    def why(self, line: Line) -> str:
        last = "today" if line.day == self.asked.today else f"by {line.on}"
        return f"{line.asked} is to answer {last}"
