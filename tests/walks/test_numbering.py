"""Whatever a writer does in the editor, its citations bear 1…n in order of first use, and the saved text does likewise."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect

from tests import factories
from tests.walks.conftest import stands
from veille.articles import workflow
from veille.articles.models import Article
from veille.editions.rendering import cleaned, render

# Places are taken modulo what there is: whatever is drawn can be done.
places = st.integers(0, 30)
commands = st.one_of(
    st.tuples(st.just("insert"), places, places),
    st.tuples(st.just("remove"), places),
    st.tuples(st.sampled_from(["move", "copy"]), places, places),
    st.tuples(st.sampled_from(["undo", "redo"])),
)

# Does the commands one after the other, and answers after each with the numbers one sees and the text that would be sent.
# Cut, copied and pasted by the browser's own events; the clipboard is the page's.
PERFORM = """([commands, sources, start]) => {
  const dom = document.querySelector(".ProseMirror[contenteditable]"), { editor } = dom
  const clip = (type, clipboardData) => dom.dispatchEvent(new ClipboardEvent(type, { clipboardData, bubbles: true, cancelable: true }))
  const carets = () => {
    const found = []
    editor.state.doc.descendants((node, pos) => { if (node.isTextblock) found.push(pos + 1, pos + 1 + node.content.size) })
    return found
  }
  const blocks = () => { const found = []; editor.state.doc.forEach((node, pos) => found.push(pos)); return found }
  const calls = () => {
    const found = []
    editor.state.doc.descendants((node, pos) => { if (node.type.name === "sourceCitation") found.push(pos) })
    return found
  }
  const at = (all, place) => all[place % all.length]
  const carry = (type, from, to) => {
    const held = new DataTransfer()
    editor.commands.setNodeSelection(at(blocks(), from))
    clip(type, held)
    editor.commands.setTextSelection(at(carets(), to))
    clip("paste", held)
  }
  const does = {
    insert: (place, source) => editor.chain().setTextSelection(at(carets(), place))
      .insertContent({ type: "sourceCitation", attrs: { source: at(sources, source) } }).run(),
    remove: (place) => { if (calls().length) editor.chain().setNodeSelection(at(calls(), place)).deleteSelection().run() },
    move: (from, to) => carry("cut", from, to),
    copy: (from, to) => carry("copy", from, to),
    undo: () => editor.commands.undo(),
    redo: () => editor.commands.redo(),
  }
  if (start) editor.commands.setContent(start, { emitUpdate: true })
  return commands.map(([name, ...places]) => {
    does[name](...places)
    const seen = [...dom.querySelectorAll("sup[data-citation]")].map((one) => [one.dataset.citation, Number(one.dataset.number)])
    return { seen, body: document.querySelector("#id_body").value }
  })
}"""


def first_uses(keys) -> list[int]:
    order = list(dict.fromkeys(keys))
    return [order.index(key) + 1 for key in keys]


def test_numbers_hold_whatever_is_done_in_the_editor(page, site, console, enter, writer):
    article = Article.objects.get(slug="edf-terrains-centres-de-donnees")
    sources = [factories.source() for _ in range(3)]
    keys = [str(source.pk) for source in sources]
    one, two, three = (factories.cite(source) for source in sources)
    start = (
        f"<h2>Partie</h2><p>Un mot{one}, un autre{two}.</p><ul><li><p>Une ligne{two}</p></li><li><p>Sans</p></li></ul>"
        f"<blockquote><p>Dit{three}</p></blockquote><table><tbody><tr><td><p>Une case{one}</p></td></tr></tbody></table>"
    )
    enter(writer)
    page.goto(f"{site}/admin/articles/article/{article.pk}/change/")
    stands(page)
    done = []

    @settings(max_examples=20, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(commands, min_size=4, max_size=12))
    def numbers_hold(sequence):
        for (name, *_places), step in zip(sequence, page.evaluate(PERFORM, [sequence, keys, start]), strict=True):
            cited = [key for key, _number in step["seen"]]
            assert [number for _key, number in step["seen"]] == first_uses(cited)
            text = render(step["body"], sources=set(keys))
            assert [note.key for note in text.notes] == list(dict.fromkeys(cited))
            assert sum(note.uses for note in text.notes) == len(cited)
            assert cleaned(step["body"]) == step["body"]
            done.append((name, len(cited)))

    numbers_hold()
    assert {name for name, count in done if count > 3} == {"insert", "remove", "move", "copy", "undo", "redo"}

    page.evaluate(PERFORM, [[("move", 1, 9), ("copy", 2, 0), ("undo",), ("redo",)], keys, start])
    calls = page.locator(".ProseMirror[contenteditable] sup[data-citation]")
    before = calls.evaluate_all("all => all.map((one) => [one.dataset.citation, one.dataset.number])")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("Version 2, enregistrée")).to_be_visible()
    stands(page)
    assert calls.evaluate_all("all => all.map((one) => [one.dataset.citation, one.dataset.number])") == before
    article.refresh_from_db()
    assert [str(note.source.pk) for note in workflow.compose(article).notes][:3] == list(
        dict.fromkeys(k for k, _ in before)
    )
    assert console == []
