// The panes of the article's form, « Écrire | Préparer | Aperçu »: on a wide screen the text stays and another stands
// beside it; on a narrow one each has the page. A link to a field opens its pane. Without scripts all stand in a row.
const desk = document.querySelector(".desk")
const tabs = desk.querySelector(".desk__tabs")
const narrow = matchMedia("(max-width: 62rem)")

const show = (pane) => {
  desk.dataset.pane = pane
  tabs.querySelectorAll("button").forEach((button) => button.setAttribute("aria-pressed", button.value === pane))
  sessionStorage.setItem("desk-pane", pane)
  desk.dispatchEvent(new CustomEvent("desk:pane", { bubbles: true }))
}

// The control people meet in the field's place: the editor, Select2's box, or the field itself.
const control = (field) =>
  field.closest(".prose-editor")?.querySelector(".ProseMirror[contenteditable]")
  || field.parentElement.querySelector(".select2-search__field, .select2-selection[tabindex]")
  || field

const open = (hash) => {
  const field = /^#id_\w+$/.test(hash) && document.querySelector(hash)
  if (!field) return false
  if (field.closest(".desk__side") && desk.dataset.pane !== "prepare") show("prepare")
  if (field.closest(".desk__write") && narrow.matches) show("write")
  control(field).focus({ preventScroll: true })
  control(field).scrollIntoView({ block: "center" })
  return true
}

tabs.addEventListener("click", ({ target }) => {
  const tab = target.closest("button")
  if (tab) show(tab.value)
})
document.addEventListener("click", (event) => {
  if (open(event.target.closest("a[href^='#id_']")?.hash)) event.preventDefault()
})
document.addEventListener("prose-editor:ready", () => open(location.hash))
narrow.addEventListener("change", () => { if (!["preview", "remarks"].includes(desk.dataset.pane)) show(narrow.matches ? "write" : "prepare") })

tabs.hidden = false
const wrong = desk.querySelector(".errors")
const last = sessionStorage.getItem("desk-pane")
if (wrong?.closest(".desk__side")) show("prepare")
else if (narrow.matches) show("write")
else show(last === "preview" && tabs.querySelector("[value=preview]") ? "preview" : "prepare")
