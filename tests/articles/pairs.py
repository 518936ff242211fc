"""Pairs of editors, each pair at one article, all at once and through HTTP, on every path by which an article changes.

Whatever an editor writes is a word that occurs nowhere else. A word is acknowledged when the save that carried it was;
it is decided against when a page that compared both texts showed it and its reader kept the other. At the end every
word that was acknowledged and not decided against must stand in the article: any other was overwritten in silence.
"""

import random
import re
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

LIST = "/admin/articles/article/"
ROOM = {
    "title": 150,
    "lead": 300,
    "takeaways": 1200,
    "hero_caption": 220,
    "body": 100_000,
}  # characters, with some to spare
WORD = re.compile(r"m\d+x\d+x\d+z")
POSTED = {*ROOM, "slug", "hero", "authors", "tags", "figures", "events", "version", "_page", "csrfmiddlewaretoken"}
ENOUGH = 12  # comparisons of one save: somebody else saves while one decides


class Page(HTMLParser):
    """What a browser would post of a page's fields, and what a comparison asks: (name, words by side)."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.fields: dict[str, list[str]] = {}
        self.asked: list[tuple[str, list[str], list[set[str]]]] = []
        self._select = self._area = ""
        self._templates = 0
        self._sides: list[set[str]] | None = None
        self._choices: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        self._templates += tag == "template"
        if self._templates:  # no part of the page until a script makes it one
            return
        if tag == "fieldset" and "three-way" in given.get("class", ""):
            self._sides, self._choices, self._asks = [], [], ""
        elif tag == "div" and self._sides is not None:
            self._sides.append(set())
        elif tag == "input" and given.get("type") == "radio" and self._sides is not None:
            self._asks = name
            self._choices.append(given["value"])
        elif tag == "input" and name and given.get("type") not in {"submit", "checkbox", "radio", "file"}:
            self.fields.setdefault(name, []).append(given.get("value", ""))
        elif tag == "textarea":
            self._area = name
            self.fields.setdefault(name, []).append("")
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given and self._select:
            self.fields.setdefault(self._select, []).append(given.get("value", ""))

    def handle_endtag(self, tag):
        self._templates -= tag == "template"
        if self._templates:
            return
        if tag == "fieldset" and self._sides is not None:
            if self._choices:
                self.asked.append((self._asks, self._choices, self._sides))
            self._sides = None
        elif tag == "textarea":
            self.fields[self._area][-1] = self.fields[self._area][-1].removeprefix("\n")
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data):
        if self._area:
            self.fields[self._area][-1] += data
        if self._sides:
            self._sides[-1] |= {*WORD.findall(data)}


@dataclass
class Editor:
    """One person at one article."""

    site: str
    session: str
    article: int
    number: int
    tags: list[int]  # themes that only this person gives
    acknowledged: set[str] = field(default_factory=set)
    against: set[str] = field(default_factory=set)
    did: Counter = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.dice = random.Random(self.number)  # noqa: S311
        self.cookies = {"sessionid": self.session}
        self.written = 0
        self.held: dict | None = None  # a form read some time ago

    # --- as a browser ---

    def ask(self, method, path, form=None):
        connection = HTTPConnection(urlsplit(self.site).netloc, timeout=300)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, None if form is None else urlencode(form, doseq=True), headers)
        with connection.getresponse() as answer:
            text = answer.read().decode()
            for cookie in answer.headers.get_all("Set-Cookie", []):
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
        connection.close()
        if answer.status >= 500:
            self.wrong.append(f"{method} {path}: {answer.status}")
        return answer.status, text

    @property
    def address(self):
        return f"{LIST}{self.article}/"

    def read(self, query=""):
        fields = Page(self.ask("GET", f"{self.address}change/{query}")[1]).fields
        return {name: values for name, values in fields.items() if name in POSTED}

    # --- what one does ---

    def work(self, rounds):
        paths = [
            self.save,
            self.save,
            self.save,
            self.resume,
            self.add_theme,
            self.publish,
            self.publish_sound,
            self.forge,
        ]
        for _ in range(rounds):
            self.dice.choice(paths)()

    def write(self, form):
        """New words in one to three fields; nothing is taken out."""
        words = []
        for name in self.dice.sample(list(ROOM), self.dice.randint(1, 3)):
            text = form.get(name, [""])[0]
            if len(text) > ROOM[name]:
                continue
            self.written += 1
            word = f"m{self.article}x{self.number}x{self.written}z"
            words.append(word)
            if name == "body":
                parts = re.findall(r".*?</p>", text) or ["<p>Texte</p>"]
                at = self.dice.randrange(len(parts))
                if self.dice.random() < 0.5:
                    parts[at] = parts[at].replace("</p>", f" {word}</p>")
                else:
                    parts.insert(at, f"<p>{word}</p>")
                form[name] = ["".join(parts)]
            else:
                form[name] = [f"{text}\n{word}" if name == "takeaways" else f"{text} {word}"]
        return words

    def save(self):
        form = self.held or self.read()
        self.held = self.read() if self.dice.random() < 0.5 else None
        self.settle(form, self.write(form))

    def settle(self, form, words):
        """Posts the form until it is saved, deciding whatever is asked."""
        against = set()
        for _ in range(ENOUGH):
            status, text = self.ask("POST", f"{self.address}change/", form)
            if status == 302:
                self.did["saved"] += 1
                self.acknowledged |= {*words}
                self.against |= against
                return
            page = Page(text)
            if status != 409:
                said = re.findall(r'class="errorlist[^>]*>(.*?)</ul>', text, re.S)
                self.wrong.append(f"save: {status} {said}")
                return
            self.did["compared"] += 1
            form, against = page.fields, set()
            for name, choices, (_base, theirs, mine) in page.asked:
                choice = self.dice.choice(choices)
                form[name] = [choice]
                against |= {"theirs": mine - theirs, "mine": theirs - mine, "both": set()}[choice]
        self.did["gave up deciding"] += 1

    def resume(self):
        """Types without saving, loses the page, and goes on from the working copy."""
        form = self.held or self.read()
        self.held = None
        words = self.write(form)
        status, _text = self.ask("POST", f"{self.address}autosave/", form)
        if status == 409:  # another form's copy: taken up below instead
            words = []
        resumed = self.read("?reprendre=1")
        typed = " ".join(value for values in resumed.values() for value in values)
        if status == 200 and (lost := [word for word in words if word not in typed]):
            self.wrong.append(f"working copy without {lost}")
        self.did["resumed"] += 1
        self.settle(resumed, words)

    def add_theme(self):
        if not self.tags:
            return
        tag = self.tags.pop()
        chosen = {"action": "add_theme", "_selected_action": str(self.article)}
        token = Page(self.ask("GET", LIST)[1]).fields["csrfmiddlewaretoken"][0]
        page = Page(self.ask("POST", LIST, chosen | {"csrfmiddlewaretoken": token})[1]).fields
        version = page[f"version_{self.article}"][-1]
        given = {f"version_{self.article}": version, "theme": str(tag), "apply": "1", "csrfmiddlewaretoken": token}
        self.ask("POST", LIST, chosen | given)
        if "1 article porte maintenant ce thème" in self.ask("GET", LIST)[1]:
            self.did["themed"] += 1
            self.acknowledged.add(f"tag {tag}")

    def publish(self):
        page = Page(self.ask("GET", f"{self.address}publish/")[1]).fields
        form = {"verb": "publish", "passed": "Essai"} | {
            name: page.get(name, [""])[0] for name in ("version", "seen", "csrfmiddlewaretoken")
        }
        status, _text = self.ask("POST", f"{self.address}publish/", form)
        self.did["published" if status == 302 else "not published"] += 1

    def publish_sound(self):
        fields = Page(self.ask("GET", LIST)[1]).fields
        form = {name: values[0] for name, values in fields.items() if name.startswith(("version_", "csrf"))}
        self.ask("POST", LIST, form | {"action": "publish_sound", "_selected_action": str(self.article)})
        self.did["published from the list"] += 1

    def forge(self):
        """A post that says nothing of what it read, or something wrong, changes nothing."""
        form = self.read()
        self.write(form)
        form["version"] = self.dice.choice([[], [""], ["x"], ["999999"]])
        status, _text = self.ask("POST", f"{self.address}change/", form)
        if status != 409:
            self.wrong.append(f"forged: {status}")
        self.did["refused"] += 1


@dataclass
class Outcome:
    did: Counter
    wrong: list[str]
    acknowledged: int
    missing: list[str]
    against: int


def run(pairs: list[tuple[Editor, Editor]], rounds: int) -> Outcome:
    """Lets all work at once, then looks for every word."""
    everybody = [editor for pair in pairs for editor in pair]
    start = threading.Barrier(len(everybody))

    def work(editor):
        start.wait()
        editor.work(rounds)

    with ThreadPoolExecutor(len(everybody)) as pool:
        list(pool.map(work, everybody))
    missing = []
    for pair in pairs:
        form = pair[0].read()
        text = " ".join(value for name in ROOM for value in form.get(name, []))
        there = {*WORD.findall(text)} | {f"tag {key}" for key in form.get("tags", [])}
        against = pair[0].against | pair[1].against
        missing += sorted((pair[0].acknowledged | pair[1].acknowledged) - against - there)
    return Outcome(
        sum((editor.did for editor in everybody), Counter()),
        [one for editor in everybody for one in editor.wrong],
        sum(len(editor.acknowledged) for editor in everybody),
        missing,
        sum(len(editor.against) for editor in everybody),
    )


def seat(number: int, site: str) -> list[tuple[Editor, Editor]]:
    """Makes so many articles with two editors each, logged in; to be called where the site's database is ours."""
    from django.contrib.auth.models import Group
    from django.test import Client

    from veille.accounts.models import User
    from veille.accounts.roles import EDITOR
    from veille.articles import drafting
    from veille.articles.models import Article
    from veille.editions.models import Tag

    role, pairs = Group.objects.get(name=EDITOR), []
    for n in range(number):
        people = [User.objects.create_user(f"{n}-{side}@example.org", name=f"Personne {n}{side}") for side in "ab"]
        body = "".join(f"<p>Paragraphe {part}.</p>" for part in range(5))
        article = Article.objects.create(
            title=f"Article {n}", slug=f"paire-{n}", lead="Un chapeau.", body=body, owner=people[0]
        )
        drafting.record(article, by=people[0])
        pair = []
        for side, person in enumerate(people):
            person.groups.add(role)
            client = Client()
            client.force_login(person)
            tags = [Tag.objects.create(name=f"T {n} {side} {k}", slug=f"t-{n}-{side}-{k}").pk for k in range(3)]
            pair.append(Editor(site, client.cookies["sessionid"].value, article.pk, 2 * n + side, tags))
        pairs.append(tuple(pair))
    return pairs
