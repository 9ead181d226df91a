import { EventEmitter } from 'node:events'
import { StoreUnavailable } from '@excelsior/store'
import { describe, expect, test } from 'vitest'
import { Intake } from './intake.ts'

const MIB = 1024 * 1024

describe('what a door has in hand', () => {
  test('is bounded: who finds no room is told to come again', () => {
    const intake = new Intake(4 * MIB)
    for (const source of [1, 2]) intake.open(source, new EventEmitter())(1.9 * MIB)
    expect(() => intake.open(3, new EventEmitter())(MIB)).toThrow(StoreUnavailable)
  })

  test('is half of one source at most: it keeps nobody out', () => {
    const intake = new Intake(4 * MIB)
    intake.open(1, new EventEmitter())(1.9 * MIB)
    expect(() => intake.open(1, new EventEmitter())(MIB)).toThrow(StoreUnavailable)
    intake.open(2, new EventEmitter())(MIB)
  })

  test('counts requests that have sent nothing yet, too', () => {
    const intake = new Intake(MIB)
    const openMany = () => Array.from({ length: 100 }, () => intake.open(1, new EventEmitter()))
    expect(openMany).toThrow(StoreUnavailable)
  })

  test('has room again for what was answered', () => {
    const intake = new Intake(4 * MIB)
    for (let request = 0; request < 100; request++) {
      const response = new EventEmitter()
      intake.open(1, response)(MIB)
      response.emit('finish')
      response.emit('close')
    }
    intake.open(1, new EventEmitter())(1.9 * MIB)
  })
})
