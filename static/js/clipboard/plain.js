// Plain text as blocks: paragraphs, lists, quotations, a spreadsheet's cells.
import { folded, readSign } from "veille/clipboard/lists"
import { make, paragraphs, plainly } from "veille/clipboard/words"

const ITEM = /^([ \t]*)([-–•*·▪◦]|o(?=\t)|\(?\d{1,2}[.)])[ \t\u00a0]+(?=\S)/
const QUOTED = /^>[ \t]?/

// Lines broken by a mail's width are one paragraph's; others are lines.
const isWrapped = (lines) => lines.length > 1 && lines.slice(0, -1).every((one) => one.length > 54 && one.length < 81)

const paragraph = (lines) => {
  const between = isWrapped(lines) ? { text: " " } : { isBreak: true }
  return paragraphs(lines.flatMap((text, n) => (n ? [between, { text }] : [{ text }])))
}

const items = (lines) => {
  const found = []
  for (const line of lines) {
    const item = ITEM.exec(line)
    if (item) found.push({ indent: item[1].replaceAll("\t", "    ").length, sign: item[2], lines: [line.slice(item[0].length)] })
    else found.at(-1).lines.push(line.trim())
  }
  const indents = []
  return found.map(({ indent, sign, lines: own }) => {
    while (indents.at(-1) >= indent) indents.pop()
    indents.push(indent)
    return { level: indents.length, ...readSign(sign), content: paragraphs([{ text: own.join(" ") }]) }
  }).filter((item) => item.content.length)
}

const isNumber = (text) => /^[-+−]?[\d\s\u00a0\u202f.,]+\s*(?:%|€)?$/.test(text)

// The first row names the columns when it is full and holds no number.
const table = (lines) => {
  const rows = lines.map((line) => line.split("\t")), columns = Math.max(...rows.map((row) => row.length))
  const isNamed = rows.length > 1 && rows[0].length === columns && rows[0].every((cell) => cell.trim() && !isNumber(cell.trim()))
  const cell = (words, name) => make(name, [make("p", [plainly(words)])])
  const made = rows.map((row, n) => make("tr", Array.from({ length: columns }, (_, at) => cell(row[at] ?? "", n || !isNamed ? "td" : "th"))))
  return make("table", [make("tbody", made)])
}

const group = (lines, isList) => {
  if (lines.length > 1 && lines.every((line) => line.includes("\t") && !ITEM.test(line))) return [table(lines)]
  if (QUOTED.test(lines[0])) return [make("blockquote", plainBlocks(lines.map((line) => line.replace(QUOTED, "")).join("\n")))]
  return isList ? items(lines) : paragraph(lines)
}

// Each line's kind; a line under an item, further in, belongs to it.
const kindOf = (line, before) => {
  if (!line.trim()) return "blank"
  if (QUOTED.test(line)) return "quote"
  if (ITEM.test(line) || (before === "item" && /^(?: {2,}|\t)\S/.test(line))) return "item"
  return line.includes("\t") ? "cells" : "words"
}

export const plainBlocks = (text) => {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n"), groups = []
  const hasBlank = lines.some((line) => !line.trim())
  let last = "blank"
  for (const line of lines) {
    const kind = kindOf(line, last)
    const goesOn = kind === last && (kind !== "words" || hasBlank || isWrapped([groups.at(-1)?.lines.at(-1) ?? "", line]))
    if (kind !== "blank" && !goesOn) groups.push({ kind, lines: [] })
    if (kind !== "blank") groups.at(-1).lines.push(line)
    last = kind
  }
  return folded(groups.flatMap(({ kind, lines: own }) => group(own, kind === "item")))
}

// Plain text that is more than a line, as the HTML of its blocks; null for a line.
export const fromText = (text) => (text.trim().includes("\n") ? plainBlocks(text).map((one) => one.outerHTML).join("") : null)
