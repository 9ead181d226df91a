import type { ComponentChildren } from 'preact'

interface Looks {
  readonly quiet?: boolean
  /** Looks like a link: for the way back, beside the one thing to do. */
  readonly plain?: boolean
  readonly big?: boolean
  readonly children: ComponentChildren
}

export interface ButtonProps extends Looks {
  readonly name?: string
  readonly value?: string
  /** Another address than the form's own. */
  readonly action?: string
  /** Sends the form as it is: for ways back, where nothing has to be right. */
  readonly skipChecks?: boolean
}

/** Sends its form. */
export function Button({ quiet, plain, big, children, name, value, action, skipChecks }: ButtonProps) {
  return (
    <button
      class={plain ? 'linkish linkish--button' : looks(quiet, big)}
      type="submit"
      name={name}
      value={value}
      formaction={action}
      formNoValidate={skipChecks}
    >
      {children}
    </button>
  )
}

export interface ButtonLinkProps extends Omit<Looks, 'plain'> {
  readonly href: string
}

/** Goes somewhere, and weighs as much as a button. */
export function ButtonLink({ quiet, big, children, href }: ButtonLinkProps) {
  return (
    <a class={looks(quiet, big)} href={href}>
      {children}
    </a>
  )
}

const looks = (quiet = false, big = false) =>
  `button${quiet ? ' button--quiet' : ''}${big ? ' button--big' : ''}`
