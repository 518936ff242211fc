// A citation of a source in the text, its dialog, and a new source from its address inside that dialog.
import { crel, InputRule, Node, mergeAttributes, pm } from "django-prose-editor/editor"
import { ask, attribute, chooser, field, known, line, place, post, SILENT, submit, tellErrors, words } from "veille/prose"
import { noteAt, readNote } from "veille/notes"

const { Plugin, PluginKey, TextSelection } = pm.state
const { Decoration, DecorationSet } = pm.view

/* --- a source from its address ------------------------------------------------------------------ */

const NEW_SOURCE = [
  ["title", "Titre"], ["organisation", "Organisation"], ["published_on", "Publiée le", "2025, 02/2025 ou 11/02/2025"],
  ["language", "Langue", "fr, en, de…"], ["kind", "Nature"], ["reliability", "Fiabilité"],
]

// The fields of a source, filled in from its page, inside the dialog that cites it.
const newcomer = (main) => {
  const box = crel("fieldset", { className: "dialog__new", hidden: true })
  let draft = null, inputs = {}, isBusy = false

  const input = (name, choices) => {
    if (name === "kind" || name === "reliability") {
      const options = choices[name].map(([value, textContent]) => crel("option", { value, textContent, selected: value === draft[name] }))
      return crel("select", {}, options)
    }
    const made = line(draft[name], { autocomplete: "off" })
    if (name === "organisation") made.setAttribute("list", "new-source-organisations")
    return made
  }
  const entry = ([name, label, help], choices) => {
    const id = `new-source-${name}`
    inputs[name] = Object.assign(input(name, choices), { id })
    inputs[name].setAttribute("aria-describedby", `${id}-help ${id}-error`)
    return crel("div", { className: `field field--${name}` }, [
      crel("label", { htmlFor: id, textContent: label }), inputs[name],
      crel("small", { id: `${id}-error`, className: "dialog__error" }), crel("small", { id: `${id}-help`, textContent: help || "" }),
    ])
  }
  return {
    box,
    takes: (text) => /^(https?:\/\/\S+|www\.\S+|[a-z0-9-]+(\.[a-z0-9-]+)+\/\S*)$/i.test(text),
    isOpen: () => !box.hidden,
    close() { box.hidden = true; box.replaceChildren(); inputs = {}; main.textContent = "Citer" },
    async lookUp(address) {
      const found = await post(words.capture, { address })
      if (found?.existing) return { rows: [found.existing], say: "Cette adresse est déjà dans les sources." }
      if (found?.draft) return { ...found, say: found.note || "Vérifiez ce qui a été lu dans la page." }
      return { say: found?.errors?.address?.join(" ") || SILENT }
    },
    open(found, isEager) {
      draft = found.draft
      const names = found.choices.organisation.map((value) => crel("option", { value }))
      box.replaceChildren(
        crel("legend", { textContent: "Nouvelle source" }), crel("p", { className: "dialog__address", textContent: draft.address }),
        ...NEW_SOURCE.map((one) => entry(one, found.choices)), crel("datalist", { id: "new-source-organisations" }, names),
      )
      box.hidden = false
      main.textContent = "Ajouter et citer"
      if (isEager) (Object.values(inputs).find((made) => !made.value) ?? inputs.title).focus()
    },
    // The new source as {id, text}, or null with what is wrong beside each field.
    async add(status) {
      if (isBusy) return null
      isBusy = true
      const typed = Object.fromEntries(Object.entries(inputs).map(([name, made]) => [name, made.value]))
      const answer = await post(words.quick_add, { ...draft, ...typed })
      isBusy = false
      if (answer?.id) { known.source.set(answer.id, answer); return answer }
      const wrong = answer ? answer.errors.address : [SILENT]
      if (wrong) status.textContent = wrong.join(" ")
      tellErrors(inputs, answer?.errors ?? {})
      return null
    },
  }
}

/* --- citation ----------------------------------------------------------------------------------- */

const numbers = new PluginKey("citationNumbers")

// Numbers are never stored: they are decorations worked out from the document, so undo, paste and move cannot spoil them.
const numbered = (doc) => {
  const order = new Map(), marks = []
  doc.descendants((node, pos) => {
    if (node.type.name !== "sourceCitation") return
    const source = node.attrs.source
    if (!order.has(source)) order.set(source, order.size + 1)
    const title = known.source.get(source)?.text || `Source ${source}`
    marks.push(Decoration.node(pos, pos + 1, { "data-number": String(order.get(source)), title }))
  })
  return { order, set: DecorationSet.create(doc, marks) }
}

export const SourceCitation = Node.create({
  name: "sourceCitation",
  group: "inline", inline: true, atom: true, selectable: true, draggable: true, marks: "",
  addAttributes() {
    return {
      source: attribute("source", "data-citation"),
      locator: attribute("locator", "data-locator"),
      quotation: attribute("quotation", "data-quotation"),
    }
  },
  parseHTML() {
    return [
      { tag: "sup[data-citation]", priority: 100 },
      { tag: "[popover]", ignore: true },                  // a citation's card, pasted from the public page
    ]
  },
  renderHTML({ HTMLAttributes }) { return ["sup", mergeAttributes(HTMLAttributes)] },
  renderText({ node }) { return `[source ${node.attrs.source}]` },
  addCommands() { return { citeSource: () => ({ editor }) => { cite(editor); return true } } },
  addKeyboardShortcuts() {
    return {
      "Mod-Alt-c": () => this.editor.commands.citeSource(),
      Enter: () => this.editor.isActive("sourceCitation") && this.editor.commands.citeSource(),
    }
  },
  addInputRules() {
    return [new InputRule({ find: /\[\[$/, handler: ({ range, commands }) => { commands.deleteRange(range); queueMicrotask(() => cite(this.editor)) } })]
  },
  addProseMirrorPlugins() {
    return [new Plugin({
      key: numbers,
      state: {
        init: (_, state) => numbered(state.doc),
        apply: (transaction, old) => (transaction.docChanged || transaction.getMeta(numbers) ? numbered(transaction.doc) : old),
      },
      props: {
        decorations: (state) => numbers.getState(state).set,
        handleDoubleClickOn: (view, pos, node) => node.type.name === "sourceCitation" && (cite(this.editor), true),
      },
    })]
  },
  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "citation", groups: "desk", button: buttons.text("[1] Citer", "Citer une source (Ctrl+Alt+C, ou taper [[ )"),
      command: (editor) => editor.commands.citeSource(), active: (editor) => editor.isActive("sourceCitation"),
    })
  },
})

// In the place of a pasted note; what it says of further addresses stays marked, and the caret in it.
const settle = (editor, { from, to, text }, { addresses, locator }, attrs) => editor.chain().focus().command(({ tr, state: { schema } }) => {
  const rest = text.replace(addresses[0], "…").replace(locator ?? "…", "…")
  const left = addresses.length > 1 ? [schema.text(rest, [schema.marks.toDo.create()])] : []
  tr.replaceWith(from, to, [schema.nodes.sourceCitation.create(attrs), ...left])
  tr.setSelection(TextSelection.create(tr.doc, from + 1))
  return true
}).run()

const cite = async (editor) => {
  const selected = editor.isActive("sourceCitation") ? editor.getAttributes("sourceCitation") : null
  const note = selected ? null : noteAt(editor.state), said = note && readNote(note.text)
  const main = submit("Citer"), made = newcomer(main)
  const sources = chooser({
    address: words.source_search, kind: "source", label: "Chercher dans les sources, ou coller une adresse", chosen: selected?.source,
    first: [...numbers.getState(editor.state).order.keys()], newcomer: made,
  })
  if (said?.addresses.length) {                            // as if one had pasted it
    sources.query.value = said.addresses[0]
    sources.query.dispatchEvent(new InputEvent("input", { inputType: "insertFromPaste" }))
  }
  let added = null
  const before = () => {
    const unseen = sources.settle()
    if (unseen || !made.isOpen()) return unseen
    return made.add(sources.status).then((source) => { added = source; return Boolean(source) })
  }
  const locator = line(selected?.locator ?? said?.locator, { maxLength: 80 }), quotation = line(selected?.quotation, { maxLength: 300 })
  const create = crel("p", { className: "dialog__status" }, [
    crel("a", { href: words.new_source, target: "_blank", textContent: "Nouvelle source sans adresse (dans un autre onglet)" }),
  ])
  const parts = [...sources.parts, made.box, field("Page, partie", locator), field("Extrait", quotation, "300 caractères au plus"), create]
  const answer = await ask({
    title: "Citer une source", main, remove: selected && "Retirer la citation", parts, focus: sources.query, before,
  })
  const source = added?.id ?? sources.value()
  const attrs = { source, locator: locator.value.trim() || null, quotation: quotation.value.trim() || null }
  if (answer === "remove") editor.chain().focus().deleteSelection().run()
  else if (answer === "ok" && attrs.source && note) settle(editor, note, said, attrs)
  else if (answer === "ok" && attrs.source) place(editor, selected, "sourceCitation", attrs)
  else editor.commands.focus()
}
