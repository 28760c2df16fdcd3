// Words: elements, and Markdown as nodes. Only bold, italics, code, links and escaped signs mean something; all else is
// the text itself, so nothing that a picture says can become anything but text.

const MARKS = new RegExp(
  [
    String.raw`\\(?<escaped>[!-/:-@[-\x60{-~])`,
    "(?<fence>`+)(?<code>.+?)\\k<fence>(?!`)",
    String.raw`\*\*(?<bold>(?:\\.|[^\\])+?)\*\*`,
    String.raw`\*(?<italic>(?:\\.|[^\\*])+?)\*`,
    String.raw`(?<!\w)_(?<slanted>(?:\\.|[^\\_])+?)_(?!\w)`,
    String.raw`\[(?<label>(?:\\.|[^\\\]])+?)\]\((?<address>https?://[^\s)]+)\)`,
  ].join("|"),
  "gs",
)
const shownTexts = new WeakMap()

function element(tag, className = "", ...children) {
  const made = document.createElement(tag)
  if (className) made.className = className
  made.append(...children)
  return made
}

/** Have the element show the Markdown; what it shows already is left alone. */
function showMarkdown(place, text) {
  if (shownTexts.get(place) === text) return
  shownTexts.set(place, text)
  place.replaceChildren(markdown(text))
}

function markdown(text) {
  const nodes = document.createDocumentFragment()
  let end = 0
  for (const found of text.matchAll(MARKS)) {
    nodes.append(text.slice(end, found.index), marked(found.groups))
    end = found.index + found[0].length
  }
  nodes.append(text.slice(end))
  return nodes
}

function marked({ escaped, code, bold, italic, slanted, label, address }) {
  if (escaped !== undefined) return escaped
  if (code !== undefined) return element("code", "", code.replace(/^ (.*\S.*) $/s, "$1"))
  if (bold !== undefined) return element("strong", "", markdown(bold))
  if (label === undefined) return element("em", "", markdown(italic ?? slanted))
  const link = element("a", "", markdown(label))
  link.href = address
  link.target = "_blank"
  link.rel = "noopener noreferrer"
  return link
}
