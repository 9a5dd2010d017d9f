import { describe, expect, it } from 'vitest'
import { contractRoutes } from '#functions/contracts/contracts.routes.ts'
import { call } from '#lib/testing/call.ts'
import { aHiredJob, aJobIn } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, aModerator } from '#lib/testing/people.ts'

aDatabase()

describe('contracts', () => {
  it('are visible only to their parties and staff', async () => {
    const { client, craftsman, contractId } = await aHiredJob()
    const read = async (as: { token: string }) =>
      (await call(contractRoutes.getContract, { as, params: { contractId } })).status
    const callers = [client, craftsman, await aModerator(), await aClient(), await aCraftsman()]
    expect(await Promise.all(callers.map(read))).toEqual([200, 200, 200, 404, 404])
    const { body } = await call(contractRoutes.listContracts, { as: craftsman, query: { status: 'Active' } })
    expect(body.data.map(({ id }) => id)).toEqual([contractId])
  })

  it('are confirmed by their client, once, before the window ends', async () => {
    const { client, craftsman, contractId } = await aJobIn('Completed', { price: 20_000 })
    const confirm = (as: { token: string }) =>
      call(contractRoutes.confirmContract, { as, params: { contractId }, body: {} })
    expect((await confirm(craftsman)).status).toBe(403)
    const { status, body } = await confirm(client)
    expect([status, body.status, body.payment, body.platformFee]).toEqual([201, 'Completed', 'Cash', 2_000])
    expect(body.confirmedAt).not.toBeNull()
    const again = await confirm(client)
    expect([again.status, again.body.code]).toEqual([400, 'CONTRACT_NOT_AWAITING'])
  })

  it('refuse a cash amount if they have no deposit', async () => {
    const { client, contractId } = await aJobIn('Completed')
    const { body } = await call(contractRoutes.confirmContract, {
      as: client,
      params: { contractId },
      body: { cashPaid: 1 },
    })
    expect(body.code).toBe('CASH_PAID_NOT_ASKED')
  })
})
