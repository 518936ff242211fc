// Lists, whatever wrote them: a row of items that know their level becomes lists in lists.
import { make } from "veille/clipboard/words"

// An item is { level, content, isOrdered, number, type, isFirst }; with `isMore` its content belongs to the item before.

const DEEPEST = 9

// An « i) » goes on a list with letters; elsewhere it begins one.
const goesOn = (open, item) => item.number !== 1 || (/a/i.test(open.type) && /i/i.test(item.type))
const isOther = (open, item) => open.isOrdered !== item.isOrdered || (item.isFirst && item.level <= DEEPEST) ||
  (item.isOrdered && !goesOn(open, item))

// The blocks with each row of items between them as lists.
export const folded = (blocks) => {
  const done = []
  let open = []                                          // the lists we stand in, the deepest last
  for (const one of blocks) {
    if (!one.level) { done.push(one); open = []; continue }
    const level = Math.min(one.level, DEEPEST)
    while (open.at(-1)?.level > level) open.pop()
    if (one.isMore) { place(open.at(-1)?.list.lastElementChild, done, one.content); continue }
    if (open.at(-1)?.level === level && isOther(open.at(-1), one)) open.pop()
    if (!(open.at(-1)?.level === level)) {
      const list = one.isOrdered ? make("ol", [], { start: one.number > 1 && String(one.number), type: one.type }) : make("ul")
      place(open.at(-1)?.list.lastElementChild, done, [list])
      open.push({ ...one, level, list })
    }
    open.at(-1).list.append(make("li", one.content))
  }
  return done
}

const place = (item, done, content) => { if (item) item.append(...content); else done.push(...content) }

/* --- Word: paragraphs that say which list they are of ------------------------------------------------ */

const WORD = /mso-list:\s*(l\d+)\s+level(\d)/
const FAUX = /^mso(?:list|listparagraph)/i
const FAUX_MARK = /^[\s\u00a0]*([·•o§▪■Øü–-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)])[\s\u00a0]{2,}/i

// The sign that stood before the words (« · », « 1. »), taken out of them.
export const takeSign = (page, paragraph) => {
  let sign = ""
  const comments = paragraph.ownerDocument.createTreeWalker(paragraph, NodeFilter.SHOW_COMMENT)
  const openers = []
  while (comments.nextNode()) if (comments.currentNode.data === "[if !supportLists]") openers.push(comments.currentNode)
  for (const opener of openers) {
    const between = []
    let next = opener.nextSibling
    while (next && next.data !== "[endif]") { between.push(next); next = next.nextSibling }
    if (next) for (const one of between) { sign += one.textContent; one.remove() }
  }
  for (const one of paragraph.querySelectorAll("span")) {
    if (/mso-list:\s*ignore/.test(page.said(one))) { sign += one.textContent; one.remove() }
  }
  return sign.replace(/[\s\u00a0]+/g, "")
}

// Word for Mac and « filtered » pages leave only the look of a list: the sign is words.
const takeWords = (paragraph) => {
  const found = FAUX_MARK.exec(paragraph.textContent)
  if (!found) return ""
  let left = found[0].length
  const texts = paragraph.ownerDocument.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT)
  while (left && texts.nextNode()) {
    const { currentNode } = texts, taken = Math.min(left, currentNode.length)
    currentNode.deleteData(0, taken)
    left -= taken
  }
  return found[1]
}

const UNIT = { pt: 36, in: .5, cm: 1.27, px: 48, mm: 12.7 }

const indented = (said) => {
  const [, size, unit] = /margin(?:-left)?:\s*(?:[\d.]+(?:pt|in|cm|mm|px)?\s+){0,3}?([\d.]+)(pt|in|cm|mm|px)\s*(?:;|$)/.exec(said) ?? []
  return Math.max(1, Math.round(size / UNIT[unit]) || 1)
}

const TYPES = { a: /^\(?[a-z][.)]/, A: /^\(?[A-Z][.)]/, i: /^\(?[ivx]+[.)]/, I: /^\(?[IVX]+[.)]/ }

// « 3. » is the third of an ordered list, « a) » the first of one with letters, « · » one of many.
export const readSign = (sign) => {
  const number = Number(/(\d+)\D*$/.exec(sign)?.[1]) || 0
  if (number || /^0/.test(sign)) return { isOrdered: true, number }
  const type = ["i", "I", "a", "A"].find((one) => TYPES[one].test(sign))
  if (!type) return { isOrdered: false }
  const letters = sign.replace(/\W/g, "").toLowerCase()
  return { isOrdered: true, type, number: letters === "i" || letters === "a" ? 1 : 0 }
}

// What a paragraph of Word is in a list, its sign taken out; null if it is in none.
export const itemOf = (page, paragraph) => {
  const said = page.said(paragraph), word = WORD.exec(said)
  if (word) {
    const sign = takeSign(page, paragraph), format = page.lists.get(`${word[1]}:level${word[2]}`)
    const kind = sign || !format ? readSign(sign) : { isOrdered: !["bullet", "none", "image"].includes(format), number: 0 }
    return { level: Number(word[2]), ...kind }
  }
  if (!FAUX.test(paragraph.className)) return null
  const sign = takeSign(page, paragraph) || takeWords(paragraph)
  return sign ? { level: indented(said), ...readSign(sign) } : { level: indented(said), isMore: true }
}

/* --- lists that are lists ------------------------------------------------------------------------- */

const TYPE = { "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i", "upper-roman": "I" }

// Word's page and Google Docs say on each item how deep it stands, wherever they put it.
const levelOf = (item) => Number(item.getAttribute("data-aria-level") || item.getAttribute("aria-level")) ||
  Number(/lst-kix_\w+-(\d)/.exec(item.parentElement?.className)?.[1] ?? -1) + 1

// The items of a list as a row, those of the lists in it after theirs. `blocksOf` gives what an element holds.
export const itemsOf = (page, list, blocksOf, depth = 1) => {
  const isOrdered = list.localName === "ol", items = []
  const type = isOrdered && (/^[aAiI]$/.exec(list.getAttribute("type") ?? "")?.[0] ?? typeSaid(page, list))
  let number = Number(list.getAttribute("start")) || 1, isFirst = true
  const add = (content, level) => {
    if (!content.length) return
    const isHeading = content.length === 1 && /^h\d$/.test(content[0].localName)   // a numbered heading, in LibreOffice
    items.push(isHeading ? content[0] : { level: level || depth, content, isOrdered, type, number, isFirst: isFirst && !level })
    isFirst = false
  }
  for (const child of list.children) {
    if (["ul", "ol"].includes(child.localName)) items.push(...itemsOf(page, child, blocksOf, depth + 1))
    else if (child.localName !== "li") add(blocksOf(child))
    else {
      let content = [], isMore = false
      const close = () => { if (isMore) items.push({ level: depth, isMore, content }); else add(content, levelOf(child)); content = []; isMore = true }
      const own = levelOf(child) || depth
      for (const block of blocksOf(child, own + 1)) {
        if (block.level) { if (content.length || !isMore) close(); items.push(block) } else content.push(block)
      }
      if (content.length) close()
      number = (Number(child.getAttribute("value")) || number) + 1
    }
  }
  return items
}

const typeSaid = (page, list) => {
  const item = list.querySelector(":scope > li")
  const said = `${item ? page.said(item) : ""};${page.said(list)}`
  return TYPE[/list-style(?:-type)?:\s*([\w-]+)/.exec(said)?.[1]]
}
