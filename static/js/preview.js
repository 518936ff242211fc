// The preview beside the text, and the checklist's panel: both speak of what is typed. The frame is loaded once; then
// the form is posted as it stands and the frame's body and the panel are brought up to the answer, so that scroll and
// history stay as they were.
const form = document.querySelector("#article_form")
const desk = form.querySelector(".desk")
const judged = form.querySelector("[data-judged]")
const pane = form.querySelector(".desk__preview")
const stage = pane.querySelector(".preview__stage")
const frame = Object.assign(document.createElement("iframe"), { title: "Aperçu de la page" })
frame.sandbox = "allow-same-origin"        // no script runs in it
stage.append(frame)
const shared = pane.querySelector(".preview__share")
const status = pane.querySelector("[role=status]")
// ms after the last key; and at most, for who never stops. What stands in a corner may take its time.
const QUICK = { pause: 250, longest: 1000 }, QUIET = { pause: 800, longest: 3000 }

/* --- what changed, and only that: pictures stay loaded, open cards open --------------------------- */

const settle = (old, fresh) => {
  const before = [...old.childNodes], after = [...fresh.childNodes]
  let start = 0, left = before.length, right = after.length
  while (start < left && start < right && before[start].isEqualNode(after[start])) start++
  while (left > start && right > start && before[left - 1].isEqualNode(after[right - 1])) { left--; right-- }
  const gone = before.slice(start, left), come = after.slice(start, right)
  if (gone.length === come.length && gone.every((node, n) => isAlike(node, come[n]))) {
    gone.forEach((node, n) => settle(node, come[n]))
    return
  }
  come.forEach((node) => old.insertBefore(old.ownerDocument.adoptNode(node), before[left] ?? null))
  gone.forEach((node) => node.remove())
}

const isAlike = (one, other) => one.nodeType === 1 && one.cloneNode().isEqualNode(other.cloneNode())

/* --- paper: the print rules of the page's own sheets count on the screen -------------------------- */

const print = (rules, on) => {
  for (const rule of rules) {
    if (rule.media && /^print\b/.test(rule.media.mediaText)) rule.media.mediaText = on ? "print, screen" : "print"
    const inner = rule.styleSheet?.cssRules ?? rule.cssRules
    if (inner) print(inner, on)
  }
}

const dress = () => [...frame.contentDocument.styleSheets].forEach((sheet) => print(sheet.cssRules, pane.dataset.view === "paper"))

/* --- loading and refreshing ----------------------------------------------------------------------- */

const loaded = () => new Promise((done) => {
  frame.addEventListener("load", () => { frame.contentDocument.addEventListener("click", follow); done() }, { once: true })
  frame.src = `${pane.dataset.address}?volet=page`
})

// A link of the page leads there in the frame, elsewhere in a tab of its own: the preview stays.
const follow = (event) => {
  const link = event.target.closest("a[href]")
  if (!link) return
  event.preventDefault()
  if (link.hash && link.pathname === frame.contentWindow.location.pathname) {
    frame.contentDocument.getElementById(link.hash.slice(1))?.scrollIntoView()
  } else window.open(link.href, "_blank", "noopener")
}

const asked = async (what) => {
  const answer = await fetch(`${pane.dataset.address}?volet=${what}`, { method: "POST", body: new URLSearchParams(new FormData(form)) })
  if (!answer.ok || answer.redirected) throw new Error(answer.status)
  return new DOMParser().parseFromString(await answer.text(), "text/html")
}

// Every answer brings the verdicts; they are no part of the page.
const judge = (answer) => {
  const verdicts = answer.querySelector("template[data-judged]")
  verdicts.remove()
  settle(judged, verdicts.content)
  return answer
}

const isShown = () => desk.dataset.pane === "preview"

const bring = async () => {
  if (!isShown()) { judge(await asked("avant")); return }
  if (pane.dataset.view === "share") { settle(shared, judge(await asked("partage")).body); return }
  if (!frame.src) { await loaded(); dress() }
  settle(frame.contentDocument.body, judge(await asked("page")).body)
}

let busy = false, again = false
const refresh = async () => {
  if (busy) { again = true; return }
  busy = true
  try {
    await bring()
    status.textContent = ""
  } catch {
    const words = "vérifiez que vous êtes encore connecté. Votre texte est toujours dans le formulaire."
    status.textContent = `L’aperçu n’a pas répondu : ${words}`
    judged.querySelector("[role=status]").textContent = `Cette liste n’a pas pu suivre : ${words}`
  }
  busy = false
  if (again) { again = false; refresh() }
}

let timer, since
const soon = () => {
  const { pause, longest } = isShown() ? QUICK : QUIET
  since ??= Date.now()
  clearTimeout(timer)
  timer = setTimeout(() => { since = undefined; refresh() }, Math.max(0, Math.min(pause, since + longest - Date.now())))
}

/* --- views ---------------------------------------------------------------------------------------- */

// Wider than its place, the page is shown smaller, never narrower: what one sees is the layout of that width.
const fit = () => {
  const scale = Math.min(1, stage.clientWidth / frame.offsetWidth) || 1
  stage.style.setProperty("--scale", scale)
}

pane.querySelector(".preview__views").addEventListener("click", (event) => {
  const view = event.target.value
  if (!view) return
  pane.dataset.view = view
  pane.querySelectorAll(".preview__views button").forEach((button) => button.setAttribute("aria-pressed", button.value === view))
  if (frame.src) dress()
  fit()
  refresh()
})

new ResizeObserver(fit).observe(stage)
form.addEventListener("input", soon)
window.django?.jQuery(form).on("change", soon)   // Select2 tells jQuery only
form.addEventListener("desk:pane", () => { if (isShown()) refresh() })
// As it comes, the panel judges what the form holds.
if (isShown()) refresh()
