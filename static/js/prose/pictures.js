// A picture of the library in the text: chosen in its dialog, or dropped or pasted as a file and added there and then.
import { crel, Node, mergeAttributes, pm } from "django-prose-editor/editor"
import { mayAdd, pick } from "veille/library"
import { attribute, known, leaveRoom } from "veille/prose"

const { Plugin, Selection } = pm.state
const { Fragment, Slice } = pm.model
const { dropPoint } = pm.transform

export const LibraryPicture = Node.create({
  name: "libraryPicture",
  group: "block", atom: true, selectable: true, draggable: true, marks: "",
  addAttributes() { return { image: attribute("image", "data-image"), caption: attribute("caption", "data-caption") } },
  parseHTML() { return [{ tag: "figure[data-image]" }] },
  renderHTML({ HTMLAttributes }) { return ["figure", mergeAttributes(HTMLAttributes)] },
  renderText({ node }) { return `[image ${node.attrs.image}]` },
  addNodeView() {
    return ({ node }) => {
      const image = known.image.get(node.attrs.image), name = image?.text || `Image ${node.attrs.image}`
      const shown = image?.picture ? [crel("img", { src: image.picture, alt: name })] : [crel("strong", { textContent: name })]
      const caption = crel("figcaption", { textContent: node.attrs.caption || "Sans légende" })
      return { dom: crel("figure", { className: "desk-picture", "data-image": node.attrs.image }, [...shown, caption]) }
    }
  },
  addCommands() { return { showPicture: () => ({ editor }) => { picture(editor); return true } } },
  addKeyboardShortcuts() {
    return {
      "Mod-Alt-i": () => this.editor.commands.showPicture(),
      Enter: () => this.editor.isActive("libraryPicture") && this.editor.commands.showPicture(),
    }
  },
  addProseMirrorPlugins() {
    const { editor } = this
    return [new Plugin({
      props: {
        handleDoubleClickOn: (view, pos, node) => node.type.name === "libraryPicture" && (picture(editor), true),
        handlePaste: (view, event) => add(editor, filesIn(event.clipboardData), view.state.selection.to),
        handleDrop(view, event, slice, isMoved) {
          if (isMoved) return false
          const { pos } = view.posAtCoords({ left: event.clientX, top: event.clientY })
          return add(editor, filesIn(event.dataTransfer), pos)
        },
      },
    })]
  },
  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "picture", groups: "desk", button: buttons.material("image", "Image de la bibliothèque (Ctrl+Alt+I)"),
      command: (editor) => editor.commands.showPicture(), active: (editor) => editor.isActive("libraryPicture"),
    })
  },
})

/* --- what comes from elsewhere -------------------------------------------------------------------- */

const IMG = /<img\b(?:"[^"]*"|'[^']*'|[^'">])*>/gi
const AROUND = /<!--[\s\S]*?-->|<(style|title)\b[\s\S]*?<\/\1>|<(?:"[^"]*"|'[^']*'|[^'">])*>|&nbsp;|\s/gi
const OURS = /<figure\b[^>]*\bdata-image\b[\s\S]*?<\/figure>/gi

// The files one dropped or pasted. With a text around them (Word puts a picture of it beside it), the text goes first;
// and pictures that a text brings along stay behind (paste.js says so): each comes in with its words and its rights.
const filesIn = (transfer) => {
  const files = [...transfer?.files ?? []], html = files.length ? transfer.getData("text/html") : ""
  const pictures = html.replace(OURS, "").match(IMG)?.length ?? 0
  return !html || (pictures === 1 && !html.replace(IMG, "").replace(AROUND, "")) ? files : []
}

const add = (editor, files, at) => {
  if (!files.length || !mayAdd) return false
  place(editor, { files, at })
  return true
}

/* --- the dialog ----------------------------------------------------------------------------------- */

// Puts a picture where it fits nearest to `at`, in the place of an empty paragraph; answers the place after it.
const put = (editor, at, attrs) => {
  const { doc, schema, tr } = editor.state, node = schema.nodes.libraryPicture.create(attrs)
  const here = doc.resolve(at), isEmpty = here.parent.type.name === "paragraph" && !here.parent.content.size
  const point = dropPoint(doc, at, new Slice(Fragment.from(node), 0, 0)) ?? doc.content.size
  const canReplace = isEmpty && here.node(-1).canReplaceWith(here.index(-1), here.indexAfter(-1), node.type)
  if (canReplace) tr.replaceWith(here.before(), here.after(), node)
  else tr.insert(point, node)
  const after = (canReplace ? here.before() : point) + node.nodeSize
  editor.view.dispatch(tr)
  leaveRoom(editor)
  const { state, view } = editor
  view.dispatch(state.tr.setSelection(Selection.near(state.doc.resolve(after))).scrollIntoView())
  return after
}

// One dialog after the other, as many as there are files; without a file, one.
const place = async (editor, { files = [], at, selected = null }) => {
  const waiting = [...files]
  let count = 0
  do {
    const file = waiting.shift(), total = ++count + waiting.length
    const found = await pick({
      title: file ? `Ajouter une image${total > 1 ? ` (${count} sur ${total})` : ""}` : "Image de la bibliothèque",
      giveUp: waiting.length ? "Passer cette image" : undefined,
      remove: selected && "Retirer l’image", chosen: selected?.image, caption: selected?.caption ?? "", file,
    })
    const attrs = { image: found.image, caption: found.caption }
    if (found.answer === "remove") editor.chain().focus().deleteSelection().run()
    else if (attrs.image && selected) editor.chain().focus().updateAttributes("libraryPicture", attrs).run()
    else if (attrs.image) at = put(editor, at, attrs)
    waiting.unshift(...found.rest)
    selected = null
  } while (waiting.length)
  editor.commands.focus()
}

const picture = (editor) => {
  const selected = editor.isActive("libraryPicture") ? editor.getAttributes("libraryPicture") : null
  return place(editor, { at: editor.state.selection.to, selected })
}
