"""The day of the last thing done on each case, counted from what is there, and ways to the worklist."""

from peewee import *

# As the nouns of this day had it: table, column.
DONE = (
    ("note", "written_on"),
    ("enquiry", "sent_on"),
    ("enquiry", "answered_on"),
    ("ehe_contact", "happened_on"),
    ("task", "done_on"),
    ("notice", "decided_on"),
    ("notice", "served_on"),
    ("letter", "produced_at"),
    ("attachment", "added_at"),
)
# What may name a child and no case was done on each case of the child.
BY_CHILD = (("note", "written_on"), ("attachment", "added_at"))

# Each lets the database take a group of the worklist in its order and stop early.
INDEXES = (
    ("case", ("authority_id", "closed_on", "quiet_since", "kind_id")),
    ("case", ("authority_id", "officer_id", "closed_on", "opened_on")),
    ("case", ("officer_id", "closed_on", "quiet_since", "kind_id")),
    ("enquiry", ("authority_id", "answered_on", "due_on", "case_id")),
    ("task", ("authority_id", "done_on", "due_on")),
    ("message", ("authority_id", "state", "due_on")),
    ("message", ("instead_of",)),
)


def up(migrator, db):
    migrator.migrate(migrator.add_column("case", "quiet_since", DateField(null=True)))
    count(db)
    migrator.migrate(
        migrator.drop_index("case", "case_officer_id_closed_on"),
        migrator.drop_index("enquiry", "enquiry_authority_id_answered_on_due_on"),
        *(migrator.add_index(table, columns, False) for table, columns in INDEXES),
    )


def count(db):
    db.execute_sql('UPDATE "case" SET quiet_since = opened_on')
    parts = [
        f'SELECT case_id, DATE("{column}") AS day FROM "{table}" WHERE case_id IS NOT NULL'
        for table, column in DONE
    ]
    parts += [
        f'SELECT "case".id, DATE("{column}") FROM "{table}" JOIN "case" '
        f'ON "case".child_id = "{table}".child_id WHERE "{table}".case_id IS NULL'
        for table, column in BY_CHILD
    ]
    done = " UNION ALL ".join(parts)
    db.execute_sql(
        'UPDATE "case" SET quiet_since = done.day FROM (SELECT case_id, MAX(day) AS day '
        f"FROM ({done}) AS one_by_one WHERE day <= CURRENT_DATE GROUP BY case_id) AS done "
        'WHERE done.case_id = "case".id AND done.day > "case".opened_on'
    )
