export { type Contacts, parseContacts } from './contacts.ts'
export type { Bound, LivePasses } from './live-passes.ts'
export type {
  OtherWallets,
  PresentationState,
  Presentations,
  WalletOffer,
} from './other-wallets.ts'
export type { Assets, Page, RenderPage, Screen } from './page.ts'
export type { PhoneWallet, PhoneWallets } from './phone-wallets.ts'
export type {
  Channel,
  Client,
  Fault,
  IssuedPass,
  Outcome,
  RetrievalFlow,
  Started,
  Typed,
} from './retrieval-flow.ts'
export { builtPortal } from './routes/built-portal.ts'
export {
  type PortalOptions,
  type PortalPages,
  type PortalParts,
  portalRoutes,
} from './routes/portal-routes.ts'
export type { Seal } from './routes/sealed-cookie.ts'
export type { SupportDesk } from './support-desk.ts'
