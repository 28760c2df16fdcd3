// A chart: its place on the page, and the view that stays mounted in it and takes new rows.

/** A chart without a view; its view is made once its place has a width. */
function makeChart(name) {
  const place = element("div", "place")
  const frame = element("div", "frame", place)
  frame.dataset.chart = name
  const slot = element("div", "chart", frame) // keeps its height while the frame fills the screen
  return {
    name,
    slot,
    frame,
    place,
    isFull: false,
    tooltip: makeTooltip(frame),
    wanted: { key: null, table: {}, width: 0, height: 0 },
    drawn: { key: null },
    view: null,
    finalize: null,
  }
}

/** The chart's spec from now on; another one than before will replace its view, at the same place. */
function setSpec(chart, spec, width, theme) {
  chart.spec = spec
  chart.theme = theme
  chart.isFixed = width !== null
  chart.wanted.key = theme.key + JSON.stringify(spec)
  if (!chart.isFull) chart.wanted.height = spec.height
  chart.slot.style.setProperty("--height", `${spec.height}px`)
  chart.slot.style.setProperty("--width", `${width ?? 0}px`)
  chart.slot.classList.toggle("fixed", chart.isFixed)
}

/** The room that the chart has now; it fills it in width, and in height where it fills the screen. */
function setRoom(chart, { width, height }) {
  chart.wanted.width = Math.floor(width)
  chart.wanted.height = chart.isFull ? Math.floor(height) : chart.spec.height
}

/** The chart's table from now on; one with the same values counts as the one that is there. */
function setTable(chart, table) {
  if (!sameTable(chart.wanted.table, table)) chart.wanted.table = table
}

function describeChart(chart, description) {
  chart.description = description
  showDescription(chart)
}

function showDescription({ place, description, spec }) {
  place.setAttribute("role", "img")
  place.removeAttribute("aria-roledescription")
  place.setAttribute("aria-label", description ?? spec.description ?? "")
}

/** A sentence in the place of a chart that has nothing to draw; without one the chart is seen. */
function noteChart(chart, text = "") {
  if (!text && !chart.note) return
  chart.note ??= chart.frame.appendChild(element("p", "instead"))
  chart.slot.classList.toggle("noted", text !== "")
  showMarkdown(chart.note, text)
}

/** Bring the chart to what is wanted of it; resolves when that is on its canvas. */
async function drawChart(chart, loaded) {
  const wanted = { ...chart.wanted }
  const { drawn, view } = chart
  if (!chart.isFixed && !wanted.width) return // it is not to be seen
  if (drawn.key !== wanted.key) return remakeView(chart, loaded, wanted)
  const resized = !chart.isFixed && (drawn.width !== wanted.width || drawn.height !== wanted.height)
  if (!view || (drawn.table === wanted.table && !resized)) return
  if (drawn.table !== wanted.table) changeRows(view, chart.rows, wanted.table)
  if (resized) view.width(wanted.width).height(wanted.height).signal(PLACE, wanted.width)
  chart.drawn = wanted
  await view.resize().runAsync() // `resize`: the axes may need more room, or less
}

/** Put a new view in the place of the old one, which is seen until then. */
async function remakeView(chart, loaded, wanted) {
  const { spec, theme, isFixed, tooltip } = chart
  const width = isFixed ? null : wanted.width
  chart.drawn = wanted // in any case: a spec that cannot be drawn is not tried again and again
  const place = chart.frame.insertBefore(element("div", "place coming"), chart.place)
  try {
    const rows = rowsOf(wanted.table)
    const made = await makeView(place, loaded, { key: wanted.key, spec, theme: theme.config, rows, width, tooltip })
    if (!isFixed) made.view.width(width).height(wanted.height)
    if (chart.isGone) return made.finalize()
    chart.finalize?.()
    chart.place.remove()
    place.classList.remove("coming")
    Object.assign(chart, { place, rows, ...made })
    showDescription(chart)
  } catch (error) {
    place.remove()
    console.error(`the chart ${chart.name} cannot be drawn`, error)
  }
}

function endChart(chart) {
  chart.isGone = true
  chart.finalize?.()
  chart.view = null
  chart.slot.remove()
}
