"""Lists: searches by name and shared, an officer's columns, indexes for the usual orders."""

from peewee import *

# By these a list is sorted until told otherwise; the authority first, as every query asks it.
USUAL_ORDERS = (
    ("person", ("authority", "surname")),
    ("case", ("authority", "opened_on")),
    ("enquiry", ("authority", "due_on")),
    ("ehe_contact", ("authority", "happened_on")),
    ("note", ("authority", "written_on")),
    ("task", ("authority", "due_on")),
)


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
        *(
            migrator.add_index(table, tuple(f"{c}_id" if c == "authority" else c for c in columns))
            for table, columns in USUAL_ORDERS
        ),
    )
