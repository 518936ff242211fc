from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_end_planned'),
    ]

    operations = [
        migrations.AlterField(
            model_name='trace',
            name='verb',
            field=models.CharField(choices=[('added', 'has added'), ('changed', 'has changed'), ('deleted', 'has deleted'), ('duplicated', 'has duplicated'), ('merged', 'has merged'), ('submitted', 'has submitted for review'), ('sent_back', 'has sent back'), ('published', 'has published'), ('corrected', 'has corrected'), ('withdrawn', 'has withdrawn'), ('end_planned', 'has planned the end of'), ('taken_back', 'has taken back'), ('unpublished', 'has taken offline'), ('link_sent', 'has mailed a link to'), ('assigned', 'has put somebody in charge of'), ('noted', 'has added a note to'), ('answered', 'has answered'), ('moved', 'has changed the state of'), ('set_aside', 'has set aside'), ('brought_back', 'has brought back'), ('labelled', 'has changed the labels of')], max_length=12, verbose_name='what'),
        ),
    ]
