// A range input that tells each place it is dragged to. One with a name tells the live figures of the tab, and the page
// only where it is let go; one without tells the page. The page hears of the next place only when it has answered the
// last, and then only of the newest. So pictures never queue up, and the last place wins.

const LONGEST_WAIT = 3000 // ms; after that an answer is taken for lost
const sliders = new WeakMap()

export default function ({ data, parentElement, setStateValue }) {
  const slider = sliders.get(parentElement) ?? build(parentElement)
  sliders.set(parentElement, slider)
  slider.tell = (move) => setStateValue("move", move)
  slider.texts = data.texts
  slider.figures = data.name && ((index, settled) => tellFigures(data, index, settled))
  takeAnswer(slider, data)
  draw(slider, data)
}

function build(parentElement) {
  const root = document.createElement("div")
  root.className = "live-slider layerlab-range"
  root.innerHTML = '<div class="head"><label></label><output></output></div><input type="range" min="0" step="1">'
  parentElement.append(root) // beside its style sheet
  const [label, output, input] = ["label", "output", "input"].map((name) => root.querySelector(name))
  const slider = { label, output, input, serial: 0, sent: null, wished: null, sentAt: 0 }
  input.id = label.htmlFor = output.htmlFor = `live-slider-${crypto.getRandomValues(new Uint32Array(1))[0]}`
  input.addEventListener("pointerdown", () => {
    slider.before = Number(input.value)
    // Where it is let go at the place it was taken from, there is no `change`; else that comes right after this.
    window.addEventListener("pointerup", () => setTimeout(() => slider.isDragged && wish(slider, true)), { once: true })
  })
  // The browser took the touch for scrolling: what it moved on its way is taken back.
  input.addEventListener("pointercancel", () => {
    if (Number(input.value) === slider.before && !slider.isDragged) return
    input.value = slider.before
    wish(slider, true)
  })
  input.addEventListener("input", () => wish(slider, false))
  input.addEventListener("change", () => wish(slider, true))
  return slider
}

function wish(slider, settled) {
  const index = Number(slider.input.value)
  showText(slider)
  slider.figures?.(index, settled)
  slider.isDragged = !settled
  if (slider.figures && !settled) return
  slider.wished = { index, settled }
  sendIfAnswered(slider)
}

function tellFigures({ name, values }, index, settled) {
  const detail = { name, value: values[index], settled }
  window.dispatchEvent(new CustomEvent("layerlab:move", { detail }))
}

function sendIfAnswered(slider) {
  if (!slider.wished) return
  if (isWaiting(slider)) {
    // An answer that is lost must not hold back the last place for ever.
    slider.timer ??= setTimeout(() => {
      slider.timer = undefined
      sendIfAnswered(slider)
    }, LONGEST_WAIT)
    return
  }
  slider.serial += 1
  slider.sent = { ...slider.wished, serial: slider.serial }
  slider.sentAt = performance.now()
  slider.wished = null
  slider.tell(slider.sent)
}

function isWaiting(slider) {
  return slider.sent !== null && performance.now() - slider.sentAt < LONGEST_WAIT
}

function takeAnswer(slider, { answered }) {
  slider.serial = Math.max(slider.serial, answered)
  if (slider.sent && answered >= slider.sent.serial) slider.sent = null
  // The charts of the answer are drawn after this; only then is the browser free for the next place.
  if (!slider.sent) requestAnimationFrame(() => sendIfAnswered(slider))
}

function draw(slider, { label, help, texts, index, disabled }) {
  const { input } = slider
  slider.label.textContent = label
  slider.label.title = input.title = help ?? ""
  input.max = texts.length - 1
  input.disabled = disabled
  if (!slider.sent && !slider.wished && !slider.isDragged) input.value = index
  showText(slider)
}

function showText(slider) {
  const text = slider.texts[Number(slider.input.value)] ?? ""
  slider.output.textContent = text
  slider.input.setAttribute("aria-valuetext", text)
  const share = slider.input.value / Math.max(1, slider.input.max)
  slider.input.style.setProperty("--share", share)
}
