import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { CannotStartError } from '#infra/local/stop-with.ts'
import { print, runCommand } from '#infra/ops/run-command.ts'

/**
 * Changes JWT_SECRET in a file with the secret of a deployment (docs/runbooks/rotate-jwt-secret.md). It calls nobody:
 *   npm run jwt:rotate -- secret.json          a new JWT_SECRET; the one of before becomes JWT_SECRET_PREVIOUS, and
 *                                              LASTING_SECRET if there is none yet
 *   npm run jwt:rotate -- secret.json --end    what JWT_SECRET_PREVIOUS signed is no longer accepted
 */
type Secret = Record<string, unknown>

const [file, option] = process.argv.slice(2)

await runCommand(() => {
  if (!file || !existsSync(file)) throw new CannotStartError('Name the file with the secret: secret.json')
  if (option !== undefined && option !== '--end') throw new CannotStartError(`${option} is not --end.`)
  const secret = readSecret(file)
  const next = option === '--end' ? ended(secret) : rotated(secret)
  writeFileSync(file, `${JSON.stringify(next, null, 2)}\n`, { mode: 0o600 })
  print(
    option === '--end'
      ? 'JWT_SECRET_PREVIOUS is gone from the file.'
      : 'The file has a new JWT_SECRET, and the one of before as JWT_SECRET_PREVIOUS.',
  )
})

function readSecret(name: string): Secret {
  try {
    return JSON.parse(readFileSync(name, 'utf8')) as Secret
  } catch {
    throw new CannotStartError(`${name} is no JSON. It has to be the whole secret, as AWS gives it.`)
  }
}

function rotated(secret: Secret): Secret {
  const { JWT_SECRET, LASTING_SECRET } = secret
  if (typeof JWT_SECRET !== 'string' || JWT_SECRET === '') {
    throw new CannotStartError('There is no JWT_SECRET in the file that could be changed.')
  }
  return {
    ...secret,
    JWT_SECRET: randomBytes(48).toString('base64url'),
    JWT_SECRET_PREVIOUS: JWT_SECRET,
    LASTING_SECRET: typeof LASTING_SECRET === 'string' && LASTING_SECRET !== '' ? LASTING_SECRET : JWT_SECRET,
  }
}

/** Only once LASTING_SECRET is there: else everybody's password would end with the key of before. */
function ended({ JWT_SECRET_PREVIOUS: _, ...secret }: Secret): Secret {
  if (!secret.LASTING_SECRET) {
    throw new CannotStartError('LASTING_SECRET is empty: set it to the first JWT_SECRET, or passwords end.')
  }
  return secret
}
