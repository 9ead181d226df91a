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
  /** Undefined where no address is on record. */
  letter(digits: string, person: PersonDetails | undefined, language: string): OutgoingMessage | undefined
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
    letter(digits, person, language) {
      const name = [person?.givenName, person?.familyName].filter(Boolean).join(' ')
      const place = [person?.city, [person?.state, person?.postalCode].filter(Boolean).join(' ')].filter(
        Boolean,
      )
      if (!person?.street || place.length === 0) return undefined
      const t = texts.translatorFor(language)
      return {
        channel: 'letter',
        to: [name, person.street, place.join(', ')].join('\n'),
        text: t('message.letter', { code: digits, days: policy().retrieval.code.letterDays, host }),
        code: digits,
      }
    },
  }
}
