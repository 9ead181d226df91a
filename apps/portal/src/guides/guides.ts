/** The pictures that guides have, one of each in every language; a step's says what it shows under `guides.shows-…`. */
export const PICTURES = [
  'which',
  'details',
  'questions',
  'code',
  'pass',
  'keep',
  'iphone',
  'android',
  'add',
  'added',
  'open',
  'delete',
  'start',
  'scan',
  'valid',
  'expired',
  'settings',
] as const
export type PictureName = (typeof PICTURES)[number]

export interface GuideStep {
  /** The key of its text. */
  readonly text: string
  readonly picture: PictureName
  /** Only where the policy wants codes. */
  readonly codes?: true
}

export interface Guide {
  /** In the address, and the start of the keys of title and lead. */
  readonly id: 'portal' | 'wallet-iphone' | 'wallet-android' | 'scanner'
  /** Its pictures show the wallet without the browser around it. */
  readonly bare?: true
  readonly steps: readonly GuideStep[]
}

const USE: readonly GuideStep[] = [
  { text: 'guides.wallet-open', picture: 'open' },
  { text: 'guides.wallet-delete', picture: 'delete' },
]

export const GUIDES: readonly Guide[] = [
  {
    id: 'portal',
    steps: [
      { text: 'guides.portal-which', picture: 'which' },
      { text: 'guides.portal-details', picture: 'details' },
      { text: 'guides.portal-questions', picture: 'questions' },
      { text: 'guides.portal-code', picture: 'code', codes: true },
      { text: 'guides.portal-keep', picture: 'pass' },
    ],
  },
  {
    id: 'wallet-iphone',
    bare: true,
    steps: [
      { text: 'guides.wallet-iphone-install', picture: 'iphone' },
      { text: 'guides.wallet-iphone-picture', picture: 'keep' },
      { text: 'guides.wallet-iphone-add', picture: 'add' },
      ...USE,
    ],
  },
  {
    id: 'wallet-android',
    bare: true,
    steps: [
      { text: 'guides.wallet-android-install', picture: 'android' },
      { text: 'guides.wallet-android-add', picture: 'added' },
      ...USE,
    ],
  },
  {
    id: 'scanner',
    steps: [
      { text: 'guides.scanner-start', picture: 'start' },
      { text: 'guides.scanner-scan', picture: 'scan' },
      { text: 'guides.scanner-valid', picture: 'valid' },
      { text: 'guides.scanner-other', picture: 'expired' },
      { text: 'guides.scanner-settings', picture: 'settings' },
    ],
  },
]
