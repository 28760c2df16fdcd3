// Run before a page's own scripts: every canvas remembers the texts that are drawn on it, with their places, until it is
// cleared. A text that is cut off at the canvas's edge leaves no other trace.
const paper = CanvasRenderingContext2D.prototype
const { fillText, clearRect } = paper

paper.fillText = function (text, x, y, ...rest) {
  if (this.globalAlpha > 0.05 && String(text).trim()) {
    const size = this.measureText(text)
    const matrix = this.getTransform()
    const corners = [
      [x - size.actualBoundingBoxLeft, y - size.actualBoundingBoxAscent],
      [x + size.actualBoundingBoxRight, y - size.actualBoundingBoxAscent],
      [x - size.actualBoundingBoxLeft, y + size.actualBoundingBoxDescent],
      [x + size.actualBoundingBoxRight, y + size.actualBoundingBoxDescent],
    ].map(([x, y]) => matrix.transformPoint({ x, y }))
    const [across, down] = ["x", "y"].map((axis) => corners.map((corner) => corner[axis]))
    const box = [Math.min(...across), Math.min(...down), Math.max(...across), Math.max(...down)]
    this.canvas.drawnTexts ??= new Map()
    this.canvas.drawnTexts.set(`${text} ${box.map(Math.round)}`, { text: String(text), box })
  }
  return fillText.call(this, text, x, y, ...rest)
}

paper.clearRect = function (x, y, width, height) {
  const matrix = this.getTransform()
  if (width * matrix.a >= this.canvas.width - 2 && height * matrix.d >= this.canvas.height - 2) this.canvas.drawnTexts?.clear()
  return clearRect.call(this, x, y, width, height)
}

for (const side of ["width", "height"]) {
  const property = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, side)
  Object.defineProperty(HTMLCanvasElement.prototype, side, {
    ...property,
    set(value) {
      this.drawnTexts?.clear() // as the browser clears the picture
      property.set.call(this, value)
    },
  })
}
