import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { headerOf, json } from './ask.ts'
import { send } from './hl7.ts'
import { type Neighbour, neighbours } from './people.ts'
import { askForLetter } from './portal-forms.ts'
import { enter, type ProvenBody, startAndAnswer } from './retrieve.ts'
import { type Service, startService } from './service.ts'

const DAY = 86_400_000
const ROOT = join(import.meta.dirname, '..')
const began = Date.now()

let service: Service
beforeAll(async () => {
  service = await startService({ people: 1, stoppedAt: began })
})
afterAll(() => service?.stop())

/** As the department's mailing runs it, beside the running service. */
function excelsior(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'apps/cli/src/excelsior.ts'), ...args],
    {
      cwd: service.dataDir,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        DATA_DIR: join(service.dataDir, 'data'),
        PUBLIC_URL: 'https://pass.example.gov',
      },
    },
  )
  expect([status, stderr]).toEqual([0, ''])
  return JSON.parse(stdout)
}

async function textOf(file: string): Promise<string> {
  const library = await PDFiumLibrary.init()
  try {
    return (await library.loadDocument(readFileSync(file))).getPage(0).getText()
  } finally {
    library.destroy()
  }
}

describe('a letter', () => {
  test('is asked for on the pages, written for the mailing, and opens the pass to whom it reaches for 21 days', async () => {
    const people = neighbours(2, { tag: 'Lt', phone: false }) as [Neighbour, Neighbour]
    await send(service, people.map(({ message }) => message).join(''))
    for (const who of people) await askForLetter(service, who, who.answers)

    const { files } = excelsior('letters', 'write', '--out', 'mailing', '--json')
    const texts = await Promise.all(
      files.map((name: string) => textOf(join(service.dataDir, 'mailing', name))),
    )
    const codeOf = (who: Neighbour): string => {
      const [mine, ...more] = texts.filter((text) => text.includes(`${who.givenName} ${who.familyName}`))
      expect(more).toEqual([])
      return /\d{4} \d{4} \d{4}/.exec(mine ?? '')?.[0] ?? ''
    }
    const enterAfter = async (days: number, who: Neighbour) => {
      await service.stopClockAt(began + days * DAY)
      const { retrieval } = await startAndAnswer(service, 'vaccination', who, who.answers)
      return enter(service, retrieval, codeOf(who))
    }
    const [early, late] = people
    const reply = await enterAfter(20, early)
    expect(reply.status).toBe(200)
    expect(json<ProvenBody>(reply).passes).toHaveLength(1)
    expect((await enterAfter(21, late)).status).toBe(403)
    expect(headerOf(reply, 'cache-control')).toBe('no-store')
    expect(service.said()).not.toContain(early.familyName)
  })
})
