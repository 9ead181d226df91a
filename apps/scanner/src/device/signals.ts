import type { Word } from '../scanning/outcome.ts'

interface Tone {
  /** Hertz. */
  readonly pitch: number
  /** Milliseconds. */
  readonly length: number
}

interface Signal {
  readonly tones: readonly Tone[]
  /** Milliseconds on, off, on … */
  readonly buzzes: readonly number[]
}

const LEVEL: Tone = { pitch: 520, length: 180 }

/** Told apart by ear and by hand alone: rising, level, level twice, low, short twice. */
const SIGNALS: Readonly<Record<Word | 'part', Signal>> = {
  // Short and high: go on, there is more to scan.
  part: { tones: [{ pitch: 990, length: 60 }], buzzes: [20] },
  valid: {
    tones: [
      { pitch: 660, length: 90 },
      { pitch: 880, length: 90 },
    ],
    buzzes: [40],
  },
  expired: { tones: [LEVEL], buzzes: [60, 80, 60] },
  'not-yet-valid': { tones: [LEVEL], buzzes: [60, 80, 60] },
  'not-accepted': { tones: [LEVEL, LEVEL], buzzes: [60, 80, 60] },
  'not-genuine': { tones: [{ pitch: 220, length: 400 }], buzzes: [80, 80, 80, 80, 80] },
  'cannot-check': {
    tones: [
      { pitch: 440, length: 90 },
      { pitch: 440, length: 90 },
    ],
    buzzes: [],
  },
}

/** Silence between two tones of the same pitch, so that they are heard as two. */
const REST = 70
const LOUDNESS = 0.25
/** Milliseconds of swell and fade, against clicks. */
const EDGE = 8

export interface Signals {
  /** Browsers allow sound only from within a touch or a key. */
  unlock(): void
  /** `part`: one more part of a card was seen. */
  give(word: Word | 'part', how: { readonly sound: boolean; readonly vibration: boolean }): void
}

export function openSignals(): Signals {
  let audio: AudioContext | undefined
  return {
    unlock() {
      audio ??= makeAudio()
      if (audio?.state === 'suspended') audio.resume().catch(() => {})
    },
    give(word, { sound, vibration }) {
      const signal = SIGNALS[word]
      if (sound && audio?.state === 'running') play(audio, signal.tones)
      if (vibration && signal.buzzes.length > 0 && 'vibrate' in navigator)
        navigator.vibrate([...signal.buzzes])
    },
  }
}

/** Safari 13 has it under its old name. */
function makeAudio(): AudioContext | undefined {
  const named: { AudioContext?: typeof AudioContext; webkitAudioContext?: typeof AudioContext } = window
  const Context = named.AudioContext ?? named.webkitAudioContext
  return Context ? new Context() : undefined
}

function play(audio: AudioContext, tones: readonly Tone[]) {
  let at = audio.currentTime + 0.01
  let pitch = 0
  for (const tone of tones) {
    if (tone.pitch === pitch) at += REST / 1000
    const end = at + tone.length / 1000
    const oscillator = audio.createOscillator()
    const gain = audio.createGain()
    oscillator.frequency.value = tone.pitch
    gain.gain.setValueAtTime(0, at)
    gain.gain.linearRampToValueAtTime(LOUDNESS, at + EDGE / 1000)
    gain.gain.setValueAtTime(LOUDNESS, end - EDGE / 1000)
    gain.gain.linearRampToValueAtTime(0, end)
    oscillator.connect(gain)
    gain.connect(audio.destination)
    oscillator.start(at)
    oscillator.stop(end)
    at = end
    pitch = tone.pitch
  }
}
