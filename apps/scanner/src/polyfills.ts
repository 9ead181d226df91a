// Chrome 64 lacks these three; Preact and the decoder's glue use them. In the worker the glue needs `globalThis` too.
const scope: { globalThis?: unknown; queueMicrotask?: (task: () => void) => void } = self
const objects: { fromEntries?: (entries: Iterable<readonly [string, unknown]>) => object } = Object

scope.globalThis ??= self
scope.queueMicrotask ??= (task) => void Promise.resolve().then(task)
objects.fromEntries ??= (entries) =>
  [...entries].reduce((made, [key, value]) => Object.assign(made, { [key]: value }), {})
