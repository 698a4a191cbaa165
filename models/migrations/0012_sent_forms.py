"""Forms that made a record, so that one sent twice makes no second."""

from peewee import *


def up(migrator, db):
    class SentForm(Model):
        key_hash = CharField(unique=True, max_length=64)
        digest = CharField(max_length=64)
        row_id = IntegerField(null=True)
        sent_at = DateTimeField(index=True)

        class Meta:
            database = db
            table_name = "sent_form"

    db.create_tables([SentForm])
