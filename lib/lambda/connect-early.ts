import { connectMongo } from '#lib/platform/mongo.ts'
import type { Need } from '#lib/platform/needs.ts'

/**
 * Begins to connect while a function's modules load, if it uses the database: on Lambda, TLS and login then overlap
 * with the rest of the start, which has a whole CPU. The first invocation awaits the same connection, and hears of a
 * failure.
 */
export function connectEarly(needs: readonly Need[]): void {
  if (!needs.includes('mongo') || !process.env.AWS_LAMBDA_FUNCTION_NAME) return
  void connectMongo().catch(() => undefined)
}
