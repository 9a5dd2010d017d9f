import mongoose from 'mongoose'
import { docsRoutes } from '#functions/docs/docs.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(docsRoutes.health, async () => {
  await mongoose.connection.db?.command({ ping: 1 })
  return { status: 'ok' as const }
})
