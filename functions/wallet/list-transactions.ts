import { walletRoutes } from '#functions/wallet/wallet.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { linkIfLarge } from '#lib/lists/link-if-large.ts'
import { CsvFile } from '#lib/platform/csv-file.ts'
import { listTransactions } from '#lib/wallet/list-transactions.ts'
import { writeStatement } from '#lib/wallet/statement.ts'

export const handler = endpoint(walletRoutes.listTransactions, async ({ query, caller, request }) => {
  if (!request.csv) return listTransactions(caller.id, query)
  const statement = await writeStatement(caller.id, query, request.locale)
  return linkIfLarge(new CsvFile('statement.csv', statement), 'STATEMENT_TOO_LONG')
})
