"""The doors: second factor, trusted devices, links, throttles. Frozen copies, as in the first."""

from peewee import *

GUARDED = ("second_factor", "recovery_code", "trusted_device", "door_link")


def up(migrator, db):
    class Officer(Model):
        class Meta:
            database = db
            table_name = "officer"

    def officers_own(**options):
        return ForeignKeyField(Officer, on_delete="RESTRICT", backref="+", **options)

    class SecondFactor(Model):
        officer = officers_own(unique=True)
        secret = TextField(default="")
        offered = TextField(default="")
        confirmed_at = DateTimeField(null=True)
        last_step = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "second_factor"

    class RecoveryCode(Model):
        officer = officers_own()
        code_hash = CharField(unique=True, max_length=64)
        made_at = DateTimeField()
        ended_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "recovery_code"

    class TrustedDevice(Model):
        officer = officers_own()
        key_hash = CharField(unique=True, max_length=64)
        label = CharField()
        trusted_at = DateTimeField()
        until = DateTimeField()
        revoked_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "trusted_device"

    class DoorLink(Model):
        officer = officers_own()
        purpose = CharField()
        nonce = CharField(max_length=43)
        made_at = DateTimeField()
        expires_at = DateTimeField()
        used_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "door_link"

    class Throttle(Model):
        subject = CharField(unique=True, max_length=64)
        guesses = IntegerField(default=0)
        forgiven_at = DateTimeField()
        last_at = DateTimeField(index=True)

        class Meta:
            database = db
            table_name = "throttle"

    class KeptForm(Model):
        officer = officers_own()
        page = CharField(max_length=2000)
        sealed = TextField()
        kept_at = DateTimeField(index=True)

        class Meta:
            database = db
            table_name = "kept_form"

    class OfficerMail(Model):
        address = CharField()
        kind = CharField()
        asked_at = DateTimeField()

        class Meta:
            database = db
            table_name = "officer_mail"

    db.create_tables(
        [SecondFactor, RecoveryCode, TrustedDevice, DoorLink, Throttle, KeptForm, OfficerMail]
    )
    migrator.migrate(migrator.add_column("session", "at_second_step_id", stepping(Officer)))
    guard(db)


def stepping(officers):
    return ForeignKeyField(
        officers, null=True, field=officers.id, on_delete="RESTRICT", backref="+"
    )


def guard(db):
    """As in the first script: the database itself refuses to delete what is kept."""
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
