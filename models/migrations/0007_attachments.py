"""Files put with a child, and notes that are of a call."""

from peewee import *


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
    files, officers = stub("stored_file"), stub("officer")

    class Attachment(Model):
        row_version = IntegerField(default=1)
        authority = link(authorities)
        child = link(children)
        case = link(cases, null=True)
        file = link(files)
        media_type = CharField()
        size = IntegerField()
        name = CharField(max_length=100)
        what = CharField(max_length=200)
        added_by = link(officers, null=True)
        added_at = DateTimeField(index=True)

        class Meta:
            database = db
            table_name = "attachment"

    db.create_tables([Attachment])
    migrator.migrate(migrator.add_column("note", "call_with", CharField(null=True)))
    guard(db)


def guard(db):
    """As in the first script: the database itself refuses to delete."""
    if isinstance(db, SqliteDatabase):
        db.execute_sql(
            'CREATE TRIGGER attachment_no_DELETE BEFORE DELETE ON "attachment" '
            "BEGIN SELECT RAISE(ABORT, 'attachment: DELETE is refused'); END"
        )
    else:
        db.execute_sql(
            'CREATE TRIGGER attachment_no_delete BEFORE DELETE ON "attachment" '
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
