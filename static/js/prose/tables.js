// A table's caption, and the dialog that makes a table in the place of the library's own.
import { crel, Extension } from "django-prose-editor/editor"
import { ask, attribute, field, leaveRoom, line } from "veille/prose"

export const TableCaption = Extension.create({
  name: "tableCaption", priority: 1,       // last: its command stands in the place of the library's
  addGlobalAttributes() { return [{ types: ["table"], attributes: { caption: attribute("caption", "data-caption") } }] },
  addCommands() {
    return {
      captionTable: () => ({ editor }) => { captionOf(editor); return true },
      insertTableWithOptions: () => ({ editor }) => { table(editor); return true },
    }
  },
  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "table:caption", groups: "table", priority: 99, button: buttons.text("Légende", "Légende du tableau"),
      command: (editor) => editor.commands.captionTable(), hidden: (editor) => !editor.isActive("table"),
    })
  },
})

const captionOf = async (editor) => {
  const caption = line(editor.getAttributes("table").caption, { maxLength: 300 })
  const parts = [field("Légende", caption, "Ce que montre le tableau, en une ligne")]
  const answer = await ask({ title: "Légende du tableau", main: "Enregistrer la légende", parts, focus: caption })
  if (answer) editor.chain().focus().updateAttributes("table", { caption: caption.value.trim() || null }).run()
  else editor.commands.focus()
}

const table = async (editor) => {
  const count = (value) => crel("input", { type: "number", min: 1, max: 50, required: true, value })
  const rows = count(4), columns = count(3), caption = line("", { maxLength: 300 })
  const answer = await ask({
    title: "Tableau", main: "Insérer le tableau", focus: caption,
    parts: [field("Légende", caption, "Ce que montre le tableau, en une ligne"), field("Lignes, en-tête compris", rows), field("Colonnes", columns)],
  })
  if (!answer) return editor.commands.focus()
  const size = { rows: Number(rows.value), cols: Number(columns.value), withHeaderRow: true }
  editor.chain().focus().insertTable(size).updateAttributes("table", { caption: caption.value.trim() || null }).run()
  return leaveRoom(editor)
}
