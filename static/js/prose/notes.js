// Notes that came with a pasted text and wait for their source: « [note 3 : Le Monde, https://…] », marked « à compléter ».

const NOTE = /\[note [^\]\n]*\]/g, ADDRESS = /https?:\/\/[^\s<>"«»()]+(?:\([^\s()]*\)[^\s<>"«»()]*)*/g
// What a note says of the place in its source: « p. 4 », « pp. 12-15 », « § 3 », « art. 5 ».
const PLACE = /(?<![\p{L}\d])(?:pp?\.|page|pages|§|art\.|chap\.)[\s\u00a0\u202f]?\d+(?:[\s\u00a0]?[-–][\s\u00a0]?\d+)?/iu
// Beyond the words of a reference, a note says something itself: it stays until somebody has read it.
const LONGEST = 300

// Its addresses, what it says of the place in the first of them, whether it says more than where to look.
export const readNote = (text) => {
  const addresses = [...text.matchAll(ADDRESS)].map((one) => one[0].replace(/[\].,;:!?…]+$/, ""))
  const first = addresses.length > 1 ? text.slice(0, text.indexOf(addresses[1], text.indexOf(addresses[0]) + 1)) : text
  return { addresses, locator: PLACE.exec(first.replace(ADDRESS, ""))?.[0] ?? null, isLong: text.replace(ADDRESS, "").length > LONGEST }
}

// Those of a document, as { from, to, text }, in their order.
export const notesIn = (doc) => {
  const found = []
  doc.descendants((node, pos) => {
    if (!node.isTextblock) return
    const parts = []                                      // as long as the block, so that places in both are the same
    node.forEach((child) => {
      const isMarked = child.isText && child.marks.some((mark) => mark.type.name === "toDo")
      parts.push(isMarked ? child.text : "\n".repeat(child.nodeSize))
    })
    for (const { 0: text, index } of parts.join("").matchAll(NOTE)) found.push({ from: pos + 1 + index, to: pos + 1 + index + text.length, text })
  })
  return found
}

// The one the caret stands in, or null.
export const noteAt = ({ doc, selection }) => notesIn(doc).find(({ from, to }) => from <= selection.from && selection.to <= to) ?? null
