// A link, to a page of the site (kept by what it is: `data-to`) or to an address elsewhere. Its dialog stands in the place
// of the library's own.
import { Extension } from "django-prose-editor/editor"
import { ask, attribute, chooser, known, words } from "veille/prose"

export const DeskLink = Extension.create({
  name: "deskLink", priority: 1,           // last: its command and its button stand in the place of the library's
  addGlobalAttributes() { return [{ types: ["link"], attributes: { to: attribute("to", "data-to") } }] },
  addCommands() { return { addLink: () => ({ editor }) => { link(editor); return true } } },
  addMenuItems({ menu, buttons }) {        // not for a selection alone: without one, the page's title becomes the link's words
    menu.defineItem({
      name: "link", groups: "link", button: buttons.material("insert_link", "Lien"),
      command: (editor) => editor.commands.addLink(), active: (editor) => editor.isActive("link"),
    })
  },
})

/* --- addresses ------------------------------------------------------------------------------------ */

const ours = [words.site, location.origin]
const isOurs = (text) => text.startsWith("/") || ours.some((site) => text === site || text.startsWith(`${site}/`))

// What was typed as the address of a link out of the site, or further down the text; null for anything else.
const outside = (text) => {
  const full = /^www\./i.test(text) ? `https://${text}` : /^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/.test(text) ? `mailto:${text}` : text
  return /^(https?:\/\/|mailto:|#)\S+$/i.test(full) && !isOurs(full) ? full : null
}
const row = (address) => ({ id: address, text: address, note: address.startsWith("#") ? "Plus loin dans ce texte" : "Hors du site", address })

const elsewhere = {
  takes: (text) => outside(text) !== null,
  lookUp: async (text) => ({ rows: [row(outside(text))], say: "" }),
  close() {},
}

/* --- the dialog ----------------------------------------------------------------------------------- */

const link = async (editor) => {
  const selected = editor.isActive("link") ? editor.getAttributes("link") : null
  const chosen = selected && (selected.to || selected.href)
  const pages = chooser({
    address: `${words.link_search}?`, kind: "page", label: "Chercher une page du site, ou coller une adresse", chosen,
    first: chosen ? [chosen] : [], newcomer: elsewhere,
  })
  if (selected) pages.offer(known.page.get(chosen) ?? row(selected.href), "")
  const typed = () => pages.query.value.trim()
  // An address that was typed needs no second look: it leads where it says. Words do.
  const before = async () => {
    if (outside(typed())) return true
    const unseen = pages.settle()
    if (unseen) await unseen
    return Boolean((!unseen || (isOurs(typed()) && !pages.settle())) && pages.value())
  }
  const answer = await ask({
    title: "Lien", main: selected ? "Changer le lien" : "Poser le lien", remove: selected && "Retirer le lien",
    parts: pages.parts, focus: pages.query, before,
  })
  const address = outside(typed()), page = address ? row(address) : known.page.get(pages.value())
  if (answer === "remove") editor.chain().focus().extendMarkRange("link").unsetLink().run()
  else if (answer === "ok" && page) put(editor, page)
  else editor.commands.focus()
}

// On the words that are selected, on those of the link one is in, or on the page's own title.
const put = (editor, { id, text, address }) => {
  const attrs = { href: address, to: id === address ? null : id }
  const isBare = editor.state.selection.empty && !editor.isActive("link")
  const chain = editor.chain().focus()
  if (isBare) chain.insertContent({ type: "text", text, marks: [{ type: "link", attrs }] })
  else chain.extendMarkRange("link").setLink(attrs).setTextSelection(editor.state.selection.to)
  chain.unsetMark("link").run()                      // behind the link, and out of it: what one types next is no part of it
}
