"""Welfare concerns, who is on duty for them, and mail that goes before all other."""

from peewee import *

GUARDED = ("concern", "duty_turn")


def up(migrator, db):
    def stub(table):
        class Stub(Model):
            class Meta:
                database = db
                table_name = table

        return Stub

    def link(to, **options):
        return ForeignKeyField(to, on_delete="RESTRICT", backref="+", **options)

    # Other names than the columns: inside a class the column hides the stub.
    authorities, children, cases = stub("authority"), stub("child"), stub("case")
    officers = stub("officer")

    class Concern(Model):
        row_version = IntegerField(default=1)
        authority = link(authorities)
        child = link(children)
        case = link(cases, null=True)
        what = TextField()
        raised_by = link(officers, null=True)
        raised_at = DateTimeField()
        referred_to = CharField(default="")
        referred_how = CharField(default="")
        referred_reference = CharField(default="")
        referred_by = link(officers, null=True)
        referred_at = DateTimeField(null=True)
        acknowledged_by_name = CharField(default="")
        acknowledgement = TextField(default="")
        acknowledged_at = DateTimeField(null=True)
        second_told_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "concern"
            indexes = (
                (("authority", "acknowledged_at", "raised_at"), False),
                (("raised_at", "id", "authority"), False),
            )

    class DutyTurn(Model):
        row_version = IntegerField(default=1)
        authority = link(authorities)
        officer = link(officers)
        place = CharField(default="first")
        from_on = DateField()
        until_on = DateField(index=True)

        class Meta:
            database = db
            table_name = "duty_turn"

    db.create_tables([Concern, DutyTurn])
    migrator.migrate(
        migrator.add_column("message", "urgent", BooleanField(default=False)),
        migrator.add_column("authority", "hub_phone", CharField(default="")),
        migrator.add_column("authority", "hub_phone_at_night", CharField(default="")),
    )
    guard(db)


def guard(db):
    """As in the first script: the database itself refuses to delete."""
    for table in GUARDED:
        if isinstance(db, SqliteDatabase):
            db.execute_sql(
                f'CREATE TRIGGER {table}_no_DELETE BEFORE DELETE ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, '{table}: DELETE is refused'); END"
            )
        else:
            db.execute_sql(
                f'CREATE TRIGGER {table}_no_delete BEFORE DELETE ON "{table}" '
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
