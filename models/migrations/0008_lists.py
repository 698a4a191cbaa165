"""Lists: searches by name and shared, an officer's columns, indexes for the usual orders."""

from peewee import *

# By these a list is sorted until told otherwise.
USUAL_ORDERS = {
    "child": "surname",
    "person": "surname",
    "case": "opened_on",
    "enquiry": "due_on",
    "ehe_contact": "happened_on",
    "note": "written_on",
    "task": "due_on",
}


def up(migrator, db):
    class Officer(Model):
        class Meta:
            database = db
            table_name = "officer"

    class Authority(Model):
        class Meta:
            database = db
            table_name = "authority"

    class ListChoice(Model):
        officer = ForeignKeyField(Officer, on_delete="RESTRICT", backref="+")
        screen = CharField()
        columns = TextField()
        density = CharField(default="comfortable")

        class Meta:
            database = db
            table_name = "list_choice"
            indexes = ((("officer", "screen"), True),)

    shared = ForeignKeyField(
        Authority, null=True, field=Authority.id, on_delete="RESTRICT", backref="+"
    )
    db.create_tables([ListChoice])
    migrator.migrate(
        migrator.add_column("saved_search", "shared_in_id", shared),
        migrator.drop_column("saved_search", "shared"),
        migrator.add_index("child", ("authority_id", "born_on")),
    )
    for table, column in USUAL_ORDERS.items():
        migrator.migrate(
            migrator.drop_index(table, f"{table.replace('_', '')}_{column}"),
            # For who sees the rows of every authority, and for who sees those of one.
            migrator.add_index(table, (column, "id", "authority_id")),
        )
        if table != "child":
            migrator.migrate(migrator.add_index(table, ("authority_id", column)))
