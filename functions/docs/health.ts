import mongoose from 'mongoose'
import { docsRoutes } from '#functions/docs/docs.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { checkUniqueIndexes } from '#lib/model/unique-indexes.ts'

export const handler = endpoint(docsRoutes.health, async () => {
  await Promise.all([mongoose.connection.db?.command({ ping: 1 }), checkUniqueIndexes()])
  return { status: 'ok' as const }
})
