// The tools of a chart, under it: the whole screen for it, and its picture as a file.

const FULL = "M3 3h6v2H5v4H3V3zm12 0h6v6h-2V5h-4V3zM3 15h2v4h4v2H3v-6zm16 0h2v6h-6v-2h4v-4z"
const SMALL = "M7 3h2v6H3V7h4V3zm8 0h2v4h4v2h-6V3zM3 15h6v6H7v-4H3v-2zm12 0h6v2h-4v4h-2v-6z"
const SAVE = "M11 3h2v9.2l3.3-3.3 1.4 1.4L12 16l-5.7-5.7 1.4-1.4 3.3 3.3V3zM4 18h16v2H4v-2z"

function addTools(chart) {
  const save = toolButton(SAVE, () => savePicture(chart))
  const full = toolButton(FULL, () => (chart.isFull ? chart.frame.hidePopover() : fillScreen(chart)))
  chart.tools = { save, full }
  chart.frame.append(element("div", "tools", save, full))
  chart.frame.addEventListener("toggle", ({ newState }) => newState === "closed" && leaveScreen(chart))
}

function nameTools(chart, texts) {
  const { save, full } = chart.tools
  chart.texts = texts
  full.hidden = chart.isFixed || !full.showPopover
  nameTool(save, texts.save, chart.spec)
  nameTool(full, chart.isFull ? texts.leave_full_screen : texts.full_screen, chart.spec)
  full.querySelector("path").setAttribute("d", chart.isFull ? SMALL : FULL)
}

/** Who does not see where the button stands is told which chart it is for. */
function nameTool(button, text, { title }) {
  button.title = text
  button.ariaLabel = [text, title?.text ?? title].filter(Boolean).join(": ")
}

function toolButton(path, act) {
  const button = element("button")
  button.type = "button"
  button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${path}"/></svg>`
  button.onclick = act
  return button
}

/** Above all else on the page, without leaving its place in it; Escape ends it, as a popover's does. */
function fillScreen(chart) {
  chart.isFull = true
  chart.frame.popover = "auto"
  chart.frame.showPopover()
  nameTools(chart, chart.texts)
}

function leaveScreen(chart) {
  chart.isFull = false
  chart.frame.popover = null
  nameTools(chart, chart.texts)
}

async function savePicture({ view, name }) {
  if (!view) return
  const link = element("a")
  link.href = await view.toImageURL("png", Math.max(2, window.devicePixelRatio))
  link.download = `layerlab-${name}.png`
  link.click()
}
