import { Disclosure } from './disclosure.tsx'

export const examples = {
  closed: (
    <Disclosure summary="Why we ask">
      <p>Name and birth date find your record.</p>
    </Disclosure>
  ),
  open: (
    <Disclosure summary="No code?" open>
      <p>Call, letter or counter.</p>
    </Disclosure>
  ),
}
