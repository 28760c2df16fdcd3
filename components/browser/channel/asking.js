// What a component asks the channel for: what the page says, and what sliders say meanwhile that are dragged.

const TOLD = 3000 // ms; after that counts what Streamlit says of what it was told

/** Have a component ask.
 *
 * take(picture, drawn): a picture that has come, and what to call once it is on the screen. changed(): the channel's way
 * has. Arguments in `asker.more` are asked for beside the page's.
 */
function beginAsking(asker, take, changed = () => {}) {
  Object.assign(asker, { page: {}, moves: {}, more: {}, watch: null, take, changed })
  asker.onMove = ({ detail }) => follow(asker, detail)
  window.addEventListener("layerlab:move", asker.onMove)
}

function endAsking(asker) {
  window.removeEventListener("layerlab:move", asker.onMove)
  clearTimeout(asker.outdating)
  if (asker.watch) endWatch(tabChannel(), asker.watch)
}

/** Take what the page says now: {watch, follows, language, viewer}. Returns whether the channel's picture is newer. */
function hearPage(asker, page) {
  const watched = ({ watch, language }) => JSON.stringify([watch, language])
  const isSame = watched(asker.page) === watched(page)
  asker.page = page
  forgetMoves(asker)
  return Boolean(page.watch && asker.watch && isFed(tabChannel(), asker.watch) && (asksItself(asker) || isSame))
}

/** Whether it asks for something else than the page shows. */
function asksItself({ moves, more }) {
  return Object.keys(moves).length + Object.keys(more).length > 0
}

/** Ask for what is to be seen. A patient question waits for the answer to the one before, and only the last is asked. */
function askChannel(asker, patient) {
  const { watch, language, viewer } = asker.page
  if (!watch) {
    if (asker.watch) endWatch(tabChannel(), asker.watch)
    asker.watch = null
    return
  }
  const moved = Object.keys(asker.moves)
  const args = { ...watch.args, ...asker.more, ...(moved.length && { moved }) }
  for (const field of moved) args[field] = asker.moves[field].value
  const request = { source: watch.source, args, language, viewer }
  if (asker.watch) changeWatch(tabChannel(), asker.watch, request, patient)
  else asker.watch = beginWatch(tabChannel(), request, (...picture) => asker.take(...picture), () => asker.changed())
}

/** A slider is being dragged, or was let go. */
function follow(asker, { name, value, settled }) {
  const { follows = {}, watch } = asker.page
  const field = Object.keys(follows).find((one) => follows[one] === name)
  if (!watch || field === undefined) return
  asker.moves[field] = { value, settledAt: settled ? performance.now() : null }
  clearTimeout(asker.outdating)
  if (settled) asker.outdating = setTimeout(() => forgetMoves(asker) && askChannel(asker, true), TOLD + 1)
  askChannel(asker, true)
}

/** What a slider said is forgotten once the page says the same, or has had the time to say otherwise.
 *
 * Returns whether anything is.
 */
function forgetMoves({ page, moves }) {
  const fields = Object.keys(moves).filter((field) => {
    const { value, settledAt } = moves[field]
    return page.watch?.args[field] === value || (settledAt !== null && performance.now() - settledAt > TOLD)
  })
  for (const field of fields) delete moves[field]
  return fields.length > 0
}
