// What the pictures are drawn with: inks that stand out from the paper, and patterns that can
// be told apart without their colour.

// Each at least 4.5 to 1 against white.
const COLOURS = ['#1d70b8', '#a8430a', '#00703c', '#4c2c92', '#505a5f', '#99214a']
const SIDE = 12

// Return the colours of the page as it is shown: in forced colours there is one ink.
export function inks () {
  if (!matchMedia('(forced-colors: active)').matches) {
    return { ink: '#0b0c0c', paper: '#ffffff', grid: '#cecece', colours: COLOURS }
  }
  const ink = asNumbers('CanvasText')
  return { ink, paper: asNumbers('Canvas'), grid: ink, colours: COLOURS.map(() => ink) }
}

// The library works with colours it can take apart, and a system colour is only a name.
function asNumbers (name) {
  const context = document.createElement('canvas').getContext('2d')
  context.fillStyle = name
  return context.fillStyle
}

const PATTERNS = [
  (c) => c.fillRect(0, 0, SIDE, SIDE),
  (c) => strokes(c, [[-3, 9, 9, -3], [-3, 21, 21, -3], [3, 15, 15, 3]]),
  (c) => { for (const [x, y] of [[3, 3], [9, 9]]) { c.beginPath(); c.arc(x, y, 2.2, 0, 7); c.fill() } },
  (c) => strokes(c, [[0, 3, SIDE, 3], [0, 9, SIDE, 9]]),
  (c) => strokes(c, [[0, 6, SIDE, 6], [6, 0, 6, SIDE]]),
  (c) => {} // the outline alone
]

function strokes (context, lines) {
  context.lineWidth = 3
  for (const [fromX, fromY, toX, toY] of lines) {
    context.beginPath()
    context.moveTo(fromX, fromY)
    context.lineTo(toX, toY)
    context.stroke()
  }
}

export function pattern (colour, paper, at) {
  const tile = document.createElement('canvas')
  tile.width = tile.height = SIDE
  const context = tile.getContext('2d')
  context.fillStyle = paper
  context.fillRect(0, 0, SIDE, SIDE)
  context.fillStyle = context.strokeStyle = colour
  PATTERNS[at % PATTERNS.length](context)
  return context.createPattern(tile, 'repeat')
}
