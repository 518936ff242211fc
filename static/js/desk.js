// Beside Select2: each search field has its name, and Enter chooses nothing that was found for other words.
// Loaded by the autocomplete widgets (veille/lib/choices.py), after the admin's own script.
const jquery = window.django?.jQuery

const named = (select) => {
  const label = document.querySelector(`label[for="${select.id}"]`)
  const words = label?.textContent.replace(/[ :]+$/, "") || "Chercher"
  const box = select.nextElementSibling
  box?.querySelectorAll(".select2-search__field, .select2-selection, .select2-selection__rendered[role]").forEach((part) => {
    part.setAttribute("aria-label", words)
  })
}

const prepared = () => document.querySelectorAll("select.admin-autocomplete").forEach(named)

if (jquery) {
  // Select2 writes its search field anew at each choice, and its own when it opens.
  jquery(document).on("change", "select.admin-autocomplete", (event) => setTimeout(() => named(event.target)))
  jquery(document).on("select2:open", () => {
    document.querySelector(".select2-container--open .select2-dropdown .select2-search__field")?.setAttribute("aria-label", "Chercher")
  })
  // While it searches, the list still shows what was found before.
  jquery(document).on("select2:selecting", "select.admin-autocomplete", (event) => {
    const isByKey = !event.params.args.originalEvent
    if (isByKey && document.querySelector(".select2-container--open .loading-results")) event.preventDefault()
  })
  jquery(document).on("formset:added", prepared)
  jquery(prepared)
}
