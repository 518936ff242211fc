// The notes of a foreign document, where they are called: « [note 3 : Le Monde, 11 février 2025, https://…] », to be done.
import { addressOf } from "veille/clipboard/reading"
import { plainly } from "veille/clipboard/words"

const CALL = /^_?(?:ftn|edn|ftnt|fn|sdfootnote|sdendnote|footnote|endnote|cite_note|note)[\w:.-]*\d/i
const BACK = /ref|anc$|back|^appel-/i
const OWN_PLACE = /^(?:ftn|edn|sdfootnote|sdendnote)\d/i
const NOT_INLINE = "p, div, li, td, th, h1, h2, h3, h4, h5, h6, blockquote, body"

// On our own pages a call is a button, and the sources are a list under the text.
const OURS = "button.citation[popovertarget^=bulle-]"

const hashOf = (anchor) => {
  if (anchor.matches(OURS)) return anchor.getAttribute("popovertarget").replace("bulle", "source")
  const hash = (anchor.getAttribute("href") ?? "").split("#")[1] ?? ""
  try { return decodeURIComponent(hash) } catch { return hash }
}
const isCall = (anchor) => {
  const hash = hashOf(anchor)
  return anchor.matches(OURS) || CALL.test(hash) && !BACK.test(hash) && anchor.textContent.trim().length < 9
}

const marked = (page, number, text) => {
  const mark = page.body.ownerDocument.createElement("mark")
  mark.dataset.todo = "1"
  mark.textContent = text ? `[note ${number}\u00a0: ${text}]` : `[note ${number}]`
  page.notes.push(mark.textContent)
  return mark
}

// Brackets end a note: within one there are others.
const unbracketed = (text) => plainly(text).replaceAll("[", "(").replaceAll("]", ")")
const inWords = (address) => address.replaceAll("[", "%5B").replaceAll("]", "%5D")

// The element that holds a whole note: the one the program made for it, else the paragraph or item its place stands in.
const bodyOf = (page, place) => {
  const block = place?.closest("li, p, dd, td, div, section")
  if (!block || block === page.body) return null
  const whole = block.parentElement
  const isOwn = OWN_PLACE.test(whole.id) || /mso-element:\s*(?:foot|end)note(?!-)/.test(page.said(whole))
  return isOwn ? whole : block
}

// A note's words, without its own number, with the address of each of its links.
const wordsOf = (body, hash) => {
  const copy = (body.querySelector(":scope > .title") ?? body).cloneNode(true)      // of a source of ours, its title
  for (const anchor of copy.querySelectorAll("a")) {
    const address = addressOf(anchor.getAttribute("href")), words = anchor.textContent.trim()
    if (anchor.id === hash || anchor.name === hash || BACK.test(hashOf(anchor))) anchor.remove()
    else if (address && words.replace(/^https?:\/\/|\/$/g, "") === address.replace(/^https?:\/\/|\/$/g, "")) anchor.textContent = inWords(address)
    else if (address && !address.startsWith("/")) anchor.append(`, ${inWords(address)}`)
  }
  for (const block of copy.querySelectorAll("p, div, li, br")) block.append(" ")
  return unbracketed(copy.textContent)
}

// The element that is nothing but this call: a raised number, a span of its style.
const wholeCall = (anchor) => {
  let whole = anchor
  const words = anchor.textContent.trim()
  while (!whole.parentElement.matches(NOT_INLINE) && whole.parentElement.textContent.trim() === words) whole = whole.parentElement
  return whole
}

// Puts each note where it is called, and takes it away from where it stood.
export const placeNotes = (page) => {
  page.notes = []
  const calls = [...page.body.querySelectorAll(`a[href*="#"], ${OURS}`)].filter(isCall)
  const places = new Map([...page.body.querySelectorAll("[id], a[name]")].flatMap((one) => [[one.getAttribute("name"), one], [one.id, one]]))
  const bodies = new Map(calls.map((call) => [call, bodyOf(page, places.get(hashOf(call)))])), all = new Set(bodies.values())
  const kept = new Set()                                 // what holds a call is no note
  for (const call of calls) for (let up = call; up; up = up.parentElement) if (all.has(up)) kept.add(up)
  const gone = new Set()
  for (const [n, call] of calls.entries()) {
    const body = bodies.get(call), number = call.textContent.replace(/[[\]()\s]/g, "") || String(n + 1)
    const isWhole = body && !kept.has(body)
    wholeCall(call).replaceWith(marked(page, number, isWhole ? wordsOf(body, hashOf(call)) : ""))
    if (isWhole) gone.add(body)
  }
  for (const body of gone) body.remove()
}

/* --- Google Docs ------------------------------------------------------------------------------------- */

// Its HTML has no notes: they stand in its own form of the clipboard, where « # » in the text is a call.
const callsIn = (own) => {
  const { resolved } = JSON.parse(JSON.parse(own).data), text = resolved.dsl_spacers
  const said = resolved.dsl_styleslices.find((one) => one.stsl_type === "footnote")?.stsl_styles ?? []
  const ids = said.filter((one) => one?.fs_id).map((one) => one.fs_id)
  const exact = said.flatMap((one, at) => (one?.fs_id && text[at] === "#" ? [at] : []))
  const signs = [...text.matchAll(/#/g)].map((sign) => sign.index)
  const at = exact.length === ids.length ? exact : signs.length === ids.length ? signs : []
  return ids.map((id, n) => ({ before: at.slice(0, n), at: at[n], text, note: resolved.dsl_relateddocslices[id] }))
}

const wordsOfSlice = (note) => {
  const words = unbracketed(note?.dsl_spacers ?? "")
  const links = [...JSON.stringify(note?.dsl_styleslices ?? []).matchAll(/"ulnk_url":"([^"]+)"/g)].map((one) => addressOf(one[1]))
  return [words, ...new Set(links.filter((one) => one && !words.includes(one)).map(inWords))].join(", ")
}

const VISIBLE = /[^\s\u0000-\u001f]/
const visible = (signs) => signs.filter((sign) => VISIBLE.test(sign)).join("")

// Finds each call by the forty signs before it; one whose place is not found comes last. Anything unexpected: no notes.
export const placeNotesOfDocs = (page, own) => {
  let calls = []
  try { calls = callsIn(own) } catch { return }
  const texts = page.body.ownerDocument.createTreeWalker(page.body, NodeFilter.SHOW_TEXT), places = []
  let flat = ""
  while (texts.nextNode()) {
    for (let n = 0; n < texts.currentNode.length; n++) {
      if (VISIBLE.test(texts.currentNode.data[n])) { flat += texts.currentNode.data[n]; places.push([texts.currentNode, n + 1]) }
    }
  }
  let from = 0
  const found = calls.map(({ before, at, text, note }, n) => {
    const mark = marked(page, n + 1, wordsOfSlice(note))
    if (at === undefined) return { mark }
    const ours = visible(text.slice(0, at).split("").filter((_, index) => !before.includes(index))).slice(-40)
    const place = flat.indexOf(ours, Math.max(0, from - ours.length))
    if (place < 0 || !ours) return { mark }
    from = place + ours.length
    return { mark, place: places[from - 1] }
  })
  for (const { mark, place } of found.reverse()) {
    if (!place) page.body.append(mark)
    else {
      const [node, offset] = place
      node.parentNode.insertBefore(mark, node.splitText(offset))
    }
  }
}
