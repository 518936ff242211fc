// Paragraphs, headings, lists, quotations, tables of a foreign document, as elements that a text of ours may have.
import { plainBlocks } from "veille/clipboard/plain"
import { addressOf } from "veille/clipboard/reading"
import { folded, itemOf, itemsOf, takeSign } from "veille/clipboard/lists"
import { line, lookOf, make, paragraphs, plainly } from "veille/clipboard/words"

const BLOCKS = new Set([
  "address", "article", "aside", "blockquote", "center", "dd", "details", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure",
  "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary",
  "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
])
const MOST_QUOTES = 3, WIDEST = 50

/* --- what an element is ------------------------------------------------------------------------------ */

// 1 to 9, or 0 for what is no heading. A document's title counts as its highest heading.
const headingLevel = (page, one) => {
  const named = /^h([1-6])$/.exec(one.localName)?.[1] ?? /(?:^|\s)MsoHeading([1-9])/.exec(one.className)?.[1]
  if (named) return Number(named)
  if (one.getAttribute("role") === "heading") return Number(one.getAttribute("aria-level")) || 2
  if (one.localName !== "p") return 0
  if (/(?:^|\s)(?:MsoTitle\S*|title)(?:\s|$)/.test(one.className)) return 1
  if (page.isGoogle && isTitle(page, one)) return 1
  return Number(/mso-outline-level:\s*([1-9])/.exec(page.said(one))?.[1] ?? 0)
}

// Google Docs writes a title as a paragraph in large letters.
const isTitle = (page, one) => {
  const spans = [...one.querySelectorAll("span")].filter((span) => span.textContent.trim())
  return spans.length > 0 && spans.every((span) => parseFloat(/font-size:\s*([\d.]+)pt/.exec(page.said(span))?.[1]) >= 24)
}

const isQuote = (page, one) => one.localName === "blockquote" || /^Mso(?:Intense)?Quote/.test(one.className) ||
  (one.localName === "div" && /border-left:\s*solid/.test(page.said(one)))

/* --- a document from top to bottom ------------------------------------------------------------------ */

// Everything of a page as blocks, its headings from h2 on.
export const blocksOf = (page) => {
  page.holders = holdersIn(page.body)
  return levelled(folded(flow(page, page.body, { quotes: 0 }, 1)))
}

// The elements with a block somewhere in them.
const holdersIn = (body) => {
  const holders = new Set()
  for (const block of body.querySelectorAll([...BLOCKS].join())) {
    for (let up = block.parentElement; up && !holders.has(up); up = up.parentElement) holders.add(up)
  }
  return holders
}

// What a container holds: blocks, and items of lists, which stand `depth` deep. Words between blocks are paragraphs.
const flow = (page, container, look, depth) => {
  const found = []
  let runs = []
  const close = () => { found.push(...paragraphs(runs)); runs = [] }
  for (const child of container.childNodes) {
    const isBlock = BLOCKS.has(child.localName) || page.holders.has(child)
    if (isBlock) { close(); found.push(...block(page, child, look, depth)) } else inline(page, child, look, runs)
  }
  close()
  return found
}

const block = (page, one, around, depth) => {
  const look = lookOf(page, one, around, addressOf), name = one.localName
  const inside = (deeper = look) => folded(flow(page, one, deeper, 1))
  if (name === "table") return table(page, one, look, depth)
  if (["ul", "ol", "menu", "dir"].includes(name)) return itemsOf(page, one, (child, at) => unlessAlone(flow(page, child, look, at)), depth)
  if (name === "figure" && one.dataset.image) return [make("figure", [], { "data-image": one.dataset.image, "data-caption": one.dataset.caption })]
  if (name === "aside" && one.classList.contains("call-out")) return [make("aside", headless(inside()).filter(isSimple), { class: "call-out" })]
  if (name === "pre" || one.classList.contains("PlainText")) return plainBlocks(broken(one))
  const level = headingLevel(page, one)
  if (level && !one.querySelector("table, ul, ol")) { takeSign(page, one); return line(`h${Math.min(level, 6)}`, runsOf(page, one, look)) }
  if (isQuote(page, one) && look.quotes < MOST_QUOTES) {
    const content = headless(inside({ ...look, quotes: look.quotes + 1 }))
    return content.length ? [make("blockquote", content, { "data-joins": name === "p" && "1" })] : []
  }
  const item = page.holders.has(one) ? null : itemOf(page, one)
  const content = flow(page, one, look, depth)
  if (item && content.length) return [{ ...item, content }]
  if (name === "li") return content.length ? [{ level: depth, content: headless(folded(content)) }] : []
  return content
}

const isSimple = (one) => ["p", "ul", "ol"].includes(one.localName)

// Headings stand between paragraphs, in nothing else: there they are words. Alone in an item, itemsOf() takes it out.
const headless = (blocks) => blocks.map((one) => (/^h\d$/.test(one.localName) ? make("p", one.childNodes) : one))
const unlessAlone = (blocks) => (blocks.length === 1 ? blocks : headless(blocks))

const broken = (one) => {
  for (const line of one.querySelectorAll("br")) line.replaceWith("\n")
  for (const line of one.querySelectorAll("div, p")) line.append("\n")
  return one.textContent
}

/* --- words ----------------------------------------------------------------------------------------- */

const inline = (page, one, look, runs) => {
  if (one.nodeType === Node.TEXT_NODE) runs.push({ ...look, text: one.data })
  else if (one.localName === "br") runs.push({ isBreak: true })
  else if (one.localName === "sup" && one.dataset.citation) {
    const { citation, locator, quotation } = one.dataset
    runs.push({ node: make("sup", [], { "data-citation": citation, "data-locator": locator, "data-quotation": quotation }) })
  } else if (one.nodeType === Node.ELEMENT_NODE) {
    const own = lookOf(page, one, look, addressOf)
    for (const child of one.childNodes) inline(page, child, own, runs)
    if (BLOCKS.has(one.localName)) runs.push({ text: " " })
  }
}

// The words of an element and of the blocks in it, as one line.
const runsOf = (page, one, look) => {
  const runs = []
  for (const child of one.childNodes) inline(page, child, look, runs)
  return runs
}

/* --- tables ---------------------------------------------------------------------------------------- */

const BACKGROUND = /background(?:-color)?:\s*([^;]+)/

const table = (page, one, look, depth) => {
  const rows = [...one.rows].filter((row) => row.cells.length), cells = rows.flatMap((row) => [...row.cells])
  const isLayout = /^(?:presentation|none)$/.test(one.getAttribute("role") ?? "") || cells.length < 2 || holdsTable(one)
  if (isLayout) return flow(page, one, look, depth)
  if (!one.textContent.trim()) return []
  const heads = new Set(rows.filter((row) => isHead(page, row)))
  if (!heads.size && looksLikeHead(page, rows, look)) heads.add(rows[0])
  const made = rows.map((row, n) => make("tr", [...row.cells].map((cell) => cellOf(page, cell, look, heads.has(row), rows.length - n))))
  const caption = plainly(one.dataset.caption ?? one.caption?.textContent ?? "").slice(0, 300)
  return [make("table", [make("tbody", made)], { "data-caption": caption })]
}

const holdsTable = (one) => [...one.querySelectorAll("table")].some((inner) => inner.rows.length > 1 || inner.rows[0]?.cells.length > 1)

const isNamed = (cell) => cell.localName === "th" || cell.getAttribute("role") === "columnheader"
const isHead = (page, row) => row.parentElement.localName === "thead" || [...row.cells].every(isNamed) ||
  /mso-yfti-tblhead:\s*yes/.test(page.said(row))

// Column names that only look like it: a first row all in bold, or alone on a ground of colour.
const looksLikeHead = (page, rows, look) => {
  if (rows.length < 2) return false
  const [first, second] = rows.map((row) => [...row.cells])
  const words = first.flatMap((cell) => runsOf(page, cell, lookOf(page, cell, look, addressOf))).filter((run) => run.text?.trim())
  if (words.length && words.every((run) => run.isBold)) return true
  const ground = (cell) => cell.getAttribute("bgcolor") ?? BACKGROUND.exec(`${page.said(cell)};${page.said(cell.parentElement)}`)?.[1].trim()
  const plain = [undefined, "", "transparent", "none", "white", "#ffffff"]
  return first.every((cell) => !plain.includes(ground(cell)) && ground(cell) !== ground(second[0]))
}

const cellOf = (page, cell, look, isHead, rowsLeft) => {
  const own = lookOf(page, cell, look, addressOf), name = isHead || isNamed(cell) ? "th" : "td"
  const content = headless(folded(flow(page, cell, own, 1)))
  if (name === "th") for (const one of content) one.querySelectorAll("strong").forEach((bold) => bold.replaceWith(...bold.childNodes))
  const spans = Object.entries({ colspan: Math.min(cell.colSpan, WIDEST), rowspan: Math.min(cell.rowSpan || rowsLeft, rowsLeft) })
  const wide = /mso-ignore:\s*colspan/.test(page.said(cell)) ? [] : spans.filter(([, size]) => size > 1).map(([span, size]) => [span, String(size)])
  return make(name, content.length ? content : [make("p")], Object.fromEntries(wide))
}

/* --- headings ---------------------------------------------------------------------------------------- */

// The highest becomes h2, and none stands more than one below the one it is under; quotations in a row become one.
const levelled = (blocks) => {
  const above = [], done = []
  for (const one of blocks) {
    const level = Number(/^h(\d)$/.exec(one.localName)?.[1] ?? 0)
    if (level) {
      while (above.at(-1) >= level) above.pop()
      done.push(make(`h${Math.min(above.length + 2, 4)}`, one.childNodes))
      above.push(level)
    } else if (one.dataset.joins && done.at(-1)?.dataset.joins) done.at(-1).append(...one.childNodes)
    else done.push(one)
  }
  for (const one of done) delete one.dataset.joins
  return done
}
