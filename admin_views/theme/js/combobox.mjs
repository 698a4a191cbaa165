// Offers what fits while somebody types: the editable combobox with a list of the ARIA patterns.
// What is asked, how a row reads and what choosing does is the caller's; nothing here is needed to
// send the form.

const PAUSE = 150 // ms without a key before anything is asked
const SHORTEST = 2 // letters

export function element (kind, attributes, text) {
  const made = document.createElement(kind)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  if (text) made.textContent = text
  return made
}

/** Ask our own server; null when it does not answer, or with anything but what was asked for. */
export async function answerTo (address, fields, signal) {
  try {
    const body = new URLSearchParams(fields)
    const answer = await fetch(address, { method: 'POST', body, signal, redirect: 'error', headers: { Accept: 'application/json' } })
    return answer.ok ? await answer.json() : null
  } catch {
    return null
  }
}

export class Combobox {
  /**
   * input: the text box. label: of the list.
   * ask(words, signal): a promise of {rows, more}, or of null. fill(option, row): write a row.
   * choose(row): do what choosing means. typed(): called when the words change.
   */
  constructor ({ input, label, ask, fill, choose, typed = () => {} }) {
    Object.assign(this, { input, ask, fill, chosen: choose, typed })
    this.rows = []
    this.at = -1
    this.list = element('ul', { id: `${input.id}-offer`, class: 'offer', role: 'listbox', 'aria-label': label })
    this.list.hidden = true
    this.status = element('div', { class: 'govuk-visually-hidden', role: 'status' })
    input.after(this.list, this.status)
    const roles = { role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': this.list.id }
    for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value)
    input.addEventListener('input', () => this.wait())
    input.addEventListener('keydown', (event) => this.key(event))
    input.addEventListener('blur', () => this.close())
    input.addEventListener('focus', () => { if (this.rows.length) this.open() })
    input.form.addEventListener('submit', () => this.stop())
    // Pressing the mouse would take the focus from the box, and the list would be gone.
    this.list.addEventListener('mousedown', (event) => event.preventDefault())
    this.list.addEventListener('click', (event) => this.choose(event.target.closest('[role="option"]')))
  }

  stop () {
    clearTimeout(this.waiting)
    if (this.asking) this.asking.abort() // what is still on its way is out of date
    this.asking = null
  }

  wait () {
    this.stop()
    this.typed()
    const words = this.input.value.trim()
    if (words.length < SHORTEST) return this.show([], '')
    this.waiting = setTimeout(() => this.find(words), PAUSE)
  }

  async find (words) {
    const asking = this.asking = new AbortController()
    const answer = await this.ask(words, asking.signal)
    if (this.asking !== asking) return
    if (answer) this.show(answer.rows, said(answer.rows.length, answer.more))
    else this.show([], '')
  }

  show (rows, words) {
    this.rows = rows
    this.list.replaceChildren(...rows.map((row, place) => {
      const option = element('li', { id: `${this.list.id}-${place}`, class: 'offer__one', role: 'option', 'aria-selected': 'false' })
      this.fill(option, row)
      return option
    }))
    this.status.textContent = words
    if (rows.length && document.activeElement === this.input) this.open()
    else this.close()
  }

  open () {
    this.list.hidden = false
    this.input.setAttribute('aria-expanded', 'true')
  }

  close () {
    this.list.hidden = true
    this.input.setAttribute('aria-expanded', 'false')
    this.move(-1)
  }

  move (to) {
    const options = this.list.children
    this.at = to
    for (const [place, option] of [...options].entries()) option.setAttribute('aria-selected', String(place === to))
    if (to < 0) return this.input.removeAttribute('aria-activedescendant')
    this.input.setAttribute('aria-activedescendant', options[to].id)
    options[to].scrollIntoView({ block: 'nearest' })
  }

  key (event) {
    const count = this.rows.length
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!count) return
      event.preventDefault()
      this.open()
      const step = event.key === 'ArrowDown' ? 1 : -1
      // One place more than there are rows: the box itself, above the first and below the last.
      this.move((this.at + 1 + step + count + 1) % (count + 1) - 1)
    } else if (event.key === 'Escape' && !this.list.hidden) {
      event.preventDefault() // the first press closes the list, the next clears the box
      this.close()
    } else if (event.key === 'Enter' && this.at >= 0 && !this.list.hidden) {
      event.preventDefault()
      this.choose(this.list.children[this.at])
    }
  }

  choose (option) {
    if (!option) return
    const row = this.rows[[...this.list.children].indexOf(option)]
    this.stop()
    this.show([], '')
    this.chosen(row)
  }
}

function said (count, more) {
  if (!count) return 'Nothing fits so far.'
  const fit = count === 1 ? 'One fits.' : `${count} are offered.`
  return `${fit} Use the up and down arrows to go through them.${more ? ' More fit: type more.' : ''}`
}
