"""Links by which others answer, hand-overs, and where authorities are asked about children."""

from peewee import *

GUARDED = ("reply_link", "reply_code", "handover")


def up(migrator, db):
    def stub(table):
        class Stub(Model):
            class Meta:
                database = db
                table_name = table

        return Stub

    def key(to, **options):
        return ForeignKeyField(to, on_delete="RESTRICT", backref="+", **options)

    # Other names than the columns: inside a class the column hides the stub.
    authorities, cases, enquiries = stub("authority"), stub("case"), stub("enquiry")
    officers, referrals = stub("officer"), stub("referral")

    class Handover(Model):
        row_version = IntegerField(default=1)
        authority = key(authorities)
        case = key(cases, null=True)
        referral = key(referrals, null=True)
        to_authority = key(authorities)
        why = TextField()
        whereabouts = TextField(default="")
        way = CharField(default="mail")
        packet = TextField(default="{}")
        sent_by = key(officers, null=True)
        sent_on = DateField()
        due_on = DateField()
        enquiry = key(enquiries, null=True)
        their_receipt = CharField(default="")
        acknowledged_on = DateField(null=True)
        acknowledged_by = CharField(default="")
        acknowledged_words = TextField(default="")
        refused_on = DateField(null=True)
        refused_by = CharField(default="")
        refused_why = TextField(default="")

        class Meta:
            database = db
            table_name = "handover"
            indexes = (
                (("authority", "acknowledged_on", "refused_on", "due_on"), False),
                (("sent_on", "id", "authority"), False),
            )

    class ReplyLink(Model):
        row_version = IntegerField(default=1)
        authority = key(authorities)
        enquiry = key(enquiries)
        purpose = CharField()
        email = CharField()
        token_hash = CharField(max_length=64, null=True, unique=True)
        secret = TextField(default="")
        made_at = DateTimeField()
        expires_on = DateField()
        revoked_at = DateTimeField(null=True)
        revoked_by = key(officers, null=True)

        class Meta:
            database = db
            table_name = "reply_link"

    class ReplyCode(Model):
        link = key(ReplyLink)
        secret = TextField()
        made_at = DateTimeField()
        tries = IntegerField(default=0)
        used_at = DateTimeField(null=True)
        opener_hash = CharField(default="", max_length=64, index=True)

        class Meta:
            database = db
            table_name = "reply_code"
            indexes = ((("link", "made_at"), False),)

    db.create_tables([Handover, ReplyLink, ReplyCode])
    migrator.migrate(
        migrator.add_column("authority", "cme_email", CharField(default="")),
        migrator.add_column("authority", "cme_phone", CharField(default="")),
    )
    if not isinstance(db, SqliteDatabase):  # which does not mind how long a text is
        db.execute_sql("ALTER TABLE authority ALTER COLUMN code TYPE varchar(9)")
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
