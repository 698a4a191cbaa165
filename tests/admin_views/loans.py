"""A record type as whoever adds one writes it. Imported only while a test has it in the program."""

from __future__ import annotations

from peewee import CharField, DateField, ForeignKeyField, IntegerField, TextField

from admin_views.asking import today
from admin_views.records.base import Bulk, CaseView
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.people.child import Child


class Loan(AuthorityRecord):
    """A laptop or a book lent to a family."""

    child = ForeignKeyField(Child, on_delete="RESTRICT", backref="+")
    officer = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    item = CharField(max_length=100)
    lent_on = DateField()
    days = IntegerField(default=28)
    returned_on = DateField(null=True)
    remarks = TextField(default="")

    def __str__(self) -> str:
        return self.item


def give_back(loan: Loan, _form: object) -> None:
    loan.returned_on = today()
    loan.save()


class LoanView(CaseView):
    shows = Loan
    title = "Loans"
    address = "loans"
    column_list = ("item", "child", "lent_on", "days", "returned_on")
    search_in = (Loan.item,)
    search_child = Loan.child
    narrow_by = ("officer", "lent_on", "returned_on")
    form_columns = ("child", "item", "officer", "lent_on", "days", "remarks")
    prefills = ("child",)
    bulk = (Bulk("Mark as given back", "marked as given back", give_back),)
