"""What holds a flood of referrals, and the links by which schools send lists of leavers."""

from peewee import *

GUARDED = ("leavers_link",)


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
    authorities, schools, officers = stub("authority"), stub("school"), stub("officer")

    class SentFrom(Model):
        address_hash = CharField(max_length=64)
        sent_at = DateTimeField(index=True)

        class Meta:
            database = db
            table_name = "sent_from"
            indexes = ((("address_hash", "sent_at"), False),)

    class PendingReferral(Model):
        form_hash = CharField(max_length=64, unique=True)
        council = link(authorities)
        sealed = TextField()
        nonce = CharField(max_length=43)
        asked_at = DateTimeField(index=True)
        told_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "pending_referral"

    class LeaversLink(Model):
        row_version = IntegerField(default=1)
        authority = link(authorities)
        school = link(schools)
        nonce = CharField(max_length=43)
        made_by = link(officers, null=True)
        made_at = DateTimeField()
        expires_at = DateTimeField()
        ended_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "leavers_link"

    db.create_tables([SentFrom, PendingReferral, LeaversLink])
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
