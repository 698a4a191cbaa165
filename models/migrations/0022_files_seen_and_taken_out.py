"""What officers attach is shown to the virus scanner, and what was misfiled is taken out."""

from peewee import *


def up(migrator, db):
    class Officer(Model):
        class Meta:
            database = db
            table_name = "officer"

    taken_out_by = ForeignKeyField(
        Officer, field=Officer.id, on_delete="RESTRICT", null=True, backref="+"
    )
    migrator.migrate(
        migrator.add_column("attachment", "scan", CharField(default="", index=True)),
        migrator.add_column("attachment", "scanned_at", DateTimeField(null=True)),
        migrator.add_column("attachment", "why_taken_out", TextField(default="")),
        migrator.add_column("attachment", "taken_out_by_id", taken_out_by),
        migrator.add_column("attachment", "taken_out_at", DateTimeField(null=True)),
    )
