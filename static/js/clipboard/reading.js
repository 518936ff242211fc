// The inert document of a clipboard's HTML, without what no text keeps. What styles say of structure can be asked of it.

// Under a strict policy Chromium reports each inline style, handler and base address that it parses, even in an inert
// document. They are renamed in the text first, all of them, and named again where they were words. Not a defence (the
// schema and nh3 are): it keeps the console silent when one pastes from Word.
const FOREIGN = "data-foreign-"
const hushed = (html) => html.replace(/([\s"'/])(style|on[a-z]+)(?=\s*=)/gi, `$1${FOREIGN}$2`).replace(/<base\b[^<>]*>?/gi, "")

const spokenAgain = (body) => {
  const again = (one) => { if (one.nodeValue.includes(FOREIGN)) one.nodeValue = one.nodeValue.replaceAll(FOREIGN, "") }
  const texts = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) again(texts.currentNode)
  for (const one of body.querySelectorAll("*")) for (const attribute of one.attributes) again(attribute)
}

// Each piece of the text between an opener and its closer: what `inside` says of it stays. Never closed, only the opener
// goes: a browser would take the rest of the text along. Linear.
const replaced = (html, opener, closer, inside, unclosed) => {
  const [before, ...parts] = html.split(opener)
  return before + parts.map((part) => {
    const end = closer.exec(part)
    return end ? inside(part.slice(0, end.index)) + part.slice(end.index + end[0].length) : part.replace(unclosed, "")
  }).join("")
}

// Around the sign of a list's item, in Word: <!--[if !supportLists]-->1.<!--[endif]-->
const MARKS = /^\[(?:if !supportLists|endif)\]$/

const parsed = (html) => {
  const sheets = []
  const keep = (sheet) => { sheets.push(sheet); return "" }
  let text = replaced(html, /<style\b/i, /<\/style\s*>/i, keep, /^[^<]*/)
  text = replaced(text.replace(/<!---?>/g, ""), "<!--", /--!?>/, (said) => (MARKS.test(said) ? `<!--${said}-->` : ""), /^\s*\[[^\]<>]*\]>?/)
  const { body } = new DOMParser().parseFromString(hushed(text), "text/html")
  spokenAgain(body)
  return { body, sheet: sheets.join("\n") }
}

// A text of our own, from an editor: whole, but for what a policy would report.
export const ownWords = (html) => parsed(html).body.innerHTML

/* --- addresses ------------------------------------------------------------------------------------ */

// Where a mail's or a search's own address really leads.
const DETOURS = [
  [/(?:^|\.)google\.[a-z.]+$/, /^\/url$/, ["q", "url"]],
  [/\.safelinks\.protection\.outlook\.com$/, /./, ["url"]],
]

const target = (address) => {
  const detour = DETOURS.find(([host, path]) => host.test(address.hostname) && path.test(address.pathname))
  return detour?.[2].map((name) => address.searchParams.get(name)).find(Boolean)
}

// The address a link may have here, or null: of the web, a mail's, or a public page of ours.
export const addressOf = (href) => {
  let words = (href ?? "").trim()
  if (/^mailto:[^\s@]+@[^\s@]+$/i.test(words)) return words
  for (let turns = 0; turns < 3; turns++) {
    if (!/^https?:\/\//i.test(words) || !URL.canParse(words)) return null
    const address = new URL(words)
    if (address.origin === location.origin) return address.pathname.startsWith("/admin/") ? null : address.pathname + address.search + address.hash
    const further = target(address)
    if (!further) return /[\s<>"]/.test(words) ? address.href : words
    words = further.trim()
  }
  return null
}

/* --- what goes ------------------------------------------------------------------------------------ */

const NO_WORDS = new Set([
  "script", "meta", "link", "title", "base", "template", "noscript", "iframe", "frame", "object", "embed", "applet", "svg", "canvas",
  "audio", "video", "source", "track", "map", "area", "input", "select", "textarea", "datalist", "progress", "meter",
  "xml", "w:sdtpr", "del", "col", "colgroup",
])
const UNSEEN = /(?:^|[;\s])(?:display:\s*none|mso-hide:\s*all)|mso-element:\s*(?:comment|header|footer|[\w-]*separator)|mso-special-character:\s*comment/
const COMMENT = /#(?:_msocom|_msoanchor|cmnt)/i
const LEFT_OUT = "[popover], button:not(.citation), [hidden], .msoDel, .MsoDel, .MsoCommentReference, .msocomanchor, .msocomtxt, [class^=MsoToc]"

const isTracker = (image, said) => [image.getAttribute("width"), image.getAttribute("height")].some((size) => size && parseInt(size) < 3) ||
  /(?:^|[;\s])(?:max-)?(?:width|height):\s*[0-2](?:px|pt)?\s*(?:;|$)/.test(said)

// Takes out what no text keeps, and counts the pictures among it. A mail's emoji are pictures: their sign stays.
const sift = (page) => {
  for (const one of page.body.querySelectorAll("*")) {
    const name = one.localName, said = page.said(one)
    if (name === "img") {
      const sign = one.getAttribute("alt") ?? ""
      const isSign = sign.length < 12 && /^\p{Extended_Pictographic}/u.test(sign)
      const isOurs = one.closest("figure[data-image]"), isBullet = /mso-list:\s*ignore/.test(page.said(one.parentElement))
      if (!isSign && !isTracker(one, said) && !isOurs && !isBullet) page.pictures += 1
      one.replaceWith(isSign ? sign : "")
    } else if (NO_WORDS.has(name) || name.startsWith("v:") || one.matches(LEFT_OUT) || UNSEEN.test(said)) one.remove()
    else if (name === "a" && COMMENT.test(one.getAttribute("href") ?? "")) {
      const note = /^cmnt\d|^_msocom/.test(one.id || one.name) && one.closest("p, div")
      ;(note || one.closest("sup") || one).remove()
    }
  }
}

/* --- the document --------------------------------------------------------------------------------- */

// What the rules of a sheet say of its classes (« .xl65 », « .c1 »), and of Word's lists (« l0:level1 »: "bullet", "decimal"…).
const rulesOf = (sheet) => {
  const classes = new Map(), lists = new Map()
  for (const [, name, said] of sheet.matchAll(/(?<![\w-])\.([\w-]+)\s*\{([^{}]*)\}/g)) classes.set(name, `${classes.get(name) ?? ""};${said}`)
  for (const [, name, said] of sheet.matchAll(/@list (l\d+:level\d)[^{}]{0,200}\{([^{}]*)\}/g)) {
    lists.set(name, /mso-level-number-format:\s*([\w-]+)/.exec(said)?.[1] ?? "decimal")
  }
  return { classes, lists }
}

export const read = (html) => {
  const { body, sheet } = parsed(html), { classes, lists } = rulesOf(sheet)
  const page = { body, lists, pictures: 0, isGoogle: Boolean(body.querySelector("[id^=docs-internal-guid]")) }
  page.said = (one) => {
    const own = one.getAttribute(`${FOREIGN}style`) ?? ""
    const ruled = classes.size && one.className ? [...one.classList].map((name) => classes.get(name) ?? "") : []
    return [...ruled, own].join(";").toLowerCase()
  }
  sift(page)
  return page
}
