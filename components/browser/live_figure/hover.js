// Hovering: charts of a figure that select the point nearest to the pointer by the same columns select it together.

/** The names of such selections in a spec, each with its columns. */
function pointSelections({ params = [], layer = [] }) {
  const own = params.filter(({ select }) => select?.type === "point" && select.fields)
  return [...own.map(({ name, select }) => ({ name, columns: select.fields.join() })), ...layer.flatMap(pointSelections)]
}

/** Tell the other charts what is selected in this one, whose view is new. */
function linkHovering(chart, charts) {
  chart.selections = pointSelections(chart.spec)
  for (const { name, columns } of chart.selections) {
    const store = `${name}_store`
    chart.view.addDataListener(store, (_name, selected) => {
      for (const other of charts.values()) {
        if (other === chart || !other.view) continue
        if (other.selections?.some((one) => one.name === name && one.columns === columns)) select(other, store, selected)
      }
    })
  }
}

function select({ view }, store, selected) {
  const values = (tuples) => JSON.stringify(tuples.map((tuple) => tuple.values))
  if (values(view.data(store)) === values(selected)) return
  view.data(store, selected.map(({ unit, fields, values }) => ({ unit, fields, values })))
  view.runAsync()
}
