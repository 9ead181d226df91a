// Chrome 64 lacks these four, Safari 13 the last. Preact, the decoder's glue and the JSON reader use them.
const scope: { globalThis?: unknown; queueMicrotask?: (task: () => void) => void } = self
const objects: {
  fromEntries?: (entries: Iterable<readonly [string, unknown]>) => object
  hasOwn?: (object: object, key: PropertyKey) => boolean
} = Object

scope.globalThis ??= self
scope.queueMicrotask ??= (task) => void Promise.resolve().then(task)
objects.fromEntries ??= (entries) =>
  [...entries].reduce((made, [key, value]) => Object.assign(made, { [key]: value }), {})
// biome-ignore lint/suspicious/noPrototypeBuiltins: this is what stands in where there is no Object.hasOwn.
objects.hasOwn ??= (object, key) => Object.prototype.hasOwnProperty.call(object, key)
