import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs'
import { queues } from '#functions/consumers.ts'
import { findRunning } from '#infra/local/running.ts'
import { CannotStartError } from '#infra/local/stop-with.ts'
import { listDeadLetters, purge, redrive } from '#infra/ops/dead-letters.ts'
import { print, runCommand } from '#infra/ops/run-command.ts'
import { type Queue, urlSettingOf } from '#lib/lambda/queue/define-queue.ts'

/**
 * `npm run dlq`: handles dead letters of the running server or, with `--aws`, of a deployment.
 *   npm run dlq                        lists them
 *   npm run dlq -- redrive push        sends those of a queue back to it, once the cause is fixed
 *   npm run dlq -- purge push          deletes them
 *   STAGE=prod npm run dlq -- --aws    the same on AWS, with the credentials of the shell
 */
const onAws = process.argv.includes('--aws')
const [action = 'list', name] = process.argv.slice(2).filter((argument) => argument !== '--aws')

await runCommand(async () => {
  if (!onAws) useRunningServer()
  const client = new SQSClient(onAws ? {} : { endpoint: new URL(localUrlOf(queues[0])).origin })
  if (action === 'list') await list(client)
  else if (action === 'redrive') {
    const queue = namedQueue()
    print(`${await redrive(client, await urlOf(client, queue))} messages are back on ${queue.name}.`)
  } else if (action === 'purge') {
    const queue = namedQueue()
    await purge(client, await urlOf(client, queue))
    print(`The dead letters of ${queue.name} are deleted.`)
  } else
    throw new CannotStartError(`"${action}" is not an action. Use list, redrive <queue> or purge <queue>.`)
})

function useRunningServer(): void {
  const running = findRunning()
  if (!running) {
    throw new CannotStartError(
      'Craftworks does not run on this machine. Run npm start in another shell first, or add --aws.',
    )
  }
  Object.assign(process.env, running.env)
}

function namedQueue(): Queue {
  const queue = queues.find((one) => one.name === name)
  if (queue) return queue
  throw new CannotStartError(`Name one of the queues: ${queues.map((one) => one.name).join(', ')}.`)
}

function localUrlOf(queue: Queue | undefined): string {
  return (queue && process.env[urlSettingOf(queue)]) ?? ''
}

async function urlOf(client: SQSClient, queue: Queue): Promise<string> {
  if (!onAws) return localUrlOf(queue)
  const QueueName = `craftworks-${process.env.STAGE ?? 'dev'}-${queue.name}`
  const { QueueUrl = '' } = await client.send(new GetQueueUrlCommand({ QueueName }))
  return QueueUrl
}

async function list(client: SQSClient): Promise<void> {
  for (const queue of queues) {
    const deadLetters = await listDeadLetters(client, await urlOf(client, queue))
    print(`${queue.name}: ${deadLetters.length === 0 ? 'none' : deadLetters.length}`)
    for (const { id, sentAt, body } of deadLetters) print(`  ${sentAt}  ${id}  ${body.slice(0, 200)}`)
  }
}
