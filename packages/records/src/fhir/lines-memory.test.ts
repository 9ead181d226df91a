import { readFileSync } from 'node:fs'
import { memoryUsage } from 'node:process'
import { expect, test } from 'vitest'
import { sampleOptions } from '../hl7v2/samples.ts'
import { readFhirLines } from './lines.ts'

const options = sampleOptions((name) =>
  readFileSync(new URL(`../../../../data/codes/${name}.json`, import.meta.url), 'utf8'),
)
const MEBIBYTE = 1024 * 1024

/** A dose and its patient, whose narrative nobody reads, until there are so many bytes. */
async function* generated(bytes: number, seen: (held: number) => void): AsyncGenerator<Uint8Array> {
  const narrative = 'x'.repeat(8192)
  for (let sent = 0, nr = 0; sent < bytes; nr++) {
    const chunk = Buffer.from(
      `{"resourceType":"Immunization","id":"d${nr}","status":"completed","vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":"208"}]},"patient":{"reference":"Patient/p${nr}"},"occurrenceDateTime":"2021-04-01","note":[{"text":"${narrative}"}]}\n{"resourceType":"Patient","id":"p${nr}","name":[{"family":"Doe","given":["Jane"]}],"text":{"div":"${narrative}"}}\n`,
    )
    sent += chunk.length
    yield chunk
    if (nr % 500 === 0) {
      const { heapUsed, external } = memoryUsage()
      seen(heapUsed + external)
    }
  }
}

test('the memory stays level however long the stream is', { timeout: 120_000 }, async () => {
  const held: number[] = []
  let reports = 0
  const read = readFhirLines(
    generated(96 * MEBIBYTE, (bytes) => held.push(bytes)),
    options,
    { kept: MEBIBYTE },
  )
  for await (const { kind } of read) reports += Number(kind === 'report')
  expect(reports).toBeGreaterThan(5000)
  // What was read and not yet collected, and no more: a quarter of the stream is far from all of it.
  const half = Math.floor(held.length / 2)
  const [early, late] = [held.slice(0, half), held.slice(half)].map((part) => Math.min(...part))
  expect((late ?? 0) - (early ?? 0)).toBeLessThan(24 * MEBIBYTE)
})
