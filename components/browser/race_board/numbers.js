// Arrays that came as text, and numbers as people read them.

const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" }

/** Base64 of little-endian float32 values. */
function unpack(text) {
  const letters = atob(text)
  const bytes = new Uint8Array(letters.length)
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i)
  return new Float32Array(bytes.buffer)
}

/** "Step {step}" with {step: 3} is "Step 3". */
function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name])
}

function powerOfTen(exponent) {
  return "10" + [...String(exponent)].map((digit) => RAISED[digit]).join("")
}

function withMinus(text) {
  return text.replace("-", "−")
}

/** Four significant digits, trailing zeros included so that a changing number keeps its width. */
function fourDigits(value) {
  if (Number.isNaN(value)) return "—"
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞"
  if (value === 0) return "0"
  const [digits, exponent] = value.toExponential(3).split("e")
  if (exponent >= -3 && exponent < 4) return withMinus(value.toPrecision(4))
  return withMinus(digits) + "×" + powerOfTen(Number(exponent))
}

/** A setting such as 0.9, without trailing zeros. */
function setting(value) {
  return Math.abs(value) < 1e-4 && value !== 0 ? fourDigits(value).replace(/\.?0+×/, "×") : withMinus(String(value))
}

/** Round numbers (1, 2 or 5 times a power of ten apart) within a range, about `count` of them. */
function linearTicks([low, high], count) {
  const rough = (high - low) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const gap = power * [1, 2, 5, 10].find((factor) => factor * power >= rough)
  const decimals = Math.max(0, -Math.floor(Math.log10(gap) + 1e-9))
  const ticks = []
  for (let n = Math.ceil(low / gap - 1e-9); n * gap <= high + gap * 1e-9; n++) {
    ticks.push({ value: n * gap, text: withMinus((n === 0 ? 0 : n * gap).toFixed(decimals)) })
  }
  return ticks
}

/** Whole powers of ten between two exponents, about `count` of them. */
function decadeTicks([low, high], count) {
  const gap = Math.max(1, Math.ceil((high - low) / count))
  const ticks = []
  for (let n = Math.ceil(low / gap) * gap; n <= high; n += gap) ticks.push({ value: n, text: powerOfTen(n) })
  return ticks
}
