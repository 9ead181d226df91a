import { formatOf, LIMITS } from '@excelsior/credentials'
import type { IssuedPass } from './retrieval-flow.ts'

/** The id in its code: the cookie that holds a pass holds it once. */
export async function passIdIn({ qr }: IssuedPass): Promise<Buffer> {
  const opened = await formatOf(qr)?.open(qr, LIMITS)
  if (!opened?.ok) throw new Error('a pass of our own does not open')
  return Buffer.from(opened.ids[0]!, 'hex')
}
