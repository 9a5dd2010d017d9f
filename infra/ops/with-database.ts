import { openTarget, type Target } from '#infra/ops/open-target.ts'

/** Does the work of a command on the deployment that it is meant for. */
export const onTarget = <T>(onAws: boolean, work: (target: Target) => Promise<T>): Promise<T> =>
  withDatabase(() => openTarget(onAws), work)

/** Opens a database, does the work, and closes it whatever happens. */
export async function withDatabase<T, D extends Pick<Target, 'close'>>(
  open: () => Promise<D>,
  work: (database: D) => Promise<T>,
): Promise<T> {
  const database = await open()
  const result = await work(database).catch(async (error: unknown) => {
    await database.close().catch(() => undefined) // what went wrong before says more
    throw error
  })
  await database.close()
  return result
}
