// The loss surface as an image: bands of colour between contour levels, edges smoothed as a shader would.

const LEVEL_OPACITY = 0.34

/**
 * Values between the nodes of the grid, one a pixel, top row first.
 * The grid's outermost nodes lie on the edges; its first row is the lowest y.
 */
function interpolate(grid, width, height) {
  const pixels = new Float32Array(width * height)
  for (let row = 0, at = 0; row < height; row++) {
    const up = 1 - (row + 0.5) / height
    for (let column = 0; column < width; column++, at++) pixels[at] = lossAt(grid, (column + 0.5) / width, up)
  }
  return pixels
}

/** The loss at a place, given as shares from 0 to 1 of the two ranges; straight between the nodes. */
function lossAt({ columns, rows, values }, across, up) {
  const [x, y] = [across * (columns - 1), up * (rows - 1)]
  const [column, row] = [Math.min(Math.floor(x), columns - 2), Math.min(Math.floor(y), rows - 2)]
  const corner = row * columns + column
  const low = values[corner] + (x - column) * (values[corner + 1] - values[corner])
  const above = corner + columns
  const high = values[above] + (x - column) * (values[above + 1] - values[above])
  return low + (y - row) * (high - low)
}

/** How many levels lie at or below the value; `guess` is the neighbour's answer, so the way is short. */
function bandOf(value, levels, guess) {
  let band = guess
  while (band < levels.length && value >= levels[band]) band++
  while (band > 0 && value < levels[band - 1]) band--
  return band
}

/**
 * The change of the value from this pixel to the next ones: it turns a distance in loss into one in pixels.
 * Never zero, and a number on the edge of a hole too.
 */
function slopeAt(pixels, at, column, row, width, height) {
  const right = pixels[column + 1 < width ? at + 1 : at - 1]
  const below = pixels[row + 1 < height ? at + width : at - width]
  const slope = Math.hypot(right - pixels[at], below - pixels[at])
  return slope > 0 ? slope : Number.EPSILON
}

/** Colour of one pixel, written to `out`: its band, mixed with the next one at a level, and the level's line. */
function shade(out, at, value, slope, band, levels, colors, line, lineWidth) {
  const toLower = band > 0 ? (value - levels[band - 1]) / slope : Infinity
  const toUpper = band < levels.length ? (levels[band] - value) / slope : Infinity
  const distance = Math.min(toLower, toUpper)
  const own = colors[band]
  const other = colors[toLower < toUpper ? band - 1 : band + 1] ?? own
  const share = Math.max(0, 0.5 - distance)
  const ink = LEVEL_OPACITY * Math.min(1, Math.max(0, lineWidth / 2 + 0.5 - distance))
  for (let i = 0; i < 3; i++) {
    const filled = own[i] + share * (other[i] - own[i])
    out[at + i] = filled + ink * (line[i] - filled)
  }
  out[at + 3] = 255
}

/** A canvas of the surface, width by height device pixels; where the loss is no number it stays empty. */
function paintSurface(grid, levels, theme, width, height, pixelRatio) {
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext("2d")
  const image = context.createImageData(width, height)
  const pixels = interpolate(grid, width, height)
  const colors = ramp(theme.bands, levels.length + 1)
  let band = 0
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at++) {
      if (!Number.isFinite(pixels[at])) continue
      band = bandOf(pixels[at], levels, band)
      const slope = slopeAt(pixels, at, column, row, width, height)
      shade(image.data, 4 * at, pixels[at], slope, band, levels, colors, theme.level, pixelRatio)
    }
  }
  context.putImageData(image, 0, 0)
  return canvas
}

/** Keeps the image until the grid, the levels, the size or the theme is another. */
function surfaceKeeper() {
  let kept = null
  return (data, theme, width, height, pixelRatio) => {
    const made = [data.surface.values, data.levels.join(), theme.dark, width, height].map(String)
    if (!kept || made.some((part, i) => part !== kept.made[i])) {
      const grid = { ...data.surface, values: unpack(data.surface.values) }
      kept = { made, grid, image: paintSurface(grid, data.levels, theme, width, height, pixelRatio) }
    }
    return kept
  }
}
