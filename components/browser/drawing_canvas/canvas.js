// A canvas to draw on. Each piece of a line is told to the live figures of the tab, and the whole line to the page.

const canvases = new WeakMap()
const PEN = 1.1 // pixels from the middle of the line
const KEYS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }

export default function ({ data, parentElement, setStateValue }) {
  const board = canvases.get(parentElement) ?? build(parentElement)
  canvases.set(parentElement, board)
  Object.assign(board, { data, tell: (text) => setStateValue("drawing", text) })
  board.label.textContent = board.canvas.ariaLabel = data.texts.draw
  board.canvas.title = data.texts.help
  board.clear.textContent = data.texts.clear
  if (board.told !== null && board.told !== data.drawing) return // the page has yet to hear the newest line
  board.told = null
  if (!board.last) show(board, data.side, readBits(data.drawing, data.side))
}

function build(parentElement) {
  const root = document.createElement("div")
  root.className = "drawing-canvas"
  root.innerHTML = '<p></p><canvas tabindex="0" role="application"></canvas><button type="button"></button>'
  parentElement.append(root) // beside its style sheet
  const [label, canvas, clear] = root.children
  const board = { label, canvas, clear, bits: null, last: null, told: null, pen: null }
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId)
    board.last = under(board, event)
    draw(board, board.last)
  })
  canvas.addEventListener("pointermove", (event) => {
    if (board.last) for (const one of event.getCoalescedEvents?.() ?? [event]) draw(board, under(board, one))
  })
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => board.last && lift(board))
  canvas.addEventListener("keydown", (event) => press(board, event))
  clear.onclick = () => {
    board.bits.fill(0)
    lift(board)
  }
  return board
}

/** The place under a pointer, in pixels of the drawing. */
function under({ canvas, data }, event) {
  const { left, top, width, height } = canvas.getBoundingClientRect()
  return [((event.clientX - left) / width) * data.side, ((event.clientY - top) / height) * data.side]
}

/** Draw a line to here, and tell the figures. */
function draw(board, [x, y]) {
  const { last, bits, data } = board
  const { side } = data
  const steps = Math.max(1, Math.ceil(2 * Math.hypot(x - last[0], y - last[1])))
  for (let step = 0; step <= steps; step++) {
    const [atX, atY] = [0, 1].map((axis) => last[axis] + ((axis ? y : x) - last[axis]) * (step / steps))
    for (let row = 0; row < side; row++)
      for (let column = 0; column < side; column++)
        if (Math.hypot(column + 0.5 - atX, row + 0.5 - atY) <= PEN) bits[row * side + column] = 1
  }
  board.last = [x, y]
  show(board, side, bits)
  tellFigures(board, false)
}

function lift(board) {
  board.last = null
  show(board, board.data.side, board.bits)
  board.told = writeBits(board.bits)
  tellFigures(board, true)
  board.tell(board.told)
}

function tellFigures({ data, bits }, settled) {
  const detail = { name: data.name, value: writeBits(bits), settled }
  window.dispatchEvent(new CustomEvent("layerlab:move", { detail }))
}

/** Arrow keys move the pen, which the space bar sets down and lifts. */
function press(board, event) {
  const { side } = board.data
  const way = KEYS[event.key]
  if (!way && event.key !== " ") return
  event.preventDefault()
  board.pen ??= [side / 2, side / 2]
  if (!way) {
    if (board.last) return lift(board)
    board.last = board.pen
  } else board.pen = board.pen.map((at, axis) => Math.max(0.5, Math.min(side - 0.5, at + way[axis])))
  if (board.last) draw(board, board.pen)
  else show(board, side, board.bits)
}

function show(board, side, bits) {
  board.bits = bits
  const { canvas, pen } = board
  Object.assign(canvas, { width: side, height: side })
  const image = new ImageData(side, side)
  bits.forEach((bit, i) => image.data.set([255 * bit, 255 * bit, 255 * bit, 255], 4 * i))
  if (pen && canvas.matches(":focus-visible")) {
    image.data.set([255, 210, 77, 255], 4 * (Math.floor(pen[1]) * side + Math.floor(pen[0])))
  }
  canvas.getContext("2d").putImageData(image, 0, 0)
}

function readBits(text, side) {
  const bits = new Uint8Array(side * side)
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"))
  for (let i = 0; i < 8 * bytes.length; i++) bits[i] = (bytes.charCodeAt(i >> 3) >> (7 - (i & 7))) & 1
  return bits
}

function writeBits(bits) {
  if (!bits.includes(1)) return ""
  const bytes = new Uint8Array(bits.length / 8)
  bits.forEach((bit, i) => (bytes[i >> 3] |= bit << (7 - (i & 7))))
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
}
