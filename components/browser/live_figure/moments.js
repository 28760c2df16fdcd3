// The time slider: it asks for the picture of another moment, without telling the page.

const [AT, TEXT] = [0, 1] // of a moment

function buildMoments(figure, texts) {
  const label = element("label", "", texts.time)
  const [output, input] = [element("output"), element("input")]
  input.type = "range"
  input.min = 0
  input.id = label.htmlFor = output.htmlFor = `moments-${crypto.getRandomValues(new Uint32Array(1))[0]}`
  output.ariaLive = "off" // the slider says it itself
  input.addEventListener("input", () => {
    const { moments } = figure.data
    const place = Number(input.value)
    figure.more = place < moments.length - 1 ? { at: moments[place][AT] } : {} // the last one is the newest
    showMoment(figure)
    askChannel(figure, true)
  })
  return { root: element("div", "moments layerlab-range", element("div", "head", label, output), input), output, input }
}

/** Fit the slider to the moments that there are now; with others than before it stands at the last one. */
function showMoments(figure) {
  const { moments, texts } = figure.data
  const list = JSON.stringify(moments)
  if (figure.momentList !== list) figure.more = {}
  figure.momentList = list
  const { places } = figure
  if (!places.moments) return
  const { root, input } = places.moments
  const rests = moments.length < 2
  root.title = rests ? texts.resting_help : texts.moments_help
  input.disabled = rests
  input.max = rests ? 1 : moments.length - 1
  const place = moments.findIndex((moment) => moment[AT] === figure.more.at)
  input.value = place < 0 ? input.max : place
  showMoment(figure)
}

function showMoment({ places, data }) {
  const { input, output } = places.moments
  const text = data.moments.length > 1 ? data.moments[Number(input.value)][TEXT] : data.texts.now
  output.textContent = text
  input.setAttribute("aria-valuetext", text)
  input.style.setProperty("--share", input.value / Math.max(1, input.max))
}
