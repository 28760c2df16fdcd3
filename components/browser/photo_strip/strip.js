// Photos side by side: one button to choose each, one to remove it. What is there stays: a picture that is loaded
// again flickers, and who is about to click a photo should find it where it was.

const strips = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  const strip = strips.get(parentElement) ?? build(parentElement)
  strips.set(parentElement, strip)
  strip.tell = setTriggerValue
  strip.list.ariaLabel = data.texts.photos
  strip.list.hidden = data.photos.length === 0
  removeOthers(strip, data.photos)
  data.photos.forEach((photo, place) => putAt(strip, place, itemOf(strip, photo.id)))
  for (const photo of data.photos) showPhoto(strip.items.get(photo.id), photo, photo.id === data.selected, data.texts)
  if (strip.selected !== data.selected) scrollTo(strip, data.selected)
  strip.selected = data.selected
}

function build(parentElement) {
  const root = document.createElement("div")
  root.className = "photo-strip"
  const list = root.appendChild(document.createElement("ul"))
  list.role = "list"
  parentElement.append(root) // beside its style sheet
  return { list, items: new Map(), tell: null, selected: null }
}

function itemOf(strip, id) {
  if (!strip.items.has(id)) strip.items.set(id, buildItem(strip, id))
  return strip.items.get(id)
}

function buildItem(strip, id) {
  const item = document.createElement("li")
  item.innerHTML =
    '<button type="button" class="photo"><span class="frame"><img draggable="false"></span><span class="label"></span></button>' +
    '<button type="button" class="remove"><svg viewBox="0 0 10 10" aria-hidden="true"><path d="M2 2 8 8M8 2 2 8"/></svg></button>'
  item.querySelector(".photo").onclick = () => strip.tell("selected", id)
  item.querySelector(".remove").onclick = () => strip.tell("removed", id)
  return item
}

/** Take out what is no longer there; the keyboard's place goes on to the neighbour. */
function removeOthers(strip, photos) {
  const kept = new Set(photos.map(({ id }) => id))
  for (const [id, item] of strip.items) {
    if (kept.has(id)) continue
    const neighbour = item.nextElementSibling ?? item.previousElementSibling
    if (item.querySelector(":focus")) neighbour?.querySelector(".photo").focus()
    item.remove()
    strip.items.delete(id)
  }
}

function putAt({ list }, place, item) {
  if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null)
}

function showPhoto(item, { picture, title, label, state, remove }, selected, texts) {
  const [photo, image, text, cross] = [".photo", "img", ".label", ".remove"].map((part) => item.querySelector(part))
  item.dataset.state = state
  photo.setAttribute("aria-pressed", selected)
  photo.title = title
  cross.ariaLabel = cross.title = remove
  image.alt = title
  if (image.getAttribute("src") !== picture) image.src = picture
  text.textContent = label || texts[state]
  text.classList.toggle("quiet", !label)
}

/** Bring the chosen photo into sight within the strip; the page itself stays where it is. */
function scrollTo({ list, items }, id) {
  const item = items.get(id)
  if (!item) return
  const [inner, outer] = [item.getBoundingClientRect(), list.getBoundingClientRect()]
  const beyond = (start, end, low, high) => Math.min(0, start - low) + Math.max(0, end - high)
  list.scrollLeft += beyond(inner.left, inner.right, outer.left, outer.right)
  list.scrollTop += beyond(inner.top, inner.bottom, outer.top, outer.bottom)
}
