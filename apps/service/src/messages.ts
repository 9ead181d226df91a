import type { Instant, PersonDetails, Policy } from '@excelsior/domain'
import type { OutgoingMessage } from '@excelsior/store'
import type { Channel } from './retrieval-flow.ts'
import type { Texts } from './texts.ts'

/** The words in which a one-time code goes out. They name nobody and no type of pass: phones are shared. */
export interface Messages {
  code(
    digits: string,
    phone: string | undefined,
    channel: Exclude<Channel, 'letter'>,
    language: string,
    requestedAt: Instant,
  ): OutgoingMessage | undefined
  /** Of these reports the first with a whole address counts; undefined where none has one. */
  letter(digits: string, reports: readonly PersonDetails[], language: string): OutgoingMessage | undefined
}

export function createMessages(texts: Texts, policy: () => Policy, host: string): Messages {
  return {
    code(digits, phone, channel, language, requestedAt) {
      if (phone === undefined) return undefined
      const t = texts.translatorFor(language)
      const values = {
        code: digits,
        time: policy().zone.format(requestedAt).slice(11, 16),
        minutes: policy().retrieval.code.minutes,
        host,
        // Spoken slowly: each digit by itself.
        digits: [...digits].join(', '),
      }
      return channel === 'call'
        ? { channel: 'voice', to: phone, text: t('message.call', values), code: digits }
        : { channel: 'sms', to: phone, text: t('message.text', values), code: digits }
    },
    letter(digits, reports, language) {
      const to = reports.map(addressOf).find((address) => address !== undefined)
      if (to === undefined) return undefined
      const t = texts.translatorFor(language)
      return {
        channel: 'letter',
        to,
        language: t.locale,
        text: t('message.letter', { code: digits, days: policy().retrieval.code.letterDays, host }),
        code: digits,
      }
    },
  }
}

/** In lines, as on an envelope; undefined where mail would not find it. */
function addressOf(person: PersonDetails): string | undefined {
  const { givenName, familyName, street, streetInFull, city, state, postalCode } = person
  const name = [givenName, familyName].filter(Boolean).join(' ')
  const place = [city, [state, postalCode].filter(Boolean).join(' ')].filter(Boolean)
  if (!street || place.length === 0) return undefined
  // Of an older report it may be another street's.
  const whole = street && streetInFull?.startsWith(`${street},`) ? streetInFull : street
  return [name, whole, place.join(', ')].map((line) => line.replace(/\s+/g, ' ')).join('\n')
}
