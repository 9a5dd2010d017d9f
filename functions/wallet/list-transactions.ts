import { walletRoutes } from '#functions/wallet/wallet.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { CsvFile } from '#lib/platform/csv-file.ts'
import { listTransactions } from '#lib/wallet/list-transactions.ts'
import { writeStatement } from '#lib/wallet/statement.ts'

export const handler = endpoint(walletRoutes.listTransactions, async ({ query, caller, request }) =>
  request.csv
    ? new CsvFile('statement.csv', await writeStatement(caller.id, query, request.locale))
    : listTransactions(caller.id, query),
)
