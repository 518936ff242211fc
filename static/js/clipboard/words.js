// The words of a paragraph as runs of one look each, and the elements that a text of ours makes of them.

// A run is { text } with isBold, isItalic, isSub, isSup, isToDo and href, { isBreak }, or { node } for a citation.

/* --- from a foreign element to runs ---------------------------------------------------------------- */

const WEIGHT = /(?:^|[;\s])font-weight:\s*([\w.]+)/, SLANT = /(?:^|[;\s])font-style:\s*(\w+)/, LIFT = /(?:^|[;\s])vertical-align:\s*(\w+)/

// What an element makes of its words, on top of what those around it did: what a style says stands before the name.
export const lookOf = (page, one, look, addressOf) => {
  const said = page.said(one), name = one.localName, own = { ...look }
  const [weight, slant, lift] = [WEIGHT, SLANT, LIFT].map((what) => said && what.exec(said)?.[1])
  if (weight) own.isBold = /^(?:bold|bolder|[6-9]\d\d)$/.test(weight)
  else if (name === "b" || name === "strong") own.isBold = true
  if (slant) own.isItalic = /^(?:italic|oblique)$/.test(slant)
  else if (["i", "em", "cite", "dfn", "var"].includes(name)) own.isItalic = true
  if (name === "sub" || lift === "sub") own.isSub = true
  if (name === "sup" || lift === "super") own.isSup = true
  if (name === "mark" && one.hasAttribute("data-todo")) return { isToDo: true }
  if (name === "a") own.href = addressOf(one.getAttribute("href")) ?? look.href
  return own
}

/* --- spaces ---------------------------------------------------------------------------------------- */

const UNSEEN = /[\u0000-\u0008\u000b\u000e-\u001f\u007f\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff]|(?<![\p{Extended_Pictographic}\ufe0f\p{Emoji_Modifier}])\u200d/gu

// Spaces as French typography has them: one, and unbreakable only before : ; ? ! » % and after «.
const space = (spaces, before, after) => {
  const firm = /[\u00a0\u202f]/.exec(spaces)?.[0]
  return firm && (before === "«" || /^[:;?!»%]$/.test(after)) ? firm : " "
}

// The runs with their spaces put right, none at either end or beside a line break; those left empty are dropped.
export const spaced = (runs) => {
  const done = []
  const texts = runs.map((run) => run.text?.replace(UNSEEN, "") ?? null)
  const after = []                                       // the sign that follows each run, none at the end of a line
  for (let n = runs.length - 1, sign = ""; n >= 0; n--) {
    after[n] = sign
    sign = texts[n] === null ? "" : texts[n].trimStart()[0] ?? sign
  }
  let last = ""                                          // the character before, none at the start of a line
  runs.forEach((run, n) => {
    if (texts[n] === null) { last = run.isBreak ? "" : "\ufffc"; done.push(run); return }
    const text = texts[n].replace(/\s+/g, (spaces, at, all) => {
      const before = at ? all[at - 1] : last
      return !before || /\s/.test(before) ? "" : space(spaces, before, all[at + spaces.length] ?? after[n])
    })
    if (!text) return
    last = text.at(-1)
    done.push({ ...run, text })
  })
  for (let n = done.length - 1, isEnd = true; n >= 0; n--) {
    if (isEnd && done[n].text !== undefined) done[n].text = done[n].text.trimEnd()
    isEnd = Boolean(done[n].isBreak) || (isEnd && done[n].text === "")
  }
  const kept = done.filter((run) => run.text !== "")
  while (kept[0]?.isBreak) kept.shift()
  while (kept.at(-1)?.isBreak) kept.pop()
  return kept
}

export const plainly = (text) => spaced([{ text }])[0]?.text ?? ""

/* --- from runs to elements -------------------------------------------------------------------------- */

// « m² » and « 10⁶ » keep their meaning without a style; « 1er » does not need one.
const RAISED = { 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹", "+": "⁺", "-": "⁻", "−": "⁻", "–": "⁻", n: "ⁿ" }
const raised = (text) => (/^[\d+\-−–n]+$/.test(text.trim()) ? text.replace(/\S/g, (sign) => RAISED[sign]) : text)

export const make = (name, children = [], attributes = {}) => {
  const made = inert.createElement(name)
  for (const [key, value] of Object.entries(attributes)) if (value) made.setAttribute(key, value)
  made.append(...children)
  return made
}
const inert = document.implementation.createHTMLDocument("")

const written = (run) => {
  if (run.isBreak) return make("br")
  if (run.node) return run.node
  let made = run.isSup ? raised(run.text) : run.text
  const around = [["sub", run.isSub], ["em", run.isItalic], ["strong", run.isBold], ["mark", run.isToDo], ["a", run.href]]
  for (const [name, is] of around) if (is) made = make(name, [made], { a: { href: run.href }, mark: { "data-todo": "1" } }[name])
  return made
}

// Two line breaks part paragraphs, one stays; nothing at all makes none.
export const paragraphs = (runs) => {
  const groups = [[]]
  let breaks = 0
  for (const run of runs) {
    if (run.isBreak) breaks += 1
    else if (run.node || run.text.replace(UNSEEN, "").trim()) {
      if (breaks > 1) groups.push([])
      else if (breaks) groups.at(-1).push({ isBreak: true })
      breaks = 0
      groups.at(-1).push(run)
    } else if (!breaks) groups.at(-1).push(run)
  }
  return groups.map(spaced).filter((group) => group.length).map((group) => make("p", group.map(written)))
}

// One line, as a heading has it.
export const line = (name, runs) => {
  const group = spaced(runs.map((run) => (run.isBreak ? { text: " " } : { ...run, isBold: false })))
  return group.length ? [make(name, group.map(written))] : []
}
