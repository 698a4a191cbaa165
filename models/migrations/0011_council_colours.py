"""The colour a council's pages wear."""

from peewee import *


def up(migrator, db):
    migrator.migrate(migrator.add_column("authority", "colour", CharField(default="")))
