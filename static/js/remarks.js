// Remarks beside a text. A passage is found again by its words, and by those around it where they stand more than once,
// whatever the spaces, quotation marks and citation numbers between them; it is painted, never marked up. On the proof,
// and in the article's form, which asks the proof's page for the threads alone.
const pane = document.querySelector("[data-remarks]")
const proof = document.querySelector("[data-proof]")
const address = pane.dataset.address
const root = () => proof ?? document.querySelector(".desk__write .ProseMirror[contenteditable]")
const PASSED_OVER = "sup, nav, script, style, [data-citation], .trail, .byline, .apparatus, .proof__head, .visually-hidden"
const BLOCKS = "p, li, dt, dd, td, th, h1, h2, h3, h4, figcaption"
const AROUND = 32, LONGEST = 400

/* --- a text as its letters, each with where it stands ------------------------------------------------------------- */

const SAME = { "’": "'", "‘": "'", "“": "\"", "”": "\"" }
const letterOf = (sign) => (/\s/.test(sign) ? "" : SAME[sign] ?? sign)
const letters = (text) => Array.from(text ?? "", letterOf).join("")

const read = () => {
  const nodes = document.createTreeWalker(root(), NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest(PASSED_OVER) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT)
  const places = []
  let text = ""
  while (nodes.nextNode()) {
    const { data } = nodes.currentNode
    for (let at = 0; at < data.length; at++) {
      const letter = letterOf(data[at])
      if (letter) { text += letter; places.push([nodes.currentNode, at]) }
    }
  }
  return { text, places }
}

// How many letters before a place, or from it on, are those of a remark: sign by sign, since one word may stand there
// thousands of times, and two hundred remarks ask for it.
const alikeBefore = (text, at, before) => {
  let n = 0
  while (n < AROUND && n < before.length && text[at - 1 - n] === before[before.length - 1 - n]) n++
  return n
}
const alikeAfter = (text, at, after) => {
  let n = 0
  while (n < AROUND && n < after.length && text[at + n] === after[n]) n++
  return n
}

const find = (index, { exact, prefix, suffix }) => {
  const words = letters(exact)
  if (!words) return null
  const before = letters(prefix), after = letters(suffix)
  let best = -1, most = -1
  for (let at = index.text.indexOf(words); at >= 0; at = index.text.indexOf(words, at + 1)) {
    const around = alikeBefore(index.text, at, before) + alikeAfter(index.text, at + words.length, after)
    if (around > most) { best = at; most = around }
  }
  if (best < 0) return null
  const range = document.createRange()
  const [last, end] = index.places[best + words.length - 1]
  range.setStart(...index.places[best])
  range.setEnd(last, end + 1)
  return range
}

const describe = (range) => {
  const index = read()
  const inside = index.places.map(([node, at]) => range.comparePoint(node, at))
  const start = inside.indexOf(0)
  if (start < 0) return null
  const held = range.cloneContents()
  held.querySelectorAll(PASSED_OVER).forEach((one) => one.remove())
  held.querySelectorAll(BLOCKS).forEach((one) => one.append(" "))
  // By whole signs: half of one arrives as another.
  const exact = [...held.textContent.replace(/\s+/g, " ").trim()].slice(0, LONGEST).join("")
  const after = start + letters(exact).length
  return {
    exact,
    prefix: index.text.slice(Math.max(0, start - AROUND), start),
    suffix: index.text.slice(after, after + AROUND),
    place: placeOf(range.startContainer.parentElement),
  }
}

const PLACES = { ".prose, .ProseMirror": "body", ".takeaways": "takeaways", ".key-figures": "figures", "figure": "hero", ".lead": "lead", "h1": "title" }
const placeOf = (element) => PLACES[Object.keys(PLACES).find((within) => element?.closest(within))] ?? ""

/* --- painting ----------------------------------------------------------------------------------------------------- */

let found = new Map()   // thread → its range
const paint = () => {
  if (!root() || !window.CSS?.highlights) return
  const index = read()
  found = new Map()
  for (const thread of pane.querySelectorAll("[data-thread]")) {
    const range = find(index, thread.dataset)
    const show = thread.querySelector("[data-show]")
    if (range) found.set(thread, range)
    if (show) show.hidden = !range
    thread.querySelector("[data-moved]")?.toggleAttribute("hidden", Boolean(range))
  }
  const open = [...found].filter(([thread]) => !thread.classList.contains("is-settled"))
  CSS.highlights.set("remark", new Highlight(...open.map(([, range]) => range)))
}
const show = (range) => {
  if (!root().offsetParent) document.querySelector(".desk__tabs [value=write]")?.click()   // one pane at a time on a phone
  CSS.highlights.set("remark-shown", new Highlight(range))
  range.startContainer.parentElement.scrollIntoView({ block: "center", behavior: "instant" })
}

pane.addEventListener("click", ({ target }) => {
  const thread = target.closest("[data-show]")?.closest("[data-thread]")
  if (thread && found.has(thread)) show(found.get(thread))
})
document.addEventListener("click", (event) => {
  if (!root()?.contains(event.target) || !getSelection().isCollapsed) return
  const caret = document.caretPositionFromPoint?.(event.clientX, event.clientY)
  const under = caret && [...found].find(([, range]) => range.isPointInRange(caret.offsetNode, caret.offset))
  if (!under) return
  CSS.highlights.set("remark-shown", new Highlight(under[1]))
  if (pane.offsetParent) under[0].scrollIntoView({ block: "nearest", behavior: "instant" })
})

/* --- choosing a passage ------------------------------------------------------------------------------------------- */

const offer = Object.assign(document.createElement("button"), { type: "button", className: "button remark-offer", textContent: "Commenter ce passage", hidden: true })
document.body.append(offer)

const choose = (passage) => {
  const form = pane.querySelector("[data-new]")
  if (!form) return
  for (const name of ["exact", "prefix", "suffix"]) form.elements[name].value = passage[name]
  form.elements.place.value = passage.place
  form.querySelector("[data-passage]").hidden = !passage.exact
  form.querySelector("[data-passage] blockquote").textContent = passage.exact
}
let pause
document.addEventListener("selectionchange", () => {
  clearTimeout(pause)
  pause = setTimeout(() => {
    const selection = getSelection()
    const range = selection.rangeCount && !selection.isCollapsed && selection.getRangeAt(0)
    offer.hidden = !range || !root()?.contains(range.commonAncestorContainer) || !pane.offsetParent
      || !pane.querySelector("[data-new]") || !letters(range.toString())
    if (offer.hidden) return
    const box = range.getBoundingClientRect()
    offer.style.insetBlockStart = `${box.bottom + scrollY + 6}px`
    offer.style.insetInlineStart = `${Math.max(8, Math.min(box.left + scrollX, document.documentElement.clientWidth - 220))}px`
  }, 150)
})
offer.addEventListener("pointerdown", (event) => event.preventDefault())   // the selection stays
offer.addEventListener("click", () => {
  const passage = describe(getSelection().getRangeAt(0))
  offer.hidden = true
  if (!passage) return
  choose(passage)
  const words = pane.querySelector("[data-new] textarea")
  words.focus()
  words.scrollIntoView({ block: "center", behavior: "instant" })
})
pane.addEventListener("click", ({ target }) => {
  if (target.closest("[data-whole]")) choose({ exact: "", prefix: "", suffix: "", place: "" })
})
pane.addEventListener("change", ({ target }) => {
  const words = target.dataset.call && document.getElementById(target.dataset.call)
  if (!words || !target.value) return
  const before = words.value.slice(0, words.selectionStart)
  words.setRangeText(`${/\S$/.test(before) ? " " : ""}@${target.value} `, words.selectionStart, words.selectionEnd, "end")
  target.value = ""
  words.focus()
})

/* --- in the article's form: the threads come and go without leaving it --------------------------------------------- */

const LOST = "La réponse du serveur manque : votre remarque n’est pas partie, elle reste ici. Réessayez."
const put = (markup, sent) => {
  // What is being written in the other forms stays, passage and all.
  const begun = [...pane.querySelectorAll("textarea")].filter(({ value, form }) => value && form !== sent)
    .map(({ id, value }) => [id, value])
  const fresh = pane.querySelector("[data-new]")
  const passage = fresh && fresh !== sent
    && Object.fromEntries(["exact", "prefix", "suffix", "place"].map((name) => [name, fresh.elements[name].value]))
  // Through a document of its own: a parser would drop a form inside a form.
  const { body } = new DOMParser().parseFromString(markup, "text/html")
  pane.replaceChildren(...body.childNodes)
  if (passage) choose(passage)
  for (const [id, value] of begun) {
    const field = document.getElementById(id)
    if (!field) continue
    field.value = value
    field.closest("details")?.setAttribute("open", "")
  }
  const tab = document.querySelector(".desk__tabs [value=remarks] [data-count]")
  if (tab) tab.textContent = pane.querySelectorAll("[data-thread]:not(.is-settled)").length || ""
  paint()
}
const ask = async (options, sent) => {
  const answer = await fetch(address, { redirect: "manual", ...options })
  if (!answer.ok && answer.status !== 422) throw new Error(answer.status)
  put(await answer.text(), sent)
}
if (address) {
  const status = Object.assign(document.createElement("p"), { className: "errornote", role: "alert" })
  pane.addEventListener("submit", async (event) => {
    event.preventDefault()
    event.stopPropagation()   // the form around it would take it for its own
    try { await ask({ method: "POST", body: new FormData(event.target, event.submitter) }, event.target) } catch {
      status.textContent = LOST
      event.target.prepend(status)
      return
    }
    // What had the focus is gone with its form: who does not see the page would be thrown to its beginning.
    (pane.querySelector("[aria-invalid=true]") ?? pane.querySelector("#remarques")).focus()
  })
  pane.addEventListener("input", (event) => event.stopPropagation())
  const load = () => ask({}).catch(() => { pane.textContent = "Les remarques ne sont pas venues : rechargez la page." })
  document.addEventListener("desk:pane", () => { if (pane.offsetParent && !pane.querySelector("#remarques")) load() })
  if (pane.dataset.count !== "0" || pane.offsetParent) load()
  document.addEventListener("prose-editor:ready", () => setTimeout(paint))
  let later
  document.querySelector(".desk__write").addEventListener("input", () => { clearTimeout(later); later = setTimeout(paint, 600) })
} else {
  paint()
}
