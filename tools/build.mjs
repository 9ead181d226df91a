// Builds what browsers load, and the portal's server bundle. Runs on the system's Node: see prepare.mjs.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Builds each app that has a vite.config.ts and whose sources differ from those it was last built from. */
export async function buildStale(root, node) {
  const stale = readdirSync(join(root, 'apps'))
    .map((name) => ({ name, folder: join(root, 'apps', name) }))
    .filter(({ folder }) => configsOf(folder).length > 0)
    .map((app) => ({
      ...app,
      stamp: join(app.folder, 'dist', 'sources.sha256'),
      digest: digestOf(root, app.folder),
    }))
    .filter(({ stamp, digest }) => !existsSync(stamp) || readFileSync(stamp, 'utf8') !== digest)
  if (stale.length === 0) return
  console.error(`Building ${stale.map(({ name }) => name).join(', ')} …`)
  await Promise.all(
    stale.map(async ({ folder, stamp, digest }) => {
      for (const config of configsOf(folder)) await vite(root, node, folder, config)
      mkdirSync(dirname(stamp), { recursive: true })
      writeFileSync(stamp, digest)
    }),
  )
}

const configsOf = (folder) =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /^vite(\.[a-z-]+)?\.config\.ts$/.test(name))
        .sort()
    : []

function vite(root, node, folder, config) {
  const program = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const child = spawn(node, [program, 'build', '--config', config, '--logLevel', 'warn'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('exit', (code) => {
      if (code === 0) resolve()
      else reject(Object.assign(new Error(`vite could not build ${folder}`), { plain: true }))
    })
  })
}

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
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
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
