// The chart on the left: the surface, its minima, the starts and the optimizers' paths.

const MAP_MARGIN = { left: 36, top: 22, right: 6, bottom: 42 }
const STEP_DOT = 2.2

/** Draws the map at a step; gives back what the pointer needs to name a place. */
function drawMap(canvas, data, theme, step, surfaceOf) {
  const plot = openCanvas(canvas, MAP_MARGIN)
  const { context, area, ratio } = plot
  const [width, height] = [area.right - area.left, area.bottom - area.top]
  const { image, grid } = surfaceOf(data, theme, Math.round(width * ratio), Math.round(height * ratio), ratio)
  const x = { at: scale(data.x, [area.left, area.right]), ticks: linearTicks(data.x, width / 70), title: "x" }
  const y = { at: scale(data.y, [area.bottom, area.top]), ticks: linearTicks(data.y, height / 50), title: "y" }

  context.drawImage(image, area.left, area.top, width, height)
  drawAxes(plot, theme, x, y, false)
  clipped(plot, () => {
    for (const [minimumX, minimumY] of data.minima) drawCross(context, theme, x.at(minimumX), y.at(minimumY))
    for (const optimizer of inDrawingOrder(data)) drawOptimizer(context, theme, optimizer, data, step, x.at, y.at)
    for (const start of data.starts) drawRing(context, theme, x.at(start[0]), y.at(start[1]))
  })
  return { area, grid }
}

function drawOptimizer(context, theme, { name, color, paths }, data, step, xAt, yAt) {
  const strong = name === data.selected
  for (const [which, { points }] of paths.entries()) {
    const count = Math.min(step, points.length / 2 - 1) + 1
    const placeOf = (i) => [xAt(points[2 * i]), yAt(points[2 * i + 1])]
    // Who flies off swings across the whole map: with both ends out of sight a step would only black it out.
    const joins = (i) => isInSight(points, i - 1, data) || isInSight(points, i, data)
    drawPath(context, theme, count, placeOf, { color, dashed: which > 0, strong, joins })
    drawStepDots(context, count, placeOf, color)
    drawDot(context, theme, placeOf(count - 1), color, strong ? 6 : 5)
  }
}

function isInSight(points, i, { x, y }) {
  const [atX, atY] = [points[2 * i], points[2 * i + 1]]
  return atX >= x[0] && atX <= x[1] && atY >= y[0] && atY <= y[1]
}

/** A small dot at each step: where they lie close, the steps are short. */
function drawStepDots(context, count, placeOf, color) {
  context.fillStyle = color
  context.beginPath()
  for (let i = 1; i < count; i++) {
    const [x, y] = placeOf(i)
    context.moveTo(x + STEP_DOT, y)
    context.arc(x, y, STEP_DOT, 0, 2 * Math.PI)
  }
  context.fill()
}

function drawCross(context, theme, x, y) {
  context.beginPath()
  line(context, x - 5, y - 5, x + 5, y + 5)
  line(context, x - 5, y + 5, x + 5, y - 5)
  context.strokeStyle = theme.halo
  context.lineWidth = 4
  context.stroke()
  context.strokeStyle = theme.text
  context.lineWidth = 1.75
  context.stroke()
}

function drawRing(context, theme, x, y) {
  context.beginPath()
  context.arc(x, y, 7, 0, 2 * Math.PI)
  context.strokeStyle = theme.halo
  context.lineWidth = 4.5
  context.stroke()
  context.strokeStyle = theme.text
  context.lineWidth = 2
  context.stroke()
}

/** The place under the pointer: {x, y, loss}; null outside the area. */
function placeUnder(event, { area, grid }, data) {
  const across = (event.offsetX - area.left) / (area.right - area.left)
  const up = (area.bottom - event.offsetY) / (area.bottom - area.top)
  if (across < 0 || across > 1 || up < 0 || up > 1) return null
  return {
    x: data.x[0] + across * (data.x[1] - data.x[0]),
    y: data.y[0] + up * (data.y[1] - data.y[0]),
    loss: lossAt(grid, across, up),
  }
}
