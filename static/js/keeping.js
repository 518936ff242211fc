// While an article is written: what is typed is kept as a working copy, on the server within five seconds, in this browser
// while the server is away or the session has ended; who else has the article open is told. What another window left
// unsaved is offered (veille/articles/autosaving.py).
const form = document.querySelector("#article_form")
const page = form.querySelector("[name=_page]")
const { user, article, autosave, presence, giveUp } = page.dataset
const kept = form.querySelector("[data-kept]"), company = form.querySelector("[data-company]")
const TICK = 1000, LONGEST = 3000, BEAT = 5000, PATIENCE = 8000   // ms

const typed = () => {
  const data = new FormData(form)
  data.delete("csrfmiddlewaretoken")
  return new URLSearchParams(data).toString()
}
const say = (where, words) => { if (where.textContent !== words) where.textContent = words }
// The server keeps what was typed last, whatever comes last; a clock that is set back changes nothing.
let latest = Number(page.dataset.typedAt ?? 0)
const stamp = () => (latest = Math.max(Date.now(), latest + 1))
const send = (address, body) => fetch(address, {
  method: "POST", redirect: "manual", signal: AbortSignal.timeout(PATIENCE),
  body: new URLSearchParams(`${body}&csrfmiddlewaretoken=${form.elements.csrfmiddlewaretoken.value}`),
})

/* --- in this browser: a key a form, which names who typed it; whoever comes next takes those of others away ------- */

// In two places: localStorage has it at once, whatever page comes next; IndexedDB has it on the disk, should the browser
// be killed (Chromium writes localStorage late, and the later the more often one writes).
const OURS = "veille:copie:", mine = `${OURS}${user}:`, own = `${mine}${article}:`, here = own + page.value
const keys = (start) => Object.keys(localStorage).filter((key) => key.startsWith(start))
let disk   // a promise of the database; asked for anew where it was refused or taken away
const lose = () => { disk = undefined }
const open = () => new Promise((resolve, reject) => {
  const asked = indexedDB.open("veille", 1)
  asked.onupgradeneeded = () => asked.result.createObjectStore("copies")
  asked.onsuccess = () => { asked.result.onclose = lose; resolve(asked.result) }
  asked.onerror = asked.onblocked = () => reject(asked.error)
})
const copies = async (work) => {
  disk ??= open()
  disk.catch(lose)
  const database = await disk
  return work(database.transaction("copies", "readwrite", { durability: "strict" }).objectStore("copies"))
}
const store = (isSent = false) => {
  const copy = JSON.stringify({ data: typed(), isSent, at: stamp() })
  copies((all) => all.put(copy, here)).catch(() => {})
  try { localStorage.setItem(here, copy) } catch { return false }
  return true
}
const forget = (key) => {
  localStorage.removeItem(key)
  copies((all) => all.delete(key)).catch(() => {})
}
const isSaved = Boolean(document.querySelector(".messagelist .success"))
const isOver = (key, copy) => !key.startsWith(mine) || (isSaved && JSON.parse(copy).isSent)
keys(OURS).filter((key) => isOver(key, localStorage[key])).forEach(forget)
// What only the disk has, a killed browser left there; while that one dies, the next is refused it.
const recover = async () => {
  for (const until = Date.now() + LONGEST; ;) {
    try { return await copies(readAll) } catch (error) { if (Date.now() > until) throw error }
    await new Promise((resolve) => setTimeout(resolve, TICK / 4))
  }
}
const readAll = (all) => new Promise((resolve, reject) => {
  const walk = all.openCursor()
  walk.onerror = () => reject(walk.error)
  walk.onsuccess = () => {
    const found = walk.result
    if (!found) { resolve(); return }
    try {
      const before = localStorage[found.key]
      if (isOver(found.key, found.value)) found.delete()
      else if (!before || JSON.parse(before).at < JSON.parse(found.value).at) localStorage.setItem(found.key, found.value)
    } catch { /* one that finds no room, or cannot be read, holds up no other */ }
    found.continue()
  }
})

/* --- leaving ------------------------------------------------------------------------------------------------------ */

const isRefused = "unsaved" in page.dataset, isResumed = "resumed" in page.dataset
// A form shown again after a refusal holds what is saved nowhere; one that is resumed, what is kept.
let read = isRefused || isResumed ? null : typed()
let last = isRefused ? null : typed()
let leaving = false
// A form that is resumed goes on under the key of what it resumes: until the disk was asked, nothing is written over it.
let isSettled = !isResumed, shown

// The editor writes the text in its own way as it comes: that is no change of anybody's.
const asItCame = (state) => {
  const before = new URLSearchParams(state)
  before.set("body", new FormData(form).get("body"))
  return before.toString()
}
form.addEventListener("prose-editor:ready", () => setTimeout(() => {
  if (read !== null) read = asItCame(read)
  if (last !== null) last = asItCame(last)
  if (!isResumed) return
  shown = typed()
  form.dispatchEvent(new Event("input"))   // the checklist and the preview judge what is resumed
}))
form.addEventListener("submit", (event) => {
  leaving = event.submitter?.formTarget !== "_blank"
  if (leaving) store(true)   // the log-in page and a refused token swallow what is posted
})
addEventListener("pageshow", () => { leaving = false })
addEventListener("beforeunload", (event) => { if (!leaving && typed() !== read) event.preventDefault() })

/* --- the working copy --------------------------------------------------------------------------------------------- */

const AWAY = "Le serveur ne répond pas : votre texte est gardé dans ce navigateur et partira dès qu’il répondra."
const OUT = "Vous n’êtes plus connecté : votre texte est gardé dans ce navigateur. Reconnectez-vous dans un autre onglet, puis continuez ici."

// A form that outlived its session has an old token; what is kept for its person brings a good one.
const left = async () => {
  const answer = await fetch(`${autosave}?page=${page.value}`, { redirect: "manual", signal: AbortSignal.timeout(PATIENCE) })
  if (!answer.ok) return {}
  const found = await answer.json()
  document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((one) => { one.value = found.token })
  return found
}

let busy = false, failing = false, begun, before = last, heard = 0
const keep = async () => {
  const now = typed()
  busy = true
  try {
    const answer = await send(autosave, `${now}&_typed_at=${stamp()}`)
    if (answer.ok) {
      const said = await answer.json()
      last = now
      heard = Date.now()
      failing = false
      if (!leaving && typed() === now) forget(here)
      say(kept, said.kept)
      tell(said.here)
    } else {
      failing = true
      if (answer.status === 403) await left()
      const words = answer.type === "opaqueredirect" || answer.status === 403 ? OUT
        : answer.status < 500 ? (await answer.json().catch(() => ({}))).error ?? AWAY : AWAY
      trouble(words)
    }
  } catch {
    failing = true
    trouble(AWAY)
  }
  busy = false
}
const trouble = (words) => say(company, store() ? words : "Votre texte n’est gardé nulle part : enregistrez-le, ou copiez-le ailleurs.")

// Each second: sent once it rests, or at the latest three seconds after it was first seen to differ.
const look = () => {
  if (leaving || !isSettled) return
  const now = typed()
  if (now === last) {   // taken back, or kept
    if (!busy && !failing && here in localStorage) forget(here)
    begun = undefined
    before = now
    return
  }
  if (now !== before) store()   // here until the server has it: one that is slow to answer may be gone
  begun ??= Date.now()
  if (!busy && (now === before || Date.now() - begun >= LONGEST)) { begun = undefined; keep() }
  before = now
}
setInterval(look, TICK)
document.addEventListener("visibilitychange", () => {
  if (document.hidden && isSettled && !leaving && !busy && typed() !== last) keep()
})

/* --- who else is here --------------------------------------------------------------------------------------------- */

const tell = (sentences) => say(company, sentences.join(" "))
const beat = async () => {
  const isDirty = typed() !== read
  if (leaving || failing || Date.now() - heard < BEAT - TICK || (document.hidden && !isDirty)) return
  const version = form.elements.version.value
  try {
    const answer = await send(presence, `version=${version}${isDirty ? "&typing=1" : ""}`)
    if (answer.ok && !failing) tell((await answer.json()).here)
  } catch { /* the next one tells */ }
}
if (presence) {
  beat()
  setInterval(beat, BEAT)
  addEventListener("pageshow", (event) => { if (event.persisted) beat() })
  addEventListener("pagehide", () => {
    const token = form.elements.csrfmiddlewaretoken.value
    navigator.sendBeacon(presence, new URLSearchParams({ gone: "1", csrfmiddlewaretoken: token }))
  })
}

/* --- what another window left unsaved ----------------------------------------------------------------------------- */

const push = async (key) => {
  const { data, at } = JSON.parse(localStorage[key])
  const answer = await send(autosave, `${data}&_typed_at=${at ?? 0}`)
  if (answer.ok) forget(key)
  return answer.ok
}
const offer = async () => {
  // A store that is full, or never answers, keeps nobody from what the server has.
  const longest = isResumed ? LONGEST : PATIENCE
  await Promise.race([recover(), new Promise((resolve) => setTimeout(resolve, longest))]).catch(() => {})
  if (isResumed && here in localStorage) {
    // Newer than what the server showed, it takes its place, unless one has begun to write: never under one's hands.
    const isAsShown = () => shown === undefined || typed() === shown
    if (JSON.parse(localStorage[here]).at <= Number(page.dataset.typedAt)) forget(here)
    else if (isAsShown() && await push(here) && isAsShown()) { leaving = true; location.reload(); return }
  }
  isSettled = true
  for (const key of keys(own)) if (key !== here) await push(key)
  const found = await left()
  if (found.same) await send(giveUp, `_page=${found.same}&quiet=1`)
  if (found.left) {
    const place = Object.assign(document.createElement("div"), { innerHTML: found.left })
    place.setAttribute("aria-live", "polite")
    form.before(place)
  }
}
offer().catch(() => {}).finally(() => { isSettled = true })
