// Streamlit's theme, as the custom properties --st-* hand it down, for what is painted on a canvas.

// From the lowest band to the highest: towards the page's ground, so that a minimum stands out.
const BANDS = {
  light: ["#9cbbd5", "#bad1e3", "#d5e3ee", "#e9f0f6", "#f7fafc"],
  dark: ["#3a5875", "#2c445c", "#223448", "#1a2735", "#141c26"],
}

function readTheme(element) {
  const style = getComputedStyle(element)
  const ground = channels(style.getPropertyValue("--st-background-color"))
  const text = channels(style.getPropertyValue("--st-text-color"))
  const dark = brightness(ground) < 128
  return {
    dark,
    ground: css(ground),
    text: css(text),
    quiet: css(mixed(text, ground, 0.62)),
    faint: css(mixed(text, ground, 0.16)),
    font: `12px ${style.getPropertyValue("--st-font") || "sans-serif"}`,
    bands: (dark ? BANDS.dark : BANDS.light).map(channels),
    level: dark ? [150, 180, 210] : [70, 100, 130],
    halo: css(ground, dark ? 0.55 : 0.75),
  }
}

/** [red, green, blue] of anything that CSS calls a colour: a canvas understands it. */
function channels(color) {
  const pixel = new OffscreenCanvas(1, 1).getContext("2d")
  pixel.fillStyle = color
  pixel.fillRect(0, 0, 1, 1)
  return [...pixel.getImageData(0, 0, 1, 1).data.slice(0, 3)]
}

function css(color, opacity = 1) {
  return `rgb(${color.map(Math.round).join(" ")} / ${opacity})`
}

function brightness([red, green, blue]) {
  return 0.299 * red + 0.587 * green + 0.114 * blue
}

/** `share` of the first colour, the rest of the second. */
function mixed(first, second, share) {
  return first.map((channel, i) => share * channel + (1 - share) * second[i])
}

/** `count` colours, evenly along the stops. */
function ramp(stops, count) {
  return Array.from({ length: count }, (_, i) => {
    const at = (i / Math.max(1, count - 1)) * (stops.length - 1)
    const below = Math.min(Math.floor(at), stops.length - 2)
    return mixed(stops[below + 1], stops[below], at - below)
  })
}
