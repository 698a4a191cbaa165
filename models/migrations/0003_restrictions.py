"""Restricted records, and fields that not every reader may see."""

from peewee import *

GUARDED = ("restriction", "restriction_reader", "broken_glass")


def up(migrator, db):
    def stub(table):
        class Stub(Model):
            class Meta:
                database = db
                table_name = table

        return Stub

    # Other names than the columns: inside a class the column hides the stub.
    authorities, officers = stub("authority"), stub("officer")
    children, addresses, cases = stub("child"), stub("address"), stub("case")

    def link(to, **options):
        return ForeignKeyField(to, on_delete="RESTRICT", backref="+", **options)

    class Restriction(Model):
        row_version = IntegerField(default=1)
        authority = link(authorities)
        child = link(children, null=True)
        address = link(addresses, null=True)
        case = link(cases, null=True)
        closed_to = link(officers, null=True)
        reason = TextField()
        made_by = link(officers, null=True)
        made_on = DateField()
        ended_on = DateField(null=True)

        class Meta:
            database = db
            table_name = "restriction"

    class RestrictionReader(Model):
        row_version = IntegerField(default=1)
        authority = link(authorities)
        restriction = link(Restriction)
        officer = link(officers)

        class Meta:
            database = db
            table_name = "restriction_reader"
            indexes = ((("restriction", "officer"), True),)

    class BrokenGlass(Model):
        row_version = IntegerField(default=1)
        authority = link(authorities)
        restriction = link(Restriction)
        officer = link(officers)
        reason = TextField()
        opened_at = DateTimeField()
        until = DateTimeField(index=True)

        class Meta:
            database = db
            table_name = "broken_glass"

    db.create_tables([Restriction, RestrictionReader, BrokenGlass])
    migrator.migrate(
        migrator.add_column("child", "safeguarding_note", TextField(default="")),
        migrator.add_column("case", "referrer", CharField(default="")),
        migrator.add_column("letter", "to_restricted", BooleanField(default=False)),
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
