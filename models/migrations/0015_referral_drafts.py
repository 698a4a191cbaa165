"""Referrals that are still being written outside, and the person named to receive them."""

from peewee import *


def up(migrator, db):
    class ReferralDraft(Model):
        key_hash = CharField(max_length=64, index=True)
        form_hash = CharField(max_length=64, unique=True)
        code_hash = CharField(max_length=64, unique=True, null=True)
        sealed = TextField()
        receipt = CharField(default="", max_length=20)
        touched_at = DateTimeField()
        kept_until = DateTimeField(index=True)

        class Meta:
            database = db
            table_name = "referral_draft"

    class DraftFile(Model):
        draft = ForeignKeyField(ReferralDraft, on_delete="RESTRICT", backref="+")
        name = TextField()
        media_type = CharField()
        size = IntegerField()
        content = BlobField()

        class Meta:
            database = db
            table_name = "draft_file"

    db.create_tables([ReferralDraft, DraftFile])
    migrator.migrate(migrator.add_column("authority", "named_person", CharField(default="")))
