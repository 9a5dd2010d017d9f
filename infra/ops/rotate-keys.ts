import { findRunning, runningSince } from '#infra/local/running.ts'
import { readSettings } from '#infra/local/settings.ts'
import { CannotStartError } from '#infra/local/stop-with.ts'
import { addKeys, dropOldKeys, keysChangedAfter } from '#infra/ops/key-files.ts'
import type { Target } from '#infra/ops/open-target.ts'
import { print, runCommand } from '#infra/ops/run-command.ts'
import { onTarget } from '#infra/ops/with-database.ts'
import { countOldDataKeys, rewrapDataKeys } from '#lib/encryption/rewrap-data-keys.ts'
import { DataKey } from '#lib/model/data-key.model.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { rehashNationalIds } from '#lib/verification/rehash-national-ids.ts'

/**
 * Changes the keys under which people's data are encrypted and found again, while the application runs
 * (docs/runbooks/rotate-keys.md):
 *   npm run keys:rotate                       wraps every data key under the current master key, and hashes every ID
 *                                             number with the current hash keys; may be stopped and run again
 *   npm run keys:rotate -- --new-keys         first, on one machine: new keys, beside those of before
 *   npm run keys:rotate -- --drop-old-keys    last, on one machine: what nothing needs any more
 *   KMS_KEY_ID=arn:... npm run keys:rotate -- --aws    those of STAGE
 * Exits with 1 if a key could not be wrapped again.
 */
const OPTIONS = ['--aws', '--new-keys', '--drop-old-keys']
const given = process.argv.slice(2)

await runCommand(async () => {
  const unknown = given.find((option) => !OPTIONS.includes(option))
  if (unknown) throw new CannotStartError(`${unknown} is none of ${OPTIONS.join(', ')}.`)
  const onAws = given.includes('--aws')
  if (onAws && given.length > 1) throw new CannotStartError('On AWS the keys are in KMS and in the secret.')
  if (given.includes('--new-keys')) startWithNewKeys()
  else {
    if (!onAws) useLocalKeys()
    process.exitCode = (await onTarget(onAws, rotate)) ? 0 : 1
  }
}, oneLineOf)

/** What whoever runs this can mend: the key that they named. */
function oneLineOf(error: unknown): unknown {
  if (!(error instanceof Error && '$metadata' in error)) return error
  return new CannotStartError(`KMS refuses the key of KMS_KEY_ID: ${error.name}: ${error.message}`)
}

function startWithNewKeys(): void {
  addKeys()
  const restart = findRunning() ? 'Start npm start again, so that it knows them, and then run' : 'Now run'
  print(`There are new keys; what the old ones encrypted stays readable. ${restart}: npm run keys:rotate`)
}

/** Returns whether nothing needs an old key any more. */
async function rotate({ name }: Target): Promise<boolean> {
  if (given.includes('--aws') && !process.env.KMS_KEY_ID) {
    throw new CannotStartError('Name the key that is to wrap from now on: KMS_KEY_ID=arn:aws:kms:...')
  }
  const { rewrapped, failed } = await rewrapDataKeys({
    onPage: (soFar) => print(`  ${soFar.rewrapped} data keys wrapped again`),
  })
  const numbers = await rehashNationalIds()
  const left = await countOldDataKeys()
  print(`${name}: ${await DataKey.countDocuments()} data keys, ${rewrapped} of them wrapped again now.`)
  print(`${numbers.rehashed} ID numbers hashed again now.`)
  const isDone = failed + numbers.failed + left === 0
  if (!isDone)
    print(`${failed + numbers.failed} failed, and ${left} data keys need an old key. Run it again.`)
  if (isDone && given.includes('--drop-old-keys')) {
    Object.assign(process.env, dropOldKeys())
    forgetConfig()
    await rehashNationalIds() // the hashes of the old key go with it
    print('The old keys are gone. A running npm start forgets them when it is started again.')
  }
  return isDone
}

/** The keys of this machine. A start that does not know them yet could not read what is wrapped under them. */
function useLocalKeys(): void {
  const since = findRunning() && runningSince()
  if (since && keysChangedAfter(since)) {
    throw new CannotStartError(
      'npm start does not know the new keys yet. Start it again first, then run this.',
    )
  }
  const { LOCAL_KEY = '', NATIONAL_ID_KEY = '', KMS_KEY_ID } = readSettings().env
  Object.assign(process.env, { LOCAL_KEY, NATIONAL_ID_KEY, ...(KMS_KEY_ID && { KMS_KEY_ID }) })
}
