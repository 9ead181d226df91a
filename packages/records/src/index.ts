export * from './codes.ts'
export type * from './report.ts'
