from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0001_jobs_and_workers'),
    ]

    operations = [
        migrations.CreateModel(
            name='WebProcess',
            fields=[
                ('name', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('begun_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(db_index=True)),
                ('program', models.CharField(max_length=40)),
                ('release', models.CharField(blank=True, max_length=64)),
                ('counts_in', models.CharField(max_length=120)),
            ],
        ),
    ]
