import { walletRoutes } from '#functions/wallet/wallet.routes.ts'
import { CsvFile } from '#lib/http/csv-file.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { listTransactions } from '#lib/wallet/list-transactions.ts'
import { writeStatement } from '#lib/wallet/statement.ts'

export const handler = endpoint(walletRoutes.listTransactions, async ({ query, caller, request }) =>
  request.csv
    ? new CsvFile('statement.csv', await writeStatement(caller.id, query, request.locale))
    : listTransactions(caller.id, query),
)
