// The chart on the right: loss against step, on a logarithmic axis.

const LOSSES_MARGIN = { left: 40, top: 22, right: 14, bottom: 42 }
const MOST_DECADES = 12
const DECADES_ABOVE_START = 3
const FUTURE_OPACITY = 0.3

/**
 * The axis as exponents of ten [low, high]: from the smallest positive loss to the largest, but at most
 * `MOST_DECADES` below the largest loss at a start and a few above it, whoever flies off.
 */
function lossDecades(data) {
  const paths = data.optimizers.flatMap((optimizer) => optimizer.paths.map(({ losses }) => losses))
  const exponents = paths.flatMap((losses) => logarithms(losses))
  if (exponents.length === 0) return [-1, 0]
  const smallest = exponents.reduce((a, b) => Math.min(a, b))
  const largest = exponents.reduce((a, b) => Math.max(a, b))
  const start = Math.max(...logarithms(paths.map((losses) => losses[0])))
  const reference = Number.isFinite(start) ? start : largest
  const high = Math.min(Math.ceil(largest), Math.ceil(reference) + DECADES_ABOVE_START)
  const low = Math.max(Math.floor(smallest), Math.floor(reference) - MOST_DECADES)
  return [Math.min(low, high - 1), high]
}

/** The exponents of ten of those losses that have one. */
function logarithms(losses) {
  return [...losses].filter((loss) => loss > 0 && loss < Infinity).map(Math.log10)
}

/** Draws the losses, pale after the step; says where the axis ends and whether some lie below it. */
function drawLosses(canvas, data, theme, step, texts) {
  const plot = openCanvas(canvas, LOSSES_MARGIN)
  const { context, area } = plot
  const decades = lossDecades(data)
  const [width, height] = [area.right - area.left, area.bottom - area.top]
  const steps = [0, data.steps]
  const ticks = linearTicks(steps, width / 60).filter(({ value }) => Number.isInteger(value))
  const x = { at: scale(steps, [area.left, area.right]), ticks, title: texts.step }
  const y = {
    at: scale(decades, [area.bottom, area.top]),
    ticks: decadeTicks(decades, height / 32),
    title: texts.loss,
  }
  drawAxes(plot, theme, x, y, true)
  const now = x.at(step)
  drawNow(context, theme, now, area)
  for (const [left, right, opacity] of [[area.left, now, 1], [now, area.right, FUTURE_OPACITY]]) {
    clipped({ context, area: { ...area, left, right } }, () => {
      context.globalAlpha = opacity
      for (const one of inDrawingOrder(data)) drawLossesOf(context, theme, one, data, decades[0], x.at, y.at)
    })
  }
  drawHeads(context, theme, data, step, decades, x.at, y.at)
  return { bottom: decades[0], below: hasLossBelow(data, 10 ** decades[0]) }
}

/** A thin upright line at the step that the map shows. */
function drawNow(context, theme, x, area) {
  context.beginPath()
  line(context, x, area.top, x, area.bottom)
  context.strokeStyle = theme.quiet
  context.lineWidth = 1
  context.stroke()
}

function drawLossesOf(context, theme, { name, color, paths }, data, bottom, xAt, yAt) {
  for (const [which, { losses }] of paths.entries()) {
    const placeOf = (i) => [xAt(i), yAt(exponentOf(losses[i], bottom))]
    drawPath(context, theme, losses.length, placeOf, { color, dashed: which > 0, strong: name === data.selected })
  }
}

function drawHeads(context, theme, data, step, [bottom, top], xAt, yAt) {
  for (const { name, color, paths } of inDrawingOrder(data)) {
    for (const { losses } of paths) {
      const at = Math.min(step, losses.length - 1)
      const exponent = exponentOf(losses[at], bottom)
      if (exponent <= top) drawDot(context, theme, [xAt(at), yAt(exponent)], color, name === data.selected ? 5 : 4)
    }
  }
}

/** What is zero, negative or below the axis lies on the axis. */
function exponentOf(loss, bottom) {
  return loss > 0 ? Math.max(bottom, Math.log10(loss)) : bottom
}

function hasLossBelow(data, smallest) {
  return data.optimizers.some(({ paths }) => paths.some(({ losses }) => losses.some((loss) => loss < smallest)))
}
