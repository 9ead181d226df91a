// Loaded before a service that is to stand at one moment: its clock shows `STOPPED_AT`, milliseconds since 1970, until
// a message sets it to another. Timers run on.
let now = Number(process.env.STOPPED_AT)
const Running = Date

globalThis.Date = class extends Running {
  constructor(...given) {
    super(...(given.length === 0 ? [now] : given))
  }
  static now() {
    return now
  }
}
process.on('message', ({ stoppedAt }) => {
  now = stoppedAt
  process.send({ stoppedAt })
})
process.channel?.unref()
