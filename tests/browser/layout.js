// What is wrong with the page's layout, one line a fault: texts that are cut off, and elements that lie over one another.
() => {
  const SLACK = 2 // pixels
  const faults = new Set()
  const main = document.querySelector("[data-testid=stMain]")
  const name = (text) => JSON.stringify(text.trim().slice(0, 40))

  function hidden(element) {
    if (!element.checkVisibility()) return true // within a fold that is shut
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at)
      if (style.visibility === "hidden" || style.display === "none" || style.opacity === "0") return true
      const box = at.getBoundingClientRect()
      if (style.overflow !== "visible" && (box.width < 3 || box.height < 3)) return true
      if (at.matches("[data-testid=stElementToolbar], .vega-embed details, [aria-hidden=true]:not(svg):not([data-testid=stIconMaterial])")) return true
    }
    return false
  }

  // The nearest ancestor that cuts off what hangs over it to the side; one that scrolls cuts off nothing.
  function cutter(element) {
    for (let at = element; at && at !== main; at = at.parentElement) {
      const overflow = getComputedStyle(at).overflowX
      if (overflow === "auto" || overflow === "scroll") return null
      if (overflow === "hidden" || overflow === "clip") return at
    }
    return main
  }

  // What can be seen of a box within ancestors that scroll or cut off.
  function seen(element, box) {
    let { left, top, right, bottom } = box
    for (let at = element.parentElement; at && at !== main; at = at.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(at)
      if (overflowX === "visible" && overflowY === "visible") continue
      const edge = at.getBoundingClientRect()
      left = Math.max(left, edge.left), right = Math.min(right, edge.right)
      top = Math.max(top, edge.top), bottom = Math.min(bottom, edge.bottom)
    }
    return { left, top, right, bottom }
  }

  const leaves = []
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement
    if (!node.data.trim() || element.closest("style, script, svg, pre, .katex, [data-testid=stDataFrame], select") || hidden(element)) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const border = cutter(element)
    const edge = border?.getBoundingClientRect()
    for (const box of range.getClientRects()) {
      if (box.width < 1) continue
      if (edge && (box.right > edge.right + SLACK || box.left < edge.left - SLACK)) faults.add(`cut off: ${name(node.data)}`)
      leaves.push({ element, box: seen(element, box), what: `text ${name(node.data)}` })
    }
  }

  for (const field of main.querySelectorAll("input:not([type=range]):not([type=checkbox]):not([type=radio]), textarea, select, button")) {
    if (hidden(field)) continue
    const style = getComputedStyle(field)
    if (field.scrollWidth > field.clientWidth + SLACK && !(field.matches("button") && style.overflowX === "visible"))
      faults.add(`cut off: ${name(field.value || field.innerText)}`)
  }

  for (const element of main.querySelectorAll("button, [role=slider], input[type=range], [role=switch], img, video, [data-testid=stDataFrame]")) {
    if (!hidden(element)) leaves.push({ element, box: seen(element, element.getBoundingClientRect()), what: `${element.tagName} ${name(element.innerText || element.ariaLabel || "")}` })
  }

  for (const canvas of main.querySelectorAll("canvas")) {
    if (canvas.closest("[data-testid=stDataFrame]") || hidden(canvas)) continue
    const box = canvas.getBoundingClientRect()
    const texts = [...(canvas.drawnTexts?.values() ?? [])]
    const title = name(texts.map(({ text }) => text).join(" "))
    leaves.push({ element: canvas, box: seen(canvas, box), what: `chart ${title}` })
    const edge = cutter(canvas)?.getBoundingClientRect()
    if (edge && box.right > edge.right + SLACK) faults.add(`cut off: chart ${title}`)
    for (const { text, box: [left, top, right, bottom] } of texts)
      if (left < -1 || top < -1 || right > canvas.width + 1 || bottom > canvas.height + 1) faults.add(`cut off: ${name(text)} in chart ${title}`)
    for (const [place, one] of texts.entries())
      for (const other of texts.slice(0, place))
        if (Math.min(one.box[2], other.box[2]) - Math.max(one.box[0], other.box[0]) > SLACK && Math.min(one.box[3], other.box[3]) - Math.max(one.box[1], other.box[1]) > SLACK)
          faults.add(`over one another: ${name(one.text)} and ${name(other.text)} in a chart`)
  }

  for (const [place, one] of leaves.entries())
    for (const other of leaves.slice(0, place)) {
      if (one.element.contains(other.element) || other.element.contains(one.element)) continue
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left)
      const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top)
      if (across > 3 && down > 5) faults.add(`over one another: ${other.what} and ${one.what}`)
    }

  const overhang = main.scrollWidth - main.clientWidth
  if (overhang > SLACK) faults.add(`the page scrolls sideways by ${overhang} pixels`)
  return [...faults]
}
