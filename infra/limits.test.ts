import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { schedules } from '#functions/consumers.ts'
import { deployedFunctions } from '#infra/functions.ts'
import { production } from '#infra/testing/production.ts'
import { synthesize } from '#infra/testing/synthesize.ts'

const deployed = synthesize(production)

describe('the deployment', () => {
  it('keeps what a rush uses within limits, and tells when the account runs out of room', () => {
    // Act
    const alarms = deployed.ofType('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties)
    const ofAccount = alarms.filter(({ Namespace, Dimensions }) => Namespace === 'AWS/Lambda' && !Dimensions)
    const reserved = (one: typeof deployed) =>
      one
        .ofType('AWS::Lambda::Function')
        .filter(({ Properties }) => Properties.ReservedConcurrentExecutions !== undefined)
    // Assess
    expect(ofAccount.map(({ MetricName, Threshold }) => [MetricName, Threshold]).toSorted()).toEqual([
      ['ConcurrentExecutions', 800],
      ['Throttles', 1],
    ])
    expect(reserved(deployed)).toHaveLength(schedules.length)
    expect(reserved(synthesize())).toEqual([]) // a new account has room for ten calls in all
    for (const mapping of deployed.ofType('AWS::Lambda::EventSourceMapping')) {
      expect(mapping.Properties.ScalingConfig.MaximumConcurrency).toBeGreaterThanOrEqual(2)
    }
  })

  it('costs about what docs/deploying.md says: its metrics, functions and schedules are about as many', () => {
    // Prepare
    const page = readFileSync(new URL('../docs/deploying.md', import.meta.url), 'utf8')
    const [, metrics, functions] =
      /each of the (\d+) metrics that they watch \((\d+) functions/.exec(page) ?? []
    // Act
    const watched = deployed
      .ofType('AWS::CloudWatch::Alarm')
      .map(
        ({ Properties }) =>
          ((Properties.Metrics ?? [{ MetricStat: 1 }]) as { MetricStat?: unknown }[]).filter(
            (metric) => metric.MetricStat,
          ).length,
      )
      .reduce((sum, count) => sum + count, 0)
    // Assess
    expect(Math.abs(watched / Number(metrics) - 1)).toBeLessThan(0.15)
    expect(Math.abs(deployedFunctions.length / Number(functions) - 1)).toBeLessThan(0.15)
  })

  it('has throttles in the alarms that claim them', () => {
    // Act
    const claiming = deployed
      .ofType('AWS::CloudWatch::Alarm')
      .filter(({ Properties }) => /throttled/.test(Properties.AlarmDescription as string))
    // Assess
    expect(claiming.length).toBeGreaterThanOrEqual(2)
    for (const { Properties } of claiming) {
      const metrics = Properties.Metrics as { MetricStat?: { Metric: { MetricName: string } } }[]
      const names = metrics.flatMap(({ MetricStat }) => MetricStat?.Metric.MetricName ?? [])
      expect(names.filter((name) => name === 'Throttles').length).toBe(names.length / 2)
    }
  })
})
