export { connectDatabase, type Database, type DatabaseOptions, startDatabase } from './database.ts'
export { DatabaseError, type DatabaseErrorCode } from './database-error.ts'
