// A look-up offers what fits while one types. Choosing sends the row's number beside its words, so
// that no second question is asked; without this script the words alone are sent and the form asks back.

import { Combobox, answerTo, element } from './combobox.mjs'

export function start () {
  for (const holder of document.querySelectorAll('[data-look-up]')) offerRows(holder)
}

function offerRows (holder) {
  const input = holder.querySelector('input')
  const chosen = element('input', { type: 'hidden', name: input.name })
  chosen.disabled = true
  holder.append(chosen)
  const box = new Combobox({
    input,
    label: 'What fits',
    async ask (words, signal) {
      const answer = await answerTo(holder.dataset.lookUp, { words, csrf_token: input.form.elements.csrf_token.value }, signal)
      return answer && { rows: answer.found, more: answer.count > answer.found.length }
    },
    fill (option, row) { option.textContent = row.label },
    typed () { chosen.disabled = true }, // other words mean another row
    choose (row) {
      input.value = row.label
      chosen.value = row.id
      chosen.disabled = false
      box.status.textContent = `${row.label} is chosen`
    }
  })
}
