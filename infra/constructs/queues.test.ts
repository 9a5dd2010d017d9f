import { describe, expect, it } from 'vitest'
import { queues } from '#functions/consumers.ts'
import { pascal } from '#infra/constructs/area.ts'
import { ofQueue } from '#infra/functions.ts'
import { production } from '#infra/testing/production.ts'
import { type Resource, synthesize } from '#infra/testing/synthesize.ts'

const deployed = synthesize(production)

describe('the queues of the template', () => {
  const named = (name: string): Resource | undefined =>
    deployed
      .ofType('AWS::SQS::Queue')
      .find(({ Properties }) => Properties.QueueName === `craftworks-prod-${name}`)

  it('are those of the manifest and their dead-letter queues, encrypted, each with its visibility timeout and maximum receives', () => {
    // Act
    const found = deployed.ofType('AWS::SQS::Queue').flatMap(({ Properties }) => Properties.QueueName ?? [])
    // Assess
    expect(found.toSorted()).toEqual(
      queues.flatMap(({ name }) => [`craftworks-prod-${name}`, `craftworks-prod-${name}-dead`]).toSorted(),
    )
    for (const { name, visibilitySeconds, maxReceives } of queues) {
      expect(named(name)?.Properties).toMatchObject({
        VisibilityTimeout: visibilitySeconds,
        RedrivePolicy: { maxReceiveCount: maxReceives },
        SqsManagedSseEnabled: true,
      })
      expect(named(`${name}-dead`)?.Properties).toMatchObject({
        MessageRetentionPeriod: 1_209_600,
        SqsManagedSseEnabled: true,
      })
    }
  })

  it('each trigger their own function, which reports the messages that failed', () => {
    // Act
    const mappings = deployed.ofType('AWS::Lambda::EventSourceMapping')
    // Assess
    expect(mappings).toHaveLength(queues.length)
    for (const queue of queues) {
      const mapping = mappings.find(({ Properties }) =>
        JSON.stringify(Properties.FunctionName).includes(pascal(queue.consumer)),
      )
      expect(JSON.stringify(mapping?.Properties.EventSourceArn)).toMatch(
        new RegExp(`Queues${pascal(queue.name)}[0-9A-F]{8}`),
      )
      expect(mapping?.Properties).toMatchObject({
        BatchSize: queue.batchSize,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      })
      expect(mapping?.Properties.MaximumBatchingWindowInSeconds ?? 0).toBe(queue.windowSeconds)
    }
  })

  it('hide a received message for at least six times the timeout of the function', () => {
    // Assess
    for (const queue of queues) {
      expect(queue.visibilitySeconds, queue.name).toBeGreaterThanOrEqual(6 * queue.timeoutSeconds)
      const [fn] = deployed
        .ofType('AWS::Lambda::Function')
        .filter(({ Properties }) => Properties.FunctionName === `craftworks-prod-${ofQueue(queue).id}`)
      expect(fn?.Properties.Timeout).toBe(queue.timeoutSeconds)
    }
  })

  it('each have alarms on dead letters, age and depth', () => {
    // Act
    const described = deployed
      .ofType('AWS::CloudWatch::Alarm')
      .map(({ Properties }) => Properties.AlarmDescription as string)
    // Assess
    for (const { name } of queues) {
      expect(described.filter((text) => text.includes(`queue ${name} `))).toEqual([
        expect.stringContaining('failed for good. docs/runbooks/queues.md') as unknown,
        expect.stringContaining('wait for minutes') as unknown,
        expect.stringContaining('fills faster') as unknown,
      ])
    }
  })

  it('have a bus with an archive behind them', () => {
    // Act
    const [archive] = deployed.ofType('AWS::Events::Archive')
    // Assess
    expect(deployed.ofType('AWS::Events::EventBus')[0]?.Properties.Name).toBe('craftworks-prod')
    expect(archive?.Properties).toMatchObject({ RetentionDays: 90, EventPattern: { source: ['craftworks'] } })
  })
})
