import type { FormFault } from '../page.ts'
import { MOST_CONTACT, MOST_TEXT, type SupportForm, type TypedMessage } from './support-form.ts'

export function checkSupport({
  topic,
  text,
  contact,
}: SupportForm):
  | { readonly ok: true; readonly message: TypedMessage }
  | { readonly ok: false; readonly faults: readonly FormFault[] } {
  const faults: FormFault[] = []
  if (topic === undefined) faults.push({ field: 'topic', text: 'support.fault-topic' })
  if (text === '') faults.push({ field: 'text', text: 'support.fault-text' })
  if (text.length > MOST_TEXT) faults.push({ field: 'text', text: 'support.fault-text-long' })
  if (contact !== '' && !canAnswer(contact)) faults.push({ field: 'contact', text: 'support.fault-contact' })
  if (topic === undefined || faults.length > 0) return { ok: false, faults }
  return { ok: true, message: { topic, text, ...(contact !== '' && { contact }) } }
}

/** Not whether it is right: whether somebody could dial it or write to it. */
function canAnswer(contact: string): boolean {
  if (contact.length > MOST_CONTACT) return false
  return /[^\s@]@[^\s@]/.test(contact) || contact.replace(/\P{Nd}/gu, '').length >= 7
}
