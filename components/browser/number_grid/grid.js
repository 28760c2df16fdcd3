// A square of number inputs. Each change is told to the live figures of the tab, and to the page when it is done.

const grids = new WeakMap()

export default function ({ data, parentElement, setStateValue }) {
  const grid = grids.get(parentElement) ?? build(parentElement)
  grids.set(parentElement, grid)
  Object.assign(grid, { data, tell: (text) => setStateValue("cells", text) })
  draw(grid)
}

function build(parentElement) {
  const root = document.createElement("fieldset")
  root.className = "number-grid"
  root.innerHTML = '<legend></legend><div class="cells"></div>'
  parentElement.append(root) // beside its style sheet
  const grid = { root, legend: root.querySelector("legend"), place: root.querySelector(".cells"), inputs: [] }
  grid.place.addEventListener("input", () => change(grid, false))
  grid.place.addEventListener("change", () => change(grid, true))
  return grid
}

function draw(grid) {
  const { data, inputs, place } = grid
  const side = Math.sqrt(data.cells.length)
  grid.legend.textContent = data.label
  if (inputs.length !== data.cells.length) {
    grid.inputs = data.cells.map(() => Object.assign(document.createElement("input"), { type: "number" }))
    place.replaceChildren(...grid.inputs)
    place.style.setProperty("--side", side)
  }
  grid.inputs.forEach((input, i) => {
    Object.assign(input, { min: -data.most, max: data.most, step: data.step })
    const [row, column] = [Math.floor(i / side) + 1, (i % side) + 1]
    input.ariaLabel = data.cell.replace("{row}", row).replace("{column}", column)
    // What is being typed stays as it is typed.
    const isTyped = input.matches(":focus") && Number(input.value) === data.cells[i]
    if (!isTyped) input.value = Number(data.cells[i].toPrecision(4))
  })
}

/** Tell all cells, if each is a number that is allowed. */
function change({ data, inputs, tell }, settled) {
  const values = inputs.map((input) => (input.value === "" ? NaN : Number(input.value)))
  if (!values.every((value) => Math.abs(value) <= data.most)) return
  const text = values.join(data.between)
  window.dispatchEvent(new CustomEvent("layerlab:move", { detail: { name: data.name, value: text, settled } }))
  if (settled) tell(text)
}
