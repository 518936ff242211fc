// What became of a commitment, in the margin of the paragraph before it: chosen by search, shown to readers as the last
// printed state has it.
import { crel, Node, mergeAttributes, pm } from "django-prose-editor/editor"
import { ask, attribute, chooser, known, leaveRoom, place, words } from "veille/prose"

const { Plugin, Selection } = pm.state

export const CommitmentNote = Node.create({
  name: "commitmentNote",
  group: "block", atom: true, selectable: true, draggable: true, marks: "",
  addAttributes() { return { commitment: attribute("commitment", "data-commitment") } },
  parseHTML() { return [{ tag: "aside[data-commitment]", priority: 100 }] },
  renderHTML({ HTMLAttributes }) { return ["aside", mergeAttributes(HTMLAttributes)] },
  renderText({ node }) { return `[engagement ${node.attrs.commitment}]` },
  addNodeView() {
    return ({ node }) => {
      const name = known.commitment.get(node.attrs.commitment)?.text || `Engagement ${node.attrs.commitment}`
      const parts = [crel("span", { textContent: "En marge : ce que devient l’engagement " }), crel("strong", { textContent: name })]
      return { dom: crel("p", { className: "desk-note", "data-commitment": node.attrs.commitment }, parts) }
    }
  },
  addCommands() { return { followCommitment: () => ({ editor }) => { follow(editor); return true } } },
  addKeyboardShortcuts() {
    return {
      "Mod-Alt-g": () => this.editor.commands.followCommitment(),
      Enter: () => this.editor.isActive("commitmentNote") && this.editor.commands.followCommitment(),
    }
  },
  addProseMirrorPlugins() {
    const handleDoubleClickOn = (view, pos, node) => node.type.name === "commitmentNote" && (follow(this.editor), true)
    return [new Plugin({ props: { handleDoubleClickOn } })]
  },
  addMenuItems({ menu, buttons }) {
    if (!words.commitment_search) return
    menu.defineItem({
      name: "commitment", groups: "desk", button: buttons.text("Engagement", "Ce que devient un engagement, en marge (Ctrl+Alt+G)"),
      command: (editor) => editor.commands.followCommitment(), active: (editor) => editor.isActive("commitmentNote"),
    })
  },
})

const follow = async (editor) => {
  const selected = editor.isActive("commitmentNote") ? editor.getAttributes("commitmentNote") : null
  const commitments = chooser({
    address: words.commitment_search, kind: "commitment", label: "Chercher dans les engagements", chosen: selected?.commitment,
    first: selected ? [selected.commitment] : [],
  })
  const help = crel("small", { textContent: "Les lecteurs verront l’état publié en dernier, avec sa date." })
  const answer = await ask({
    title: "Ce que devient un engagement", main: selected ? "Changer d’engagement" : "Placer en marge",
    remove: selected && "Retirer de la marge", parts: [...commitments.parts, help], focus: commitments.query, before: commitments.settle,
  })
  const commitment = commitments.value()
  if (answer === "remove") editor.chain().focus().deleteSelection().run()
  else if (answer === "ok" && commitment && selected) place(editor, selected, "commitmentNote", { commitment })
  else if (answer === "ok" && commitment) placeAfter(editor, { type: "commitmentNote", attrs: { commitment } })
  else editor.commands.focus()
}

// The note follows the whole block of the text (a paragraph, a list, a table), wherever in it one was writing: nothing is
// split, and it stands where the page has a margin. The caret goes on after it: what is typed next takes no note's place.
const placeAfter = (editor, note) => {
  const { $to } = editor.state.selection
  const isEmpty = $to.depth === 1 && !$to.parent.content.size
  const from = !$to.depth ? $to.pos : isEmpty ? $to.before(1) : $to.after(1)
  editor.commands.insertContentAt({ from, to: isEmpty ? $to.after(1) : from }, note, { updateSelection: false })
  leaveRoom(editor)
  const after = Selection.findFrom(editor.state.doc.resolve(from + 1), 1, true)
  editor.chain().command(({ tr }) => { if (after) tr.setSelection(after); return true }).focus().run()
}
