import { expect, test } from 'vitest'
import { isAtHome } from './phone-wallets.ts'

const IPHONE = (version: string) =>
  `Mozilla/5.0 (iPhone; CPU iPhone OS ${version} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148`
const offered = (userAgent: string) =>
  (['apple', 'google'] as const).filter((wallet) => isAtHome(wallet, userAgent))

test.each([
  ['an iPhone from iOS 15 on', IPHONE('15_0'), ['apple']],
  ['an iPhone before iOS 15, which draws the code wrongly', IPHONE('14_8_1'), []],
  ['an iPad that says so', 'Mozilla/5.0 (iPad; CPU OS 16_3 like Mac OS X) AppleWebKit/605.1.15', ['apple']],
  [
    'an Android phone',
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0 Mobile',
    ['google'],
  ],
  ['a Mac', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15', ['apple', 'google']],
  ['a browser that says nothing', '', ['apple', 'google']],
])('%s is offered its own wallets', (_what, userAgent, wallets) => {
  expect(offered(userAgent)).toEqual(wallets)
})

test('a long user agent takes no longer', () => {
  expect(offered('iPhone '.repeat(100_000))).toEqual(['apple', 'google'])
})
