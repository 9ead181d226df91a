/**
 * The tokens that differ in the dark, written out twice: for a part of a page that is always light, and one that is
 * always dark, whatever the reader has set. Throws where the sheet has another form than it had.
 */
export function groundsOf(tokens: string): string {
  const light = declarationsIn(/^:root \{$([^}]+)^\}$/m.exec(tokens)?.[1])
  const dark = declarationsIn(/prefers-color-scheme: dark\) \{\s*:root \{([^}]+)\}/.exec(tokens)?.[1])
  const both = [...dark.keys()].map((name) => [name, light.get(name)] as const)
  if (both.length === 0 || both.some(([, value]) => value === undefined))
    throw new Error('the tokens of light and dark do not fit together')
  return ground('light', both) + ground('dark', [...dark])
}

const declarationsIn = (block = ''): ReadonlyMap<string, string> =>
  new Map([...block.matchAll(/(--[\w-]+): ([^;]+);/g)].map(([, name = '', value = '']) => [name, value]))

const ground = (name: string, values: readonly (readonly [string, string | undefined])[]) =>
  `@media not all and (forced-colors: active) {
  .kit__ground--${name} { color-scheme: ${name}; ${values.map(([token, value]) => `${token}: ${value};`).join(' ')} }
}
`
