import { birthDateInWords } from '@excelsior/ui'
import { DemoStrip, Mark, Name, nameClass, untranslated } from '@excelsior/ui/components'
import { useEffect, useRef } from 'preact/hooks'
import type { Person } from '../passes/group-passes.ts'
import type { WalletPass } from '../passes/kept-pass.ts'
import type { ListProps } from '../screen-props.ts'
import { AddIcon } from './add-icon.tsx'
import { AddedNotice } from './added-notice.tsx'
import { demoOf } from './demo.ts'
import { DeviceNotices } from './device-notices.tsx'
import { LatinName } from './names.tsx'
import { NoPasses } from './no-passes.tsx'
import { renewAddress } from './portal-addresses.ts'
import { Slip } from './slip.tsx'
import { UndoToast } from './undo-toast.tsx'

/** All passes by person. The first screen: it opens none by itself. */
export function Passes(props: ListProps) {
  const { wallet, t } = props
  const { people, adder, offline } = wallet
  const heading = useRef<HTMLHeadingElement>(null)
  const main = useRef<HTMLElement>(null)
  useEffect(() => {
    // A notice of what was added may have taken it already.
    if (main.current?.contains(document.activeElement)) return
    heading.current?.focus()
    window.scrollTo(0, 0)
  }, [])
  const empty = people.length === 0
  return (
    <div class="app">
      <header class="head">
        <DemoStrip text={demoOf(wallet, t)} />
        <div class="wrap appbar">
          <p class="appbar__title">
            <Mark />
            <b {...untranslated}>{t('common.service')}</b>
          </p>
          <a class="iconbutton" href="#device">
            {t('wallet.device')}
          </a>
        </div>
      </header>
      <main id="main" class="wrap body" ref={main}>
        <h1 class={empty ? 'list-title' : 'hidden-visually'} tabIndex={-1} ref={heading}>
          {t(empty ? 'wallet.none' : 'wallet.title')}
        </h1>
        <p class="checking" role="status">
          {adder.state.kind === 'checking' && <span>{t('wallet.checking')}</span>}
        </p>
        <AddedNotice {...props} />
        <div class="split">
          <div>
            {empty && <NoPasses {...props} />}
            <div class="people">
              {people.map((person) => (
                <PersonPasses key={person.key} {...props} person={person} />
              ))}
            </div>
          </div>
          <aside class="stack" aria-label={t('wallet.about-device')}>
            <DeviceNotices {...props} />
          </aside>
        </div>
      </main>
      <footer class="dock">
        <div class="wrap">
          <UndoToast {...props} undone={() => heading.current?.focus()} />
          {offline.updateWaits && (
            <p class="dock__update">
              <span>{t('wallet.update-waits')}</span>
              <button class="button button--quiet" type="button" onClick={offline.update}>
                {t('wallet.update-now')}
              </button>
            </p>
          )}
          <a class="button button--wide" href="#add">
            <AddIcon />
            {t('wallet.add')}
          </a>
        </div>
      </footer>
    </div>
  )
}

function PersonPasses({ person, ...props }: ListProps & { readonly person: Person }) {
  const { t } = props
  const { current, others, past, renew } = person
  const id = `person-${person.key}`
  return (
    <section class="person" aria-labelledby={id}>
      <h2 class={nameClass('person__name', person)} id={id}>
        <Name {...person} />
      </h2>
      <LatinName {...person} />
      {person.birthDate !== null && (
        <p class="person__born">
          {t.rich('pass.born', {
            date: <span {...untranslated}>{birthDateInWords(person.birthDate, t)}</span>,
          })}
        </p>
      )}
      <Slips {...props} passes={current} />
      {renew && (
        <p class="person__renew">
          <a class="linkish" href={renewAddress(t.locale)}>
            {t(renew.standing === 'ended' ? 'wallet.renew' : 'wallet.renew-soon')}
          </a>
        </p>
      )}
      <Slips {...props} passes={others} title={t('wallet.others')} />
      <Slips {...props} passes={past} title={t('wallet.past')} />
    </section>
  )
}

interface SlipsProps extends ListProps {
  readonly passes: readonly WalletPass[]
  readonly title?: string
}

function Slips({ passes, title, ...props }: SlipsProps) {
  if (passes.length === 0) return null
  return (
    <>
      {title !== undefined && <h3 class="person__past">{title}</h3>}
      <ul class="slips">
        {passes.map((pass) => (
          <li key={pass.id}>
            <Slip {...props} pass={pass} />
          </li>
        ))}
      </ul>
    </>
  )
}
