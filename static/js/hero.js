// The opening picture: shown beside its field with its alternative text and credit, and added there and then.
import { crel } from "django-prose-editor/editor"
import { mayAdd, pick, takeDrops } from "veille/library"
import { known } from "veille/prose"

const select = document.querySelector("#id_hero"), $ = window.django.jQuery
const shown = crel("figure", { className: "hero", hidden: true })
select.closest(".related-widget-wrapper").after(shown)

const show = () => {
  const image = known.image.get(select.value)
  shown.hidden = !image
  if (!image) return
  const picture = image.picture ? [crel("img", { src: image.picture, alt: "" })] : []
  const about = [["Texte de remplacement\u00a0: ", image.alt], ["Crédit\u00a0: ", image.credit]]
    .map(([label, words]) => crel("span", {}, [crel("b", { textContent: label }), words]))
  shown.replaceChildren(...picture, crel("figcaption", {}, about))
}
$(select).on("change", show).on("select2:select", (event) => {        // what was found says more than its name
  known.image.set(event.params.data.id, event.params.data)
  show()
})
show()

const choose = async (file) => {
  const { image } = await pick({ title: "Image d’ouverture", place: "Choisir l’image", chosen: select.value || undefined, file })
  if (image) {
    if (![...select.options].some((option) => option.value === image)) select.add(new Option(known.image.get(image).text, image))
    $(select).val(image).trigger("change")
  }
  $(select).data("select2").focus()
}
if (mayAdd) {
  // In the place of the admin's own window.
  $("#add_id_hero").on("django:show-related", (event) => { event.preventDefault(); choose() })
  takeDrops(select.closest("fieldset"), ([file]) => choose(file))
}
