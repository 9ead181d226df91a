import { createHmac, randomInt } from 'node:crypto'
import {
  ageOn,
  answersAreRight,
  challengeQuestions,
  type Decision,
  decide,
  type Instant,
  type PersonDetails,
  type Policy,
  plainDigits,
  rightAnswers,
} from '@excelsior/domain'
import { fitsNameAndBirthDate, normaliseName, recognise, searchKeys } from '@excelsior/people'
import { type PersonId, type PersonOnFile, type Store, StoreUnavailable } from '@excelsior/store'
import type { Details } from './details.ts'
import { parseDetails } from './details.ts'
import type { Issuer } from './issuing.ts'
import type { Messages } from './messages.ts'
import { networkOf } from './network.ts'
import type { Quantum } from './quantum.ts'
import type { Channel, Client, Fault, Outcome, RetrievalFlow, Started, Typed } from './retrieval-flow.ts'
import { closeRetrieval, newRetrievalId, openRetrieval, type Retrieval } from './retrieval-token.ts'
import type { Seal } from './seal.ts'

export interface RetrievalParts {
  readonly store: Store
  readonly policy: () => Policy
  readonly issuer: Issuer
  readonly messages: Messages
  readonly seal: Seal
  /** 32 bytes: keys the hash by which typed identities are counted. */
  readonly identityKey: Uint8Array
  readonly quantum: Quantum
  readonly now: () => Instant
}

/**
 * How a resident comes to a pass, the whole story:
 *
 * 1. `start`   what was typed is looked up; everybody gets the same three questions.
 * 2. `answer`  right answers send a one-time code to the phone on record; everybody is told the same.
 * 3. `code`    the right code proves the person: they get the decision, and the pass where there is one.
 *
 * Whatever fails on the way looks the same from outside: same words, same work, same time (SECURITY: one answer
 * for every failure). What was typed lives in memory for one request; what is carried on is sealed.
 */
export function createRetrieval(parts: RetrievalParts): RetrievalFlow {
  const { store, policy, issuer, messages, seal, quantum, now } = parts

  function malformed(typed: Typed): readonly Fault[] {
    const parsed = parseDetails(typed, now(), policy().zone)
    return parsed.ok ? [] : parsed.faults
  }

  async function start(typed: Typed, client: Client): Promise<Started> {
    const rules = policy().retrieval
    const at = now()
    const parsed = parseDetails(typed, at, policy().zone)
    if (!parsed.ok) return { kind: 'malformed', faults: parsed.faults } // by what was typed alone: tells nothing
    const { details } = parsed

    const identity = identityOf(parts.identityKey, details)
    const found = await store.registry.lookUp({
      charges: [
        { key: `start network ${networkOf(client.address)}`, limit: rules.startsPerNetwork },
        { key: `start identity ${identity}`, limit: rules.startsPerIdentity },
      ],
      keys: searchKeys(details.person),
      now: at,
    })
    if (found.charged === 0) {
      const { count, periodMilliseconds } = rules.startsPerNetwork
      return { kind: 'busy', retryAt: (at + Math.ceil(periodMilliseconds / count)) as Instant }
    }
    const person = personMeant(details.person, found.people)
    const report = person ? reportMeant(details.person, person) : 0
    const expires = (at + rules.minutes * 60_000) as Instant
    return {
      kind: 'started',
      retrieval: closeRetrieval(seal, {
        id: newRetrievalId(),
        pass: details.pass,
        expires,
        identity: person ? identityOnFile(parts.identityKey, person.id) : identity,
        person: person && { id: person.id, report },
        phone: person && phoneOnRecord(details.person, person, policy(), at),
        throttled: found.charged < 2, // told to nobody
        answered: false,
      }),
      questions: challengeQuestions(policy(), details.pass),
      expires,
    }
  }

  async function answer(
    token: string,
    answers: Readonly<Record<string, string>>,
    client: Client,
  ): Promise<Outcome> {
    const rules = policy().retrieval
    const at = now()
    const retrieval = openRetrieval(seal, token)
    if (!retrieval) return rules.code.required ? { kind: 'code', retrieval: token } : { kind: 'refused' }
    if (retrieval.expires <= at) return { kind: 'timed-out' }

    const person = await personOf(retrieval)
    const inBudget = await store.failedTries.begin(
      retrieval.identity,
      rules.failedTries,
      at,
      person?.changedAt,
    )
    const fits = answersAreRight(rightAnswers(policy(), retrieval.pass, person?.records ?? [], at), answers)
    const answered = person !== undefined && fits
    const throttled = retrieval.throttled || !inBudget
    await store.failedTries.succeeded(answered && inBudget ? retrieval.identity : NOBODY) // the same work

    if (!rules.code.required)
      return answered && !throttled ? proven(retrieval, person, at) : { kind: 'refused' }
    const next: Retrieval = { ...retrieval, answered, throttled }
    await sendCode(next, 'text', person, client, at)
    return { kind: 'code', retrieval: closeRetrieval(seal, next) }
  }

  /** Another code by text, by a spoken call or by letter. The earlier ones stay good. */
  async function resend(token: string, channel: Channel, client: Client): Promise<Outcome> {
    const at = now()
    const retrieval = openRetrieval(seal, token)
    if (!retrieval) return { kind: 'code', retrieval: token }
    if (retrieval.expires <= at) return { kind: 'timed-out' }
    await sendCode(retrieval, channel, await personOf(retrieval), client, at)
    return { kind: 'code', retrieval: token }
  }

  async function code(token: string, typedCode: string): Promise<Outcome> {
    const rules = policy().retrieval
    const at = now()
    const retrieval = openRetrieval(seal, token)
    if (!retrieval) return { kind: 'refused' }
    if (retrieval.expires <= at) return { kind: 'timed-out' }

    const digits = plainDigits(typedCode.slice(0, 64))
      .replace(/[\s\-‐-―]/g, '')
      .slice(0, 16)
    const person = await personOf(retrieval)
    const inBudget = await store.failedTries.begin(
      retrieval.identity,
      rules.failedTries,
      at,
      person?.changedAt,
    )
    const byPhone = await store.codes.use(retrieval.id, digits, at, rules.code.tries)
    // Letters outlive their retrieval and any burnt budget. Their tries are limited by retrieval, not by letter:
    // else a stranger's tries would void the letter of whom they pretend to be.
    const letterTries = { count: rules.code.tries, periodMilliseconds: rules.minutes * 60_000 }
    const mayTry = await store.throttles.take(
      [{ key: `letter tries ${retrieval.id}`, limit: letterTries }],
      at,
    )
    const letter = letterOf(retrieval, mayTry ? person : undefined)
    const byLetter = await store.codes.use(letter, digits, at, WITHOUT_LIMIT)
    const right = person !== undefined && ((byPhone && inBudget && !retrieval.throttled) || byLetter)
    if (right && byLetter) {
      await store.failedTries.reset(retrieval.identity)
      await store.codes.forget(letter) // the next letter is a new one
    } else await store.failedTries.succeeded(right ? retrieval.identity : NOBODY)
    return right ? proven(retrieval, person, at) : { kind: 'refused' }
  }

  /** Writes the same rows whether or not there is somebody to send a code to. */
  async function sendCode(
    retrieval: Retrieval,
    channel: Channel,
    person: PersonOnFile | undefined,
    client: Client,
    at: Instant,
  ): Promise<void> {
    const rules = policy().retrieval.code
    const letter = channel === 'letter'
    // No budget stands before a letter: it reaches the person on record alone, whoever burnt their tries.
    const due = retrieval.answered && (letter || !retrieval.throttled)
    const digits = randomDigits(letter ? rules.letterDigits : rules.digits)
    const message = letter
      ? messages.letter(digits, person ? reportsMeant(person, retrieval.person?.report) : [], client.language)
      : messages.code(digits, retrieval.phone, channel, client.language, at)
    await store.codes.issue({
      opens: letter ? letterOf(retrieval, due ? person : undefined) : retrieval.id,
      code: digits,
      expires: (at + (letter ? rules.letterDays * 86_400_000 : rules.minutes * 60_000)) as Instant,
      atMost: rules.perRetrieval,
      charges: [
        {
          key: `code phone ${(due && !letter && retrieval.phone) || retrieval.id}`,
          limit: rules.perPhone,
        },
      ],
      message: due ? message : undefined,
      now: at,
    })
  }

  async function personOf(retrieval: Retrieval): Promise<PersonOnFile | undefined> {
    if (retrieval.person) return store.registry.person(retrieval.person.id)
    await store.registry.decoy()
    return undefined
  }

  /** The person is proven: the true decision, and its pass. */
  async function proven(retrieval: Retrieval, person: PersonOnFile, at: Instant): Promise<Outcome> {
    const decision: Decision = decide(policy(), retrieval.pass, person.records, at)
    const holder = person.details[retrieval.person?.report ?? 0] ?? person.details[0]
    if (!decision.eligible || !holder?.birthDate) return { kind: 'proven', decision, passes: [] }
    const pass = await issuer.issue(
      {
        type: retrieval.pass,
        givenName: holder.givenName ?? '',
        familyName: holder.familyName ?? '',
        birthDate: holder.birthDate,
        expires: decision.expires,
      },
      person.id,
      at,
      person.records,
    )
    return { kind: 'proven', decision, passes: [pass] }
  }

  /** Every step leaves on the quantum; a database that is gone is told, and told alike to everybody. */
  const step =
    <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R | { kind: 'unavailable' }> =>
      quantum.run(performance.now(), async () => {
        try {
          return await work(...args)
        } catch (error) {
          if (error instanceof StoreUnavailable) return { kind: 'unavailable' }
          throw error
        }
      })

  return { malformed, start: step(start), answer: step(answer), code: step(code), resend: step(resend) }
}

/** Where failed tries of nobody are taken back from: a row that never exists. */
const NOBODY = '0'.repeat(32)
const WITHOUT_LIMIT = 2 ** 31 - 1

/** What a letter's code opens: its person, in any retrieval. Nobody's letter is a row of this retrieval alone. */
const letterOf = (retrieval: Retrieval, person: PersonOnFile | undefined): string =>
  `letter ${person?.id ?? retrieval.id}`

function randomDigits(count: number): string {
  return Array.from({ length: count }, () => randomInt(10)).join('')
}

/** Names and birth date as counted: spelling, blanks and capitals make no new identity. */
function identityOf(key: Uint8Array, { person }: Details): string {
  const name = normaliseName(`${person.givenName ?? ''} ${person.familyName ?? ''}`)
  return keyed(key, `${name}|${person.birthDate}`)
}

/** Whoever is recognised is one identity, however spelt: else each of thousands of near spellings had tries of its own. */
const identityOnFile = (key: Uint8Array, person: PersonId): string => keyed(key, `person ${person}`)

const keyed = (key: Uint8Array, text: string): string =>
  createHmac('sha256', key).update(text).digest('hex').slice(0, 32)

function personMeant(typed: PersonDetails, people: readonly PersonOnFile[]): PersonOnFile | undefined {
  const index = recognise(typed, people)
  return index === undefined ? undefined : people[index]
}

/** The report whose name stands on the pass: the newest that fits what was typed. */
function reportMeant(typed: PersonDetails, person: PersonOnFile): number {
  const index = person.details.findLastIndex((details) => fitsNameAndBirthDate(typed, details))
  return index < 0 ? person.details.length - 1 : index
}

/**
 * Whose address a letter may go to: the report meant first, then the others that fit it in name and birth date, the
 * newest first. A wrongly joined record must not lend its address.
 */
function reportsMeant(person: PersonOnFile, report = 0): readonly PersonDetails[] {
  const meant = person.details[report]
  if (meant === undefined) return []
  const others = person.details.filter((details) => details !== meant && fitsNameAndBirthDate(meant, details))
  return [meant, ...others.reverse()]
}

/**
 * The phone that a code goes to: the typed one where any fitting report bears it, else the newest on record.
 * Only reports that fit name and birth date count: a wrongly joined record must not lend its phone.
 * A next of kin's number counts while the holder is certainly under 18.
 */
function phoneOnRecord(
  typed: PersonDetails,
  person: PersonOnFile,
  policy: Policy,
  at: Instant,
): string | undefined {
  const today = policy.zone.dateAt(at)
  const child = ({ birthDate }: PersonDetails) => birthDate !== undefined && ageOn(birthDate, today).max < 18
  const phones = person.details
    .filter((details) => fitsNameAndBirthDate(typed, details))
    .flatMap((details) => [
      ...(child(details) ? (details.nextOfKinPhones ?? []) : []),
      ...(details.otherPhones ?? []),
      ...(details.phone ? [details.phone] : []),
    ])
  return phones.find((phone) => phone === typed.phone) ?? phones.at(-1)
}
