import type { Translator } from '@excelsior/ui'
import { totalOf } from './device/counts.ts'
import type { Machine } from './machine.ts'
import { FirstStart } from './screens/first-start.tsx'
import { Scan } from './screens/scan.tsx'
import { Settings } from './screens/settings.tsx'
import { Today } from './screens/today.tsx'
import { TypeCode } from './screens/type-code.tsx'
import { Verdict } from './screens/verdict.tsx'

/** Age from which a photo ID is asked for while no list says otherwise. */
const PHOTO_ID_FROM = 18

export interface AppProps {
  readonly machine: Machine
  readonly t: Translator
}

export function App({ machine, t }: AppProps) {
  const { settings, camera, trust, scans, offline, zone } = machine
  const demo = trust.view.trust?.demo === true
  const choose = machine.choose
  if (!settings.started) {
    return (
      <FirstStart
        t={t}
        demo={demo}
        accepted={settings.accepted}
        onChoose={(accepted) => choose({ accepted })}
        onStart={() => choose({ started: true })}
      />
    )
  }
  const { phase } = scans.state
  const now = machine.now()
  return (
    <>
      <Scan
        t={t}
        zone={zone}
        now={now}
        behind={phase.kind === 'verdict' || machine.route !== 'scan'}
        video={machine.video}
        camera={camera.view}
        hint={machine.hint}
        accepted={settings.accepted}
        trust={trust.view}
        stock={offline.stock}
        updateWaits={offline.updateWaits}
        total={totalOf(machine.counts)}
        demo={demo}
        onTorch={camera.setTorch}
        onLens={camera.nextLens}
        onPicture={machine.readFile}
        onCamera={camera.start}
        onRefresh={trust.refresh}
        onUpdate={offline.update}
      />
      {phase.kind === 'verdict' ? (
        <Verdict
          t={t}
          zone={zone}
          phase={phase}
          now={now}
          ticks={scans.now}
          accepted={settings.accepted}
          photoIdFrom={trust.view.trust?.rules.photoIdFrom ?? PHOTO_ID_FROM}
          demo={demo}
          onNext={scans.next}
          onPause={scans.pause}
          onResume={scans.resume}
          onPainted={() => machine.signals.give(phase.outcome.word, settings)}
        />
      ) : (
        <OtherPage machine={machine} t={t} />
      )}
    </>
  )
}

function OtherPage({ machine, t }: AppProps) {
  const { settings, trust, offline, choose, route } = machine
  const demo = trust.view.trust?.demo === true
  switch (route) {
    case 'scan':
      return null
    case 'type':
      return <TypeCode t={t} demo={demo} onCode={(text) => machine.scans.seen(text, 'typed')} />
    case 'today':
      return <Today t={t} demo={demo} counts={machine.counts} />
    case 'settings':
      return (
        <Settings
          t={t}
          zone={machine.zone}
          now={machine.now()}
          demo={demo}
          settings={settings}
          trust={trust.view}
          stock={offline.stock}
          updateWaits={offline.updateWaits}
          layoutTest={machine.layoutTest}
          onAccepted={(accepted) => choose({ accepted })}
          onSound={(sound) => choose({ sound })}
          onVibration={(vibration) => choose({ vibration })}
          onTrySignal={() => machine.signals.give('valid', settings)}
          onRefresh={trust.refresh}
          onHeal={offline.heal}
          onUpdate={offline.update}
          onReset={machine.reset}
        />
      )
  }
}
