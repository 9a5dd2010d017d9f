import { readOptions } from '#infra/ops/read-options.ts'
import { print, runCommand } from '#infra/ops/run-command.ts'
import { onTarget } from '#infra/ops/with-database.ts'
import { type AuditFinding, verifyActivity } from '#lib/activity/verify-activity.ts'

/**
 * `npm run audit:verify`: checks the chain of the activity log, also while the server runs. Prints what was changed,
 * dropped, swapped, inserted or cut off, by its number, and exits with 1 if there is anything.
 *   npm run audit:verify                                       the running start, or this machine's data
 *   MONGODB_URI=... npm run audit:verify                       any database
 *   STAGE=prod AUDIT_BUCKET=craftworks-prod-audit-<account> npm run audit:verify -- --aws  a deployment, with its anchors
 */
await runCommand(async () => {
  const { aws } = readOptions({ aws: { type: 'boolean', default: false } })
  const { findings, seals, anchored, waiting, restores } = await onTarget(aws, verifyActivity)
  for (const finding of findings) print(textOf(finding))
  for (const { from, to, at } of restores) print(`${from} to ${to}: lost with the restore of ${at}`)
  if (anchored === 0)
    print('Nothing is anchored outside of the database: a chain that was written anew is not noticed.')
  print(`${seals} sealed entries, ${anchored} anchored, ${waiting} waiting, ${findings.length} findings`)
  process.exitCode = findings.length === 0 ? 0 : 1
})

function textOf({ number, what, other }: AuditFinding): string {
  switch (what) {
    case 'changed':
      return `${number}: its content was changed`
    case 'dropped':
      return `${number}: it was dropped`
    case 'swapped':
      return `${number}: it was swapped with ${other}`
    case 'inserted':
      return Number.isInteger(number)
        ? `behind ${number}: an entry was inserted`
        : `${number}: a seal was inserted`
    case 'resealed':
      return `${number}: its seal was written anew`
    case 'cutOff':
      return `${number} to ${other}: the end was cut off`
  }
}
