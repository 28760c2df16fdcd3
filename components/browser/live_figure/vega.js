// Vega: Streamlit's own copy, which all charts of a page share, and views made by it.

const TABLE = "table" // the name of a chart's data
const PLACE = "place_width" // the signal that says how wide a chart's place is
const MOST_COMPILED = 64
const ERRORS = 1 // Vega's number for telling errors only
const compiled = new Map() // Vega specs by the keys of what they were compiled from
let vega = null

/** Streamlit's vega-embed, and the fonts of its charts: text that is measured before they are there keeps its size. */
function loadVega(file, font) {
  vega ??= Promise.all([
    import(new URL(file, baseAddress())).then((module) => Object.values(module).find(isFunction)()),
    ...[400, 600].map((weight) => document.fonts.load(`${weight} 12px ${font}`)),
  ]).then(([loaded]) => loaded)
  vega.catch(() => (vega = null)) // so that the next picture tries again
  return vega
}

function isFunction(value) {
  return typeof value === "function"
}

/** Whether the page allows functions to be made of text: expressions are then compiled, and a frame takes less time. */
const canCompile = (() => {
  try {
    return new Function("return true")()
  } catch {
    return false
  }
})()

/** Make a view of a Vega-Lite spec.
 *
 * key: the same for the same spec and theme; these are compiled once. width: of the place; `null` where the spec has one.
 * Returns a promise of { view, finalize }, drawn for the first time within `place`.
 */
async function makeView(place, { embed, expressionInterpreter }, { key, spec, theme, rows, width, tooltip }) {
  const known = compiled.get(key)
  const { view, finalize } = await embed(place, known ? withRows(known, rows, width) : placed(spec, theme, width), {
    mode: known ? "vega" : "vega-lite",
    renderer: "canvas",
    actions: false,
    defaultStyle: false,
    hover: false,
    logLevel: ERRORS, // a mark without rows, which is usual, is warned of in every frame
    tooltip,
    ...(canCompile ? {} : { ast: true, expr: expressionInterpreter }),
    ...(known ? {} : { patch: (vegaSpec) => withRows(keep(key, vegaSpec), rows, width) }),
  })
  return { view, finalize }
}

/** The spec with the theme below its own configuration, for a place so wide. */
function placed(spec, theme, width) {
  const title = typeof spec.title === "string" ? { text: spec.title } : spec.title
  return {
    ...spec,
    data: { name: TABLE },
    config: laidOver(theme, spec.config),
    params: [...(spec.params ?? []), { name: PLACE, value: width ?? spec.width }],
    ...(title && { title: { limit: { expr: `max(0, ${PLACE} - 40)` }, ...title } }),
    ...(width && { width }),
  }
}

function keep(key, vegaSpec) {
  compiled.set(key, vegaSpec)
  if (compiled.size > MOST_COMPILED) compiled.delete(compiled.keys().next().value)
  return vegaSpec
}

/** A compiled spec whose table has rows from the start: laid out once, not first for none. */
function withRows(vegaSpec, values, width) {
  const data = vegaSpec.data.map((one) => (one.name === TABLE ? { ...one, values } : one))
  const signals = vegaSpec.signals.map((one) => (one.name === PLACE && width ? { ...one, value: width } : one))
  return { ...vegaSpec, data, signals, ...(width && { width }) }
}

/** A table of columns as rows, as Vega takes it; those from the row `from` on. */
function rowsOf(columns, from = 0) {
  const rows = []
  for (let i = from; i < rowCount(columns); i++) {
    const row = {}
    for (const name in columns) row[name] = columns[name][i]
    rows.push(row)
  }
  return rows
}

function rowCount(columns) {
  return Object.values(columns)[0]?.length ?? 0
}

/** Have the view's `rows` be those of another table with the same columns.
 *
 * They stay the same objects: their marks stay too, and a frame takes about a third less time.
 */
function changeRows(view, rows, columns) {
  const changes = view.changeset()
  const count = Math.min(rows.length, rowCount(columns))
  for (const [name, values] of Object.entries(columns)) {
    let isChanged = false
    for (let i = 0; i < count; i++) {
      if (rows[i][name] === values[i]) continue
      rows[i][name] = values[i]
      isChanged = true
    }
    if (isChanged) changes.modify(() => true, name, (row) => row[name]) // tells Vega of it
  }
  changes.remove(rows.splice(count))
  const added = rowsOf(columns, count)
  rows.push(...added)
  view.change(TABLE, changes.insert(added))
}

function sameTable(one, other) {
  const names = Object.keys(one)
  if (names.length !== Object.keys(other).length) return false
  return names.every((name) => name in other && sameColumn(one[name], other[name]))
}

function sameColumn(one, other) {
  return one.length === other.length && one.every((value, i) => value === other[i])
}
