// Children offered while somebody types, below the box: a combobox with a list of links.
// Without this script Enter leads to the page of what was found; with it, it still does.

const PAUSE = 150 // ms without a key before anything is asked
const SHORTEST = 2

export function start () {
  for (const form of document.querySelectorAll('form[data-as-typed]')) new ChildSearch(form)
}

class ChildSearch {
  constructor (form) {
    this.form = form
    this.box = form.querySelector('input[name="words"]')
    this.active = -1
    this.children = []
    this.waiting = null
    this.asking = null
    this.list = this.make('ul', { id: `${this.box.id}-offer`, class: 'child-offer', role: 'listbox', 'aria-label': 'Children that fit' })
    this.list.hidden = true
    this.status = this.make('div', { class: 'govuk-visually-hidden', role: 'status' })
    this.box.after(this.list, this.status)
    const roles = { role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': this.list.id }
    for (const [name, value] of Object.entries(roles)) this.box.setAttribute(name, value)
    this.box.addEventListener('input', () => this.wait())
    this.box.addEventListener('keydown', (event) => this.key(event))
    this.box.addEventListener('focus', () => { if (this.children.length) this.open() })
    form.addEventListener('focusout', (event) => { if (!form.contains(event.relatedTarget)) this.close() })
    form.addEventListener('submit', () => this.stop())
    // Pressing the mouse would take the focus from the box, and the list would be gone.
    this.list.addEventListener('mousedown', (event) => event.preventDefault())
    this.list.addEventListener('click', (event) => this.choose(event.target.closest('[role="option"]')))
  }

  make (tag, attributes, text) {
    const made = document.createElement(tag)
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
    if (text) made.textContent = text
    return made
  }

  stop () {
    clearTimeout(this.waiting)
    if (this.asking) this.asking.abort()
    this.asking = null
  }

  wait () {
    this.stop()
    const words = this.box.value.trim()
    if (words.length < SHORTEST) return this.show([], '')
    this.waiting = setTimeout(() => this.ask(words), PAUSE)
  }

  async ask (words) {
    const asking = this.asking = new AbortController()
    const body = new URLSearchParams({ words })
    const token = this.form.elements.csrf_token.value
    try {
      const answer = await fetch(this.form.dataset.asTyped, {
        method: 'POST', body, signal: asking.signal, credentials: 'same-origin', headers: { 'X-CSRFToken': token, Accept: 'application/json' }
      })
      const is = answer.headers.get('Content-Type') || ''
      if (!answer.ok || !is.startsWith('application/json')) return this.show([], '')
      const { children, more } = await answer.json()
      if (this.asking === asking) this.show(children, this.said(children.length, more))
    } catch (error) {
      if (error.name !== 'AbortError') this.show([], '') // Enter still searches
    }
  }

  said (count, more) {
    if (!count) return 'No child fits so far.'
    const fit = count === 1 ? '1 child fits.' : `${count} children are offered.`
    return `${fit} Use the up and down arrows to go through them.${more ? ' More fit: press Enter to see them.' : ''}`
  }

  show (children, said) {
    this.children = children
    this.list.replaceChildren(...children.map((child, number) => this.option(child, number)))
    this.status.textContent = said
    this.move(-1)
    if (children.length && this.form.contains(document.activeElement)) this.open()
    else this.close()
  }

  option (child, number) {
    const made = this.make('li', { id: `${this.list.id}-${number}`, class: 'child-offer__one', role: 'option', 'aria-selected': 'false' })
    const about = [child.reference, `born ${child.born}`, child.age && `age ${child.age}`].filter(Boolean).join(', ')
    made.append(
      this.make('span', { class: 'child-offer__name' }, child.name), ' ',
      this.make('span', {}, about), ' ',
      this.make('span', { class: 'child-offer__why' }, child.why)
    )
    return made
  }

  open () {
    this.list.hidden = false
    this.box.setAttribute('aria-expanded', 'true')
  }

  close () {
    this.list.hidden = true
    this.box.setAttribute('aria-expanded', 'false')
    this.move(-1)
  }

  move (to) {
    const options = this.list.children
    this.active = to
    for (const [number, option] of [...options].entries()) option.setAttribute('aria-selected', String(number === to))
    if (to < 0) return this.box.removeAttribute('aria-activedescendant')
    this.box.setAttribute('aria-activedescendant', options[to].id)
    options[to].scrollIntoView({ block: 'nearest' })
  }

  key (event) {
    const count = this.children.length
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!count) return
      event.preventDefault()
      this.open()
      const step = event.key === 'ArrowDown' ? 1 : -1
      // One place more than there are children: the box itself, above the first and below the last.
      this.move((this.active + 1 + step + count + 1) % (count + 1) - 1)
    } else if (event.key === 'Escape' && !this.list.hidden) {
      event.preventDefault() // the first press closes the list, the next clears the box
      this.close()
    } else if (event.key === 'Enter' && this.active >= 0 && !this.list.hidden) {
      event.preventDefault()
      this.choose(this.list.children[this.active])
    }
  }

  choose (option) {
    if (option) window.location.assign(this.children[[...this.list.children].indexOf(option)].address)
  }
}
