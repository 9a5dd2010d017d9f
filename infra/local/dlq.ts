import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs'
import { queues } from '#functions/consumers.ts'
import { listDeadLetters, purge, redrive } from '#infra/local/queues/dead-letters.ts'
import { findRunning } from '#infra/local/running.ts'
import { CannotStart, stopWith } from '#infra/local/stop-with.ts'
import { urlSettingOf, type Queue } from '#lib/http/define-queue.ts'

/**
 * `npm run dlq`: the messages that failed for good, of the running server or, with `--aws`, of a deployment.
 *   npm run dlq                        lists them
 *   npm run dlq -- redrive push        sends those of a queue back to it, once their cause is mended
 *   npm run dlq -- purge push          throws them away
 *   STAGE=prod npm run dlq -- --aws    the same on AWS, with the credentials of the shell
 */
const onAws = process.argv.includes('--aws')
const [action = 'list', name] = process.argv.slice(2).filter((word) => word !== '--aws')
const say = (line: string): void => void process.stdout.write(`${line}\n`)

try {
  if (!onAws) useRunning()
  const client = new SQSClient(onAws ? {} : { endpoint: new URL(urlHere(queues[0])).origin })
  if (action === 'list') await list(client)
  else if (action === 'redrive') {
    const queue = named()
    say(`${await redrive(client, await urlOf(client, queue))} messages are back on ${queue.name}.`)
  } else if (action === 'purge') {
    const queue = named()
    await purge(client, await urlOf(client, queue))
    say(`The dead letters of ${queue.name} are thrown away.`)
  } else throw new CannotStart(`"${action}" is none of list, redrive <queue>, purge <queue>.`)
} catch (error) {
  stopWith(error)
}

function useRunning(): void {
  const running = findRunning()
  if (!running) {
    throw new CannotStart('Nothing runs on this machine. Run npm start in another shell first, or add --aws.')
  }
  Object.assign(process.env, running.env)
}

function named(): Queue {
  const queue = queues.find((one) => one.name === name)
  if (queue) return queue
  throw new CannotStart(`Name one of the queues: ${queues.map((one) => one.name).join(', ')}.`)
}

function urlHere(queue: Queue | undefined): string {
  return (queue && process.env[urlSettingOf(queue)]) ?? ''
}

async function urlOf(client: SQSClient, queue: Queue): Promise<string> {
  if (!onAws) return urlHere(queue)
  const QueueName = `craftworks-${process.env.STAGE ?? 'dev'}-${queue.name}`
  const { QueueUrl = '' } = await client.send(new GetQueueUrlCommand({ QueueName }))
  return QueueUrl
}

async function list(client: SQSClient): Promise<void> {
  for (const queue of queues) {
    const letters = await listDeadLetters(client, await urlOf(client, queue))
    say(`${queue.name}: ${letters.length === 0 ? 'none' : letters.length}`)
    for (const { id, sentAt, body } of letters) say(`  ${sentAt}  ${id}  ${body.slice(0, 200)}`)
  }
}
