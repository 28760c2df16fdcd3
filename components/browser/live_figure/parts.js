// The parts of a figure under one another, and what is written in them.

const ANNOUNCING = 4000 // ms between two status lines that are read out

/** Build the parts, unless they stand already; charts that go on keep their nodes, wherever they stand now. */
function buildParts(figure, parts, texts) {
  const plan = JSON.stringify(parts, (name, value) => (name === "spec" ? undefined : value))
  if (figure.plan === plan) return
  figure.plan = plan
  endPixels(figure)
  figure.places = { lines: new Map(), sheets: new Map(), pixels: new Map() }
  const charts = new Set(chartsOf(parts).map(({ name }) => name))
  for (const chart of figure.charts.values()) if (!charts.has(chart.name)) figure.dropChart(chart)
  figure.body.replaceChildren(...parts.map((part) => buildPart(figure, part, texts)))
}

function chartsOf(parts) {
  return parts.flatMap((part) => (part.kind === "chart" ? [part] : chartsOf(part.items ?? [])))
}

function buildPart(figure, part, texts) {
  const { places } = figure
  switch (part.kind) {
    case "chart":
      return figure.chart(part.name).slot
    case "column":
      return element("div", "column", ...part.items.map((item) => buildPart(figure, item, texts)))
    case "row":
      return element("div", "row", ...part.items.map((item, i) => buildCell(figure, item, part.shares[i], texts)))
    case "progress":
      return (places.progress = buildProgress()).root
    case "moments":
      return (places.moments = buildMoments(figure, texts)).root
    case "words":
      return (places.words = buildWords(part.heading))
    case "line":
      return buildLine(places.lines, part.name)
    case "pixels":
      return buildPixels(figure, part, texts)
    case "sheet":
      return buildSheet(places.sheets, part)
  }
}

function buildCell(figure, item, share, texts) {
  const cell = element("div", "cell", buildPart(figure, item, texts))
  cell.style.setProperty("--share", share)
  cell.style.setProperty("--fixed", `${Math.max(0, ...chartsOf([item]).map(({ width }) => width ?? 0))}px`)
  cell.classList.toggle("fixed", chartsOf([item]).some(({ width }) => width !== null))
  return cell
}

function buildProgress() {
  const [text, said] = [element("p", "status"), element("p", "unseen")]
  text.dataset.testid = "figureProgress"
  const bar = element("div", "bar", element("div"))
  bar.role = "progressbar"
  said.role = "status" // what is read out; the text that is seen changes too often for that
  return { root: element("div", "progress", text, bar, said), text, bar, said, saidAt: -ANNOUNCING }
}

function showProgress(place, { share, text }) {
  showMarkdown(place.text, text)
  place.bar.style.setProperty("--share", share)
  place.bar.ariaValueNow = Math.round(100 * share)
  place.bar.ariaLabel = place.text.textContent
  clearTimeout(place.timer)
  place.timer = setTimeout(() => announce(place), Math.max(0, place.saidAt + ANNOUNCING - performance.now()))
}

function announce(place) {
  if (place.said.textContent === place.text.textContent) return
  place.said.textContent = place.text.textContent
  place.saidAt = performance.now()
}

function showLines(places, lines) {
  for (const [name, text] of Object.entries(lines)) {
    const place = places.get(name)
    if (place) showMarkdown(place, text)
  }
}

function buildLine(lines, name) {
  const line = element("p", "line")
  line.dataset.testid = "figureLine"
  lines.set(name, line)
  return line
}

function buildSheet(sheets, { name, hasHeads }) {
  const body = element("tbody")
  const root = element("div", "sheet", element("table", "", body))
  root.dataset.testid = "figureSheet"
  sheets.set(name, { root, body, hasHeads })
  return root
}

/** The cells of a sheet; one that says the same as before is left alone. */
function showSheets(places, sheets) {
  for (const [name, rows] of Object.entries(sheets)) {
    const place = places.get(name)
    if (!place) continue
    const { root, body, hasHeads } = place
    root.hidden = rows.length === 0
    while (body.rows.length > rows.length) body.deleteRow(-1)
    rows.forEach((cells, i) => showRow(body.rows[i] ?? body.insertRow(), cells, hasHeads, i === 0))
  }
}

function showRow(row, cells, hasHeads, isFirst) {
  while (row.cells.length > cells.length) row.deleteCell(-1)
  const made = (i) => row.appendChild(!hasHeads ? element("td") : buildHeadOrCell(isFirst, i === 0))
  cells.forEach((text, i) => showMarkdown(row.cells[i] ?? made(i), text))
}

function buildHeadOrCell(isFirstRow, isFirstColumn) {
  const cell = element(isFirstRow || isFirstColumn ? "th" : "td")
  if (cell.tagName === "TH") cell.scope = isFirstRow ? "col" : "row"
  return cell
}

function buildWords(heading) {
  const words = element("section", "words", element("h3", "", heading))
  words.dataset.testid = "figureWords"
  words.ariaLabel = heading
  words.ariaLive = "off" // a region to go to; read out with each frame it could not be listened to
  return words
}

/** The sentences under their heading; a paragraph that says the same as before is left alone. */
function showWords(place, sentences, nothing) {
  const said = sentences.length ? sentences : [nothing]
  while (place.children.length < said.length + 1) place.append(element("p"))
  while (place.children.length > said.length + 1) place.lastChild.remove()
  said.forEach((text, i) => showMarkdown(place.children[i + 1], text))
}
