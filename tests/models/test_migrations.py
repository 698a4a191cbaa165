"""The database is what the models declare, and is brought there whole or not at all."""

from __future__ import annotations

import importlib
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playhouse.migrate import SchemaMigrator

from models import migrations
from models.base import EditableModel, bind, database
from models.casework.check_need import CheckNeed
from models.casework.checklist import NOT_USUAL
from models.connecting import connect
from models.organisations.authority import Authority
from models.organisations.officer import Officer
from models.organisations.published import Published
from models.organisations.school import School
from models.people.child import Child
from models.people.search import SearchKey
from models.tables import TABLES
from tests.cluster import POSTGRESQL, beside
from tests.making import (
    make_authority,
    make_check_need,
    make_child,
    make_child_name,
    make_parent,
    make_school,
)
from tests.models.at_once import in_processes

SCRIPTS = sorted(path.stem for path in Path(migrations.FOLDER).glob("[0-9]*.py"))

# What only the machine keeps for itself, and may take away again.
PASSING = {
    "audit_head",
    "draft_file",
    "event_detail",
    "job_run",
    "kept_form",
    "lease",
    "list_choice",
    "officer_mail",
    "referral_draft",
    "pending_referral",
    "saved_search",
    "search_key",
    "sent_form",
    "sent_from",
    "session",
    "throttle",
}


@pytest.fixture
def nothing_yet(db: None, tmp_path: Path, worker_id: str) -> Iterator[None]:
    """A database without a single table."""
    database.close()
    if not POSTGRESQL:
        bind(f"sqlite:///{tmp_path}/empty.db")
        database.connect()
        yield
        database.close()
        return
    name = f"whereabouts_empty_{worker_id}"
    keeper = connect(POSTGRESQL)
    keeper.execute_sql(f"DROP DATABASE IF EXISTS {name}")
    keeper.execute_sql(f"CREATE DATABASE {name}")
    bind(beside(POSTGRESQL, name))
    database.connect()
    yield
    database.close()
    keeper.execute_sql(f"DROP DATABASE {name} WITH (FORCE)")
    keeper.close()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the scripts, to which a test adds one."""
    copy = tmp_path / "migrations"
    shutil.copytree(migrations.FOLDER, copy, ignore=shutil.ignore_patterns("__*"))
    monkeypatch.setattr(migrations, "FOLDER", str(copy))
    return copy


@pytest.mark.usefixtures("db")
def test_migrations_build_exactly_what_the_models_declare() -> None:
    assert migrations.drift() == ""


@pytest.mark.usefixtures("db")
def test_every_table_is_listed_once() -> None:
    names = [table._meta.table_name for table in TABLES]

    assert sorted(names) == sorted(set(database.get_tables()) - {"schema_migration"})
    assert len(names) == len(set(names))


@pytest.mark.usefixtures("db")
def test_a_field_the_database_lacks_is_named() -> None:
    database.execute_sql('ALTER TABLE "note" RENAME COLUMN "text" TO "words"')
    try:
        assert "text" in migrations.drift()
    finally:
        database.execute_sql('ALTER TABLE "note" RENAME COLUMN "words" TO "text"')


@pytest.mark.usefixtures("db")
def test_every_table_that_keeps_records_is_guarded() -> None:
    kept = {table._meta.table_name for table in TABLES} - PASSING

    assert triggers("_no_delete") == kept
    assert triggers("_no_update") == {"event", "event_child", "event_detail", "daily_head"}


def triggers(ending: str) -> set[str]:
    sql = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
        if POSTGRESQL
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    names = {name.lower() for (name,) in database.execute_sql(sql).fetchall()}
    return {name.removesuffix(ending) for name in names if name.endswith(ending)}


@pytest.mark.usefixtures("nothing_yet")
def test_a_new_database_is_built_once_and_then_left_alone() -> None:
    assert migrations.upgrade() == SCRIPTS
    assert migrations.drift() == migrations.out_of_step() == ""
    make_child()

    assert migrations.upgrade() == []

    assert Authority.select().count() == 1


@pytest.mark.usefixtures("nothing_yet")
def test_an_empty_database_is_told_in_words() -> None:
    assert migrations.out_of_step() == (
        f"The database lacks {', '.join(SCRIPTS)}. Run: flask db upgrade"
    )
    assert database.get_tables() == []


@pytest.mark.usefixtures("nothing_yet")
def test_an_older_and_a_newer_database_are_told_in_words(folder: Path) -> None:
    later = folder / "0099_later.py"
    migrations.upgrade()
    later.write_text("def up(migrator, db):\n    pass\n")
    assert migrations.out_of_step() == "The database lacks 0099_later. Run: flask db upgrade"

    assert migrations.upgrade() == ["0099_later"]
    later.unlink()

    assert migrations.out_of_step() == (
        "The database is newer than this program: it has 0099_later. Install the newer program."
    )


# -- killed half-way --------------------------------------------------------------------------

STEPS = (
    """
    class Later(Model):
        name = CharField(index=True)

        class Meta:
            database = db
            table_name = "later"

    db.create_tables([Later])
""",
    """
    migrator.migrate(migrator.add_column("authority", "motto", CharField(default="")))
""",
    """
    db.execute_sql("UPDATE authority SET name = 'Changed'")
""",
)
KILLED = "    os.kill(os.getpid(), signal.SIGKILL)\n"
RAISED = "    raise RuntimeError('the script is wrong')\n"


def script(*steps: str) -> str:
    top = "import os, signal\nfrom peewee import *\n\n\ndef up(migrator, db):\n"
    return top + "".join(steps)


def state() -> tuple[object, ...]:
    """Return the tables, their columns and the authorities: what the script would change."""
    columns = {table: [c.name for c in database.get_columns(table)] for table in tables()}
    names = [row.name for row in Authority.select()]
    return (columns, names, triggers("_no_delete"))


def tables() -> list[str]:
    return sorted(database.get_tables())


@pytest.mark.usefixtures("nothing_yet")
def test_f42_an_upgrade_killed_at_any_step_leaves_nothing_and_is_finished_later(
    folder: Path,
) -> None:
    migrations.upgrade()
    make_authority()
    before = state()
    later = folder / "0099_later.py"

    for done in range(len(STEPS) + 1):
        later.write_text(script(*STEPS[:done], KILLED, *STEPS[done:]))
        assert in_processes(migrations.upgrade) == [-signal.SIGKILL]
        assert state() == before
        assert migrations.out_of_step().startswith("The database lacks 0099_later.")

    later.write_text(script(*STEPS))
    assert migrations.upgrade() == ["0099_later"]
    assert "later" in tables()
    assert [row.name for row in Authority.select()] == ["Changed"]
    assert migrations.out_of_step() == ""


@pytest.mark.usefixtures("nothing_yet")
def test_f42_a_script_that_raises_half_way_leaves_nothing(folder: Path) -> None:
    migrations.upgrade()
    make_authority()
    before = state()
    (folder / "0099_later.py").write_text(script(*STEPS[:2], RAISED))

    with pytest.raises(RuntimeError, match="the script is wrong"):
        migrations.upgrade()

    assert state() == before
    make_child()  # the connection is sound, and references are looked after
    if not POSTGRESQL:
        assert database.obj.pragma("foreign_keys") == 1


@pytest.mark.usefixtures("nothing_yet")
def test_f42_the_first_building_killed_half_way_begins_again(folder: Path) -> None:
    first = folder / f"{SCRIPTS[0]}.py"
    whole = first.read_text()
    # Killed when all the tables are made and none is guarded.
    first.write_text(whole + "\n\ndef guard(db):\n    import os\n    os.kill(os.getpid(), 9)\n")

    assert in_processes(migrations.upgrade) == [-signal.SIGKILL]
    assert set(tables()) <= {"schema_migration"}

    first.write_text(whole)
    assert migrations.upgrade() == SCRIPTS
    assert migrations.drift() == ""


def test_no_script_works_outside_a_transaction() -> None:
    for path in Path(migrations.FOLDER).glob("[0-9]*.py"):
        assert "atomic = False" not in path.read_text(), path.name


@pytest.mark.usefixtures("db")
def test_a_new_database_holds_no_account() -> None:
    assert not Officer.select().exists()


# -- what a script does to what is there ------------------------------------------------------


@pytest.mark.usefixtures("nothing_yet")
def test_keys_are_made_anew_for_the_children_that_are_there() -> None:
    """As an older program left them: no parents, and sounds without their names."""
    migrations.upgrade()
    for surname in ("O’Neil", "Mc Donald"):
        child = make_child(surname=surname)
        make_child_name(child, surname="Smith-Jones")
        make_parent(child, phone="07700 900123")
    SearchKey.sweep_away(SearchKey.kind.in_(("parent", "sound")))
    SearchKey.insert(authority=child.authority, child=child, kind="sound", key="ONL").execute()
    (index,) = (i.name for i in database.get_indexes("search_key") if len(i.columns) == 4)
    columns = "authority_id, kind, key"
    database.execute_sql(f'DROP INDEX "{index}"')
    database.execute_sql(f"CREATE INDEX searchkey_authority_id_kind_key ON search_key ({columns})")
    script = importlib.import_module("models.migrations.0009_search_keys")
    with database.atomic():
        script.up(SchemaMigrator.from_database(database.obj), database.obj)

    for child in Child.select():
        held = sorted((key.kind, key.key) for key in child.search_keys)
        assert held == sorted({pair for pair in child.found_by() if pair[1]})
    assert migrations.drift() == ""


@pytest.mark.usefixtures("nothing_yet")
def test_the_schools_that_are_there_are_found_by_their_names_at_once() -> None:
    migrations.upgrade()
    school = make_school(name="St Mary’s, École")
    School.update(found_by="").execute()
    migrator = SchemaMigrator.from_database(database.obj)
    script = importlib.import_module("models.migrations.0023_published")
    with database.atomic():
        migrator.migrate(
            migrator.drop_column("school", "found_by"),
            *(
                migrator.drop_column("authority", name)
                for name in Published._meta.fields
                if name not in EditableModel._meta.fields
            ),
        )
        script.up(migrator, database.obj)

    assert School.get(School.fitting("saint marys ecole")) == school
    assert migrations.drift() == ""


@pytest.mark.usefixtures("db")
def test_what_a_council_called_not_usual_before_stays_so() -> None:
    kept, said = make_check_need(need=""), make_check_need(number=7, need="K")
    importlib.import_module("models.migrations.0024_not_usual_is_said").up(None, database.obj)

    assert [CheckNeed.get_by_id(one.id).need for one in (kept, said)] == [NOT_USUAL, "K"]
