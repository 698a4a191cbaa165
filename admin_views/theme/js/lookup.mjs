// A look-up offers what fits while one types: the combobox of the ARIA patterns. Choosing sends the
// row's number beside its words, so that no second question is asked. Without this script, or when
// nothing answers, the words alone are sent and the form asks back.

const WAIT = 200 // ms after the last key
const SHORTEST = 2

class LookUp {
  constructor (holder) {
    this.input = holder.querySelector('input')
    this.address = holder.dataset.lookUp
    this.options = []
    this.at = -1
    this.asked = 0
    this.chosen = this.add(holder, 'input', { type: 'hidden', name: this.input.name, disabled: '' })
    const id = `${this.input.id}-options`
    this.list = this.add(holder, 'ul', { id, class: 'look-up__options', role: 'listbox', hidden: '' })
    this.list.setAttribute('aria-label', 'What fits')
    this.status = this.add(holder, 'div', { class: 'govuk-visually-hidden', role: 'status' })
    const about = { role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': id }
    for (const [name, value] of Object.entries(about)) this.input.setAttribute(name, value)
    this.input.addEventListener('input', () => this.typed())
    this.input.addEventListener('keydown', (event) => this.pressed(event))
    this.input.addEventListener('blur', () => this.close())
    // Before the blur that a click would cause.
    this.list.addEventListener('mousedown', (event) => this.clicked(event))
  }

  add (holder, kind, attributes) {
    const made = document.createElement(kind)
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
    return holder.appendChild(made)
  }

  typed () {
    this.chosen.disabled = true // other words mean another row
    clearTimeout(this.waiting)
    this.asked += 1 // an answer still on its way is out of date
    const words = this.input.value.trim()
    if (words.length < SHORTEST) return this.close()
    this.waiting = setTimeout(() => this.ask(words), WAIT)
  }

  async ask (words) {
    const asked = this.asked
    const body = new URLSearchParams({ words, csrf_token: this.input.form.elements.csrf_token.value })
    let answer
    try {
      const response = await fetch(this.address, { method: 'POST', body, redirect: 'error' })
      answer = response.ok ? await response.json() : null
    } catch {
      answer = null
    }
    if (asked !== this.asked || document.activeElement !== this.input) return
    if (answer) this.show(answer)
    else this.close()
  }

  show ({ found, count }) {
    this.options = found
    this.at = -1
    this.list.replaceChildren(...found.map((row, place) => this.option(row, place)))
    const more = count > found.length
    if (more) {
      const line = document.createElement('li')
      line.className = 'look-up__more'
      line.setAttribute('role', 'option')
      line.setAttribute('aria-disabled', 'true')
      line.textContent = 'More fit: type more of the name'
      this.list.append(line)
    }
    this.status.textContent = !found.length ? 'Nothing fits yet' : more ? `The first ${found.length} of more that fit` : `${found.length} ${found.length === 1 ? 'fits' : 'fit'}`
    this.open(found.length > 0)
  }

  option (row, place) {
    const line = document.createElement('li')
    line.id = `${this.input.id}-option-${place}`
    line.className = 'look-up__option'
    line.setAttribute('role', 'option')
    line.setAttribute('aria-selected', 'false')
    line.dataset.place = place
    line.textContent = row.label
    return line
  }

  open (open) {
    this.list.hidden = !open
    this.input.setAttribute('aria-expanded', String(open))
    if (!open) this.input.removeAttribute('aria-activedescendant')
  }

  close () {
    this.open(false)
    this.options = []
    this.at = -1
  }

  move (to) {
    this.at = (to + this.options.length) % this.options.length
    for (const line of this.list.querySelectorAll('.look-up__option')) {
      const here = Number(line.dataset.place) === this.at
      line.setAttribute('aria-selected', String(here))
      if (here) {
        this.input.setAttribute('aria-activedescendant', line.id)
        line.scrollIntoView({ block: 'nearest' })
      }
    }
  }

  choose (place) {
    const row = this.options[place]
    this.input.value = row.label
    this.chosen.value = row.id
    this.chosen.disabled = false
    this.status.textContent = `${row.label} is chosen`
    this.asked += 1
    this.close()
  }

  pressed (event) {
    if (!this.options.length) return
    if (event.key === 'ArrowDown') this.move(this.at + 1)
    else if (event.key === 'ArrowUp') this.move(this.at < 0 ? this.options.length - 1 : this.at - 1)
    else if (event.key === 'Escape') this.close()
    else if (event.key === 'Enter' && this.at >= 0) this.choose(this.at)
    else return
    event.preventDefault()
  }

  clicked (event) {
    event.preventDefault()
    const line = event.target.closest('.look-up__option')
    if (line) this.choose(Number(line.dataset.place))
  }
}

export function start () {
  for (const holder of document.querySelectorAll('[data-look-up]')) new LookUp(holder)
}
