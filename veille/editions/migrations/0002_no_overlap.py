"""What Meta.constraints cannot say on both databases: editions of a key never overlap, a slug keeps to its key.

Django rebuilds a SQLite table for most later changes and silently drops its triggers: run `install` again at the end
of such a migration. tests/editions/test_models.py goes red when that was forgotten.
"""

from django.db import migrations

POSTGRES = [
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    "ALTER TABLE editions_edition ADD CONSTRAINT edition_no_overlap"
    " EXCLUDE USING gist (key WITH =, tstzrange(live_from, live_until) WITH &&)",
    "ALTER TABLE editions_edition ADD CONSTRAINT edition_slug_owner EXCLUDE USING gist (slug WITH =, key WITH <>)",
]

_OVERLAP = """SELECT RAISE(ABORT, 'edition_no_overlap') FROM editions_edition e
    WHERE e.key = NEW.key AND e.id IS NOT NEW.id
    AND (e.live_until IS NULL OR e.live_until > NEW.live_from)
    AND (NEW.live_until IS NULL OR e.live_from < NEW.live_until)"""
_OWNER = """SELECT RAISE(ABORT, 'edition_slug_owner') FROM editions_edition e
    WHERE e.slug = NEW.slug AND e.key <> NEW.key"""
SQLITE = [
    f"CREATE TRIGGER edition_{when} BEFORE {when.upper()} ON editions_edition BEGIN {_OVERLAP}; {_OWNER}; END"
    for when in ("insert", "update")
]


def install(apps, schema_editor):
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("editions", "0001_initial")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop, elidable=False)]
