// Pictures that are painted from numbers, with marks over them. A reader may point at a place in one, drag over it, go on
// with arrow keys, or have the place walk; live figures hear of each place at once, and the page once it rests.

const RESTING = 400 // ms at a place after which the page is told of it
const WALKING = 1000 / 12 // ms a place
const GREYEST = 128 // the byte that stands for 0 where values have signs
const NEGATIVE = [213, 94, 0]
const POSITIVE = [15, 124, 191]
const KEYS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }

function buildPixels(figure, part, texts) {
  const [canvas, marks] = [element("canvas"), element("div", "marked")]
  const frame = element("div", "pixels-frame", canvas, marks)
  const place = { ...part, frame, canvas, marks, shown: null, walking: null }
  const root = element("div", "pixels", element("p", "title", part.title), frame)
  root.dataset.testid = "figurePixels"
  frame.role = "img"
  if (part.tells) connectPointing(figure, place)
  if (part.walks) root.append(buildWalk(figure, place, texts))
  figure.places.pixels.set(part.name, place)
  return root
}

function connectPointing(figure, place) {
  const { frame } = place
  const at = (event) => pointAt(figure, place, cellUnder(event, place))
  frame.classList.add("pointed")
  frame.classList.toggle("walked", place.walks)
  frame.tabIndex = 0
  frame.role = "application"
  frame.addEventListener("pointerdown", (event) => {
    frame.setPointerCapture(event.pointerId)
    frame.focus({ preventScroll: true })
    at(event)
  })
  frame.addEventListener("pointermove", (event) => (event.pointerType === "mouse" || event.buttons) && at(event))
  frame.addEventListener("keydown", (event) => {
    const way = KEYS[event.key]
    if (!way || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    const [row, column] = placeIn(figure, place)
    pointAt(figure, place, [row + way[0], column + way[1]])
  })
}

function cellUnder(event, { frame, shown }) {
  const { left, top, width, height } = frame.getBoundingClientRect()
  if (!shown) return [0, 0]
  const [y, x] = [(event.clientY - top) / height, (event.clientX - left) / width]
  return [Math.floor(y * shown.rows), Math.floor(x * shown.columns)]
}

/** Where the reader is in this picture; the first place where they are in another one. */
function placeIn({ pointed }, { name }) {
  return pointed?.name === name ? [pointed.row, pointed.column] : [0, 0]
}

/** The reader points here, within the picture. */
function pointAt(figure, place, [row, column]) {
  const { name, tells, shown } = place
  if (!shown) return
  const inside = (at, size) => Math.max(0, Math.min(size - 1, at))
  const now = { name, row: inside(row, shown.rows), column: inside(column, shown.columns) }
  if (JSON.stringify(now) === JSON.stringify(figure.pointed)) return
  figure.pointed = now
  const value = `${name}-${now.row}-${now.column}`
  tellPlace(tells, value, false)
  clearTimeout(figure.resting)
  figure.resting = setTimeout(() => rest(figure, tells, value), RESTING)
}

function rest(figure, tells, value) {
  tellPlace(tells, value, true)
  figure.tell("point", value)
}

function tellPlace(name, value, settled) {
  window.dispatchEvent(new CustomEvent("layerlab:move", { detail: { name, value, settled } }))
}

function buildWalk(figure, place, texts) {
  const [walk, step] = ["walk", "step"].map((name) => {
    const button = element("button", name)
    button.type = "button"
    return button
  })
  const show = () => (walk.textContent = place.walking ? texts.pause : texts.walk)
  place.stopWalking = () => {
    clearInterval(place.walking)
    place.walking = null
    show()
  }
  walk.onclick = () => {
    if (place.walking) return place.stopWalking()
    place.walking = setInterval(() => stepOn(figure, place) || place.stopWalking(), WALKING)
    show()
  }
  step.onclick = () => stepOn(figure, place)
  step.textContent = texts.step
  show()
  return element("div", "walk-buttons", walk, step)
}

/** Go to the next place, row by row, and from the last one to the first; returns whether there is any. */
function stepOn(figure, place) {
  const { shown, frame } = place
  if (!shown || !frame.isConnected) return false
  const [row, column] = placeIn(figure, place)
  const next = (row * shown.columns + column + 1) % (shown.rows * shown.columns)
  pointAt(figure, place, [Math.floor(next / shown.columns), next % shown.columns])
  return true
}

function endPixels({ places, resting }) {
  clearTimeout(resting)
  for (const place of places?.pixels.values() ?? []) clearInterval(place.walking)
}

/** Paint what has changed. */
function showPixels(figure, { pixels = {}, marks = {}, alt = {}, pointed }) {
  if (pointed && !isPointing(figure)) figure.pointed = pointed
  for (const [name, place] of figure.places.pixels) {
    if (pixels[name] && pixels[name] !== place.shown) paint(figure, place, pixels[name])
    showMarks(place, marks[name] ?? [])
    place.frame.ariaLabel = alt[name] ?? place.title
  }
}

/** Whether the page has yet to hear where the reader points. */
function isPointing({ places, moves, page }) {
  const told = Object.keys(moves).map((field) => page.follows?.[field])
  return [...places.pixels.values()].some(({ tells }) => told.includes(tells))
}

function paint({ root }, place, shown) {
  const { canvas, frame } = place
  const { rows, columns, kind, values } = shown
  place.shown = shown
  Object.assign(canvas, { width: columns, height: rows })
  frame.style.aspectRatio = `${columns} / ${rows}`
  const image = new ImageData(columns, rows)
  const bytes = Uint8Array.from(atob(values), (sign) => sign.charCodeAt(0))
  const colors = kind === "signed" ? signedColors(root) : null
  for (let i = 0; i < rows * columns; i++) {
    const color = colors ? colors[bytes[i]] : kind === "rgb" ? bytes.subarray(3 * i, 3 * i + 3) : [bytes[i], bytes[i], bytes[i]]
    image.data.set([color[0], color[1], color[2], 255], 4 * i)
  }
  canvas.getContext("2d").putImageData(image, 0, 0)
}

/** A colour for each byte: 0 is the page's ground, what is above and below it two hues. */
function signedColors(root) {
  const ground = channels(getComputedStyle(root).getPropertyValue("--st-secondary-background-color").trim() || "#ffffff")
  return Array.from({ length: 256 }, (_none, byte) => {
    const share = Math.min(1, Math.abs(byte - GREYEST) / (GREYEST - 1))
    const hue = byte < GREYEST ? NEGATIVE : POSITIVE
    return ground.map((channel, i) => Math.round(channel + share * (hue[i] - channel)))
  })
}

/** Rectangles [row, column, rows, columns, role] in pixels of the picture. */
function showMarks({ marks, shown }, wanted) {
  const text = JSON.stringify([wanted, shown?.rows, shown?.columns])
  if (!shown || marks.dataset.wanted === text) return
  marks.dataset.wanted = text
  const made = wanted.map(([row, column, rows, columns, role]) => {
    const mark = element("i", role)
    Object.assign(mark.style, {
      top: `${(100 * row) / shown.rows}%`,
      left: `${(100 * column) / shown.columns}%`,
      height: `${(100 * rows) / shown.rows}%`,
      width: `${(100 * columns) / shown.columns}%`,
    })
    return mark
  })
  marks.replaceChildren(...made)
}
