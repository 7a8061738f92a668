"""The complete subtrees of the log are stored; those of the entries so far are worked out once."""

from itertools import islice

from django.db import migrations, models

from openregime.core.sharing.merkle import nodes_over


def fill(apps, schema_editor):
    """From the entries that are stored already, in constant memory; of the database that is migrated, no other."""
    here = schema_editor.connection.alias
    entries = apps.get_model("releases", "LogEntry").objects.using(here).order_by("number")
    node = apps.get_model("releases", "TreeNode")
    leaves = (bytes(leaf) for leaf in entries.values_list("leaf", flat=True).iterator(chunk_size=2_000))
    nodes = nodes_over(leaves)
    while batch := list(islice(nodes, 2_000)):
        rows = [node(level=level, number=number, value=value) for (level, number), value in batch]
        node.objects.using(here).bulk_create(rows)


class Migration(migrations.Migration):

    dependencies = [
        ('releases', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='TreeNode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField()),
                ('number', models.PositiveBigIntegerField()),
                ('value', models.BinaryField(max_length=32)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('level', 'number'), name='a_subtree_once')],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
