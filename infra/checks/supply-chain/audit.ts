import { judgeAudit } from '#infra/checks/supply-chain/advisories.ts'
import { printedAudit } from '#infra/checks/supply-chain/run-npm.ts'

/**
 * `npm run advisories`: asks the registry what is known against the packages of the lock. Ends with 1 if something
 * critical is known that exceptions.ts does not explain. Where the registry cannot be asked it says SKIPPED, and ends well.
 */
const judgement = judgeAudit(await printedAudit())
if (judgement.kind === 'skipped') {
  process.stdout.write(`SKIPPED the audit of the lock: ${judgement.why}\n`)
} else {
  for (const line of judgement.others) process.stdout.write(`${line}\n`)
  for (const fault of judgement.faults) process.stderr.write(`FAILED ${fault}\n`)
  if (judgement.faults.length > 0) process.exitCode = 1
}
