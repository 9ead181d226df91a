import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Place } from './place.ts'
import { forgetDeadServer, runningServer } from './postmaster.ts'

/** No system gives out so high a number. */
const DEAD = 4_194_399
const REST = '\n/data\n1700000000\n5432\n/run\n\n  12345 12345\nready   \n'

let place: Place
let lock: string
beforeEach(async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'excelsior-postmaster-')))
  place = {
    folder,
    data: join(folder, 'data'),
    passwordFile: join(folder, 'password'),
    socketFolder: join(folder, 'run'),
  }
  await mkdir(place.data)
  lock = join(place.data, 'postmaster.pid')
})
afterEach(() => rm(place.folder, { recursive: true }))

describe('the lock of a server that has died', () => {
  test('gets a number that is nobody’s, and keeps by what PostgreSQL looks for orphans', async () => {
    await writeFile(lock, `${DEAD}${REST}`)
    const { ino } = await stat(lock)
    await forgetDeadServer(place)
    expect(await readFile(lock, 'utf8')).toBe(`99999999${REST}`)
    // The same file: nothing had to be made, for which a full disk has no room.
    expect((await stat(lock)).ino).toBe(ino)
    await forgetDeadServer(place)
    expect(await readFile(lock, 'utf8')).toBe(`99999999${REST}`)
  })

  test('that is not there stays so', async () => {
    await forgetDeadServer(place)
    await expect(stat(lock)).rejects.toThrow('ENOENT')
  })

  test.each([
    ['empty', ''],
    ['cut within its number', '12'],
    ['filled with zeros, as after a power cut', '\0'.repeat(90)],
    ['blank', '\n\n'],
    ['of another file', 'x'.repeat(9000)],
    ['below zero', '-4711\n/data\n'],
  ])('that is %s becomes nobody’s, in the same file', async (_, torn) => {
    await writeFile(lock, torn)
    const { ino } = await stat(lock)
    await forgetDeadServer(place)
    expect(await readFile(lock, 'utf8')).toBe('99999999\n')
    expect((await stat(lock)).ino).toBe(ino)
  })
})

test.skipIf(process.platform !== 'linux')('the lock of a server that lives is left alone', async () => {
  const server = spawn('sleep', ['60'], { cwd: place.data, stdio: 'ignore' })
  try {
    await once(server, 'spawn')
    await writeFile(lock, `${server.pid}${REST}`)
    await forgetDeadServer(place)
    expect(await readFile(lock, 'utf8')).toBe(`${server.pid}${REST}`)
    expect(await runningServer(place)).toEqual({ pid: server.pid, socketFolder: '/run' })
  } finally {
    server.kill('SIGKILL')
    await once(server, 'exit')
  }
})

test.skipIf(process.platform !== 'linux')(
  'a lock that names nobody is left alone while any process works in the folder',
  async () => {
    const orphan = spawn('sleep', ['60'], { cwd: place.data, stdio: 'ignore' })
    try {
      await once(orphan, 'spawn')
      for (const torn of ['', '12', '\0\0\0']) {
        await writeFile(lock, torn)
        await forgetDeadServer(place)
        expect(await readFile(lock, 'utf8')).toBe(torn)
      }
    } finally {
      orphan.kill('SIGKILL')
      await once(orphan, 'exit')
    }
    await forgetDeadServer(place)
    expect(await readFile(lock, 'utf8')).toBe('99999999\n')
  },
)
