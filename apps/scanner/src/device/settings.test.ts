import { describe, expect, test } from 'vitest'
import { FIRST_SETTINGS, readSettings } from './settings.ts'

describe('settings that were kept', () => {
  test('come back as they were', () => {
    const settings = {
      started: true,
      accepted: ['pcr'],
      sound: false,
      vibration: false,
      lens: 'a1',
      layout: { x: 'X' },
      sendCounts: true,
      language: 'ko',
    } as const
    expect(readSettings(settings)).toEqual(settings)
  })

  test.each([
    undefined,
    null,
    'x',
    [],
    { accepted: 'pcr' },
    { accepted: [] },
    { accepted: ['plague'], lens: 3, layout: 'x' },
  ])('are the first ones where %o was kept', (stored) => {
    expect(readSettings(stored)).toEqual(FIRST_SETTINGS)
  })
})
