// What comes from elsewhere: kept are the words and their structure (static/js/clipboard); its notes look for their sources.
import { Extension, pm } from "django-prose-editor/editor"
import { fromHTML, fromText } from "veille/clipboard"
import { notesIn, readNote } from "veille/notes"
import { known, post, say, words } from "veille/prose"

const { Plugin } = pm.state
const { DOMParser: Reader, Slice } = pm.model
const { closeHistory } = pm.history

// Google Docs' own form of what it copies: the only one with its notes.
const DOCS = "application/x-vnd.google-docs-document-slice-clip+wrapped"

const told = ({ nodes, marks }, { pictures, cited, left }) => [
  pictures && `Les images ne viennent pas avec le texte${nodes.libraryPicture ? " : enregistrez chacune, puis déposez le fichier à sa place" : ""}.`,
  cited > 1 ? `${cited} notes citent leur source.` : cited && "Une note cite sa source.",
  left && marks.toDo && `${left > 1 ? `${left} notes restent` : "Une note reste"} à compléter : placez-y le curseur, puis Ctrl+Alt+C.`,
].filter(Boolean).join(" ")

// Asks once which addresses of the pasted notes are sources already, and cites these in the place of their notes. All that
// was pasted goes with one « Annuler »: what is done here is not a step of its own.
const cite = async (editor, pasted) => {
  const type = editor.schema.nodes.sourceCitation
  const asked = new Map(pasted.map((text) => [text, readNote(text)]).filter(([, note]) => note.addresses.length))
  if (!type || !asked.size) return 0
  const addresses = [...asked.values()].flatMap((note) => note.addresses)
  const { found } = (await post(words.lookup, { addresses: [...new Set(addresses)].join("\n") })) ?? {}
  if (!found || editor.isDestroyed) return 0
  const { tr } = editor.state
  let cited = 0
  for (const { from, to, text } of notesIn(tr.doc).reverse()) {
    const sources = asked.get(text)?.addresses.map((address) => found[address]) ?? []
    if (!sources.length || sources.includes(undefined) || asked.get(text).isLong) continue
    for (const source of sources) known.source.set(source.id, source)
    const locator = sources.length === 1 ? asked.get(text).locator : null
    tr.replaceWith(from, to, sources.map((source) => type.create({ source: source.id, locator })))
    cited += 1
  }
  if (cited) editor.view.dispatch(tr.setMeta("addToHistory", false))
  return cited
}

const after = async (editor, { notes, pictures }) => {
  const cited = await cite(editor, notes)
  const text = told(editor.schema, { pictures, cited, left: notes.length - cited })
  if (text && !editor.isDestroyed) say(editor, text)
}

// Pasted into words, a heading, a list or a quotation stays one: it takes none of the words around it. One alone is words.
const apart = (slice, { $from, $to }) => {
  const { firstChild: first, lastChild: last, childCount } = slice.content
  const isAlone = childCount < 2 && (!first || first.isInline || first.isTextblock || first.childCount < 2)
  if (isAlone || !$from.parent.isTextblock || $from.node(-1).type.name === "listItem") return slice
  const isApart = (block, hasWords) => hasWords && block.type.name !== "paragraph"
  const start = isApart(first, $from.parentOffset > 0) ? 0 : slice.openStart
  const end = isApart(last, $to.parentOffset < $to.parent.content.size) ? 0 : slice.openEnd
  return new Slice(slice.content, start, end)
}

// What the editor would leave behind a paste: nowhere to write on after a table at the very end, and in a note an address made
// a link, up to beyond its bracket.
const finished = ({ doc, schema, tr }) => {
  const { link } = schema.marks
  for (const { from, to } of notesIn(doc)) {
    const end = doc.resolve(to).end()
    doc.nodesBetween(from, to, (node) => {
      const made = link.isInSet(node.marks)
      if (made) tr.removeMark(from, made.attrs.href.includes("]") ? end : to, made)
    })
  }
  if (doc.lastChild.type.name === "table") tr.insert(doc.content.size, schema.nodes.paragraph.create())
  return tr.docChanged ? tr : null
}

export const FromElsewhere = Extension.create({
  name: "fromElsewhere", priority: 200,                  // before the library's own reading of plain lists
  addProseMirrorPlugins() {
    const { editor } = this
    let docs = "", hasFiles = false, isOurs = false
    const remember = (data) => { docs = data?.getData(DOCS) ?? ""; hasFiles = Boolean(data?.files.length); return false }
    return [new Plugin({
      props: {
        handleDOMEvents: {
          paste: (_, event) => remember(event.clipboardData),
          drop: (_, event) => remember(event.dataTransfer),
        },
        transformPastedHTML(html) {
          const made = fromHTML(html, docs)
          isOurs = made.isOurs
          const isFile = hasFiles && !made.html           // a picture alone, which pictures.js takes in
          if (made.notes.length || (made.pictures && !isFile)) setTimeout(() => after(editor, made))
          return made.html
        },
        clipboardTextParser(text, context, _, view) {
          const html = fromText(text)
          isOurs = false
          if (!html) return null
          const { body } = new DOMParser().parseFromString(html, "text/html")
          return Reader.fromSchema(view.state.schema).parseSlice(body, { preserveWhitespace: true, context })
        },
        transformPasted: (slice, view) => (isOurs ? slice : apart(slice, view.state.selection)),
        handlePaste(view, event, slice) {
          view.dispatch(closeHistory(view.state.tr))      // « Annuler » takes back the paste, not what was typed just before
          const isText = !event.clipboardData?.getData("text/html").trim()
          if (!isText || !/List$/.test(slice.content.firstChild?.type.name)) return false
          view.dispatch(view.state.tr.replaceSelection(slice).scrollIntoView().setMeta("paste", true).setMeta("uiEvent", "paste"))
          return true
        },
      },
      appendTransaction(transactions, _, state) {
        const isPasted = transactions.some((one) => one.getMeta("paste") || one.getMeta("appendedTransaction")?.getMeta("paste"))
        return isPasted ? finished(state) : null
      },
    })]
  },
})
