"""The first tables. Frozen copies: the models of today are not imported here."""

from peewee import *

# What only the machine keeps for itself, and may take away again.
PASSING = {
    "session",
    "search_key",
    "lease",
    "job_run",
    "saved_search",
    "audit_head",
    "event_detail",
}


def up(migrator, db):
    class Authority(Model):
        row_version = IntegerField(default=1)
        code = CharField(unique=True, max_length=3)
        name = CharField()
        nation = CharField(default="england")
        ours = BooleanField(default=False)
        team_name = CharField(default="")
        address_lines = TextField(default="")
        phone = CharField(default="")
        email = CharField(default="")

        class Meta:
            database = db
            table_name = "authority"

    db.create_tables([Authority])

    class Child(Model):
        row_version = IntegerField(default=1)
        authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
        forenames = CharField()
        surname = CharField(index=True)
        born_on = DateField(null=True)
        sex = CharField(default="U")
        upn = CharField(index=True, max_length=13, default="")
        first_language = CharField(default="")

        class Meta:
            database = db
            table_name = "child"
            indexes = ((("authority", "surname"), False),)

    db.create_tables([Child])

    class Person(Model):
        row_version = IntegerField(default=1)
        authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
        title = CharField(default="")
        forenames = CharField()
        surname = CharField(index=True)
        email = CharField(default="")
        phone = CharField(default="")

        class Meta:
            database = db
            table_name = "person"

    db.create_tables([Person])

    class Address(Model):
        row_version = IntegerField(default=1)
        authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
        child = ForeignKeyField(Child, null=True, on_delete="RESTRICT", backref="+")
        person = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+")
        lines = TextField()
        postcode = CharField(index=True, default="")
        restricted = BooleanField(default=False)
        from_on = DateField(null=True)
        to_on = DateField(null=True)

        class Meta:
            database = db
            table_name = "address"

    db.create_tables([Address])

    class Agency(Model):
        row_version = IntegerField(default=1)
        name = CharField(index=True)
        kind = CharField()
        email = CharField(default="")
        phone = CharField(default="")
        address_lines = TextField(default="")

        class Meta:
            database = db
            table_name = "agency"

    db.create_tables([Agency])

    class AuditHead(Model):
        chain = CharField(unique=True)
        authority = ForeignKeyField(Authority, null=True, on_delete="RESTRICT", backref="+")
        sequence = IntegerField(default=0)
        link = CharField(
            max_length=64,
            default="0000000000000000000000000000000000000000000000000000000000000000",
        )

        class Meta:
            database = db
            table_name = "audit_head"

    db.create_tables([AuditHead])

    class Calendar(Model):
        row_version = IntegerField(default=1)
        authority = ForeignKeyField(Authority, null=True, on_delete="RESTRICT", backref="+")
        day = DateField(index=True)
        name = CharField()
        closed = BooleanField(default=True)

        class Meta:
            database = db
            table_name = "calendar"

    db.create_tables([Calendar])

    class CaseKind(Model):
        row_version = IntegerField(default=1)
        code = CharField(unique=True, max_length=10)
        name = CharField()
        active = BooleanField(default=False)

        class Meta:
            database = db
            table_name = "case_kind"

    db.create_tables([CaseKind])

    class Officer(Model):
        row_version = IntegerField(default=1)
        name = CharField()
        email = CharField(unique=True)
        job_title = CharField(default="")
        phone = CharField(default="")
        password_hash = CharField(default="")
        active = BooleanField(default=True)

        class Meta:
            database = db
            table_name = "officer"

    db.create_tables([Officer])

    class Case(Model):
        row_version = IntegerField(default=1)
        authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
        child = ForeignKeyField(Child, on_delete="RESTRICT", backref="+")
        kind = ForeignKeyField(CaseKind, on_delete="RESTRICT", backref="+")
        reason = CharField()
        officer = ForeignKeyField(Officer, null=True, on_delete="RESTRICT", backref="+")
        opened_by = ForeignKeyField(Officer, null=True, on_delete="RESTRICT", backref="+")
        opened_on = DateField(index=True)
        since_on = DateField(null=True)
        closed_on = DateField(index=True, null=True)
        outcome = TextField(default="")

        class Meta:
            database = db
            table_name = "case"
            indexes = (
                (("authority", "closed_on", "opened_on"), False),
                (("officer", "closed_on"), False),
            )

    db.create_tables([Case])

    class School(Model):
        row_version = IntegerField(default=1)
        urn = CharField(unique=True, max_length=6)
        name = CharField(index=True)
        local_authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
        establishment_number = CharField(max_length=4, default="")
        status = CharField(default="open")
        address_lines = TextField(default="")
        postcode = CharField(max_length=10, default="")
        phone = CharField(default="")
        email = CharField(default="")

        class Meta:
            database = db
            table_name = "school"

    db.create_tables([School])

    class Enquiry(Model):
        row_version = IntegerField(default=1)
        authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
        case = ForeignKeyField(Case, on_delete="RESTRICT", backref="+")
        school = ForeignKeyField(School, null=True, on_delete="RESTRICT", backref="+")
        other_authority = ForeignKeyField(Authority, null=True, on_delete="RESTRICT", backref="+")
        agency = ForeignKeyField(Agency, null=True, on_delete="RESTRICT", backref="+")
        person = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+")
        email = CharField(default="")
        question = TextField()
        sent_on = DateField(index=True)
        due_on = DateField(index=True)
        round = IntegerField(default=1)
        answered_on = DateField(index=True, null=True)
        answer = TextField(default="")
        answered_by = CharField(default="")
        recorded_by = ForeignKeyField(Officer, null=True, on_delete="RESTRICT", backref="+")

        class Meta:
            database = db
            table_name = "enquiry"
            indexes = ((("authority", "answered_on", "due_on"), False),)

    db.create_tables([Enquiry])

    class Message(Model):
        row_version = IntegerField(default=1)
        authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
        recipient = CharField(index=True)
        subject = CharField()
        body = TextField()
        message_id = CharField(unique=True)
        state = CharField(index=True, default="drafted")
        due_on = DateField()
        queued_at = DateTimeField(null=True)
        claimed_at = DateTimeField(null=True)
        tries = IntegerField(default=0)
        next_try_at = DateTimeField(null=True)
        sent_at = DateTimeField(null=True)
        sent_on = DateField(index=True, null=True)
        why = TextField(default="")

        class Meta:
            database = db
            table_name = "message"
            indexes = ((("state", "due_on"), False), (("recipient", "sent_on"), False))

    db.create_tables([Message])

    class Chase(Model):
        row_version = IntegerField(default=1)
        authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
        enquiry = ForeignKeyField(Enquiry, on_delete="RESTRICT", backref="+")
        round = IntegerField()
        step = IntegerField()
        recipient = CharField()
        message = ForeignKeyField(Message, on_delete="RESTRICT", backref="+")
        made_at = DateTimeField()

        class Meta:
            database = db
            table_name = "chase"
            indexes = ((("enquiry", "round", "step", "recipient"), True),)

    db.create_tables([Chase])

    class ChildName(Model):
        row_version = IntegerField(default=1)
        authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
        child = ForeignKeyField(Child, on_delete="RESTRICT", backref="+")
        kind = CharField(default="former")
        forenames = CharField()
        surname = CharField()
        until = DateField(null=True)

        class Meta:
            database = db
            table_name = "child_name"

    db.create_tables([ChildName])

    class ContactPromise(Model):
        row_version = IntegerField(default=1)
        authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
        person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        by_email = BooleanField(default=True)
        by_post = BooleanField(default=True)
        by_phone = BooleanField(default=True)
        in_writing_only = BooleanField(default=False)
        safe_address = ForeignKeyField(Address, null=True, on_delete="RESTRICT", backref="+")
        interpreter = CharField(default="")
        not_before = DateField(null=True)
        ended_on = DateField(null=True)

        class Meta:
            database = db
            table_name = "contact_promise"

    db.create_tables([ContactPromise])

    class EheContact(Model):
        row_version = IntegerField(default=1)
        authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
        case = ForeignKeyField(Case, on_delete="RESTRICT", backref="+")
        kind = CharField()
        happened_on = DateField(index=True)
        person = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+")
        enquiry = ForeignKeyField(Enquiry, null=True, on_delete="RESTRICT", backref="+")
        summary = TextField()
        officer = ForeignKeyField(Officer, null=True, on_delete="RESTRICT", backref="+")

        class Meta:
            database = db
            table_name = "ehe_contact"

    db.create_tables([EheContact])

    class Event(Model):
        head = ForeignKeyField(AuditHead, on_delete="RESTRICT", backref="+")
        sequence = IntegerField()
        happened_at = DateTimeField(index=True)
        actor = CharField(index=True)
        verb = CharField()
        table_name = CharField()
        row_id = IntegerField(null=True)
        fields = TextField(default="[]")
        about = TextField(default="{}")
        digest = CharField(max_length=64, default="")
        link = CharField(max_length=64)

        class Meta:
            database = db
            table_name = "event"
            indexes = ((("head", "sequence"), True), (("table_name", "row_id"), False))

    db.create_tables([Event])

    class EventDetail(Model):
        event = ForeignKeyField(Event, unique=True, on_delete="RESTRICT", backref="+")
        salt = CharField(max_length=32)
        values = TextField()

        class Meta:
            database = db
            table_name = "event_detail"

    db.create_tables([EventDetail])

    class JobRun(Model):
        name = CharField(index=True)
        started_at = DateTimeField()
        finished_at = DateTimeField(index=True, null=True)
        tally = TextField(default="{}")
        error = TextField(default="")

        class Meta:
            database = db
            table_name = "job_run"

    db.create_tables([JobRun])

    class Ladder(Model):
        row_version = IntegerField(default=1)
        authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
        asked = CharField()
        active = BooleanField(default=True)

        class Meta:
            database = db
            table_name = "ladder"
            indexes = ((("authority", "asked"), True),)

    db.create_tables([Ladder])

    class LadderStep(Model):
        row_version = IntegerField(default=1)
        authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
        ladder = ForeignKeyField(Ladder, on_delete="RESTRICT", backref="+")
        number = IntegerField()
        working_days = IntegerField()
        opening = TextField()

        class Meta:
            database = db
            table_name = "ladder_step"
            indexes = ((("ladder", "number"), True),)

    db.create_tables([LadderStep])

    class Lease(Model):
        name = CharField(unique=True)
        holder = CharField()
        until = DateTimeField()

        class Meta:
            database = db
            table_name = "lease"

    db.create_tables([Lease])

    class Notice(Model):
        row_version = IntegerField(default=1)
        authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
        child = ForeignKeyField(Child, on_delete="RESTRICT", backref="+")
        case = ForeignKeyField(Case, on_delete="RESTRICT", backref="+")
        parent = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        kind = CharField(default="s437_1")
        appears = TextField()
        method = CharField()
        intended_on = DateField()
        served_by = DateField(null=True)
        period_days = IntegerField(null=True)
        reply_by = DateField(null=True)
        decided_by = ForeignKeyField(Officer, null=True, on_delete="RESTRICT", backref="+")
        decided_on = DateField()
        served_on = DateField(null=True)

        class Meta:
            database = db
            table_name = "notice"

    db.create_tables([Notice])

    class LetterTemplate(Model):
        row_version = IntegerField(default=1)
        authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
        name = CharField()
        title = CharField()

        class Meta:
            database = db
            table_name = "letter_template"
            indexes = ((("authority", "name"), True),)

    db.create_tables([LetterTemplate])

    class StoredFile(Model):
        sha256 = CharField(unique=True, max_length=64)
        size = IntegerField()
        media_type = CharField()
        content = BlobField()

        class Meta:
            database = db
            table_name = "stored_file"

    db.create_tables([StoredFile])

    class TemplateVersion(Model):
        row_version = IntegerField(default=1)
        authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
        template = ForeignKeyField(LetterTemplate, on_delete="RESTRICT", backref="+")
        number = IntegerField()
        file = ForeignKeyField(StoredFile, on_delete="RESTRICT", backref="+")
        state = CharField(default="draft")
        uploaded_by = ForeignKeyField(Officer, null=True, on_delete="RESTRICT", backref="+")
        uploaded_at = DateTimeField()
        published_by = ForeignKeyField(Officer, null=True, on_delete="RESTRICT", backref="+")
        published_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "template_version"
            indexes = ((("template", "number"), True),)

    db.create_tables([TemplateVersion])

    class Letter(Model):
        row_version = IntegerField(default=1)
        authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
        case = ForeignKeyField(Case, on_delete="RESTRICT", backref="+")
        notice = ForeignKeyField(Notice, null=True, on_delete="RESTRICT", backref="+")
        enquiry = ForeignKeyField(Enquiry, null=True, on_delete="RESTRICT", backref="+")
        version = ForeignKeyField(TemplateVersion, on_delete="RESTRICT", backref="+")
        file = ForeignKeyField(StoredFile, on_delete="RESTRICT", backref="+")
        field_values = TextField()
        recipient_name = CharField()
        recipient_address = TextField()
        produced_by = ForeignKeyField(Officer, null=True, on_delete="RESTRICT", backref="+")
        produced_at = DateTimeField(index=True)

        class Meta:
            database = db
            table_name = "letter"

    db.create_tables([Letter])

    class Note(Model):
        row_version = IntegerField(default=1)
        authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
        child = ForeignKeyField(Child, on_delete="RESTRICT", backref="+")
        case = ForeignKeyField(Case, null=True, on_delete="RESTRICT", backref="+")
        written_on = DateField(index=True)
        written_by = ForeignKeyField(Officer, null=True, on_delete="RESTRICT", backref="+")
        text = TextField()

        class Meta:
            database = db
            table_name = "note"

    db.create_tables([Note])

    class Relationship(Model):
        row_version = IntegerField(default=1)
        authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
        child = ForeignKeyField(Child, on_delete="RESTRICT", backref="+")
        person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        kind = CharField()
        parental_responsibility = BooleanField(default=False)
        has_care = BooleanField(default=False)
        lives_with = BooleanField(default=False)
        may_be_contacted = BooleanField(default=True)
        from_on = DateField(null=True)
        to_on = DateField(null=True)

        class Meta:
            database = db
            table_name = "relationship"

    db.create_tables([Relationship])

    class Role(Model):
        row_version = IntegerField(default=1)
        authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
        officer = ForeignKeyField(Officer, on_delete="RESTRICT", backref="+")
        name = CharField()
        may_publish = BooleanField(default=False)
        active = BooleanField(default=True)

        class Meta:
            database = db
            table_name = "role"
            indexes = ((("officer", "authority", "name"), True),)

    db.create_tables([Role])

    class SavedSearch(Model):
        token = CharField(unique=True, max_length=22)
        officer = ForeignKeyField(Officer, on_delete="RESTRICT", backref="+")
        screen = CharField()
        criteria = TextField()
        name = CharField(default="")
        shared = BooleanField(default=False)
        made_at = DateTimeField()

        class Meta:
            database = db
            table_name = "saved_search"

    db.create_tables([SavedSearch])

    class SearchKey(Model):
        authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
        kind = CharField(max_length=10)
        key = CharField(max_length=200)
        child = ForeignKeyField(Child, on_delete="RESTRICT", backref="+")

        class Meta:
            database = db
            table_name = "search_key"
            indexes = ((("authority", "kind", "key"), False),)

    db.create_tables([SearchKey])

    class Session(Model):
        key_hash = CharField(unique=True, max_length=64)
        officer = ForeignKeyField(Officer, null=True, on_delete="RESTRICT", backref="+")
        kept = TextField(default="{}")
        started_at = DateTimeField()
        last_seen_at = DateTimeField()
        ended_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "session"

    db.create_tables([Session])

    class Setting(Model):
        row_version = IntegerField(default=1)
        authority = ForeignKeyField(Authority, null=True, on_delete="RESTRICT", backref="+")
        name = CharField()
        value = IntegerField()
        effective_from = DateField()

        class Meta:
            database = db
            table_name = "setting"
            indexes = ((("authority", "name", "effective_from"), True),)

    db.create_tables([Setting])

    class Task(Model):
        row_version = IntegerField(default=1)
        authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
        case = ForeignKeyField(Case, null=True, on_delete="RESTRICT", backref="+")
        what = CharField(max_length=500)
        officer = ForeignKeyField(Officer, null=True, on_delete="RESTRICT", backref="+")
        due_on = DateField(index=True)
        done_on = DateField(index=True, null=True)

        class Meta:
            database = db
            table_name = "task"

    db.create_tables([Task])

    guard(db)


def guard(db):
    """Let the database refuse what no screen offers, whoever asks."""
    tables = sorted(set(db.get_tables()) - PASSING - {"schema_migration"})
    if isinstance(db, SqliteDatabase):
        guard_sqlite(db, tables)
    else:
        guard_postgresql(db, tables)


def guard_sqlite(db, tables):
    def refuse(table, verb):
        db.execute_sql(
            f'CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, '{table}: {verb} is refused'); END"
        )

    for table in tables:
        refuse(table, "DELETE")
    refuse("event", "UPDATE")
    refuse("event_detail", "UPDATE")


def guard_postgresql(db, tables):
    db.execute_sql(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '%%: %% is refused', TG_TABLE_NAME, TG_OP; END $$"
    )

    def refuse(table, verb, each):
        db.execute_sql(
            f'CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON "{table}" '
            f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
        )

    for table in tables:
        refuse(table, "DELETE", "ROW")
    for table in ("event", "event_detail"):
        refuse(table, "UPDATE", "ROW")
        refuse(table, "TRUNCATE", "STATEMENT")
    # Prefix look-ups compare by byte, as SQLite does, and so use the index.
    db.execute_sql('ALTER TABLE search_key ALTER COLUMN key TYPE varchar(200) COLLATE "C"')
