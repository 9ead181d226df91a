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
