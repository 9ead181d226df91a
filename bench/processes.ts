import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Needs Linux's /proc: elsewhere these figures cannot be measured. */
const TICKS_PER_SECOND = Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout) || 100

interface Stat {
  readonly parent: number
  /** Seconds of this process, and of those of its children that have ended. */
  readonly cpu: number
}

function stat(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // number (name) state parent …: a name may hold brackets. proc(5) numbers the fields from 1.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const field = (number: number) => Number(fields[number - 3])
    return { parent: field(4), cpu: (field(14) + field(15) + field(16) + field(17)) / TICKS_PER_SECOND }
  } catch {
    return undefined // it has ended
  }
}

export const cpuSeconds = (pid: number): number | undefined => stat(pid)?.cpu

/** Of a process with all below it, seconds until now. */
export function cpuSecondsOfTree(root: number): number {
  return treeOf(root).reduce((sum, pid) => sum + (stat(pid)?.cpu ?? 0), 0)
}

/** PSS, bytes: what is shared among processes counts once, split among them. */
export function memoryOfTree(root: number): number {
  return treeOf(root).reduce((sum, pid) => sum + (proportionalSetSize(pid) ?? 0), 0)
}

export function proportionalSetSize(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    return Number(/^Pss: +(\d+) kB$/m.exec(text)?.[1]) * 1024
  } catch {
    return undefined
  }
}

/** RSS, bytes. */
export const residentSetSize = (pid: number): number | undefined => inStatus('VmRSS', pid)

/** The most that it has had until now. Undefined once the process has ended. */
export const mostResident = (pid: number): number | undefined => inStatus('VmHWM', pid)

function inStatus(name: string, pid: number): number | undefined {
  try {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return found ? Number(found[1]) * 1024 : undefined // a process that has just ended has no memory
  } catch {
    return undefined
  }
}

function treeOf(root: number): number[] {
  const below = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    const parent = Number.isInteger(pid) ? stat(pid)?.parent : undefined
    if (parent !== undefined) below.set(parent, [...(below.get(parent) ?? []), pid])
  }
  const tree = [root]
  for (let index = 0; index < tree.length; index++) tree.push(...(below.get(tree[index]!) ?? []))
  return tree
}

/** Of the database in this data folder. */
export function postmasterOf(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8').split('\n', 1)[0])
}
