"""That a row of the checklist is not usual is chosen, and no longer what choosing nothing means."""


def up(migrator, db):
    db.execute_sql("UPDATE check_need SET need = '-' WHERE need = ''")
