"""What is told apart, when a referral was held against restricted children, and mail about one."""

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
    authorities, children, officers = stub("authority"), stub("child"), stub("officer")
    referrals = stub("referral")

    class NotTheSame(Model):
        row_version = IntegerField(default=1)
        authority = link(authorities)
        child = link(children)
        referral = link(referrals)
        why = TextField()
        said_by = link(officers, null=True)
        said_at = DateTimeField()
        why_undone = TextField(default="")
        undone_by = link(officers, null=True)
        undone_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "not_the_same"

    db.create_tables([NotTheSame])
    about = ForeignKeyField(
        referrals, field=referrals.id, on_delete="RESTRICT", null=True, backref="+"
    )
    migrator.migrate(
        migrator.add_column("referral", "matched_at", DateTimeField(null=True)),
        migrator.add_column("message", "referral_id", about),
        migrator.add_index("referral", ("decision", "matched_at")),
    )
    guard(db)


def guard(db):
    """As in the first script: the database itself refuses to delete."""
    if isinstance(db, SqliteDatabase):
        db.execute_sql(
            'CREATE TRIGGER not_the_same_no_DELETE BEFORE DELETE ON "not_the_same" '
            "BEGIN SELECT RAISE(ABORT, 'not_the_same: DELETE is refused'); END"
        )
    else:
        db.execute_sql(
            'CREATE TRIGGER not_the_same_no_delete BEFORE DELETE ON "not_the_same" '
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
