// The portal defines what it needs of a retrieval; the JSON interface speaks the same words.
export type {
  Channel,
  Client,
  Fault,
  IssuedPass,
  Outcome,
  RetrievalFlow,
  Started,
  Typed,
} from '@excelsior/portal'
