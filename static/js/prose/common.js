// What the editor's modules share: what the page told them, dialogs, searches, placing a node. Known to the import map as
// "veille/prose" (veille/editions/editor.py), so that it is fetched once and under its hashed name.
import { crel } from "django-prose-editor/editor"

export const words = JSON.parse(document.querySelector("#editor-words")?.textContent || "{}")
const told = (rows) => new Map(Object.entries(rows || {}))
export const known = { source: told(words.sources), image: told(words.pictures), page: told(words.links), commitment: told(words.commitments) }

export const attribute = (name, data) => ({
  default: null,
  parseHTML: (element) => element.getAttribute(data),
  renderHTML: (attrs) => (attrs[name] ? { [data]: attrs[name] } : {}),
})

/* --- dialogs ------------------------------------------------------------------------------------ */

let dialogs = 0

export const submit = (words) => crel("button", { className: "button", value: "ok", textContent: words })

// Shows a dialog with these parts and resolves to the value of the button that closed it ("" when given up).
// The main button stands first in the markup: Enter presses the first submit button there is; CSS sets the order.
// `before` may answer the main button with a promise of whether the dialog may close.
export const ask = ({ title, parts, main, remove, focus, before, giveUp = "Annuler" }) => new Promise((answer) => {
  const id = `veille-dialog-${++dialogs}`
  // Answers in the very task that closes it, with the caret where it was: the keys typed next find the text as it will be.
  const close = (value) => {
    dialog.close()
    dialog.remove()
    document.activeElement.editor?.view.focus()
    answer(value)
  }
  const cancel = crel("button", { type: "button", className: "button quiet", textContent: giveUp })
  cancel.addEventListener("click", () => close(""))
  const buttons = [...(main ? [main.nodeType ? main : submit(main)] : []), cancel]
  if (remove) {
    const button = crel("button", { type: "button", className: "button quiet dialog__remove", textContent: remove })
    button.addEventListener("click", () => close("remove"))
    buttons.push(button)
  }
  const form = crel("form", { method: "dialog" }, [
    crel("h2", { id, textContent: title }), ...parts, crel("div", { className: "dialog__buttons" }, buttons),
  ])
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    const value = event.submitter?.value ?? "", leave = value === "ok" && before?.()
    if (leave) leave.then((may) => { if (may) close(value) })
    else close(value)
  })
  const dialog = crel("dialog", { className: "desk-dialog", "aria-labelledby": id }, [form])
  document.body.append(dialog)
  dialog.addEventListener("cancel", (event) => {         // a field for files, given up, says it too
    if (event.target !== dialog) return
    event.preventDefault()
    close("")
  })
  dialog.showModal()
  focus?.focus()
})

export const field = (label, input, help) => {
  const note = help ? [crel("small", { textContent: help })] : []
  return crel("label", { className: "field" }, [crel("span", { textContent: label }), ...note, input])
}
// Says beside each input, in the error of its field, what is wrong with it, and goes to the first.
export const tellErrors = (inputs, errors) => {
  for (const [name, input] of Object.entries(inputs)) {
    input.setAttribute("aria-invalid", name in errors)
    input.closest(".field").querySelector(".dialog__error").textContent = (errors[name] || []).join(" ")
  }
  Object.entries(inputs).find(([name]) => name in errors)?.[1].focus()
}
export const line = (value, more = {}) => crel("input", { type: "text", value: value || "", ...more })

// A search by the admin's own autocomplete address, as a list of radio buttons; `first` are shown before the others.
// What `newcomer` knows to be a web address is not searched for but looked up.
export const chooser = ({ address, kind, label, chosen, first, newcomer }) => {
  const query = crel("input", { type: "search", autocomplete: "off" })
  const results = crel("div", { className: "dialog__results", role: "radiogroup", "aria-label": "Résultats" })
  const status = crel("p", { className: "dialog__status", role: "status" })
  let turn = 0, wait, asked = null, asking = null, shown = null, isEager = false
  const term = () => query.value.trim()
  const isAddress = () => newcomer?.takes(term())
  const show = (found) => {
    found.forEach((one) => known[kind].set(String(one.id), one))
    found.sort((a, b) => first.includes(String(b.id)) - first.includes(String(a.id)))
    results.replaceChildren(...found.map((one) => choice(one)))
    if (!results.querySelector(":checked")) results.querySelector("input")?.click()
  }
  const find = async (words) => {
    const answer = await fetch(`${address}&term=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } }).catch(() => null)
    if (!answer?.ok) return { say: "La recherche n’a pas répondu : vérifiez que vous êtes encore connecté." }
    const { results: rows } = await answer.json()
    return { rows, say: rows.length ? "" : "Rien ne correspond." }
  }
  const search = () => (asking = run())
  const run = async () => {
    const mine = ++turn, words = asked = term(), isNew = isAddress()
    clearTimeout(wait)
    newcomer?.close()
    if (isNew) { results.replaceChildren(); status.textContent = "Lecture de la page…" }
    const found = await (isNew ? newcomer.lookUp(words) : find(words))
    if (mine !== turn) return
    asked = null
    status.textContent = found.say
    if (!found.rows && !found.draft) return
    shown = words
    show(found.rows ?? [])
    if (found.draft) newcomer.open(found, isEager)
  }
  const choice = ({ id, text, note, picture, alt, credit }) => {
    const radio = crel("input", { type: "radio", name: "chosen", value: id, checked: String(id) === chosen })
    const number = first.indexOf(String(id)) + 1
    const about = [note, alt, credit].filter(Boolean).map((textContent) => crel("small", { textContent }))
    return crel("label", number && kind === "source" ? { "data-number": number } : null, [
      radio, ...(picture ? [crel("img", { src: picture, alt: "" })] : []), crel("span", {}, [text, ...about]),
    ])
  }
  query.addEventListener("input", (event) => {
    isEager = event.inputType === "insertFromPaste"
    clearTimeout(wait)
    wait = setTimeout(search, !isAddress() ? 150 : isEager ? 0 : 700)
  })
  query.addEventListener("keydown", (event) => {      // arrows walk the list while one types
    if (!["ArrowDown", "ArrowUp"].includes(event.key)) return
    event.preventDefault()
    const radios = [...results.querySelectorAll("input")], at = radios.findIndex((radio) => radio.checked)
    radios[Math.min(radios.length - 1, Math.max(0, at + (event.key === "ArrowDown" ? 1 : -1)))]?.click()
  })
  search()
  return {
    query, status, parts: [field(label, query), results, status],
    value: () => results.querySelector(":checked")?.value,
    // This one alone, as if it had been searched for.
    offer(row, say) {
      turn++
      clearTimeout(wait)
      query.value = shown = ""
      asked = null
      status.textContent = say
      show([row])
    },
    // Nothing is chosen that was not seen: Enter asks first for what was typed since.
    settle() {
      if (shown === term()) return null
      isEager = true
      return (asked === term() ? asking : search()).then(() => false)
    },
  }
}

/* --- the server ---------------------------------------------------------------------------------- */

export const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value

// The answer to a question with an effect, or null: no network, or no longer logged in.
export const post = (address, fields) => fetch(address, {
  method: "POST", redirect: "manual", body: new URLSearchParams(fields),
  headers: { Accept: "application/json", "X-CSRFToken": token() },
}).then((answer) => answer.json()).catch(() => null)
export const SILENT = "Le serveur n’a pas répondu : vérifiez que vous êtes encore connecté, puis réessayez."

/* --- the document -------------------------------------------------------------------------------- */

export const place = (editor, selected, type, attrs) => {
  if (selected) editor.chain().focus().updateAttributes(type, attrs).run()
  else editor.chain().focus().insertContent({ type, attrs }).run()
}

// A word to whoever writes, in sight wherever the text is scrolled to, until it is put away.
export const say = (editor, textContent) => {
  const box = editor.view.dom.closest(".prose-editor")
  const button = crel("button", { type: "button", className: "button quiet", textContent: "Fermer" })
  const note = crel("div", { className: "prose-note" }, [crel("p", { role: "status" }), button])
  button.addEventListener("click", () => { note.remove(); editor.commands.focus() })
  box.querySelector(".prose-note")?.remove()
  box.append(note)
  setTimeout(() => { note.firstChild.textContent = textContent })       // a status is read when it changes
}

// A table or a picture at the very end leaves nowhere to write on: an empty paragraph follows it (dropped on save).
export const leaveRoom = (editor) => {
  const { doc } = editor.state
  if (["table", "libraryPicture", "commitmentNote"].includes(doc.lastChild?.type.name)) {
    editor.commands.insertContentAt(doc.content.size, { type: "paragraph" }, { updateSelection: false })
  }
}
