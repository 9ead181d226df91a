/** Value sets of the EU's eHealth Network, release 2.12: the part of them that means something here. */
export const COVID_19 = '840539006'

export const DETECTED = '260373001'
export const NOT_DETECTED = '260415000'

/** `tt`: nucleic acid amplification, rapid immunoassay. */
export const PCR = 'LP6464-4'
export const ANTIGEN = 'LP217198-3'

/** What `mp` (medicinal product) says, as CDC's code of the same vaccine for people of 12 years and more. */
export const CVX_OF_PRODUCT: ReadonlyMap<string, string> = new Map([
  ['EU/1/20/1528', '208'], // Comirnaty
  ['EU/1/20/1507', '207'], // Spikevax
  ['EU/1/21/1529', '210'], // Vaxzevria
  ['Covishield', '210'],
  ['R-COVI', '210'],
  ['Covid-19-recombinant', '210'],
  ['EU/1/20/1525', '212'], // Jcovden
  ['EU/1/21/1618', '211'], // Nuvaxovid
  ['NVX-CoV2373', '211'],
  ['Covaxin', '502'],
  ['Sputnik-Light', '504'],
  ['Sputnik-V', '505'],
  ['Convidecia', '506'],
  ['BBIBP-CorV', '510'],
  ['Hayat-Vax', '510'],
  ['CoronaVac', '511'],
])

export interface EuProduct {
  /** `mp`, `ma` and `vp`: product, holder of its authorisation, kind of vaccine. */
  readonly product: string
  readonly holder: string
  readonly kind: string
  /** Doses of its primary series. */
  readonly doses: number
}

const M_RNA = '1119349007'
const ANTIGENS = '1119305005'
const ANY_COVID_19_VACCINE = 'J07BX03'

const COMIRNATY = { product: 'EU/1/20/1528', holder: 'ORG-100030215', kind: M_RNA, doses: 2 }
const SPIKEVAX = { product: 'EU/1/20/1507', holder: 'ORG-100031184', kind: M_RNA, doses: 2 }

/** Which product of the EU's a dose given here was. */
export const PRODUCT_OF_CVX: ReadonlyMap<string, EuProduct> = new Map([
  ...['208', '217', '218', '219', '300', '301', '302', '308', '309', '310'].map(
    (cvx) => [cvx, COMIRNATY] as const,
  ),
  ...['207', '221', '227', '228', '229', '230', '311', '312'].map((cvx) => [cvx, SPIKEVAX] as const),
  ['210', { product: 'EU/1/21/1529', holder: 'ORG-100001699', kind: ANY_COVID_19_VACCINE, doses: 2 }],
  ['211', { product: 'EU/1/21/1618', holder: 'ORG-100032020', kind: ANTIGENS, doses: 2 }],
  ['313', { product: 'EU/1/21/1618', holder: 'ORG-100032020', kind: ANTIGENS, doses: 2 }],
  ['212', { product: 'EU/1/20/1525', holder: 'ORG-100001417', kind: ANY_COVID_19_VACCINE, doses: 1 }],
])
