"""What councils publish of these pages, and the words by which schools are found."""

from peewee import *

# How names are folded is the program's to say: whoever changes that writes a script like this.
from models.organisations.school_words import words_of


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("authority", "privacy_notice", CharField(default="")),
        migrator.add_column("authority", "accessibility", CharField(default="")),
        migrator.add_column("authority", "accessibility_faults", TextField(default="")),
        migrator.add_column("authority", "accessibility_checked_on", DateField(null=True)),
        migrator.add_column("authority", "accessibility_checked_by", CharField(default="")),
        migrator.add_column("authority", "accessibility_stated_on", DateField(null=True)),
        migrator.add_column("school", "found_by", TextField(default="")),
    )
    schools = db.execute_sql("SELECT name, urn, postcode FROM school").fetchall()
    update = f"UPDATE school SET found_by = {db.param} WHERE urn = {db.param}"
    db.cursor().executemany(update, [(words_of(*one), one[1]) for one in schools])
