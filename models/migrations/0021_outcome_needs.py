"""What a council itself asks for before it closes a case with an outcome."""

from peewee import *

GUARDED = ("outcome_need",)


def up(migrator, db):
    class Authority(Model):
        class Meta:
            database = db
            table_name = "authority"

    class OutcomeNeed(Model):
        row_version = IntegerField(default=1)
        authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
        kind = CharField()
        used = BooleanField(default=True)
        least = IntegerField()
        evidence = TextField(default="")
        effective_from = DateField()

        class Meta:
            database = db
            table_name = "outcome_need"
            indexes = ((("authority", "kind", "effective_from"), True),)

    db.create_tables([OutcomeNeed])
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
