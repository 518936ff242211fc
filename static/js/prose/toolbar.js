// The bar in French, walked by the arrow keys, its states said aloud; special characters; the text's own name.
import { crel, Extension, Plugin } from "django-prose-editor/editor"
import { ask } from "veille/prose"

/* --- special characters --------------------------------------------------------------------------- */

const SIGNS = [
  ["«\u202f", "Guillemet ouvrant"], ["\u202f»", "Guillemet fermant"], ["’", "Apostrophe"], ["–", "Tiret demi-cadratin"],
  ["—", "Tiret cadratin"], ["…", "Points de suspension"], ["\u00a0", "Espace insécable", "esp. ins."],
  ["\u202f", "Espace fine insécable", "esp. fine"], ["É", "É majuscule"], ["È", "È majuscule"], ["À", "À majuscule"],
  ["Ç", "Ç majuscule"], ["œ", "e dans l’o"], ["Œ", "E dans l’O"], ["æ", "e dans l’a"], ["€", "Euro"], ["×", "Multiplié par"],
  ["≈", "Environ"], ["≥", "Au moins"], ["≤", "Au plus"], ["±", "Plus ou moins"], ["°", "Degré"], ["→", "Flèche"], ["·", "Point médian"],
]
const signs = async (editor) => {
  let chosen = ""
  const grid = crel("div", { className: "dialog__signs", role: "group", "aria-label": "Caractères" }, SIGNS.map(([sign, name, shown]) => {
    const button = crel("button", { type: "submit", value: "ok", title: name, "aria-label": name, textContent: shown || sign.trim() })
    button.addEventListener("click", () => { chosen = sign })
    return button
  }))
  const answer = await ask({ title: "Caractères spéciaux", parts: [grid], focus: grid.firstChild })
  if (answer && chosen) editor.chain().focus().insertContent({ type: "text", text: chosen }).run()
  else editor.commands.focus()
}

/* --- the caret ------------------------------------------------------------------------------------ */

// A browser says that the caret moved after the keys that wait have had their turn: a shortcut typed at once, or a paste,
// would act where it was. So the editor is told beforehand.
const tellCaret = () => { document.dispatchEvent(new Event("selectionchange")) }
const beforeKey = (view, event) => { if (!event.isComposing) tellCaret() }
// Twenty milliseconds after it took the focus, the editor puts back the caret it knows of: a key that moved it meanwhile, on
// a machine that is busy, would be undone. It is told just before; timers of one length go off in their order.
const beforeReset = () => { setTimeout(tellCaret, 20) }
const caretFirst = new Plugin({ props: { handleDOMEvents: { keydown: beforeKey, paste: tellCaret, focus: beforeReset } } })

/* --- the bar -------------------------------------------------------------------------------------- */

const FRENCH = {
  bold: "Gras (Ctrl+B)", italic: "Italique (Ctrl+I)", subscript: "Indice", bulletList: "Liste à puces", orderedList: "Liste numérotée",
  orderedListProperties: "Propriétés de la liste", blockquote: "Citation longue", link: "Lien (Ctrl+K)", unlink: "Retirer le lien",
  paragraph: "Paragraphe", heading2: "Titre 2", heading3: "Titre 3", heading4: "Titre 4",
  "history:undo": "Annuler (Ctrl+Z)", "history:redo": "Rétablir (Ctrl+Y)", table: "Tableau",
  "table:addColumnAfter": "Ajouter une colonne", "table:deleteColumn": "Supprimer la colonne", "table:addRowAfter": "Ajouter une ligne",
  "table:deleteRow": "Supprimer la ligne", "table:mergeCells": "Fusionner les cellules", "table:splitCell": "Scinder la cellule",
  "table:toggleHeaderCell": "Cellule d’en-tête", "table:deleteTable": "Supprimer le tableau",
}

// The library shows a button's state by class only.
const tell = (box) => box.querySelectorAll(".prose-menubar__button").forEach((button) => {
  button.setAttribute("aria-disabled", button.classList.contains("disabled"))
  button.setAttribute("aria-pressed", button.classList.contains("active"))
})

// One stop of the Tab key for the whole bar; arrows, Home and End walk it.
const walk = (bar) => {
  const all = () => [...bar.querySelectorAll("button")].filter((button) => button.offsetParent)
  const stop = (button) => { bar.querySelectorAll("button").forEach((one) => { one.tabIndex = one === button ? 0 : -1 }) }
  stop(all()[0] ?? bar.querySelector("button"))
  bar.addEventListener("pointerdown", tellCaret)
  bar.addEventListener("focusin", (event) => stop(event.target.closest("button")))
  bar.addEventListener("keydown", (event) => {
    const buttons = all(), at = buttons.indexOf(document.activeElement)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    buttons[(to + buttons.length) % buttons.length].focus()
  })
}

export const Desk = Extension.create({
  name: "desk",
  addCommands() { return { insertSign: () => ({ editor }) => { signs(editor); return true } } },
  addProseMirrorPlugins() { return [caretFirst] },
  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "signs", groups: "desk", priority: 50, button: buttons.text("Ω", "Caractères spéciaux"),
      command: (editor) => editor.commands.insertSign(),
    })
  },
  onCreate() {
    const { dom } = this.editor.view, box = dom.closest(".prose-editor"), textarea = box.querySelector("textarea")
    const label = document.querySelector(`label[for="${textarea.id}"]`)
    const name = label?.textContent.replace(/[ :]+$/, "") || "Texte"
    label?.addEventListener("click", () => this.editor.commands.focus())
    const said = { role: "textbox", "aria-multiline": "true", "aria-label": name, lang: "fr", "aria-describedby": textarea.getAttribute("aria-describedby") }
    for (const [key, value] of Object.entries(said)) if (value) dom.setAttribute(key, value)
    setTimeout(() => {                     // the menu is made in the same round
      const bar = box.querySelector(".prose-menubar")
      bar.setAttribute("role", "toolbar")
      bar.setAttribute("aria-label", "Mise en forme")
      for (const button of bar.querySelectorAll("[data-name]")) {
        const french = FRENCH[button.dataset.name]
        if (french) { button.title = french; button.setAttribute("aria-label", french) }
      }
      walk(bar)
      this.editor.on("transaction", () => tell(box))
      tell(box)
    })
  },
})
