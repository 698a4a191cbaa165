"""The checklist, visits, reviews, steps, standings and outcomes of a case, and terms of schools."""

from peewee import *

GUARDED = (
    "check_need",
    "check_row",
    "visit",
    "stage",
    "standing",
    "review",
    "outcome",
    "outcome_evidence",
    "term",
)


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
    authorities, cases, officers = stub("authority"), stub("case"), stub("officer")
    addresses, schools, enquiries = stub("address"), stub("school"), stub("enquiry")
    files = stub("attachment")

    class CheckNeed(Model):
        row_version = IntegerField(default=1)
        authority = link(authorities)
        reason = CharField()
        number = IntegerField()
        need = CharField(default="")
        effective_from = DateField()

        class Meta:
            database = db
            table_name = "check_need"
            indexes = ((("authority", "reason", "number", "effective_from"), True),)

    class CheckRow(Model):
        row_version = IntegerField(default=1)
        authority = link(authorities)
        case = link(cases)
        number = IntegerField()
        done_on = DateField(null=True)
        done_by = link(officers, null=True)
        result = CharField(default="")
        words = TextField(default="")
        evidence = link(files, null=True)
        enquiry = link(enquiries, null=True)

        class Meta:
            database = db
            table_name = "check_row"
            indexes = ((("case", "number"), True),)

    class Visit(Model):
        row_version = IntegerField(default=1)
        authority = link(authorities)
        case = link(cases)
        planned_on = DateField(index=True)
        half = CharField(default="am")
        at_time = CharField(default="")
        address = link(addresses, null=True)
        place = CharField(default="")
        officer = link(officers, null=True)
        second_officer = link(officers, null=True)
        made_on = DateField(null=True, index=True)
        spoke_to = CharField(default="")
        relation = CharField(default="")
        child_seen = CharField(default="")
        result = TextField(default="")
        safety_note = TextField(default="")
        called_off = CharField(default="")

        class Meta:
            database = db
            table_name = "visit"
            indexes = ((("authority", "made_on", "planned_on"), False),)

    class Stage(Model):
        row_version = IntegerField(default=1)
        authority = link(authorities)
        case = link(cases)
        stage = CharField()
        from_on = DateField()
        words = TextField(default="")
        school = link(schools, null=True)
        starts_on = DateField(null=True, index=True)
        told_by = link(officers, null=True)

        class Meta:
            database = db
            table_name = "stage"
            indexes = ((("case", "from_on"), False),)

    class Standing(Model):
        row_version = IntegerField(default=1)
        authority = link(authorities)
        case = link(cases)
        kind = CharField()
        reasons = TextField()
        proposed_by = link(officers, null=True)
        proposed_on = DateField()
        signed_by = link(officers, null=True)
        signed_on = DateField(null=True)
        signing_words = TextField(default="")
        review_due_on = DateField(null=True, index=True)
        reviewed_on = DateField(null=True)
        ended_on = DateField(null=True, index=True)
        ending = CharField(default="")
        ending_words = TextField(default="")
        ended_by = link(officers, null=True)

        class Meta:
            database = db
            table_name = "standing"
            indexes = (
                (("case", "ended_on"), False),
                (("authority", "ended_on", "signed_on"), False),
            )

    class Review(Model):
        row_version = IntegerField(default=1)
        authority = link(authorities)
        case = link(cases)
        standard = CharField()
        due_on = DateField(null=True)
        done_on = DateField(index=True)
        done_by = link(officers, null=True)
        with_whom = CharField(default="")
        words = TextField()
        next_step = TextField(default="")

        class Meta:
            database = db
            table_name = "review"

    class Outcome(Model):
        row_version = IntegerField(default=1)
        authority = link(authorities)
        case = link(cases)
        kind = CharField()
        school = link(schools, null=True)
        other_authority = link(authorities, null=True)
        destination = CharField(default="")
        starts_on = DateField(null=True)
        confirmed_by = CharField(default="")
        confirmed_on = DateField()
        closed_on = DateField(index=True)
        closed_by = link(officers, null=True)
        untold = TextField(default="")
        superseded_on = DateField(null=True)
        superseded_by = link(officers, null=True)
        why_superseded = TextField(default="")

        class Meta:
            database = db
            table_name = "outcome"
            indexes = (
                (("case", "superseded_on"), False),
                (("authority", "closed_on", "kind"), False),
            )

    class OutcomeEvidence(Model):
        row_version = IntegerField(default=1)
        authority = link(authorities)
        closing = link(Outcome)
        piece = CharField()
        words = TextField(default="")
        file = link(files, null=True)

        class Meta:
            database = db
            table_name = "outcome_evidence"

    class Term(Model):
        row_version = IntegerField(default=1)
        authority = link(authorities)
        school = link(schools, null=True)
        name = CharField(max_length=100)
        from_on = DateField()
        until_on = DateField(index=True)
        closed = BooleanField(default=False)

        class Meta:
            database = db
            table_name = "term"
            indexes = ((("authority", "school", "from_on"), False),)

    db.create_tables(
        [CheckNeed, CheckRow, Visit, Stage, Standing, Review, Outcome, OutcomeEvidence, Term]
    )
    school = ForeignKeyField(schools, field=schools.id, null=True, on_delete="RESTRICT")
    closing = ForeignKeyField(Outcome, field=Outcome.id, null=True, on_delete="RESTRICT")
    migrator.migrate(
        migrator.add_column("case", "school_id", school),
        migrator.add_column("message", "closing_id", closing),
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
