import { RestoreCheckError } from '#infra/ops/restore/restore-check-error.ts'
import { anchorStore } from '#lib/gateways/anchors/anchors.ts'
import { findMissingCopies } from '#lib/privacy/missing-copies.ts'

const NAME_IT =
  'Name the one of this deployment: AUDIT_BUCKET=craftworks-<stage>-audit-<account>, or AUDIT_FOLDER'

/**
 * Finds the store outside of the database, in which erasures and the hashes of the activity log are noted, and says
 * whether there is one. Throws a RestoreCheckError where the database remembers more than the store has: it is that of
 * another deployment, or none was named, and whoever was erased since the backup would come back unnoticed.
 */
export async function findStore(): Promise<string> {
  const [missing] = await findMissingCopies()
  if (missing) {
    const { what, remembered, found } = missing
    throw new RestoreCheckError(
      `its store outside of the database has ${found} of the ${remembered} ${what} that were noted there. ${NAME_IT}`,
    )
  }
  return (await anchorStore())
    ? 'the store outside of the database has what the database remembers of it'
    : 'THERE IS NO STORE outside of the database: nobody knows who was erased since the backup, or what the log lost'
}
