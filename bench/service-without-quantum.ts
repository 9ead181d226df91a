// The service as it is, but that answers leave as soon as they are made: to measure the work, not the wait.
import { serve } from '@excelsior/service/serve'
import { Quantum } from '../apps/service/src/quantum.ts'

Quantum.prototype.run = (_arrived, work) => work()
process.exitCode = await serve()
