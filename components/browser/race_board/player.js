// Which step is shown, and how it moves on by itself.

const STEPS_PER_SECOND = { slow: 3, normal: 12, fast: 40 }
// A tab in the background gets no frames; coming back, it goes on from where it was.
const LONGEST_FRAME_SECONDS = 0.25

/** The step from 0 to `steps`; opens at the last one, and never plays unasked. */
function makePlayer() {
  return { step: 0, steps: 0, playing: false, speed: "normal", fraction: 0, lastFrame: null }
}

/** Another race: who stood at the end stays at the end. */
function setSteps(player, steps) {
  const atEnd = player.step === player.steps
  player.steps = steps
  player.step = atEnd && !player.playing ? steps : Math.min(player.step, steps)
}

function goTo(player, step) {
  player.playing = false
  player.step = Math.max(0, Math.min(player.steps, step))
}

function togglePlaying(player) {
  player.playing = !player.playing
  player.lastFrame = null
  player.fraction = 0
  if (player.playing && player.step === player.steps) player.step = 0
}

/** Move on by the time since the last frame (in ms, as requestAnimationFrame has it); stop at the end. */
function advance(player, now) {
  const seconds = Math.min(LONGEST_FRAME_SECONDS, (now - (player.lastFrame ?? now)) / 1000)
  player.lastFrame = now
  player.fraction += seconds * STEPS_PER_SECOND[player.speed]
  const whole = Math.floor(player.fraction)
  player.fraction -= whole
  player.step = Math.min(player.steps, player.step + whole)
  if (player.step === player.steps) player.playing = false
}

function connectPlayer(parts, player, redraw) {
  const act = (change) => () => {
    change()
    parts.slider.value = player.step // at once: the next key counts from here, not from the frame before
    redraw()
  }
  parts.play.onclick = act(() => togglePlaying(player))
  parts.back.onclick = act(() => goTo(player, player.step - 1))
  parts.forward.onclick = act(() => goTo(player, player.step + 1))
  parts.slider.oninput = act(() => goTo(player, Number(parts.slider.value)))
  parts.speed.onchange = act(() => (player.speed = parts.speed.value))
}

function showPlayer(parts, { step, steps, playing }, texts) {
  const position = fill(texts.position, { step, steps })
  parts.play.textContent = playing ? texts.pause : texts.play
  parts.play.dataset.playing = playing
  parts.back.disabled = step === 0
  parts.forward.disabled = step === steps
  parts.slider.max = steps
  parts.slider.value = step
  parts.slider.style.setProperty("--share", step / Math.max(1, steps))
  parts.slider.setAttribute("aria-valuetext", position)
  parts.position.textContent = position
}
