// Streamlit's theme, as its custom properties --st-* hand it down, for charts: what Streamlit's own front end lays under
// the configuration of a chart's spec.

/** What the charts within `root` look like where their specs say nothing. */
function chartTheme(root) {
  const style = getComputedStyle(root)
  const property = (name) => style.getPropertyValue(`--st-${name}`).trim()
  const colors = (name) => property(name).split(/,(?![^(]*\))/)
  const ground = property("background-color") || "#ffffff"
  const text = property("text-color") || "#1c2733"
  const dark = brightness(channels(ground)) < 128
  const faint = mixed(text, ground, dark ? 0.14 : 0.1)
  const quiet = mixed(text, ground, dark ? 0.75 : 0.6)
  const words = { labelFontWeight: 400, labelColor: quiet, titleFontWeight: 400, titleFontStyle: "normal", titleColor: quiet }
  const font = property("font") || "sans-serif"
  const config = {
    font,
    background: ground,
    autosize: { type: "fit", contains: "padding" },
    title: { align: "left", anchor: "start", color: property("heading-color") || text, fontWeight: 600, orient: "top" },
    header: words,
    axis: {
      ...words,
      ticks: false,
      gridColor: faint,
      domain: false,
      domainColor: faint,
      labelFlush: true,
      labelFlushOffset: 1,
      labelBound: false,
      labelLimit: 100,
      labelSeparation: 4,
      labelOverlap: true,
    },
    legend: { ...words, titlePadding: 8, labelPadding: 16, columnPadding: 8, rowPadding: 4, padding: 8 },
    range: {
      category: colors("chart-categorical-colors"),
      diverging: colors("chart-diverging-colors"),
      ramp: colors("chart-sequential-colors"),
      heatmap: colors("chart-sequential-colors"),
    },
    view: { strokeWidth: 0, stroke: "transparent" },
    mark: { tooltip: { content: "encoding" }, color: colors("chart-categorical-colors")[0] || "#0068c9" },
    axisDiscrete: { grid: false },
    axisXPoint: { grid: false },
    axisTemporal: { grid: false },
    axisXBand: { grid: false },
  }
  return { font, config, key: JSON.stringify(config) }
}

/** `over` laid over `under`, object by object. */
function laidOver(under, over) {
  const both = { ...under }
  for (const [name, value] of Object.entries(over ?? {})) {
    both[name] = isObject(value) && isObject(under[name]) ? laidOver(under[name], value) : value
  }
  return both
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** [red, green, blue] of anything that CSS calls a colour: a canvas understands it. */
function channels(color) {
  const pixel = new OffscreenCanvas(1, 1).getContext("2d")
  pixel.fillStyle = color
  pixel.fillRect(0, 0, 1, 1)
  return [...pixel.getImageData(0, 0, 1, 1).data.slice(0, 3)]
}

function brightness([red, green, blue]) {
  return 0.299 * red + 0.587 * green + 0.114 * blue
}

/** `share` of the first colour, the rest of the second, as CSS. */
function mixed(first, second, share) {
  const [over, under] = [channels(first), channels(second)]
  return `rgb(${over.map((channel, i) => Math.round(share * channel + (1 - share) * under[i])).join(" ")})`
}
