import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { parseSync } from 'vite'

/**
 * A workspace imports only from lower floors, only what its package.json declares, only through `exports`,
 * and no file imports itself by way of others. npm's hoisting would hide all of it until it breaks.
 */
const FLOORS = [
  ['domain'],
  ['people', 'records', 'credentials', 'demo'],
  ['keys', 'store', 'ui', 'capture', 'offline', 'paper', 'phone-wallets'],
  ['portal', 'scanner', 'wallet', 'service', 'cli'],
]
const APPS_THAT_MEET = ['service -> portal', 'cli -> service']
const SCOPE = '@excelsior/'
const ROOT = resolve(import.meta.dirname, '..')

interface Workspace {
  readonly name: string
  readonly folder: string
  readonly floor: number
  readonly declared: ReadonlySet<string>
  readonly exports: ReadonlySet<string>
}

const faults: string[] = []
/** Files, each with the files of its own workspace that it imports. */
const graph = new Map<string, string[]>()
const root = manifest(ROOT)
const workspaces = ['packages', 'apps'].flatMap((kind) =>
  readdirSync(join(ROOT, kind)).map((name) => workspace(kind, name)),
)

for (const { name, folder, ...rest } of workspaces) {
  for (const file of sourcesIn(join(folder, 'src'))) checkFile(file, { name, folder, ...rest })
}
reportCircles()
for (const fault of faults) console.error(fault)
process.exitCode = faults.length === 0 ? 0 : 1

function workspace(kind: string, name: string): Workspace {
  const folder = join(ROOT, kind, name)
  const { declared, exports } = manifest(folder)
  return { name, folder, floor: FLOORS.findIndex((names) => names.includes(name)), declared, exports }
}

function manifest(folder: string): Pick<Workspace, 'declared' | 'exports'> {
  const json = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const { dependencies, devDependencies, optionalDependencies, exports } = json
  return {
    declared: new Set(Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })),
    exports: new Set(Object.keys(exports ?? {})),
  }
}

function sourcesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => /\.tsx?$/.test(name)).map((name) => join(folder, name))
}

function checkFile(file: string, from: Workspace): void {
  const source = readFileSync(file, 'utf8')
  const isTest = /\.test\.tsx?$|\/testing\//.test(file)
  const within: string[] = []
  for (const { target, at } of importsOf(file, source)) {
    const fault = target.startsWith('.')
      ? relativeFault(resolve(dirname(file), target), from, isTest)
      : packageFault(target, from, isTest)
    if (fault)
      faults.push(
        `${relative(ROOT, file)}:${source.slice(0, at).split('\n').length} imports "${target}": ${fault}`,
      )
    else if (target.startsWith('.') && !isTest) within.push(resolve(dirname(file), target))
  }
  graph.set(file, within)
}

function importsOf(file: string, source: string): { target: string; at: number }[] {
  const { module } = parseSync(file, source)
  const requests = [...module.staticImports, ...module.staticExports.flatMap(({ entries }) => entries)]
  const found = requests.flatMap(({ moduleRequest }) =>
    moduleRequest ? [{ target: moduleRequest.value, at: moduleRequest.start }] : [],
  )
  // The parser knows import() as an expression only, not as a type.
  for (const match of source.matchAll(/\bimport\('([^']+)'/g))
    found.push({ target: match[1] ?? '', at: match.index })
  return found
}

function relativeFault(target: string, from: Workspace, isTest: boolean): string | undefined {
  const free = [
    from.folder,
    join(ROOT, 'data'),
    ...(isTest ? [join(ROOT, 'vectors'), join(ROOT, 'tools')] : []),
  ]
  return free.some((folder) => target.startsWith(folder))
    ? undefined
    : 'another workspace is imported by its name'
}

function packageFault(target: string, from: Workspace, isTest: boolean): string | undefined {
  if (target.startsWith('node:')) return undefined
  const parts = target.split('/')
  const name = parts.slice(0, target.startsWith('@') ? 2 : 1).join('/')
  if (!from.declared.has(name) && !(isTest && root.declared.has(name)))
    return `${from.name}/package.json does not declare it`
  if (!name.startsWith(SCOPE)) return undefined
  const to = workspaces.find((candidate) => SCOPE + candidate.name === name)
  if (!to) return 'there is no such workspace'
  const meet = APPS_THAT_MEET.includes(`${from.name} -> ${to.name}`)
  if (to.floor >= from.floor && !meet) return `${to.name} is not on a lower floor than ${from.name}`
  const entry = `.${target.slice(name.length)}`
  return to.exports.has(entry) ? undefined : `${to.name} does not export it`
}

function reportCircles(): void {
  const done = new Set<string>()
  const told = new Set<string>()
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file)
    if (start >= 0) tell([...path.slice(start), file])
    if (start >= 0 || done.has(file)) return
    for (const next of graph.get(file) ?? []) visit(next, [...path, file])
    done.add(file)
  }
  /** One circle for each import that closes many. */
  const tell = (circle: readonly string[]): void => {
    const steps = circle.slice(1).map((file, index) => `${circle[index]} ${file}`)
    const names = circle.map((file) => relative(ROOT, file))
    if (!steps.some((step) => told.has(step)))
      faults.push(`${names[0]}:1 is in a circle of imports: ${names.join(' -> ')}`)
    for (const step of steps) told.add(step)
  }
  for (const file of graph.keys()) visit(file, [])
}
