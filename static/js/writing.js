// While an article is written: how long it is.
const form = document.querySelector("#article_form")
const [lead, body] = ["#id_lead", "#id_body"].map((id) => form.querySelector(id))
const count = Object.fromEntries([...form.querySelectorAll("[data-count]")].map((one) => [one.dataset.count, one]))
const { perMinute, leadLimit } = form.querySelector(".counts").dataset

/* --- counts: as veille/editions/rendering.py counts, a piece of text at a time, without calls and pictures -------- */

const wordsOf = (html) => {
  const text = new DOMParser().parseFromString(html, "text/html").body
  text.querySelectorAll("sup[data-citation], figure").forEach((one) => one.remove())
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT)
  let found = 0
  while (walker.nextNode()) found += walker.currentNode.data.match(/\S+/g)?.length ?? 0
  return found
}

const evenly = (number) => (number % 1 === .5 ? 2 * Math.round(number / 2) : Math.round(number))   // as Python rounds
const plural = (number, word) => `${number.toLocaleString("fr-FR")} ${word}${number > 1 ? "s" : ""}`

const tell = () => {
  const words = wordsOf(body.value), length = [...lead.value.trim()].length
  count.words.textContent = plural(words, "mot")
  count.minutes.textContent = `${Math.max(1, evenly(words / perMinute))} min de lecture`
  count.lead.textContent = `chapô ${length}/${leadLimit}`
  count.lead.classList.toggle("is-over", length > leadLimit)
}

let timer
form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(tell, 150) })
tell()
