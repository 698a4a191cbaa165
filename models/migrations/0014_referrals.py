"""Referrals with their files, and the clocks that run on referrals and cases."""

from peewee import *

GUARDED = ("referral", "referral_file", "clock")


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
    officers, schools, files = stub("officer"), stub("school"), stub("stored_file")

    class Referral(Model):
        row_version = IntegerField(default=1)
        authority = link(authorities)
        receipt = CharField(unique=True, max_length=14)
        received_at = DateTimeField()
        route = CharField()
        forenames = CharField(default="")
        surname = CharField(default="")
        known_as = CharField(default="")
        born_on = DateField(null=True)
        sex = CharField(default="U")
        upn = CharField(default="", max_length=13)
        address_lines = TextField(default="")
        postcode = CharField(default="", max_length=10)
        school = link(schools, null=True)
        school_name = CharField(default="")
        last_attended_on = DateField(null=True)
        reason = CharField(default="")
        ground_regulation = CharField(default="")
        ground_letter = CharField(default="")
        referrer_name = CharField(default="")
        referrer_role = CharField(default="")
        referrer_organisation = CharField(default="")
        referrer_email = CharField(default="")
        referrer_phone = CharField(default="")
        anonymous = BooleanField(default=False)
        worried = BooleanField(default=False)
        told = TextField(default="[]")
        acknowledged_at = DateTimeField(null=True)
        risk = CharField(default="")
        risk_why = TextField(default="")
        risk_by = link(officers, null=True)
        risk_at = DateTimeField(null=True)
        decision = CharField(default="")
        not_cme = CharField(default="")
        decision_why = TextField(default="")
        decided_by = link(officers, null=True)
        decided_at = DateTimeField(null=True)
        child = link(children, null=True)
        kept_with = link(children, null=True)

        class Meta:
            database = db
            table_name = "referral"
            indexes = (
                (("authority", "decision", "received_at"), False),
                (("authority", "acknowledged_at"), False),
                (("received_at", "id", "authority"), False),
            )

    class ReferralFile(Model):
        row_version = IntegerField(default=1)
        authority = link(authorities)
        referral = link(Referral)
        file = link(files)
        media_type = CharField()
        size = IntegerField()
        name = CharField(max_length=100)
        scan = CharField(default="", index=True)
        scanned_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "referral_file"

    class Clock(Model):
        row_version = IntegerField(default=1)
        authority = link(authorities)
        referral = link(Referral, null=True)
        case = link(cases, null=True)
        standard = CharField()
        started_on = DateField()
        due_on = DateField()
        met_on = DateField(null=True)
        stopped_on = DateField(null=True)

        class Meta:
            database = db
            table_name = "clock"
            indexes = (
                (("authority", "met_on", "stopped_on", "due_on"), False),
                (("due_on", "id", "authority"), False),
            )

    db.create_tables([Referral, ReferralFile, Clock])
    named = ForeignKeyField(
        Referral, field=Referral.id, on_delete="RESTRICT", null=True, backref="+"
    )
    migrator.migrate(migrator.add_column("case", "referral_id", named))
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
