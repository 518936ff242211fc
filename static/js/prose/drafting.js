// What helps to write an article: call-outs, words marked « à compléter », which block the
// publication, and a mark in the margin where something is counted or dated and no source is cited.
import { crel, Extension, Mark, Node, pm } from "django-prose-editor/editor"
import { words } from "veille/prose"

const { Plugin, PluginKey } = pm.state ?? pm
const { Decoration, DecorationSet } = pm.view ?? pm

/* --- call-out ------------------------------------------------------------------------------------- */

export const CallOut = Node.create({
  name: "callOut", group: "block", content: "(paragraph | bulletList | orderedList)+", defining: true,
  parseHTML() { return [{ tag: "aside" }] },
  renderHTML() { return ["aside", { class: "call-out" }, 0] },
  addNodeView() {
    return () => {                                        // an <aside> would be a landmark of the desk's page
      const dom = crel("div", { className: "call-out", role: "note" })
      return { dom, contentDOM: dom }
    }
  },
  addCommands() { return { toggleCallOut: () => ({ commands }) => commands.toggleWrap("callOut") } },
  addKeyboardShortcuts() { return { "Mod-Alt-e": () => this.editor.commands.toggleCallOut() } },
  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "callOut", groups: "desk", button: buttons.text("Encadré", "Encadré (Ctrl+Alt+E)"),
      command: (editor) => editor.chain().focus().toggleCallOut().run(), active: (editor) => editor.isActive("callOut"),
      enabled: (editor) => editor.can().toggleCallOut(),
    })
  },
})

/* --- « à compléter » ------------------------------------------------------------------------------ */

export const ToDo = Mark.create({
  name: "toDo",
  parseHTML() { return [{ tag: "mark[data-todo]" }] },
  renderHTML() { return ["mark", { "data-todo": "1" }, 0] },
  addCommands() { return { toggleToDo: () => ({ commands }) => commands.toggleMark("toDo") } },
  addKeyboardShortcuts() { return { "Mod-Alt-t": () => this.editor.commands.toggleToDo() } },
  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "toDo", groups: "desk", button: buttons.text("À compléter", "Marquer « à compléter » (Ctrl+Alt+T) : bloque la publication"),
      command: (editor) => editor.chain().focus().toggleToDo().run(), active: (editor) => editor.isActive("toDo"),
    })
  },
})

/* --- what wants a source: the rule figure_without_citation of veille/articles/checklist.py --------------------------- */

// Its pattern, as JavaScript writes it: there \w and \d know no letter or digit beyond ASCII.
const NUMBER = words.number && new RegExp(words.number.replaceAll("\\w", "[\\p{L}\\p{N}_]").replaceAll("\\d", "\\p{Nd}"), "u")
const SAID = { class: "is-unsourced", title: "Un chiffre ou une date sans source : citez-la (Ctrl+Alt+C)" }

// The words of a passage without those of links, and whether it cites.
const read = (passage) => {
  let own = "", isSourced = false
  passage.descendants((node) => {
    if (node.type.name === "sourceCitation") isSourced = true
    else if (node.isText) own += node.marks.some((mark) => mark.type.name === "link") ? "" : node.text
    else own += " "
  })
  return { wants: !isSourced && NUMBER.test(own), isSourced }
}

// A row is one passage; column names that cite answer for the whole table.
const rowsOf = (table, start) => {
  const rows = []
  table.forEach((row, offset) => {
    let isHeader = true
    row.forEach((cell) => { isHeader &&= cell.type.name === "tableHeader" })
    rows.push({ node: row, pos: start + offset, isHeader, ...read(row) })
  })
  return rows.some((row) => row.isHeader && row.isSourced) ? [] : rows.filter((row) => !row.isHeader)
}

const marked = (doc) => {
  const passages = []
  doc.descendants((node, pos) => {
    if (node.type.name === "table") passages.push(...rowsOf(node, pos + 1))
    else if (node.type.name === "paragraph") passages.push({ node, pos, ...read(node) })
    return !["table", "paragraph"].includes(node.type.name)
  })
  const wanting = passages.filter((passage) => passage.wants)
  return DecorationSet.create(doc, wanting.map(({ node, pos }) => Decoration.node(pos, pos + node.nodeSize, SAID)))
}

const key = new PluginKey("unsourced")

export const Unsourced = Extension.create({
  name: "unsourced",
  addProseMirrorPlugins() {
    if (!NUMBER) return []
    return [new Plugin({
      key,
      state: { init: (_, state) => marked(state.doc), apply: (transaction, old) => (transaction.docChanged ? marked(transaction.doc) : old) },
      props: { decorations: (state) => key.getState(state) },
    })]
  },
})
