// Children offered while somebody types in the search box. Enter leads to the page of what was
// found, with this script or without it.

import { Combobox, answerTo, element } from './combobox.mjs'

export function start () {
  for (const form of document.querySelectorAll('form[data-as-typed]')) offerChildren(form)
}

function offerChildren (form) {
  return new Combobox({
    input: form.querySelector('input[name="words"]'),
    label: 'Children that fit',
    async ask (words, signal) {
      const answer = await answerTo(form.dataset.asTyped, { words, csrf_token: form.elements.csrf_token.value }, signal)
      return answer && { rows: answer.children, more: answer.more }
    },
    fill (option, child) {
      const about = [child.reference, `born ${child.born}`, child.age && `age ${child.age}`].filter(Boolean).join(', ')
      option.append(
        element('span', { class: 'offer__name' }, child.name), ' ',
        element('span', {}, about), ' ',
        element('span', { class: 'offer__why' }, child.why)
      )
    },
    choose (child) { window.location.assign(child.address) }
  })
}
