"""Who saw or changed a child's record, and where each chain stood at the end of a day.

What was read before this script is found by the child too; what was listed or
changed before it stands in the events, and is not found by the child.
"""

import json

from peewee import *

GUARDED = ("event_child", "daily_head")


def up(migrator, db):
    def stub(table):
        class Stub(Model):
            class Meta:
                database = db
                table_name = table

        return Stub

    heads, events = stub("audit_head"), stub("event")

    def key(to):
        return ForeignKeyField(to, on_delete="RESTRICT", backref="+")

    class EventChild(Model):
        event = key(events)
        child = IntegerField()

        class Meta:
            database = db
            table_name = "event_child"
            indexes = ((("child", "event"), True),)

    class DailyHead(Model):
        head = key(heads)
        day = DateField()
        sequence = IntegerField()
        link = CharField(max_length=64)
        verified_at = DateTimeField(null=True)
        sound = IntegerField(null=True)
        fault = TextField(default="")

        class Meta:
            database = db
            table_name = "daily_head"
            indexes = ((("head", "day"), True),)

    db.create_tables([EventChild, DailyHead])
    migrator.migrate(
        migrator.drop_index("event", "event_actor"),
        migrator.add_index("event", ("actor", "happened_at"), False),
        migrator.add_column("message", "for_managers", BooleanField(default=False)),
    )
    note_what_was_read(db, EventChild)
    guard(db)


def note_what_was_read(db, event_child):
    told = db.execute_sql("SELECT id, about FROM event WHERE about LIKE '%%\"children\"%%'")
    pairs = [
        (event, child)
        for event, about in told.fetchall()
        for child in json.loads(about)["children"]
    ]
    for first in range(0, len(pairs), 5000):
        event_child.insert_many(
            pairs[first : first + 5000], fields=[event_child.event, event_child.child]
        ).execute()


def guard(db):
    """As for the events themselves: the database refuses to change what was noted."""
    for table in GUARDED:
        if isinstance(db, SqliteDatabase):
            for verb in ("DELETE", "UPDATE"):
                db.execute_sql(
                    f'CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON "{table}" '
                    f"BEGIN SELECT RAISE(ABORT, '{table}: {verb} is refused'); END"
                )
        else:
            for verb, each in (("DELETE", "ROW"), ("UPDATE", "ROW"), ("TRUNCATE", "STATEMENT")):
                db.execute_sql(
                    f'CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON "{table}" '
                    f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
                )
