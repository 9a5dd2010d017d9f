import { Duration, NestedStack, Validations } from 'aws-cdk-lib'
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { alarmAt, alarmOfGroup } from '#infra/constructs/alarms.ts'
import { pascal } from '#infra/constructs/area.ts'
import { DeployedLambda, type Platform } from '#infra/constructs/function.ts'
import { ofQueue } from '#infra/functions.ts'
import { BUS_SOURCE } from '#lib/events/bus-source.ts'
import { deadLettersOf, urlSettingOf, type Queue as QueueOfManifest } from '#lib/http/define-queue.ts'

/** Dead letters are kept as long as SQS keeps anything: there has to be time to mend what broke. */
const KEPT = Duration.days(14)

/** A message that waits for so long, or so many that wait, is a consumer that does not keep up. */
const OLDEST_SECONDS = 120
const DEEPEST = 1_000

/** How far back the bus can replay. */
const ARCHIVED = Duration.days(90)

interface QueuesProps {
  readonly queues: readonly QueueOfManifest[]
  readonly stage: string
  readonly alarmTopic: ITopic
}

/** The queues of the manifest, each with its dead letters and three alarms. They outlive the functions behind them. */
export class Queues extends Construct {
  /** By the queue's name in the manifest. */
  readonly byName: ReadonlyMap<string, Queue>
  /** Where each is, by the setting that says so. */
  readonly settings: Readonly<Record<string, string>>

  constructor(scope: Construct, id: string, { queues, stage, alarmTopic }: QueuesProps) {
    super(scope, id)
    const made = queues.map((queue) => [queue, this.make(queue, stage, alarmTopic)] as const)
    this.byName = new Map(made.map(([{ name }, queue]) => [name, queue]))
    this.settings = Object.fromEntries(made.map(([queue, { queueUrl }]) => [urlSettingOf(queue), queueUrl]))
  }

  private make(
    { name, visibilitySeconds, maxReceives }: QueueOfManifest,
    stage: string,
    topic: ITopic,
  ): Queue {
    const id = pascal(name)
    const safe = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: KEPT }
    const queueName = `craftworks-${stage}-${name}`
    const dead = new Queue(this, `${id}Dead`, { queueName: deadLettersOf(queueName), ...safe })
    Validations.of(dead).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the dead-letter queue itself.',
    })
    const queue = new Queue(this, id, {
      queueName,
      ...safe,
      visibilityTimeout: Duration.seconds(visibilitySeconds),
      deadLetterQueue: { queue: dead, maxReceiveCount: maxReceives },
    })
    alarmAt(this, `${id}DeadAlarm`, {
      metric: dead.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
      threshold: 1,
      description: `A message of the queue ${name} failed for good. docs/runbooks/queues.md`,
      topic,
    })
    alarmAt(this, `${id}AgeAlarm`, {
      metric: queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum' }),
      threshold: OLDEST_SECONDS,
      description: `Messages of the queue ${name} wait for minutes. docs/runbooks/queues.md`,
      topic,
    })
    alarmAt(this, `${id}DepthAlarm`, {
      metric: queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
      threshold: DEEPEST,
      description: `The queue ${name} fills faster than it is worked through. docs/runbooks/queues.md`,
      topic,
    })
    return queue
  }
}

/** The bus to which CRM, BI and partners subscribe; its archive can be replayed. */
export function aBus(scope: Construct, stage: string): IEventBus {
  const bus = new EventBus(scope, 'Bus', {
    eventBusName: `craftworks-${stage}`,
    description: 'The domain events of Craftworks',
  })
  bus.archive('BusArchive', {
    archiveName: `craftworks-${stage}`,
    description: 'Every domain event, to be replayed',
    eventPattern: { source: [BUS_SOURCE] },
    retention: ARCHIVED,
  })
  return bus
}

export interface ConsumersProps {
  readonly queues: readonly QueueOfManifest[]
  readonly made: Queues
  readonly platform: Platform
  readonly alarmTopic: ITopic
}

/** The function behind each queue, fed in batches of which it reports the messages that failed. */
export class Consumers extends NestedStack {
  constructor(scope: Construct, id: string, { queues, made, platform, alarmTopic }: ConsumersProps) {
    super(scope, id, { description: 'Craftworks: the functions behind the queues' })
    const functions = queues.map((queue) => {
      const source = made.byName.get(queue.name)
      if (!source) throw new Error(`There is no queue ${queue.name}.`)
      const { lambda } = new DeployedLambda(this, pascal(queue.consumer), {
        fn: ofQueue(queue),
        platform,
        timeout: Duration.seconds(queue.timeoutSeconds),
        grants: [mayConsume(source)],
      })
      new EventSourceMapping(this, `${pascal(queue.consumer)}Source`, {
        target: lambda,
        eventSourceArn: source.queueArn,
        batchSize: queue.batchSize,
        ...(queue.windowSeconds > 0 && { maxBatchingWindow: Duration.seconds(queue.windowSeconds) }),
        reportBatchItemFailures: true,
      })
      return lambda
    })
    alarmOfGroup(this, 'queues', functions, alarmTopic)
  }
}

const mayConsume = (queue: Queue): PolicyStatement =>
  new PolicyStatement({
    actions: [
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:ChangeMessageVisibility',
      'sqs:GetQueueAttributes',
    ],
    resources: [queue.queueArn],
  })
