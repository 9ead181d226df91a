import { expect, test } from 'vitest'
import { planFrame } from './frame-plan.ts'

test('the middle square is searched, and every fifth frame as a whole', () => {
  const first = planFrame(0, 1280, 720)
  expect(first).toMatchObject({ x: 280, y: 0, width: 720, height: 720, toWidth: 720, toHeight: 720 })
  expect(planFrame(4, 1280, 720)).toMatchObject({ x: 0, y: 0, toWidth: 1280, toHeight: 720 })
})

test('a device that was turned has its middle elsewhere, from the next frame on', () => {
  expect(planFrame(0, 800, 1280)).toMatchObject({ x: 0, y: 240, width: 800, height: 800, toWidth: 720 })
  expect(planFrame(1, 1280, 800)).toMatchObject({ x: 240, y: 0, width: 800, height: 800, toWidth: 720 })
})

test('no side is ever searched larger than the camera gave it', () => {
  expect(planFrame(0, 320, 240)).toMatchObject({ toWidth: 240, toHeight: 240 })
  expect(planFrame(4, 320, 240)).toMatchObject({ toWidth: 320, toHeight: 240 })
})

test('within four frames every way of reading comes up, also among those that are searched whole', () => {
  for (let start = 0; start < 20; start++) {
    const readings = [0, 1, 2, 3].flatMap((next) => planFrame(start + next, 1280, 720).readings)
    expect(new Set(readings)).toEqual(new Set(['local', 'sharpened', 'global', 'halved', 'inverted']))
  }
})
