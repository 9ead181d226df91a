import type { Translator } from '@excelsior/ui'
import { totalOf } from './device/counts.ts'
import { fillScreen, fullScreenWaits } from './device/full-screen.ts'
import type { Machine } from './machine.ts'
import { FirstStart } from './screens/first-start.tsx'
import { later } from './screens/later.tsx'
import { Scan } from './screens/scan.tsx'
import { StationLeave } from './screens/station-leave.tsx'
import { StationScan } from './screens/station-scan.tsx'
import { Today } from './screens/today.tsx'
import { TypeCode } from './screens/type-code.tsx'
import { Verdict } from './screens/verdict.tsx'

const Settings = later(async () => (await import('./screens/settings.tsx')).Settings)
const StationSetup = later(async () => (await import('./screens/station-setup.tsx')).StationSetup)

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
  const common = {
    t,
    zone,
    now,
    behind: phase.kind === 'verdict' || machine.route !== 'scan',
    video: machine.video,
    camera: camera.view,
    hint: machine.hint,
    parts: scans.state.parts,
    onDropParts: scans.next,
    accepted: settings.accepted,
    trust: trust.view,
    stock: offline.stock,
    demo,
    onCamera: camera.start,
    onRefresh: trust.refresh,
  }
  return (
    <>
      {machine.station ? (
        <StationScan
          {...common}
          mirrored={machine.station.camera === 'front'}
          fullScreenWaits={fullScreenWaits()}
          onFullScreen={fillScreen}
        />
      ) : (
        <Scan
          {...common}
          readsPdfs={machine.readsPdfs}
          updateWaits={offline.updateWaits}
          total={totalOf(machine.counts)}
          onTorch={camera.setTorch}
          onLens={camera.nextLens}
          onPicture={machine.readFile}
          onUpdate={offline.update}
        />
      )}
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
          station={machine.station !== undefined}
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
      return <TypeCode t={t} demo={demo} parts={machine.scans.state.parts} onCode={machine.pasted} />
    case 'today':
      return <Today t={t} demo={demo} counts={machine.counts} sending={settings.sendCounts} />
    case 'station':
      return <StationSetup t={t} demo={demo} lasting={machine.lasting} onStart={machine.startStation} />
    case 'leave':
      return (
        <StationLeave
          t={t}
          demo={demo}
          wait={machine.stationWait}
          onTry={machine.leaveStation}
          onIdle={machine.backToScanning}
        />
      )
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
          waiting={machine.waiting}
          sentAt={machine.sentAt}
          onSending={machine.agreeToSending}
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
