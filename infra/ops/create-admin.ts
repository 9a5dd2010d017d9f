import { CannotStartError } from '#infra/local/stop-with.ts'
import { ask, isTerminal } from '#infra/ops/ask.ts'
import { createAdmin, generatePassword, isAdmin, readEmail } from '#infra/ops/first-admin.ts'
import type { Target } from '#infra/ops/open-target.ts'
import { readOptions } from '#infra/ops/read-options.ts'
import { print, runCommand } from '#infra/ops/run-command.ts'
import { onTarget } from '#infra/ops/with-database.ts'

/**
 * `npm run create-admin -- --email=nadia@craftworks.example`: the first admin, locally or, with `--aws`, of a stage.
 *   npm run create-admin                                          asks for everything
 *   STAGE=prod npm run create-admin -- --aws --email=...          of the deployment craftworks-prod
 *   MONGODB_URI=... JWT_SECRET=... npm run create-admin -- ...    of any database
 * The password is asked for, or taken from ADMIN_PASSWORD, or generated. A second call changes nothing.
 */
await runCommand(async () => {
  const values = readArguments()
  const email = readEmail(values.email ?? (await required('E-mail of the admin: ', '--email')))
  await onTarget(values.aws, async (target) => {
    if (await isAdmin(email)) print(`${email} is an admin of ${target.name} already. Nothing was changed.`)
    else await create(email, { firstName: values['first-name'], lastName: values['last-name'] }, target)
  })
})

function readArguments() {
  return readOptions({
    aws: { type: 'boolean', default: false },
    email: { type: 'string' },
    'first-name': { type: 'string', default: 'Admin' },
    'last-name': { type: 'string', default: '' },
  })
}

async function required(question: string, option: string): Promise<string> {
  if (isTerminal()) return ask(question)
  throw new CannotStartError(`Name it: npm run create-admin -- ${option}=...`)
}

async function create(
  email: string,
  names: { readonly firstName: string; readonly lastName: string },
  { name }: Target,
): Promise<void> {
  const given = process.env.ADMIN_PASSWORD ?? (await askForPassword())
  const password = given === '' ? generatePassword() : given
  const isNew = await createAdmin({ email, ...names, password })
  print(isNew ? `${email} is an admin of ${name}.` : `${email} is an admin of ${name} already.`)
  if (given !== '' || !isNew) return
  if (isTerminal()) print(`The password is shown once: ${password}`)
  else print('Its password was generated and is not shown here: set one by "forgot password".')
}

/** What a person chooses, typed twice; empty to have one generated, as where nobody can be asked. */
async function askForPassword(): Promise<string> {
  if (!isTerminal()) return ''
  const password = await ask('Password (empty: one is generated): ', { hidden: true })
  if (password === '' || (await ask('Once more: ', { hidden: true })) === password) return password
  throw new CannotStartError('The two differ. Nothing was changed.')
}
