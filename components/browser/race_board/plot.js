// What both charts share: a sharp canvas, scales, axes and the optimizers' lines.

const DASH = [6, 4]

/** Fit the canvas to its place on the page; drawing is then in CSS pixels. */
function openCanvas(canvas, margin) {
  const ratio = window.devicePixelRatio || 1
  const { clientWidth: width, clientHeight: height } = canvas
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio)
    canvas.height = Math.round(height * ratio)
  }
  const context = canvas.getContext("2d")
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  const area = { left: margin.left, top: margin.top, right: width - margin.right, bottom: height - margin.bottom }
  return { context, ratio, area }
}

/** The line from [low, high] to the pixels [start, end]. */
function scale([low, high], [start, end]) {
  return (value) => start + ((value - low) / (high - low)) * (end - start)
}

function drawAxes({ context, area }, theme, x, y, grid) {
  context.font = theme.font
  context.lineWidth = 1
  context.strokeStyle = theme.faint
  context.fillStyle = theme.quiet
  context.beginPath()
  for (const tick of y.ticks) {
    if (grid) line(context, area.left, y.at(tick.value), area.right, y.at(tick.value))
    write(context, tick.text, area.left - 7, y.at(tick.value), "right", "middle")
  }
  for (const tick of x.ticks) {
    line(context, x.at(tick.value), area.bottom, x.at(tick.value), area.bottom + 4)
    write(context, tick.text, x.at(tick.value), area.bottom + 8, "center", "top")
  }
  context.rect(area.left - 0.5, area.top - 0.5, area.right - area.left + 1, area.bottom - area.top + 1)
  context.stroke()
  write(context, y.title, 0, 0, "left", "top")
  write(context, x.title, area.right, area.bottom + 24, "right", "top")
}

function line(context, x1, y1, x2, y2) {
  context.moveTo(x1, y1)
  context.lineTo(x2, y2)
}

function write(context, text, x, y, align, baseline) {
  context.textAlign = align
  context.textBaseline = baseline
  context.fillText(text, x, y)
}

/** Draw only inside the chart's area. */
function clipped({ context, area }, draw) {
  context.save()
  context.beginPath()
  context.rect(area.left, area.top, area.right - area.left, area.bottom - area.top)
  context.clip()
  draw()
  context.restore()
}

/** The optimizers with the selected one last, which lies on top. */
function inDrawingOrder(data) {
  const isSelected = (optimizer) => optimizer.name === data.selected
  return [...data.optimizers.filter((one) => !isSelected(one)), ...data.optimizers.filter(isSelected)]
}

/** A line through places ([x, y] by index), open where `joins` says so, on a rim in the ground's colour. */
function drawPath(context, theme, count, placeOf, { color, dashed, strong, joins = () => true }) {
  context.beginPath()
  for (let i = 0; i < count; i++) {
    if (i > 0 && joins(i)) context.lineTo(...placeOf(i))
    else context.moveTo(...placeOf(i))
  }
  context.lineJoin = context.lineCap = "round"
  context.setLineDash([])
  context.strokeStyle = theme.halo
  context.lineWidth = strong ? 5 : 3.5
  context.stroke()
  context.setLineDash(dashed ? DASH : [])
  context.strokeStyle = color
  context.lineWidth = strong ? 2.75 : 1.75
  context.stroke()
  context.setLineDash([])
}

function drawDot(context, theme, [x, y], color, radius) {
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.fillStyle = color
  context.strokeStyle = theme.ground
  context.lineWidth = 1.5
  context.fill()
  context.stroke()
}
