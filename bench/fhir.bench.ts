import { fhirBundles } from './fhir-bundles.ts'
import type { Bench } from './figure.ts'
import { Connection, postRequest } from './http-load.ts'
import { cpuSeconds, cpuSecondsOfTree, postmasterOf } from './processes.ts'
import { residents } from './residents.ts'
import { startedService } from './service-process.ts'

const PEOPLE = 6_000
const PEOPLE_IN_ONE = 50
/** What is not counted: the compiler and the caches get warm. */
const WARM_UP = 20

export const bench: Bench = {
  figures: [
    {
      name: 'fhir-transaction',
      what: `resources (patients, doses, results) of transactions of ${PEOPLE_IN_ONE} people by POST /fhir, for each second of processor time of service and database together, until they are on disk and answered`,
      beside: 'JSON.parse of the same bytes, and nothing else',
      unit: 'resources/CPU s',
      goal: { of: 'value', atLeast: 2_000 },
    },
  ],
  async measure(progress) {
    progress('fhir: a service …')
    const service = await startedService({ DEMO_PEOPLE: '1' })
    const bundles = [...fhirBundles(residents(PEOPLE, 4), PEOPLE_IN_ONE)]
    const connection = await Connection.open(service.port)
    const server = postmasterOf(service.dataDir)
    const spent = () => (cpuSeconds(service.pid) ?? Number.NaN) + cpuSecondsOfTree(server)
    const send = async (some: typeof bundles) => {
      for (const { text } of some) {
        const { status, body } = await connection.send(postRequest('/fhir', 'application/fhir+json', text))
        if (status !== 200 || !body.includes('"201 Created"'))
          throw new Error(`answered ${status}: ${body.slice(0, 300)}`)
      }
    }
    progress(`fhir: ${bundles.length} transactions …`)
    await send(bundles.slice(0, WARM_UP))
    const counted = bundles.slice(WARM_UP)
    const resources = counted.reduce((sum, bundle) => sum + bundle.resources, 0)
    const before = spent()
    await send(counted)
    const value = resources / (spent() - before)

    const { user } = process.cpuUsage()
    for (const { text } of counted) JSON.parse(text)
    const parsing = (process.cpuUsage().user - user) / 1e6
    return { 'fhir-transaction': { value, limit: resources / parsing } }
  },
}
