// The optimizers' names, one a button, and what the marks on the map mean.

function showLegend(parts, data, texts, select) {
  parts.names.setAttribute("aria-label", texts.names)
  const made = JSON.stringify([data.selected, data.optimizers.map(({ name, label, color }) => [name, label, color])])
  if (parts.names.dataset.made !== made) {
    // Only when it has changed: whoever is about to click a name should find it where it was.
    const focused = parts.names.querySelector(":focus")?.value
    parts.names.replaceChildren(...data.optimizers.map((one) => nameButton(one, one.name === data.selected, select)))
    parts.names.querySelector(`[value="${focused}"]`)?.focus()
    parts.names.dataset.made = made
  }
  const lines = data.starts.length > 1 ? [texts.two_starts] : []
  parts.marks.textContent = [texts.start, ...(data.minima.length ? [texts.minimum] : []), ...lines].join("   ")
}

function nameButton({ name, label, color }, selected, select) {
  const button = document.createElement("button")
  button.type = "button"
  button.value = name
  button.textContent = label
  button.style.setProperty("--color", color)
  button.setAttribute("aria-pressed", selected)
  button.onclick = () => select(name)
  return button
}
