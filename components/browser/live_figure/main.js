// The figure: what Streamlit hands over, what the channel brings, and what is drawn of it.

const SECOND = 1000 // ms
const FRAME = 1000 / 60 // ms; of most screens
const UNSEEN = 30 * SECOND // after that a picture counts as drawn though nobody sees the page
const OVER = "over" // the stage in which nothing new comes by itself
const figures = new WeakMap()

/** Streamlit calls this for each new picture of its own, and when the theme has changed. */
export default function ({ data, parentElement, setTriggerValue }) {
  const figure = figures.get(parentElement) ?? makeFigure(parentElement)
  const call = (figure.calls += 1)
  figure.tell = setTriggerValue
  handOver(figure, data)
  // Streamlit may end an outdated call after the next one has begun.
  return () => call === figure.calls && endFigure(figure, parentElement)
}

function makeFigure(parentElement) {
  const [note, body] = [element("p", "note"), element("div", "body")]
  note.hidden = true
  const root = parentElement.appendChild(element("div", "live-figure", note, body)) // beside its style sheet
  const figure = { root, note, body, charts: new Map(), picture: {}, drawn: [], drawnAt: 0, frame: null, calls: 0 }
  beginAsking(figure, (picture, drawn) => takePicture(figure, picture, drawn), () => heedWay(figure))
  figure.chart = (name) => figure.charts.get(name) ?? addChart(figure, name)
  figure.dropChart = (chart) => dropChart(figure, chart)
  figure.resizing = new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) setRoom(figure.charts.get(target.dataset.chart), contentRect)
    requestDraw(figure)
  })
  figures.set(parentElement, figure)
  return figure
}

function addChart(figure, name) {
  const chart = makeChart(name)
  addTools(chart)
  figure.charts.set(name, chart)
  return chart
}

function dropChart(figure, chart) {
  figure.resizing.unobserve(chart.frame)
  figure.charts.delete(chart.name)
  endChart(chart)
}

function endFigure(figure, parentElement) {
  figure.hasEnded = true
  endAsking(figure)
  clearTimeout(figure.telling)
  clearInterval(figure.seconds)
  clearTimeout(figure.unseen)
  endPixels(figure)
  cancelAnimationFrame(figure.frame)
  for (const chart of figure.charts.values()) dropChart(figure, chart)
  figure.root.remove()
  figures.delete(parentElement)
}

/** Take what Streamlit hands over; a picture only where the channel has none that is newer. */
function handOver(figure, data) {
  const before = figure.data
  figure.data = data
  figure.isAnswered = true // what it has asked the page for
  buildParts(figure, data.parts, data.texts)
  const theme = chartTheme(figure.root)
  const hasNewSpecs = theme.key !== figure.theme?.key || specsOf(before) !== specsOf(data)
  figure.theme = theme
  showMoments(figure)
  const isOlder = hearPage(figure, data)
  if (hasNewSpecs || !isOlder) Object.assign(figure, { picture: JSON.parse(data.picture), channelStage: undefined })
  if (data.stage !== before?.stage) figure.toldStage = undefined // what was told is heard
  takeSpecs(figure)
  askChannel(figure, false)
  if (hasNewSpecs && isOlder) askAgain(tabChannel(), figure.watch)
  heedStage(figure)
  heedWay(figure)
  requestDraw(figure)
}

/** Give the charts their specs: the picture's own where it has some, else the page's. */
function takeSpecs({ data, picture, theme, resizing, chart: named }) {
  for (const part of chartsOf(data.parts)) {
    const chart = named(part.name)
    setSpec(chart, picture.specs?.[part.name] ?? part.spec, part.width, theme)
    nameTools(chart, data.texts)
    resizing.observe(chart.frame)
  }
}

function specsOf(data) {
  return JSON.stringify(chartsOf(data?.parts ?? []).map(({ name, spec }) => [name, spec]))
}

/** A picture from the channel; parts that it lacks stay as they are. */
function takePicture(figure, picture, drawn) {
  const { lines, sheets, pixels, tables, alt, specs } = figure.picture
  figure.picture = { ...figure.picture, ...picture }
  figure.picture.lines = { ...lines, ...picture.lines }
  figure.picture.sheets = { ...sheets, ...picture.sheets }
  figure.picture.pixels = { ...pixels, ...picture.pixels }
  figure.picture.tables = { ...tables, ...picture.tables }
  figure.picture.alt = { ...alt, ...picture.alt }
  figure.picture.specs = { ...specs, ...picture.specs }
  if (picture.specs) takeSpecs(figure)
  figure.drawn.push(drawn)
  figure.channelStage = picture.stage
  heedStage(figure)
  drawNow(figure)
}

/** Have the page drawn again when it was drawn for another stage than the channel's; where it still is, again later. */
function heedStage(figure) {
  clearTimeout(figure.telling)
  const { channelStage: stage, data, watch } = figure
  if (stage === undefined || stage === data.stage || !watch?.isFed) return
  const now = performance.now()
  const isNew = figure.toldStage !== stage
  if (isNew || now >= figure.tellAgainAt) {
    // Each time later: a page that takes long to be drawn would else begin again and again.
    const patience = isNew ? TOLD : 2 * figure.patience
    Object.assign(figure, { toldStage: stage, patience, tellAgainAt: now + patience })
    figure.tell("stage", stage)
  }
  figure.telling = setTimeout(() => heedStage(figure), figure.tellAgainAt - now + 1)
}

/** Without any channel the page is drawn again once a second, as long as something new may come, and says so. */
function heedWay(figure) {
  const { note, data } = figure
  const isAlone = figure.watch !== null && tabChannel().way === "none"
  note.hidden = !isAlone
  note.textContent = data.texts.slowly
  if (isAlone === Boolean(figure.seconds)) return
  clearInterval(figure.seconds)
  figure.seconds = isAlone ? setInterval(() => askPage(figure), SECOND) : null
}

function askPage(figure) {
  if (document.hidden || !figure.isAnswered || figure.data.stage === OVER) return
  figure.isAnswered = false
  figure.tell("second", true)
}

/** However much has changed, one picture a frame, and none while the page is hidden. */
function requestDraw(figure) {
  if (figure.isDrawing) figure.drawsAgain = true
  else if (!figure.hasEnded) figure.frame ??= requestAnimationFrame(() => draw(figure))
  if (document.hidden) figure.unseen ??= setTimeout(() => leaveUndrawn(figure), UNSEEN)
}

/** Nobody has seen the page for a while: have the next picture, which may be of another stage. */
function leaveUndrawn(figure) {
  figure.unseen = null
  if (document.hidden) for (const done of figure.drawn.splice(0)) done()
}

/** The same, but at once where the last picture is a frame old: one that takes long to draw waits for no frame besides. */
function drawNow(figure) {
  const isFree = !figure.isDrawing && figure.frame === null && !figure.hasEnded && !document.hidden
  if (isFree && performance.now() - figure.drawnAt >= FRAME) draw(figure)
  else requestDraw(figure)
}

async function draw(figure) {
  Object.assign(figure, { frame: null, isDrawing: true, drawsAgain: false, drawnAt: performance.now() })
  const drawn = figure.drawn.splice(0)
  showTexts(figure)
  try {
    if (figure.charts.size) await drawCharts(figure, await loadVega(figure.data.vega, figure.theme.font))
  } catch (error) {
    console.error("the charts cannot be drawn", error)
  }
  figure.isDrawing = false
  for (const done of drawn) done()
  if (figure.drawsAgain) requestDraw(figure)
}

function showTexts(figure) {
  const { places, picture, data } = figure
  if (places.progress && picture.progress) showProgress(places.progress, picture.progress)
  showLines(places.lines, picture.lines ?? {})
  showSheets(places.sheets, picture.sheets ?? {})
  showPixels(figure, picture)
  if (places.words && picture.words) showWords(places.words, picture.words, data.texts.nothing)
}

/** Give the charts their tables and draw those that have changed. */
async function drawCharts(figure, loaded) {
  const { charts, picture } = figure
  const work = [...charts.values()].map(async (chart) => {
    const table = picture.tables?.[chart.name]
    if (table) setTable(chart, table)
    describeChart(chart, picture.alt?.[chart.name])
    noteChart(chart, picture.notes?.[chart.name])
    const before = chart.view
    await drawChart(chart, loaded)
    if (chart.view && chart.view !== before) linkHovering(chart, charts)
  })
  await Promise.all(work)
}
