// What will happen when, told beside the fields: the server says it anew at each change. When it does not answer, what
// stands there is no longer what the form says, and the server asks before it does anything.
const PAUSE = 250 // ms after the last key

for (const place of document.querySelectorAll("[data-plan]")) {
  const form = place.closest("form")
  let timer, asked = 0

  const bring = async () => {
    const mine = ++asked
    const answer = await fetch("?volet=plan", { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => null)
    if (!answer?.ok || answer.redirected) return
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body
    if (mine === asked && fresh.innerHTML !== place.innerHTML) place.replaceChildren(...fresh.childNodes)
  }
  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(bring, PAUSE)
  }

  form.addEventListener("input", soon)
  window.django?.jQuery(form).on("change", soon) // Select2 tells jQuery only
}
