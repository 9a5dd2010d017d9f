import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { queues } from '#functions/consumers.ts'
import { type FakeRequest, type FakeResponse, serve } from '#infra/fakes/fake-server.ts'
import { startKmsFake } from '#infra/fakes/kms.ts'
import { startSqsFake } from '#infra/fakes/sqs.ts'
import { ROOT } from '#infra/local/settings.ts'
import { type StartedServer, startServer } from '#infra/local/testing/started-server.ts'
import { encryptField } from '#lib/encryption/encrypt-field.ts'
import { deadLettersOf } from '#lib/lambda/queue/define-queue.ts'
import { newId } from '#lib/platform/ids.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'
import { withSettings } from '#lib/testing/with-settings.ts'

/** Every command of the runbooks, as it is written there: run against one machine or a fake, or why it is not. */
const PAGES = path.join(ROOT, 'docs/runbooks')
const COMMAND = /^(?:[A-Z_]+=\S+ )*(?:npm|npx|aws|curl|git|rm) /

/** Commands that take minutes or an account: which test does the same, or that nobody has run them yet. */
const NOT_HERE: Readonly<Record<string, string>> = {
  'npm start': 'a server runs all the while: startServer does the same',
  'npm run build -- --compile': 'infra/bundle/bundle.test.ts compiles every bundle',
  'npm run build -- --source-maps': 'infra/bundle/sentry.test.ts writes and reads them for one function',
  'npm run symbolicate -- <build> <line>:<column>': 'needs the maps; run by hand on 2026-11-26',
  'npm run drill:restore -- --documents 20000': 'infra/ops/restore/drill.test.ts runs it with fewer',
  'npm run keys:rotate -- --new-keys': 'infra/ops/rotate-keys.test.ts, with a start between the steps',
  'npm run keys:rotate -- --drop-old-keys': 'infra/ops/rotate-keys.test.ts',
}

const FIREWALL_ID = '3b1a1f2e-0c7d-4c1f-9a53-6f0e6f0f1a2b'

/** The commands of a page in their order: lines of shell blocks, and commands in the text. */
function commandsOf(page: string): string[] {
  const text = readFileSync(path.join(PAGES, page), 'utf8')
  const parts = text.matchAll(/```sh\n([^]*?)```|`([^`\n]+)`/g)
  return [...parts].flatMap(([, block, inline = '']) =>
    (block?.split('\n') ?? [inline])
      .map((line) => line.replace(/\s+#.*$/, '').trim())
      .filter((line) => COMMAND.test(line) || line === 'npm start'),
  )
}

const pages = readdirSync(PAGES).filter((name) => name.endsWith('.md'))
const hasAws = spawnSync('aws', ['--version']).status === 0

aDatabase() // that of the deployment
const kms = aFake(startKmsFake)
let fieldKey: string
let newKey: string

let server: StartedServer
let sqs: Awaited<ReturnType<typeof startSqsFake>>
let cloud: Awaited<ReturnType<typeof serve>>
let secret = ''
const invoked: string[] = []
const folder = mkdtempSync(path.join(tmpdir(), 'craftworks-runbooks-'))

/** The firewall's answers, by the action. */
const FIREWALL: Readonly<Record<string, object>> = {
  'AWSWAF_20190729.ListWebACLs': { WebACLs: [{ Name: 'craftworks-prod', Id: FIREWALL_ID }] },
  'AWSWAF_20190729.GetRateBasedStatementManagedKeys': {
    ManagedKeysIPV4: { IPAddressVersion: 'IPV4', Addresses: ['203.0.113.7/32'] },
  },
}

/** Secrets Manager, Lambda and the firewall, as far as the runbooks call them. */
function answer({ headers, url, body }: FakeRequest): FakeResponse {
  const target = headers['x-amz-target']
  const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(url.pathname) ?? []
  if (name) {
    invoked.push(name)
    return { status: 200, json: { handedOut: 0 } }
  }
  if (target === 'secretsmanager.GetSecretValue') return { status: 200, json: { SecretString: secret } }
  if (target === 'secretsmanager.PutSecretValue') {
    secret = (JSON.parse(body.toString()) as { SecretString: string }).SecretString
    return { status: 200, json: { Name: 'craftworks/prod' } }
  }
  if (target === 'AmazonSQS.GetQueueUrl') {
    const { QueueName } = JSON.parse(body.toString()) as { QueueName: string }
    return { status: 200, json: { QueueUrl: `${sqs.url}/000000000000/${QueueName}` } }
  }
  const json = FIREWALL[String(target)]
  return json ? { status: 200, json } : { status: 400, json: { __type: 'UnknownOperationException' } }
}

beforeAll(async () => {
  ;[server, sqs, cloud] = await Promise.all([startServer(), startSqsFake(queues), serve(answer)])
  const client = new SQSClient({
    endpoint: sqs.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  for (const { name } of queues) {
    const QueueName = `craftworks-prod-${name}`
    await client.send(new CreateQueueCommand({ QueueName }))
    await client.send(new CreateQueueCommand({ QueueName: deadLettersOf(QueueName) }))
    const QueueUrl = `${sqs.url}/000000000000/${deadLettersOf(QueueName)}`
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: `{"dead":"${name}"}` }))
  }
  client.destroy()
  const { MONGODB_URI, NATIONAL_ID_KEY } = process.env
  secret = JSON.stringify({ JWT_SECRET: 'f'.repeat(64), MONGODB_URI, NATIONAL_ID_KEY })
  fieldKey = kms.its.createKey()
  newKey = kms.its.createKey()
  const owner = newId<'User'>()
  await withSettings({ KMS_KEY_ID: fieldKey }, () => encryptField({ owner, field: 'x' }, 'x'))
}, timeLimit(10_000))
afterAll(async () => {
  await Promise.all([server.stop(), sqs.stop(), cloud.stop()])
  rmSync(folder, { recursive: true, force: true })
})

/** The address of the database of a start. */
function databaseOf({ env: { CRAFTWORKS_LOCAL_DIR = '' } }: StartedServer): string {
  const running = readFileSync(path.join(CRAFTWORKS_LOCAL_DIR, 'running.json'), 'utf8')
  return (JSON.parse(running) as { env: { MONGODB_URI: string } }).env.MONGODB_URI
}

/** Runs a command as it is written, in a shell, with what stands for its placeholders. */
async function run(command: string): Promise<{ code: number | null; output: string }> {
  const written = command
    .replaceAll('<Url>', server.url)
    .replaceAll('<stage>', 'prod')
    .replaceAll('<uri>', `'${databaseOf(server)}'`)
    .replaceAll('<name>', 'run-payouts')
    .replaceAll('<FieldKeyArn>', fieldKey)
    .replaceAll('<new>', newKey)
    .replaceAll('<id>', FIREWALL_ID)
  const script = written
    .replaceAll(/\bnpm run /g, `npm --prefix ${ROOT} run `)
    .replaceAll('secret.json', path.join(folder, 'secret.json'))
  const { MONGODB_URI: _, ...outside } = process.env
  // a pipe, as a terminal is something that can be opened as /dev/stdout, and a socket of Node's is not
  const child = spawn('bash', ['-o', 'pipefail', '-c', `{ ${script}\n} 2>&1 | cat`], {
    cwd: folder,
    env: {
      ...outside,
      ...server.env,
      AWS_REGION: 'eu-central-1',
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL: cloud.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: cloud.url, // our own reader knows this name alone
    },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => (output += String(part)))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, output }
}

/** What a command says when it did its work. */
const SAYS: readonly (readonly [RegExp, RegExp])[] = [
  [/dlq -- --aws$/, /email: 1\n/],
  [/redrive email/, /1 messages are back on email/],
  [/purge realtime/, /dead letters of realtime are deleted/],
  [/curl/, /\{"status":"ok"\}/],
  [/jwt:rotate -- secret\.json$/, /has a new JWT_SECRET/],
  [/--end/, /is gone from the file/],
  [/^KMS_KEY_ID=<FieldKeyArn>/, /: 1 data keys, [01] of them wrapped again now/],
  [/^KMS_KEY_ID=<new>/, /: 1 data keys, 1 of them wrapped again now/],
  [/db:indexes/, /index/i],
  [/restore:prepare$/, /It may get traffic\.\n$/],
  [/ledger:verify/, /./],
  [/lambda invoke/, /StatusCode/],
  [/list-web-acls/, /craftworks-prod/],
  [/managed-keys/, /203\.0\.113\.7/],
]

describe('the runbooks', () => {
  it('name no command twice as not run, and none that no page has', () => {
    const all = new Set(pages.flatMap(commandsOf))
    expect(all.size).toBeGreaterThan(15)
    for (const command of Object.keys(NOT_HERE)) expect([command, all.has(command)]).toEqual([command, true])
  })
})

describe.each(pages.filter((page) => commandsOf(page).some((command) => !(command in NOT_HERE))))(
  'the commands of %s',
  (page) => {
    const commands = commandsOf(page).filter((command) => !(command in NOT_HERE))
    const needsAws = commands.some((command) => command.startsWith('aws '))

    it.skipIf(needsAws && !hasAws)(
      `run as they are written${needsAws ? ' (with the command line of AWS)' : ''}`,
      async () => {
        for (const command of commands) {
          const { code, output } = await run(command)
          expect([command, code, output]).toEqual([command, 0, output])
          const [, says] = SAYS.find(([which]) => which.test(command)) ?? []
          if (says) expect(output, command).toMatch(says)
        }
      },
      timeLimit(8_000),
    )
  },
)

describe('after the runbooks', () => {
  it.skipIf(!hasAws)('the secret has a new key, the first one lasts, and the schedule was run', () => {
    const after = JSON.parse(secret) as Record<string, string>
    expect(after.LASTING_SECRET).toBe('f'.repeat(64))
    expect(after.JWT_SECRET).not.toBe('f'.repeat(64))
    expect(after).not.toHaveProperty('JWT_SECRET_PREVIOUS')
    expect(new Set(invoked)).toEqual(new Set(['craftworks-prod-schedules-run-payouts']))
  })
})
