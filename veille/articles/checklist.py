"""The one checklist of an article: what blocks its publication, and what deserves a second look.

A rule is a function named after the fault, with the field it leads to and the sentence that says what to do. It looks
at a Manuscript, asks no database, and answers with the fault: True, or the words of what it found, which the sentence
shows as %(found)s. To add one, write its five lines in their place, its French in locale/, and, in
tests/articles/test_checklist.py, a manuscript that trips it and one that does not. The form, the list, the command
`check_article` and the publication then all know it.
"""

import re

from django.utils.translation import gettext_lazy as _

from veille.articles.linking import is_of_the_desk, leads_nowhere
from veille.articles.manuscript import Manuscript
from veille.articles.models import Article
from veille.editions.links import State
from veille.lib.checklist import Checklist, Verdict
from veille.lib.text import NARROW, NBSP
from veille.sources.figures import number
from veille.sources.models import Source

RULES = Checklist()
blocking, warning = RULES.blocking, RULES.warning

LONG = 600  # words from which a text needs headings, takeaways, a picture
LEAD = 175  # characters of a lead that search engines and share cards show
# A number that stands for itself: 61, 1,5 or 2025, but neither « G7 » nor « 5G » nor « COVID-19 ». The editor marks
# by it too (static/js/prose/drafting.js), so it says what it looks for with \w and \d only.
NUMBER = re.compile(r"(?<!\w)(?<!\w-)\d+(?:[.,]\d+)*(?!\w)")
LEFT_OVER = re.compile(r"(?i:lorem ipsum|[àa] compl[ée]ter|\bxxx+\b)|\bTODO\b|\bTBD\b|\?\?\?")
SAYS_NOTHING = {"ici", "là", "cliquez ici", "lien", "ce lien", "en savoir plus", "lire la suite", "voir", "source"}
# Documents long enough that a quotation wants its page, article or minute.
LONG_KINDS = {Source.Kind.OFFICIAL_TEXT, Source.Kind.FIRM_NOTE, Source.Kind.VIDEO}
WEAK = {"D", "E", "F"}


def check(article: Article | Manuscript) -> list[Verdict]:
    """What blocks, then what warns; the same for everybody who asks."""
    return RULES.check(article if isinstance(article, Manuscript) else Manuscript.of(article))


# --- what an article cannot go without --------------------------------------------------------------


@blocking("title", _("Give the article a title."))
def no_title(draft):
    return not draft.title


@blocking("lead", _("Write a lead: in two sentences, what the reader will learn."))
def no_lead(draft):
    return not draft.lead


@blocking("body", _("Write the text: it is empty."))
def no_text(draft):
    return not draft.text.length


@blocking("authors", _("Choose who signs the article."))
def no_author(draft):
    return not draft.authors


@blocking("slug", _("Give the article its address name."))
def no_address(draft):
    return not draft.slug


@blocking("slug", _("Choose another address name: this one has already served %(found)s."))
def address_held(draft):
    return draft.slug_holder


# --- evidence ---------------------------------------------------------------------------------------


@blocking("body", _("Remove or replace the citations whose source is no longer in the register: %(found)s."))
def citation_to_nothing(draft):
    return [call.key for call in draft.text.calls if call.key not in draft.sources]


@blocking("figures", _("Give each key figure its source: %(found)s."))
def figure_without_source(draft):
    return [figure.label for figure in draft.figures if not figure.evidence]


@blocking("figures", _("Date each key figure: %(found)s."))
def figure_without_date(draft):
    return [figure.label for figure in draft.figures if not figure.as_of]


@warning("body", _("Cite at least one source: the text cites none."))
def no_source(draft):
    return draft.text.length and not draft.text.calls


@warning("body", _("Cite the source of what is counted or dated here: %(found)s."))
def figure_without_citation(draft):
    unsourced = (p for p in draft.text.passages if not (p.is_sourced or p.is_heading or p.is_header))
    return [passage.words for passage in unsourced if NUMBER.search(passage.own_words)]


@warning("body", _("Add a surer source, or rate those there are: nothing rated A to C supports %(found)s."))
def weak_sources_alone(draft):
    return resting_only_on(draft, lambda source: source.reliability in WEAK)


@warning("body", _("Go back to the original: only a relay supports %(found)s."))
def relays_alone(draft):
    return resting_only_on(draft, lambda source: source.kind == Source.Kind.RELAY)


@warning("body", _("Give these sources their address, or readers will see « to be verified »: %(found)s."))
def source_without_address(draft):
    return [source for source in draft.all_sources if source.is_to_verify]


@warning("body", _("Open these sources once more and note the day: %(found)s."))
def source_never_consulted(draft):
    return [source for source in draft.all_sources if source.address and not source.consulted_on]


@warning("body", _("Give these sources an archived copy, or replace them, for their link is dead: %(found)s."))
def dead_link(draft):
    return [source for source in draft.all_sources if source.is_lost]


@warning("figures", _("Find a second publisher, or readers will see « to be verified »: %(found)s."))
def figure_on_one_publisher(draft):
    return [figure.label for figure in draft.figures if figure.evidence and figure.is_to_verify]


@warning("figures", _("Say these key figures in the text too, or take them off: %(found)s."))
def figure_not_in_text(draft):
    words = re.sub(rf"(?<=\d)[ {NBSP}{NARROW}](?=\d{{3}}(?!\d))", "", " ".join(draft.all_words))
    told = {found.replace(".", ",") for found in NUMBER.findall(words)}
    return [figure.label for figure in draft.chosen if number(figure.value).replace(NARROW, "") not in told]


@warning("body", _("Shorten to 300 characters what these citations quote: %(found)s."))
def long_quotation(draft):
    return [call.quotation for call in draft.text.calls if len(call.quotation) > 300]


@warning("body", _("Say at which page, article or minute this is to be found: %(found)s."))
def quotation_without_place(draft):
    bare = [call for call in draft.text.calls if call.quotation and not call.locator and call.key in draft.sources]
    return [call.quotation for call in bare if draft.sources[call.key].kind in LONG_KINDS]


# --- title, lead, takeaways, themes -----------------------------------------------------------------


@warning("title", _("Shorten the title to 90 characters: beyond, lists and search engines cut it."))
def long_title(draft):
    return len(draft.title) > 90


@warning("lead", _("Shorten the lead to 175 characters: beyond, search engines and share cards cut it."))
def long_lead(draft):
    return len(draft.lead) > LEAD


@warning("lead", _("Say more in the lead: under 50 characters, a list or a share card tells nothing."))
def short_lead(draft):
    return 0 < len(draft.lead) < 50


@warning("takeaways", _("Sum up this long text in three to five takeaways."))
def no_takeaways(draft):
    return draft.text.length > LONG and not draft.takeaways


@warning("takeaways", _("Keep five takeaways at most."))
def many_takeaways(draft):
    return len(draft.takeaways) > 5


@warning("takeaways", _("Shorten these takeaways to 200 characters: %(found)s."))
def long_takeaway(draft):
    return [line for line in draft.takeaways if len(line) > 200]


@warning("tags", _("Choose a theme: without one, no theme page leads here."))
def no_theme(draft):
    return not draft.tags


@warning("tags", _("Keep five themes at most: the ones a reader would look under."))
def many_themes(draft):
    return len(draft.tags) > 5


# --- pictures ---------------------------------------------------------------------------------------


@blocking("body", _("Remove the pictures that are no longer in the library: %(found)s."))
def picture_to_nothing(draft):
    return [key for key in draft.text.pictures if key not in draft.images]


@blocking("body", _("Wait a moment: these pictures are still being prepared: %(found)s."))
def picture_not_ready(draft):
    return [image for image in draft.images.values() if not image.is_ready]


@blocking("body", _("Describe these pictures in the library, or tick « decorative »: %(found)s."))
def picture_without_description(draft):
    return [image for image in draft.images.values() if lacks_description(image)]


@blocking("body", _("Give these pictures their credit and licence in the library: %(found)s."))
def picture_without_credit(draft):
    return [image for image in draft.images.values() if lacks_credit(image)]


@blocking("hero", _("Wait a moment: the opening picture is still being prepared."))
def opening_picture_not_ready(draft):
    return draft.hero and not draft.hero.is_ready


@blocking("hero", _("Give the opening picture its alternative text, credit and licence in the library."))
def opening_picture_incomplete(draft):
    return draft.hero and (lacks_description(draft.hero) or lacks_credit(draft.hero))


@warning("hero", _("Choose an opening picture for this long text."))
def no_opening_picture(draft):
    return draft.text.length > LONG and not draft.hero


@warning("hero_caption", _("Say under the opening picture what one sees."))
def opening_picture_without_caption(draft):
    return draft.hero and not draft.hero.is_decorative and not draft.hero_caption


@warning("body", _("Show these pictures once: %(found)s."))
def picture_twice(draft):
    shown = [*draft.text.pictures, *([str(draft.hero.pk)] if draft.hero else [])]
    return [image for key, image in draft.images.items() if shown.count(key) > 1]


# --- the margin -------------------------------------------------------------------------------------


@blocking("body", _("Take away or replace the margin note of a commitment that no longer exists."))
def margin_of_nothing(draft):
    return any(key not in draft.commitments for key in draft.text.commitments)


@warning("body", _("Readers do not see this commitment yet, so its margin note stays empty: %(found)s."))
def margin_unseen(draft):
    return [str(one) for key, one in draft.commitments.items() if key not in draft.printed]


# --- links ------------------------------------------------------------------------------------------


@blocking("body", _("Replace these addresses, which open only inside the firm: %(found)s."))
def inside_address(draft):
    return [address for address in draft.addresses if is_of_the_desk(address)]


@blocking("body", _("Correct or remove these links, which lead to no page of ours: %(found)s."))
def link_to_nothing(draft):
    return [
        words if link.to else link.href or words
        for link, words in draft.links.items()
        if leads_nowhere(link, draft.targets)
    ]


@blocking("body", _("Publish these pages first, or remove the links to them, for readers do not see them: %(found)s."))
def link_to_unseen(draft):
    return [page.title for page in draft.targets.values() if page.state not in {State.ONLINE, State.PLANNED}]


@warning("body", _("Publish after these planned articles, or the links to them are left out: %(found)s."))
def link_to_planned(draft):
    return [page.title for page in draft.targets.values() if page.state == State.PLANNED]


@blocking("body", _("Write the words of these links, or remove them: %(found)s."))
def link_without_words(draft):
    return [address or "#" for _to, address, words in draft.text.links if not words]


@warning("body", _("Put words in place of these addresses, and the link behind them: %(found)s."))
def address_as_words(draft):
    return [words for _to, _address, words in draft.text.links if re.match(r"https?://|www\.", words)]


@warning("body", _("Let the link say where it leads, even read alone: %(found)s."))
def link_that_says_nothing(draft):
    return [words for _to, _address, words in draft.text.links if words.lower().strip(" .…>»") in SAYS_NOTHING]


# --- the text ---------------------------------------------------------------------------------------


@blocking("body", _("Complete or remove what was left to be done: %(found)s."))
def left_over(draft):
    return [words for words in draft.all_words if LEFT_OVER.search(words)] + draft.text.todos


@blocking("body", _("Write or remove the empty heading."))
def empty_heading(draft):
    return any(not words for _level, words in draft.text.headings)


@blocking("body", _("Name the columns of each table in a header row."))
def table_without_header(draft):
    return any(not has_names for _caption, has_names in draft.text.tables)


@warning("body", _("Say above each table what it shows: its caption is missing."))
def table_without_caption(draft):
    return any(not caption.strip() for caption, _has_names in draft.text.tables)


@warning("body", _("Begin at heading level 2 and skip no level: %(found)s."))
def skipped_heading(draft):
    before = [1, *(level for level, _words in draft.text.headings)]
    pairs = zip(before, draft.text.headings, strict=False)
    return [words for upper, (level, words) in pairs if level > upper + 1]


@warning("body", _("Cut this long text with headings."))
def no_heading(draft):
    return draft.text.length > LONG and not draft.text.headings


@warning("body", _("Shorten or split: beyond 12 minutes, few readers finish."))
def long_text(draft):
    return draft.text.minutes > 12


@warning("body", _("Split these paragraphs of more than 180 words: %(found)s."))
def long_paragraph(draft):
    return [p.words for p in draft.text.passages if p.is_paragraph and len(p.words.split()) > 180]


@warning("body", _("Write quotations between « and »: %(found)s."))
def straight_quotes(draft):
    return [words for words in draft.all_words if '"' in words]


# --- what rules share -------------------------------------------------------------------------------


def resting_only_on(draft, is_such) -> list[str]:
    """The passages that cite, and cite only such sources."""
    cited = ((p, [draft.sources[c.key] for c in p.calls if c.key in draft.sources]) for p in draft.text.passages)
    return [passage.words for passage, sources in cited if sources and all(map(is_such, sources))]


def lacks_description(image) -> bool:
    return not (image.is_decorative or image.alt.strip())


def lacks_credit(image) -> bool:
    return not (image.credit.strip() and image.licence.strip())
