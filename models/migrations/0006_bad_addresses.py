"""Addresses a mail server refused, when the whole queue stood still, and what is known of a mail."""

from peewee import *

GUARDED = ("bad_address", "mail_stop")


def up(migrator, db):
    def stub(table):
        class Stub(Model):
            class Meta:
                database = db
                table_name = table

        return Stub

    def link(to, **options):
        return ForeignKeyField(to, on_delete="RESTRICT", backref="+", **options)

    authorities, officers = stub("authority"), stub("officer")

    class BadAddress(Model):
        row_version = IntegerField(default=1)
        authority = link(authorities)
        email = CharField(index=True)
        said = CharField(max_length=500)
        refused_on = DateField()
        cleared_on = DateField(null=True)
        cleared_by = link(officers, null=True)

        class Meta:
            database = db
            table_name = "bad_address"

    class MailStop(Model):
        begun_at = DateTimeField()
        why = CharField(max_length=500)
        tried_at = DateTimeField()
        ended_at = DateTimeField(null=True, index=True)

        class Meta:
            database = db
            table_name = "mail_stop"

    db.create_tables([BadAddress, MailStop])
    migrator.migrate(
        migrator.add_column("message", "data_begun_at", DateTimeField(null=True)),
        migrator.add_column("message", "instead_of", IntegerField(null=True)),
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
