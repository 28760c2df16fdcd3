// What a mark tells when the pointer is on it, in a box beside the pointer.

const BESIDE = 10 // pixels from the pointer

/** A tooltip as Vega calls it, in a box within `frame`. */
function makeTooltip(frame) {
  const box = frame.appendChild(element("div", "tooltip"))
  box.hidden = true
  return (_handler, event, _item, value) => {
    const told = value !== null && value !== undefined && value !== ""
    box.hidden = !told
    if (!told) return
    box.replaceChildren(isObject(value) ? pairs(value) : String(value))
    moveBeside(box, event)
  }
}

function pairs(values) {
  const rows = Object.entries(values).map(([name, value]) =>
    element("tr", "", element("th", "", name), element("td", "", String(value))),
  )
  return element("table", "", ...rows)
}

function moveBeside(box, { clientX, clientY }) {
  const { offsetWidth, offsetHeight } = box
  const right = clientX + BESIDE + offsetWidth <= document.documentElement.clientWidth
  const below = clientY + BESIDE + offsetHeight <= window.innerHeight
  const left = right ? clientX + BESIDE : clientX - BESIDE - offsetWidth
  const top = below ? clientY + BESIDE : clientY - BESIDE - offsetHeight
  box.style.translate = `${Math.max(0, left)}px ${Math.max(0, top)}px`
}
