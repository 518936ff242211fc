// The picture library in a dialog: one chooses a picture, or adds one there and then. Known to the import map as
// "veille/library" (veille/editions/editor.py): the text (pictures.js) and the opening picture (hero.js) share it.
import { crel } from "django-prose-editor/editor"
import { ask, chooser, field, known, line, SILENT, submit, tellErrors, token, words } from "veille/prose"

const template = document.querySelector("#new-picture")
export const mayAdd = Boolean(template)          // the page has no such form for who may not add pictures

/* --- files ---------------------------------------------------------------------------------------- */

// A file that misses its place would be opened by the browser instead of the article.
for (const name of ["dragover", "drop"]) {
  addEventListener(name, (event) => {
    if (event.defaultPrevented || !event.dataTransfer.types.includes("Files") || event.target.matches?.("input[type=file]")) return
    event.preventDefault()
    if (name === "dragover") event.dataTransfer.dropEffect = "none"
  })
}

// Files dropped within an element go to `take`.
export const takeDrops = (element, take) => {
  element.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("Files")) event.preventDefault() })
  element.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return
    event.preventDefault()
    take([...event.dataTransfer.files])
  })
}

const MEGABYTE = 1_000_000
const weight = (bytes) => (bytes < MEGABYTE
  ? `${Math.ceil(bytes / 1000)}\u00a0ko`
  : `${(bytes / MEGABYTE).toLocaleString("fr-FR", { maximumFractionDigits: 1 })}\u00a0Mo`)

// « verriere_de-nuit.jpg » → « verriere de nuit »; what a browser calls a pasted picture says nothing.
const titleFrom = ({ name }) => {
  const stem = name.replace(/\.[^.]*$/, "").replace(/[\s_-]+/g, " ").trim()
  return /^image\d*$/i.test(stem) ? "" : stem
}

// Drawn, not shown by its address: the policy allows no blob:, and nothing in the file can be more than pixels.
const draw = async (canvas, file) => {
  canvas.hidden = true
  const picture = await createImageBitmap(file).catch(() => null)
  if (!picture) return
  const scale = Math.min(1, 480 / picture.width, 320 / picture.height)
  Object.assign(canvas, { width: Math.max(1, picture.width * scale), height: Math.max(1, picture.height * scale), hidden: false })
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
}

/* --- a picture that comes in ---------------------------------------------------------------------- */

// The form of a new picture, inside the dialog that places it; `show` puts before the eyes a picture that is there already.
const newcomer = ({ main, place, show }) => {
  const box = template.content.firstElementChild.cloneNode(true)
  const { look, add, limit, tooHeavy } = template.dataset
  const [canvas, name, wrong] = [".field--file canvas", ".dialog__address", ".field--file .dialog__error"].map((one) => box.querySelector(one))
  const status = crel("p", { className: "dialog__status", role: "status" })
  const bar = crel("progress", { max: 1, value: 0, hidden: true, "aria-label": "Envoi du fichier" })
  const inputs = {}
  for (const input of box.querySelectorAll("[name]")) {
    inputs[input.name] ??= input
    const { id } = input
    if (input.type !== "radio") input.setAttribute("aria-describedby", `${id}-help ${id}-error`)
  }
  let file = null, request = null, suggested = ""

  const stop = () => {
    const running = request
    request = null
    running?.abort()
    bar.hidden = true
  }
  // The JSON of the answer, or null; undefined when another question took its place.
  const send = (address, fields, afterwards) => new Promise((answer) => {
    stop()
    const mine = request = new XMLHttpRequest()
    mine.open("POST", address)
    mine.responseType = "json"
    mine.setRequestHeader("Accept", "application/json")
    mine.setRequestHeader("X-CSRFToken", token())
    mine.upload.addEventListener("progress", (event) => { bar.value = event.loaded / event.total })
    mine.upload.addEventListener("load", () => { if (mine === request) status.textContent = afterwards })
    mine.addEventListener("loadend", () => {
      if (mine !== request) return answer(undefined)
      request = null
      bar.hidden = true
      status.textContent = ""
      return answer(mine.response)
    })
    Object.assign(bar, { value: 0, hidden: false })
    status.textContent = "Envoi du fichier…"
    mine.send(fields)
  })
  const body = (form) => {
    const fields = form ? new FormData(form) : new FormData()
    fields.append("file", file, file.name)
    return fields
  }
  const refuse = (errors) => {
    wrong.textContent = errors.join(" ")
    box.classList.toggle("is-refused", errors.length > 0)
    main.disabled = errors.length > 0
  }
  const close = () => {
    stop()
    box.hidden = true
    status.textContent = ""
    main.disabled = false
    main.textContent = place
  }
  const already = (picture) => { close(); show(picture) }

  return {
    box, close, told: crel("div", { className: "dialog__sending" }, [status, bar]),
    leave: stop,
    isOpen: () => !box.hidden,
    async open(chosen) {
      stop()
      file = chosen
      box.hidden = false
      main.textContent = `Ajouter et ${place.charAt(0).toLowerCase()}${place.slice(1)}`
      name.textContent = `${file.name} · ${weight(file.size)}`
      if (inputs.title.value === suggested) inputs.title.value = suggested = titleFrom(file).slice(0, inputs.title.maxLength)
      tellErrors(inputs, {})
      refuse([])
      draw(canvas, file)
      ;(inputs.title.value ? inputs.alt : inputs.title).focus()
      if (file.size > limit * MEGABYTE) {
        refuse([tooHeavy.replace("%(size)d", Math.ceil(file.size / MEGABYTE)).replace("%(limit)d", limit)])
        return
      }
      const answer = await send(look, body(), "Vérification du fichier…")
      if (answer?.existing) already(answer.existing)
      else if (answer?.errors) refuse(answer.errors.file)
      else if (answer === null) status.textContent = SILENT
    },
    // The picture once it is in the library; null with what is wrong beside each field.
    async add() {
      if (main.disabled) return null
      main.disabled = true
      tellErrors(inputs, {})
      const answering = send(add, body(box.form), "Préparation des tailles que verront les lecteurs…")
      main.scrollIntoView({ block: "nearest" })
      const answer = await answering
      main.disabled = false
      if (answer?.added) return answer.added
      if (answer?.existing) already(answer.existing)
      else if (answer?.errors?.file) refuse(answer.errors.file)
      else if (answer?.errors) tellErrors(inputs, answer.errors)
      else if (answer === null) status.textContent = SILENT
      return null
    },
  }
}

/* --- the dialog ----------------------------------------------------------------------------------- */

// Resolves to { answer, image, caption, rest }: what closed the dialog, the key of the chosen picture, and the files
// that came with the first. `caption` undefined asks for none; `file` is what one came with.
export const pick = async ({ title, place = "Placer l’image", remove, giveUp, chosen, caption, file }) => {
  const main = submit(place), many = caption !== undefined
  const images = chooser({
    address: words.picture_search, kind: "image", label: "Chercher dans les images", chosen, first: chosen ? [chosen] : [],
  })
  const library = crel("div", {}, images.parts)
  const captioned = many ? line(caption, { maxLength: 300 }) : null
  let added = null, rest = []
  const parts = [library]

  const show = (picture) => {
    toLibrary()
    images.offer(picture, "Cette image est déjà dans la bibliothèque : placez celle-ci.")
    library.querySelector("[type=radio]").focus()
  }
  const made = mayAdd ? newcomer({ main, place, show }) : null
  const input = crel("input", { type: "file", className: "visually-hidden", multiple: many })
  const choose = crel("label", { className: "button quiet" }, [crel("span", {}), input])
  const back = crel("button", { type: "button", className: "button quiet", textContent: "Chercher dans la bibliothèque" })
  const toLibrary = () => {
    made.close()
    library.hidden = false
    back.hidden = true
    choose.firstChild.textContent = "Ajouter une image, ou la déposer ici…"
  }
  const take = ([first, ...others]) => {
    library.hidden = true
    back.hidden = false
    choose.firstChild.textContent = "Choisir un autre fichier…"
    if (many) rest = others
    made.open(first)
  }
  if (made) {
    input.accept = template.dataset.accept
    input.addEventListener("change", () => { if (input.files.length) take([...input.files]); input.value = "" })
    back.addEventListener("click", () => { toLibrary(); images.query.focus() })
    parts.push(made.box, crel("div", { className: "dialog__add" }, [choose, back]))
    toLibrary()
  }
  if (captioned) parts.push(field("Légende", captioned))
  if (made) parts.push(made.told)

  const before = () => {
    if (!made?.isOpen()) return images.settle()
    return made.add().then((picture) => { added = picture; return Boolean(picture) })
  }
  const answered = ask({ title, main, remove, giveUp, parts, focus: images.query, before })
  if (made) {
    const dialog = library.closest("dialog")
    takeDrops(dialog, take)
    dialog.addEventListener("paste", (event) => {
      if (!event.clipboardData.files.length) return
      event.preventDefault()
      take([...event.clipboardData.files])
    })
    if (file) take([file])
  }
  const answer = await answered
  made?.leave()
  if (added) known.image.set(added.id, added)
  const image = answer === "ok" ? added?.id ?? images.value() : undefined
  return { answer, image, caption: captioned?.value.trim() || null, rest }
}
