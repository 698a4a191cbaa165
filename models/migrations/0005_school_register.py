"""What the national register says of a school, and which school came after it."""

from peewee import *


def up(migrator, db):
    class School(Model):
        class Meta:
            database = db
            table_name = "school"

    successor = ForeignKeyField(
        School, null=True, field=School.id, on_delete="RESTRICT", backref="+"
    )
    migrator.migrate(
        migrator.add_column("school", "kind", CharField(default="")),
        migrator.add_column("school", "phase", CharField(default="")),
        migrator.add_column("school", "opened_on", DateField(null=True)),
        migrator.add_column("school", "closed_on", DateField(null=True)),
        migrator.add_column("school", "website", CharField(default="")),
        migrator.add_column("school", "register_phone", CharField(default="")),
        migrator.add_column("school", "successor_id", successor),
    )
