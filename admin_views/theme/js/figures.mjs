// Draws each table of figures on a canvas beside it. The table is the figure and stays: the
// picture says nothing that is not in it, so it is kept from screen readers.

import { BarController, BarElement, CategoryScale, Chart, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip } from 'chart.js'
import { inks, pattern } from './patterns.mjs'

const MOST_LINES = 25 // of a picture with long names; the table has them all
const POINTS = ['circle', 'rect', 'triangle', 'rectRot', 'crossRot', 'star']
const DASHES = [[], [8, 4], [2, 3], [12, 4, 2, 4], [4, 4], [1, 5]]

Chart.register(BarController, BarElement, CategoryScale, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip)

export function start () {
  Object.assign(Chart.defaults.font, { family: getComputedStyle(document.querySelector('h1')).fontFamily, size: 14 })
  const draw = [...document.querySelectorAll('table[data-chart]')].map(picture)
  for (const one of draw) one()
  // Whoever changes to forced colours while the page is open sees them in the pictures too.
  matchMedia('(forced-colors: active)').addEventListener('change', () => draw.forEach((one) => one()))
}

// Return a function that draws, or draws anew, what the table says.
function picture (table) {
  const box = document.createElement('div')
  box.className = 'figure__picture'
  box.setAttribute('aria-hidden', 'true')
  const canvas = box.appendChild(document.createElement('canvas'))
  const figure = table.closest('.figure')
  figure.insertBefore(box, figure.querySelector('.figure__table'))
  figure.classList.add('figure--drawn')
  let chart
  return () => {
    chart?.destroy()
    const told = read(table)
    if (table.dataset.chart === 'across') box.style.height = `${90 + 28 * told.labels.length}px`
    chart = new Chart(canvas, settings(table.dataset, told))
  }
}

// Return the names of the lines, and a series a column, without what is not to be drawn.
function read (table) {
  const heads = [...table.tHead.rows[0].cells]
  const drawn = heads.map((head, at) => at).filter((at) => at > 0 && !('undrawn' in heads[at].dataset))
  const across = table.dataset.chart === 'across'
  const lines = [...table.tBodies[0].rows].filter((row) => !('undrawn' in row.dataset)).slice(0, across ? MOST_LINES : undefined)
  return {
    labels: lines.map((row) => row.cells[0].textContent.trim()),
    series: drawn.map((at) => ({
      label: heads[at].textContent.trim(),
      data: lines.map((row) => number(row.cells[at]))
    }))
  }
}

function number (cell) {
  return cell.dataset.value === undefined ? null : Number(cell.dataset.value)
}

function settings ({ chart, unit }, { labels, series }) {
  const { ink, paper, grid, colours } = inks()
  const across = chart === 'across'
  const stacked = across || chart === 'stacked'
  const looks = chart === 'line' ? line : bar
  const counts = { beginAtZero: true, stacked, title: { display: true, text: unit, color: ink }, ticks: { precision: 0, color: ink }, grid: { color: grid } }
  const names = { stacked, ticks: { color: ink, autoSkip: !across }, grid: { display: false }, border: { color: ink } }
  return {
    type: chart === 'line' ? 'line' : 'bar',
    data: { labels, datasets: series.map((one, at) => ({ ...one, ...looks(colours[at % colours.length], paper, at) })) },
    options: {
      animation: false, // for everybody, so for those who asked for less motion too
      maintainAspectRatio: false,
      indexAxis: across ? 'y' : 'x',
      spanGaps: true,
      scales: across ? { x: counts, y: names } : { x: names, y: counts },
      plugins: { legend: { position: 'bottom', labels: { color: ink, usePointStyle: chart === 'line', boxWidth: 28 } } }
    }
  }
}

// A series is told by its pattern as well as by its colour.
function bar (colour, paper, at) {
  return { backgroundColor: pattern(colour, paper, at), borderColor: colour, borderWidth: 2, maxBarThickness: 60 }
}

// A series is told by its dashes and points as well as by its colour.
function line (colour, paper, at) {
  return { borderColor: colour, backgroundColor: paper, borderWidth: 3, borderDash: DASHES[at % DASHES.length], pointStyle: POINTS[at % POINTS.length], pointRadius: 6, pointBorderWidth: 2 }
}
