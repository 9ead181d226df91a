/** The SHA-256 of a key in base64url. One in sixty-four begins with a dash, and would be read as an option. */
const STARTS_WITH_DASH = /^-[\w-]{42}$/

/**
 * The arguments in a form in which `parseArgs` takes every key's id for what it is: behind the option whose value it is,
 * `valued`, or else behind `--`.
 */
export function withKeyIds(args: readonly string[], valued: readonly string[] = []): string[] {
  const end = args.indexOf('--')
  const before: string[] = []
  const ids: string[] = []
  for (const arg of end < 0 ? args : args.slice(0, end)) {
    const option = before.at(-1)
    if (!STARTS_WITH_DASH.test(arg)) before.push(arg)
    else if (option !== undefined && valued.includes(option)) before.push(`${before.pop()}=${arg}`)
    else ids.push(arg)
  }
  const after = end < 0 ? [] : args.slice(end + 1)
  return ids.length + after.length > 0 ? [...before, '--', ...ids, ...after] : before
}
