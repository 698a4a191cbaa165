"""Who has a case, whose area it is, and who covers for whom."""

from peewee import *

GUARDED = ("allocation", "cover", "patch")


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
    authorities, cases, officers = stub("authority"), stub("case"), stub("officer")

    class Allocation(Model):
        row_version = IntegerField(default=1)
        authority = link(authorities)
        case = link(cases)
        officer = link(officers)
        before = link(officers, null=True)
        how = CharField(default="hand")
        why = CharField(default="")
        given_by = link(officers, null=True)
        given_at = DateTimeField()

        class Meta:
            database = db
            table_name = "allocation"
            indexes = ((("given_at", "id", "authority"), False),)

    class Cover(Model):
        row_version = IntegerField(default=1)
        authority = link(authorities)
        officer = link(officers)
        covered_by = link(officers)
        from_on = DateField()
        until_on = DateField(index=True)
        why = CharField(default="")

        class Meta:
            database = db
            table_name = "cover"

    class Patch(Model):
        row_version = IntegerField(default=1)
        authority = link(authorities)
        officer = link(officers)
        begins = CharField(max_length=8)

        class Meta:
            database = db
            table_name = "patch"
            indexes = ((("authority", "officer", "begins"), True),)

    db.create_tables([Allocation, Cover, Patch])
    migrator.migrate(migrator.add_column("case", "lives_here_on", DateField(null=True)))
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
