/** A process of its own for the tests of several writers: sends the same people as the others, one record each of its own. */
import { randomInt } from 'node:crypto'
import { openStore } from './open-store.ts'
import { aDose, aReport } from './testing-reports.ts'

const { connection, secrets, source } = JSON.parse(process.argv[2] ?? '')
const keys = Object.fromEntries(
  Object.entries<string>(secrets).map(([name, hex]) => [name, Buffer.from(hex, 'hex')]),
)
const store = await openStore(connection, {
  kek: keys.kek ?? Buffer.alloc(0),
  blindIndexKey: keys.blindIndexKey ?? Buffer.alloc(0),
  pseudonymKey: keys.pseudonymKey ?? Buffer.alloc(0),
})

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const word = (number: number) =>
  [0, 1, 2, 3].map((at) => LETTERS[(number * 7 + at * (number % 23) + at * 5) % 26]).join('')
const reports = Array.from({ length: 150 }, (_, index) => {
  const person = {
    givenName: `Given${word(index)}`,
    familyName: `Family${word(index * 3 + 1)}`,
    birthDate: `19${30 + (index % 60)}-0${1 + (index % 9)}-1${index % 7}`,
    phone: `646555${String(index).padStart(4, '0')}`,
    identifiers: [`NYSIIS|W${index}`],
  }
  return {
    source,
    report: aReport({ person, records: [{ key: `${process.pid} ${index}`, record: aDose('2021-02-03') }] }),
  }
})
for (let at = reports.length - 1; at > 0; at--) {
  const other = randomInt(at + 1)
  const [a, b] = [reports[at], reports[other]]
  if (a && b) [reports[at], reports[other]] = [b, a]
}
for (let from = 0; from < reports.length; from += 20)
  await store.registry.store(reports.slice(from, from + 20))
await store.close()
