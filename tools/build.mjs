// Builds what browsers load, and the portal's server bundle. Runs on the system's Node: see prepare.mjs.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/** The apps with a `build` script whose sources differ from those they were last built from. */
export function staleApps(root) {
  return readdirSync(join(root, 'apps'))
    .map((name) => ({ name, folder: join(root, 'apps', name) }))
    .filter(({ folder }) => manifest(folder).scripts?.build !== undefined)
    .map((app) => ({
      ...app,
      stamp: join(app.folder, 'dist', 'sources.sha256'),
      digest: digestOf(root, app.folder),
    }))
    .filter(({ stamp, digest }) => !existsSync(stamp) || readFileSync(stamp, 'utf8') !== digest)
}

export async function build(root, apps) {
  if (apps.length === 0) return
  console.error(`Building ${apps.map(({ name }) => name).join(', ')} …`)
  const outcomes = await Promise.allSettled(
    apps.map(async ({ name, folder, stamp, digest }) => {
      await runScript(root, name, folder)
      mkdirSync(dirname(stamp), { recursive: true })
      writeFileSync(stamp, digest)
    }),
  )
  const failed = outcomes.find(({ status }) => status === 'rejected')
  if (failed) throw failed.reason
}

/** As npm would, without npm's own half second: the pinned Node stands first in PATH. What it says shows when it fails. */
function runScript(root, name, folder) {
  const env = {
    ...process.env,
    PATH: join(root, 'node_modules', '.bin') + delimiter + process.env.PATH,
    NODE_ENV: 'production',
  }
  const child = spawn(manifest(folder).scripts.build, {
    cwd: folder,
    env,
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said += text
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => {
      if (code === 0) return resolve()
      reject(Object.assign(new Error(`${said}\n${name} could not be built: see above.`), { plain: true }))
    })
  })
}

const manifest = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

/** Of everything that can change the outcome: the app, the workspaces below it, the data, the packages. */
function digestOf(root, app) {
  const hash = createHash('sha256')
  const folders = [...new Set([app, ...workspacesBelow(root, app), join(root, 'data')])].sort()
  for (const path of [join(root, 'package-lock.json'), ...folders.flatMap(filesIn)]) {
    hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0')
  }
  return hash.digest('hex')
}

function workspacesBelow(root, folder) {
  const { dependencies = {} } = manifest(folder)
  return Object.keys(dependencies)
    .filter((name) => name.startsWith('@excelsior/'))
    .map((name) =>
      ['packages', 'apps'].map((kind) => join(root, kind, name.slice('@excelsior/'.length))).find(existsSync),
    )
    .flatMap((below) => [below, ...workspacesBelow(root, below)])
}

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.isDirectory())
        return ['dist', 'node_modules'].includes(entry.name) ? [] : filesIn(join(folder, entry.name))
      return /\.(test\.tsx?|md|tsbuildinfo)$/.test(entry.name) ? [] : [join(folder, entry.name)]
    })
}
