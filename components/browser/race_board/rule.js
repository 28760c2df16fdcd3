// The selected optimizer's rule with the numbers of one step put in.

/** "{momentum}·{velocity}" with numbers; a negative one gets brackets where a sign stands before it. */
function withNumbers(template, rule, step, axis) {
  return template.replace(/(^|.)\s?\{(\w+)\}/gu, (whole, before, name) => {
    const gap = whole.slice(before.length, whole.indexOf("{"))
    const isTerm = name in rule.arrays
    const value = isTerm ? rule.arrays[name][2 * (step - 1) + axis] : rule.scalars[name]
    const text = isTerm ? fourDigits(value) : setting(value)
    return before + gap + (value < 0 && /[·×+−\-/^]/.test(before) ? `(${text})` : text)
  })
}

/** Whether the optimizer took this step: not before the first, not after it has flown off. */
function wasTaken(rule, step) {
  return step > 0 && Object.values(rule.arrays).every((values) => values.length >= 2 * step)
}

function showRule(parts, data, step, texts) {
  const { rule } = data
  const optimizer = data.optimizers.find(({ name }) => name === data.selected)
  parts.rule_title.parentElement.hidden = !rule || !optimizer
  if (!rule || !optimizer) return
  parts.rule_title.textContent = fill(texts.rule_title, { optimizer: optimizer.label, step })
  const taken = wasTaken(rule, step)
  parts.rule.replaceChildren(...rule.lines.map((line) => ruleRow(line, rule, taken ? step : 0)))
}

function ruleRow(line, rule, step) {
  const row = document.createElement("tr")
  const head = row.appendChild(document.createElement("th"))
  head.scope = "row"
  head.append(span("name", line.name), span("formula", line.formula))
  for (const [axis, letter] of ["x", "y"].entries()) {
    const cell = row.insertCell()
    cell.dataset.axis = letter
    cell.textContent = step > 0 ? withNumbers(line.with_numbers, rule, step, axis) : "—"
  }
  return row
}

function span(kind, text) {
  const element = document.createElement("span")
  element.className = kind
  element.textContent = text
  return element
}
