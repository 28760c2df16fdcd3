// The channel: one connection for all figures of a tab. A socket where it can be opened, else plain requests that wait
// for an answer; where both are refused, the figures are told so. What was lost comes back by itself.

const [FIRST_WAIT, LONGEST_WAIT] = [500, 8000] // ms between two tries
const OPENING = 8000 // ms; a socket that takes longer is given up
const ANSWERING = 2000 // ms; an answer that takes longer holds the next wish back no more
const SLEEPING = 30000 // ms; after that a connection may be dead without knowing it
const REFUSED = 5 // times in a row, where a socket was open before: then the net is another one now
const SOCKET_AGAIN = 60000 // ms; so often plain requests see whether a socket is let through by now
const MOST_WATCHES = 16 // of a socket
const OWNER = "layerlab.owner"

/** The address that Streamlit's own files lie below: a base path, or a proxy's prefix, is part of it. */
function baseAddress() {
  const script = document.querySelector('script[type="module"][src*="static/js/index."]')
  return script ? new URL("../../", script.src) : new URL("./", document.baseURI)
}

/** The channel of this tab. Its way is "socket", "pull" or "none": how pictures come. */
function tabChannel() {
  window.layerlabChannel ??= makeChannel(new URL("live/", baseAddress()))
  return window.layerlabChannel
}

function makeChannel(base) {
  const channel = { base, way: "socket", watches: new Map(), lastNumber: 0, socket: null, pulling: null }
  Object.assign(channel, { hasOpened: false, hasPulled: false, failures: 0, wait: FIRST_WAIT, timer: null, hiddenAt: 0, triedAt: 0 })
  window.addEventListener("online", () => comeBack(channel))
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) channel.hiddenAt = performance.now()
    else comeBack(channel, performance.now() - channel.hiddenAt > SLEEPING)
  })
  return channel
}

/** Begin to watch.
 *
 * take(picture, drawn): a new picture, and what to call once it is on the screen. changed(): the channel's way has.
 * Returns the watch; `null` where there are too many.
 */
function beginWatch(channel, request, take, changed) {
  if (channel.watches.size === MOST_WATCHES) return null
  const watch = { request, take, changed, have: 0, asked: 0, wish: null }
  Object.assign(watch, { waiting: false, over: false, isFed: false })
  giveNumber(channel, watch)
  ask(channel, watch)
  return watch
}

/** Give a watch the free number that was used longest ago: what still comes for the one before is nobody's. */
function giveNumber(channel, watch) {
  do channel.lastNumber = (channel.lastNumber % MOST_WATCHES) + 1
  while (channel.watches.has(channel.lastNumber))
  Object.assign(watch, { number: channel.lastNumber, drawing: false })
  channel.watches.set(watch.number, watch)
}

function dropNumber(channel, { number }) {
  channel.watches.delete(number)
  tell(channel, { end: number })
}

function endWatch(channel, watch) {
  dropNumber(channel, watch)
  clearTimeout(watch.timer)
  if (channel.watches.size === 0) {
    const { socket } = channel
    channel.socket = null // the next watch opens one of its own, at once
    socket?.close()
    stopPulling(channel)
  } else if (channel.way === "pull") pullAgain(channel)
}

/** Watch something else.
 *
 * A patient change waits for the answer to the one before, and only the last of them is asked; of what was watched before
 * pictures may still come. After another change none does.
 */
function changeWatch(channel, watch, request, patient) {
  const isSame = JSON.stringify(request) === JSON.stringify(watch.request)
  watch.wish = isSame ? null : request
  if (!isSame && !patient) {
    watch.isFed = false
    dropNumber(channel, watch)
    giveNumber(channel, watch)
  }
  sendWish(channel, watch, patient)
}

function sendWish(channel, watch, patient) {
  if (!watch.wish) return
  clearTimeout(watch.timer)
  if (patient && watch.waiting) {
    watch.timer = setTimeout(() => sendWish(channel, watch, false), ANSWERING)
    return
  }
  Object.assign(watch, { request: watch.wish, wish: null, have: 0, over: false })
  ask(channel, watch)
}

/** Have the newest picture again, which has been drawn over. */
function askAgain(channel, watch) {
  watch.have = 0
  ask(channel, watch)
}

function ask(channel, watch) {
  watch.asked += 1
  watch.waiting = watch.have === 0
  if (channel.way === "pull") pullAgain(channel)
  else if (channel.socket) tell(channel, questionOf(watch))
  else if (channel.timer === null) tryNow(channel)
}

function questionOf({ number, request, have }) {
  return { watch: number, ...request, viewer: viewer(request.viewer), have }
}

/** The tab's own token, which never is in an address; the page's where the tab cannot keep one. */
function viewer(given) {
  try {
    return window.sessionStorage.getItem(OWNER) ?? given
  } catch {
    return given
  }
}

function tell(channel, message) {
  if (channel.socket?.readyState === WebSocket.OPEN) channel.socket.send(JSON.stringify(message))
}

function connect(channel) {
  if (channel.socket || channel.watches.size === 0) return
  channel.triedAt = performance.now()
  const socket = openSocket(channel)
  if (!socket) return lose(channel)
  channel.socket = socket
  socket.binaryType = "arraybuffer"
  const patience = setTimeout(() => socket.close(), OPENING)
  socket.onopen = () => {
    clearTimeout(patience)
    Object.assign(channel, { hasOpened: true, failures: 0, wait: FIRST_WAIT })
    stopPulling(channel)
    goBy(channel, "socket")
    for (const watch of channel.watches.values()) if (!watch.over) ask(channel, watch)
  }
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") return refused(channel, JSON.parse(data))
    const message = unpackMessage(data)
    arrived(channel, message, () => channel.socket === socket && tell(channel, { drawn: message.number }))
  }
  socket.onclose = () => {
    clearTimeout(patience)
    if (channel.socket !== socket) return
    channel.socket = null
    lose(channel)
  }
}

function openSocket({ base }) {
  const address = new URL("socket", base)
  address.protocol = base.protocol === "https:" ? "wss:" : "ws:"
  try {
    return new WebSocket(address)
  } catch {
    return null // the page may not open sockets
  }
}

/** A connection is lost, or was never there: another way or another try. */
function lose(channel) {
  if (channel.watches.size === 0) return
  channel.failures += 1
  if (channel.way === "socket" && channel.failures >= (channel.hasOpened ? REFUSED : 2)) {
    goBy(channel, "pull")
    pullAgain(channel)
  } else {
    tryLater(channel)
  }
}

function tryLater(channel) {
  clearTimeout(channel.timer)
  // Not all at the same moment, after a server has started again.
  channel.timer = setTimeout(() => tryNow(channel), channel.wait * (0.75 + Math.random() / 2))
  channel.wait = Math.min(LONGEST_WAIT, 2 * channel.wait)
}

function tryNow(channel) {
  clearTimeout(channel.timer)
  channel.timer = null
  const bySocket = channel.way === "socket" || (channel.way === "none" && channel.failures % 2 === 0)
  if (bySocket) connect(channel)
  else pullAgain(channel)
}

/** The page is seen again, or the net is there again. */
function comeBack(channel, mayBeDead = false) {
  if (document.hidden || channel.watches.size === 0) return
  if (mayBeDead && channel.socket) {
    const dead = channel.socket
    channel.socket = null
    dead.close()
  }
  channel.wait = FIRST_WAIT
  if (channel.way === "pull" && mayBeDead) connect(channel) // sockets may be let through by now
  else if (!channel.socket) tryNow(channel)
}

/** Whether what a watch brings is newer than what Streamlit hands over. */
function isFed({ socket, way }, watch) {
  return watch.isFed && !watch.over && (way === "pull" || socket?.readyState === WebSocket.OPEN)
}

function goBy(channel, way) {
  if (channel.way === way) return
  channel.way = way
  for (const watch of channel.watches.values()) watch.changed()
}

/** Ask by a plain request for what is watched now; one at a time, which the server answers when there is something. */
async function pullAgain(channel) {
  stopPulling(channel)
  const watches = [...channel.watches.values()].filter(({ over, drawing }) => !over && !drawing)
  if (watches.length === 0) return
  const asking = (channel.pulling = new AbortController())
  try {
    const body = JSON.stringify({ watches: watches.map(questionOf) })
    const headers = { "Content-Type": "application/json" }
    const answer = await fetch(new URL("pull", channel.base), { method: "POST", headers, body, signal: asking.signal })
    if (!answer.ok) throw new Error(`the server answers ${answer.status}`)
    const pictures = unpackAnswer(await answer.arrayBuffer())
    if (channel.pulling !== asking) return
    channel.pulling = null
    Object.assign(channel, { hasPulled: true, failures: 0, wait: FIRST_WAIT })
    goBy(channel, "pull")
    if (performance.now() - channel.triedAt > SOCKET_AGAIN) connect(channel)
    for (const picture of pictures) arrived(channel, picture, () => channel.way === "pull" && pullAgain(channel))
    pullAgain(channel)
  } catch {
    if (channel.pulling !== asking) return
    channel.pulling = null
    channel.failures += 1
    if (!channel.hasPulled) goBy(channel, "none")
    tryLater(channel)
  }
}

function stopPulling(channel) {
  channel.pulling?.abort()
  channel.pulling = null
}

async function arrived(channel, { number, version, payload }, drawn) {
  const watch = channel.watches.get(number)
  if (!watch) return
  const isWatched = () => channel.watches.get(number) === watch
  watch.waiting = false
  watch.over = payload.byteLength === 0 // there is nothing to watch any more
  sendWish(channel, watch, true)
  if (payload.byteLength === 0) return
  const { asked } = watch
  watch.drawing = true
  const done = () => {
    if (!isWatched()) return
    watch.drawing = false
    if (watch.asked === asked) watch.have = version
    drawn()
  }
  try {
    const picture = await readPicture(payload)
    if (!isWatched()) return // it has ended meanwhile, or watches something else
    watch.isFed = true
    watch.take(picture, done)
  } catch (error) {
    console.error("a picture cannot be read", error)
    done()
  }
}

function refused(channel, { refused: number, why }) {
  const watch = channel.watches.get(number)
  console.warn(`the channel refuses: ${why}`)
  if (watch) Object.assign(watch, { over: true, waiting: false })
}
