// JSON lines in, JSON lines out, as a program that does nothing with them: the peer of commands that do.
import { createReadStream } from 'node:fs'

const [, , file = ''] = process.argv
let rest = ''
for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 256 * 1024 })) {
  const lines = `${rest}${chunk}`.split('\n')
  rest = lines.pop() ?? ''
  let answers = ''
  for (const line of lines) {
    const { id } = JSON.parse(line)
    answers += `${JSON.stringify({ id, eligible: true, expires: '2021-10-20T00:00:00-04:00' })}\n`
  }
  if (!process.stdout.write(answers)) await new Promise((resolve) => process.stdout.once('drain', resolve))
}
