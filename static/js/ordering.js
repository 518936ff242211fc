// What is chosen in an order: under the search box a list, each on a line that is moved and removed by its buttons, or
// drawn elsewhere with the mouse. The select's options stand in the same order, and are what is posted.
// Loaded by the ordered autocomplete (veille/lib/choices.py), after js/desk.js.
{
  const ACTIONS = { up: ["↑", "Monter"], down: ["↓", "Descendre"], remove: ["✕", "Retirer"] }

  const button = (action, name, isIdle) => {
    const [sign, verb] = ACTIONS[action]
    const made = Object.assign(document.createElement("button"), { type: "button", value: action, textContent: sign, title: verb })
    made.setAttribute("aria-label", `${verb} « ${name} »`)
    if (isIdle) made.setAttribute("aria-disabled", "true")   // not disabled: the focus stays where it is
    return made
  }

  const line = (option, place, all) => {
    const made = Object.assign(document.createElement("li"), { draggable: true })
    const words = Object.assign(document.createElement("span"), { textContent: option.text })
    made.dataset.key = option.value
    made.append(words, button("up", option.text, place === 0), button("down", option.text, place === all.length - 1),
      button("remove", option.text))
    return made
  }

  const arrange = (select) => {
    const label = document.querySelector(`label[for="${select.id}"]`).textContent.trim()
    const list = Object.assign(document.createElement("ol"), { className: "ordered" })
    const status = Object.assign(document.createElement("p"), { className: "visually-hidden", role: "status" })
    list.setAttribute("aria-label", `${label}, dans l’ordre`)
    select.parentElement.after(list, status)

    const chosen = () => [...select.selectedOptions]
    const show = () => {
      list.replaceChildren(...chosen().map(line))
      list.hidden = !list.children.length
    }
    const tell = (option) => {
      const place = chosen().indexOf(option) + 1
      status.textContent = place ? `« ${option.text} » : place ${place} sur ${chosen().length}.` : `« ${option.text} » n’est plus dans la liste.`
    }
    const reorder = (options) => {
      select.append(...options)
      jquery(select).trigger("change")
    }

    const act = (action, place) => {
      const options = chosen(), option = options[place]
      if (action === "remove") {
        option.selected = false
        jquery(select).trigger("change")
        const next = list.children[Math.min(place, list.children.length - 1)]
        const search = select.nextElementSibling.querySelector(".select2-search__field")
        ;(next?.querySelector("[value=remove]") ?? search).focus()
      } else {
        const to = place + (action === "up" ? -1 : 1)
        if (!options[to]) return
        options.splice(to, 0, ...options.splice(place, 1))
        reorder(options)
        list.children[to].querySelector(`[value=${action}]`).focus()
      }
      tell(option)
    }

    list.addEventListener("click", (event) => {
      const pressed = event.target.closest("button")
      if (pressed) act(pressed.value, [...list.children].indexOf(pressed.parentElement))
    })

    let drawn
    list.addEventListener("dragstart", (event) => {
      drawn = event.target
      event.dataTransfer.effectAllowed = "move"
      drawn.classList.add("is-drawn")
    })
    list.addEventListener("dragover", (event) => {
      if (!drawn) return
      event.preventDefault()
      const over = event.target.closest("li"), box = over?.getBoundingClientRect()
      if (over && over !== drawn) over[event.clientY < box.top + box.height / 2 ? "before" : "after"](drawn)
    })
    list.addEventListener("drop", (event) => {
      if (!drawn) return
      event.preventDefault()
      const options = Object.fromEntries(chosen().map((option) => [option.value, option])), key = drawn.dataset.key
      reorder([...list.children].map((one) => options[one.dataset.key]))
      tell(options[key])
    })
    list.addEventListener("dragend", () => { drawn = undefined; show() })   // let go elsewhere: as it was

    jquery(select).on("change", show)
    const named = (event) => [...select.options].find((option) => option.value === String(event.params.data.id))
    jquery(select).on("select2:unselect", (event) => tell(named(event)))
    jquery(select).on("select2:select", (event) => {   // what is chosen last stands last, also when it stood there before
      select.append(named(event))
      show()
      tell(named(event))
    })
    // In an empty search field, Backspace would take away the last chosen, which the field does not show.
    select.nextElementSibling.addEventListener("keydown", (event) => {
      if (event.key === "Backspace" && !event.target.value) event.stopPropagation()
    }, true)
    show()
  }

  if (jquery) jquery(() => document.querySelectorAll("select[data-ordered]").forEach(arrange))
}
