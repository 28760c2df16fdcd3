// The board: what is on the page, what it shows, and what it tells the server.

const boards = new WeakMap()

/** Streamlit calls this for each new picture, and when the theme has changed. */
export default function ({ data, parentElement, setTriggerValue }) {
  if (!boards.has(parentElement)) boards.set(parentElement, mount(parentElement))
  const board = boards.get(parentElement)
  board.tell = setTriggerValue
  handOver(board, data)
  return () => {
    unmount(board)
    boards.delete(parentElement)
  }
}

function mount(parent) {
  const root = parent.querySelector(".board")
  const parts = Object.fromEntries([...root.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]))
  const board = { root, parts, player: makePlayer(), surfaceOf: surfaceKeeper(), frame: null, moving: null, drawn: [] }
  const redraw = () => requestDraw(board)
  connectPlayer(parts, board.player, redraw)
  connectPointer(board)
  board.resizing = new ResizeObserver(redraw)
  board.resizing.observe(parts.map)
  board.resizing.observe(parts.losses)
  // The first picture may come before the page's font.
  document.fonts.ready.then(redraw)
  beginAsking(board, (picture, drawn) => {
    board.moving = picture.board
    board.drawn.push(drawn)
    showData(board)
  })
  return board
}

function unmount(board) {
  endAsking(board)
  board.resizing.disconnect()
  cancelAnimationFrame(board.frame)
}

/** Take what Streamlit hands over; while a slider is dragged the channel's race goes on. */
function handOver(board, data) {
  board.given = data
  if (!hearPage(board, data)) board.moving = null
  askChannel(board, false)
  showData(board)
}

function showData(board) {
  const data = { ...board.given, ...board.moving }
  board.data = { ...data, optimizers: data.optimizers.map(unpackOptimizer), rule: data.rule && unpackRule(data.rule) }
  board.theme = readTheme(board.root)
  setSteps(board.player, data.steps)
  board.root.style.setProperty("--plot-height", `${data.height}px`)
  showTexts(board.root, data.texts)
  showLegend(board.parts, board.data, data.texts, (name) => board.tell("selected", name))
  requestDraw(board)
}

function unpackOptimizer(optimizer) {
  const paths = optimizer.paths.map(({ points, losses }) => ({ points: unpack(points), losses: unpack(losses) }))
  return { ...optimizer, paths }
}

function unpackRule(rule) {
  const arrays = Object.entries(rule.arrays).map(([name, text]) => [name, unpack(text)])
  return { ...rule, arrays: Object.fromEntries(arrays) }
}

function showTexts(root, texts) {
  for (const element of root.querySelectorAll("[data-text]")) element.textContent = texts[element.dataset.text]
  for (const element of root.querySelectorAll("[data-label]")) element.ariaLabel = texts[element.dataset.label]
}

/** However much has changed, one picture a frame. */
function requestDraw(board) {
  board.frame ??= requestAnimationFrame((now) => {
    board.frame = null
    if (board.player.playing) advance(board.player, now)
    if (board.data && board.root.isConnected) draw(board)
    for (const done of board.drawn.splice(0)) done()
    if (board.player.playing) requestDraw(board)
  })
}

function draw(board) {
  const { parts, data, theme, player } = board
  const { texts } = data
  board.map = drawMap(parts.map, data, theme, player.step, board.surfaceOf)
  const axis = drawLosses(parts.losses, data, theme, player.step, texts)
  parts.clipped.textContent = axis.below ? fill(texts.clipped, { loss: powerOfTen(axis.bottom) }) : ""
  showPlayer(parts, player, texts)
  showRule(parts, data, player.step, texts)
  describe(board)
}

/** The pictures in words, for who does not see them. */
function describe({ parts, data, player }) {
  const losses = data.optimizers.map(({ label, paths }) => {
    const ofEach = paths.map(({ losses }) => fourDigits(losses[Math.min(player.step, losses.length - 1)]))
    return `${label} ${ofEach.join(", ")}`
  })
  const names = data.optimizers.map(({ label }) => label).join(", ")
  parts.map.ariaLabel = fill(data.texts.map_description, { names })
  parts.losses.ariaLabel = fill(data.texts.losses_description, { step: player.step, losses: losses.join("; ") })
}

function connectPointer(board) {
  const { map, tooltip } = board.parts
  map.addEventListener("pointermove", (event) => showTooltip(board, event))
  map.addEventListener("pointerleave", () => (tooltip.hidden = true))
  map.addEventListener("click", (event) => {
    const place = board.map && placeUnder(event, board.map, board.data)
    if (place) board.tell("start", { x: place.x, y: place.y })
  })
}

function showTooltip({ parts: { map, tooltip }, map: shown, data }, event) {
  const place = shown && placeUnder(event, shown, data)
  tooltip.hidden = !place
  if (!place) return
  const [x, y, loss] = [place.x, place.y, place.loss].map(fourDigits)
  tooltip.textContent = fill(data.texts.place, { x, y, loss })
  const left = Math.min(event.offsetX + 14, map.clientWidth - tooltip.offsetWidth)
  const above = event.offsetY - tooltip.offsetHeight - 10
  tooltip.style.translate = `${Math.max(0, left)}px ${above < 0 ? event.offsetY + 22 : above}px`
}
