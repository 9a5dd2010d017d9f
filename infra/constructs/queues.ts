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
import { deadLettersOf, type Queue as QueueOfManifest, urlSettingOf } from '#lib/lambda/queue/define-queue.ts'

/** The longest retention that SQS has, so that there is time to fix the cause of dead letters. */
const RETENTION = Duration.days(14)

/** If a message waits longer, or more messages wait, the consumer does not keep up. */
const SOON = { seconds: 120, messages: 1_000 }

/** How far back events can be replayed. */
const ARCHIVE_RETENTION = Duration.days(90)

interface QueuesProps {
  readonly queues: readonly QueueOfManifest[]
  readonly stage: string
  readonly alarmTopic: ITopic
}

/** The queues of the manifest, each with a dead-letter queue and three alarms. They outlive the functions behind them. */
export class Queues extends Construct {
  /** The queues by their name in the manifest. */
  readonly byName: ReadonlyMap<string, Queue>
  /** The URL of each queue, by the name of its setting. */
  readonly settings: Readonly<Record<string, string>>

  constructor(scope: Construct, id: string, { queues, stage, alarmTopic }: QueuesProps) {
    super(scope, id)
    const created = queues.map((queue) => [queue, this.createQueue(queue, stage, alarmTopic)] as const)
    this.byName = new Map(created.map(([{ name }, queue]) => [name, queue]))
    this.settings = Object.fromEntries(
      created.map(([queue, { queueUrl }]) => [urlSettingOf(queue), queueUrl]),
    )
  }

  private createQueue(
    { name, visibilitySeconds, maxReceives, alarmAt: limits = SOON }: QueueOfManifest,
    stage: string,
    topic: ITopic,
  ): Queue {
    const id = pascal(name)
    const shared = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: RETENTION }
    const queueName = `craftworks-${stage}-${name}`
    const deadLetters = new Queue(this, `${id}Dead`, { queueName: deadLettersOf(queueName), ...shared })
    Validations.of(deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the dead-letter queue itself.',
    })
    const queue = new Queue(this, id, {
      queueName,
      ...shared,
      visibilityTimeout: Duration.seconds(visibilitySeconds),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: maxReceives },
    })
    alarmAt(this, `${id}DeadAlarm`, {
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
      threshold: 1,
      description: `A message of the queue ${name} failed for good. docs/runbooks/queues.md`,
      topic,
    })
    alarmAt(this, `${id}AgeAlarm`, {
      metric: queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum' }),
      threshold: limits.seconds,
      description: `Messages of the queue ${name} wait for minutes. docs/runbooks/queues.md`,
      topic,
    })
    alarmAt(this, `${id}DepthAlarm`, {
      metric: queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
      threshold: limits.messages,
      description: `The queue ${name} fills faster than it is worked through. docs/runbooks/queues.md`,
      topic,
    })
    return queue
  }
}

/** The bus to which CRM, BI and partners subscribe; its archive can be replayed. */
export function createBus(scope: Construct, stage: string): IEventBus {
  const bus = new EventBus(scope, 'Bus', {
    eventBusName: `craftworks-${stage}`,
    description: 'The domain events of Craftworks',
  })
  bus.archive('BusArchive', {
    archiveName: `craftworks-${stage}`,
    description: 'Every domain event, to be replayed',
    eventPattern: { source: [BUS_SOURCE] },
    retention: ARCHIVE_RETENTION,
  })
  return bus
}

export interface ConsumersProps {
  readonly queues: readonly QueueOfManifest[]
  readonly created: Queues
  readonly platform: Platform
  readonly alarmTopic: ITopic
}

/** The functions behind the queues. Each gets batches and reports the messages that failed. */
export class Consumers extends NestedStack {
  constructor(scope: Construct, id: string, { queues, created, platform, alarmTopic }: ConsumersProps) {
    super(scope, id, { description: 'Craftworks: the functions behind the queues' })
    const functions = queues.map((queue) => {
      const source = created.byName.get(queue.name)
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
        maxConcurrency: queue.maxCalls,
        ...(queue.windowSeconds > 0 && { maxBatchingWindow: Duration.seconds(queue.windowSeconds) }),
        reportBatchItemFailures: true,
      })
      return lambda
    })
    alarmOfGroup(this, 'queues', functions, alarmTopic, { withThrottles: true })
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
