"""Keys for parents, for sounds with the names they are of, and an index that holds the child."""

from peewee import *

# How names are folded is the program's to say: whoever changes that writes a script like this.
from models.people.search import name_keys

AT_ONCE = 5000
NAMES = """
    SELECT authority_id, id, forenames, surname, 'name' FROM child
    UNION ALL SELECT authority_id, child_id, forenames, surname, 'name' FROM child_name
    UNION ALL SELECT relationship.authority_id, relationship.child_id,
        person.forenames, person.surname, 'parent'
        FROM relationship JOIN person ON person.id = relationship.person_id
"""


def up(migrator, db):
    db.execute_sql("DELETE FROM search_key WHERE kind IN ('name', 'sound')")
    columns = ("authority", "kind", "key", "child")
    migrator.migrate(
        migrator.drop_index("search_key", "searchkey_authority_id_kind_key"),
        migrator.add_index("search_key", ("authority_id", "kind", "key", "child_id")),
    )

    class SearchKey(Model):
        authority = IntegerField(column_name="authority_id")
        kind = CharField()
        key = CharField()
        child = IntegerField(column_name="child_id")

        class Meta:
            database = db
            table_name = "search_key"

    keys = sorted(
        {
            (authority, kind, key, child)
            for authority, child, forenames, surname, of in db.execute_sql(NAMES).fetchall()
            for kind, key in name_keys(forenames, surname, of)
        }
    )
    fields = [SearchKey._meta.fields[name] for name in columns]
    for first in range(0, len(keys), AT_ONCE):
        SearchKey.insert_many(keys[first : first + AT_ONCE], fields=fields).execute()
