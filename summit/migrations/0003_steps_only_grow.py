"""A step is only ever added, with its proofs; nothing changes it or its proofs afterwards, whoever asks the database.

Django rebuilds a SQLite table for most later changes and silently drops its triggers: run `install` again at the end
of such a migration. tests/summit/test_steps.py goes red when that was forgotten.
"""

from django.db import migrations

STEP, PROOF = "summit_statuschange", "summit_stepevidence"
FULL = "(SELECT count(*) FROM {proof} WHERE step_id = NEW.step_id) >= (SELECT proofs FROM {step} WHERE id = NEW.step_id)"
FULL = FULL.format(proof=PROOF, step=STEP)

POSTGRES = [
    "CREATE FUNCTION summit_step_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'steps_only_grow' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE FUNCTION summit_proof_limit() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN IF {FULL} THEN RAISE EXCEPTION 'steps_only_grow' USING ERRCODE = 'integrity_constraint_violation';"
    " END IF; RETURN NEW; END $$",
    f"CREATE TRIGGER step_append_only BEFORE UPDATE OR DELETE ON {STEP}"
    " FOR EACH ROW EXECUTE FUNCTION summit_step_refuse()",
    f"CREATE TRIGGER proof_append_only BEFORE UPDATE OR DELETE ON {PROOF}"
    " FOR EACH ROW EXECUTE FUNCTION summit_step_refuse()",
    f"CREATE TRIGGER proof_limit BEFORE INSERT ON {PROOF} FOR EACH ROW EXECUTE FUNCTION summit_proof_limit()",
]
SQLITE = [
    f"CREATE TRIGGER {name}_no_{when} BEFORE {when.upper()} ON {table} BEGIN SELECT RAISE(ABORT, 'steps_only_grow'); END"
    for name, table in (("step", STEP), ("proof", PROOF))
    for when in ("update", "delete")
] + [
    # REPLACE deletes without the triggers above.
    f"CREATE TRIGGER {name}_no_replace BEFORE INSERT ON {table}"
    f" WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"
    " BEGIN SELECT RAISE(ABORT, 'steps_only_grow'); END"
    for name, table in (("step", STEP), ("proof", PROOF))
] + [
    f"CREATE TRIGGER proof_limit BEFORE INSERT ON {PROOF} WHEN {FULL}"
    " BEGIN SELECT RAISE(ABORT, 'steps_only_grow'); END"
]  # fmt: skip


def install(apps, schema_editor):
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("summit", "0002_commitments")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop, elidable=False)]
