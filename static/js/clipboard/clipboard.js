// From what a clipboard holds to the HTML of a text of ours: headings, lists, tables, links, notes, and nothing else.
import { blocksOf } from "veille/clipboard/blocks"
import { placeNotes, placeNotesOfDocs } from "veille/clipboard/footnotes"
import { ownWords, read } from "veille/clipboard/reading"

export { fromText } from "veille/clipboard/plain"

// { html, notes, pictures, isOurs }: the notes as they stand in the text, how many pictures were left out. `docs` is Google
// Docs' own form of the same, if there is one. What an editor of ours copied stays as it is.
export const fromHTML = (html, docs) => {
  if (/\sdata-pm-slice=/.test(html)) return { html: ownWords(html), notes: [], pictures: 0, isOurs: true }
  const page = read(html)
  placeNotes(page)
  if (docs) placeNotesOfDocs(page, docs)
  const written = blocksOf(page).map((one) => one.outerHTML).join("")
  return { html: written, notes: page.notes, pictures: page.pictures, isOurs: false }
}
