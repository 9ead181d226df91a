export { fieldsOf, type Kept, keptInMemory, openKept } from './kept.ts'
export { keepOffline, type Offline, type Stock } from './offline.ts'
export { otherPages } from './other-pages.ts'
export { askForStorage, type StoragePromise, storagePromise } from './storage-promise.ts'
export { type FetchedList, fetchTrustList } from './trust/fetch-list.ts'
export {
  type ClockCheck,
  clockInDoubt,
  clockUnconfirmed,
  keepTrust,
  type TrustKeeper,
  type TrustView,
} from './trust/trust-keeper.ts'
export { zoneOf } from './trust/zone-of.ts'
