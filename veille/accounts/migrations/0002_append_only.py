"""The trace is only ever added to, whoever asks the database.

Django rebuilds a SQLite table for most later changes and silently drops its triggers: run `install` again at the end
of such a migration. tests/accounts/test_trace.py goes red when that was forgotten.
"""

from django.db import migrations

POSTGRES = [
    "CREATE FUNCTION accounts_trace_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'trace_append_only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE TRIGGER trace_append_only BEFORE UPDATE OR DELETE ON accounts_trace"
    " FOR EACH ROW EXECUTE FUNCTION accounts_trace_refuse()",
]
SQLITE = [
    f"CREATE TRIGGER trace_no_{when} BEFORE {when.upper()} ON accounts_trace"
    " BEGIN SELECT RAISE(ABORT, 'trace_append_only'); END"
    for when in ("update", "delete")
] + [
    # REPLACE deletes without the trigger above.
    "CREATE TRIGGER trace_no_replace BEFORE INSERT ON accounts_trace"
    " WHEN EXISTS (SELECT 1 FROM accounts_trace WHERE id = NEW.id)"
    " BEGIN SELECT RAISE(ABORT, 'trace_append_only'); END"
]


def install(apps, schema_editor):
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop, elidable=False)]
