import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { ApiStack } from '#infra/api-stack.ts'
import type { StageConfig } from '#infra/config.ts'
import { createDashboard } from '#infra/constructs/dashboard.ts'
import { alarmsOfGauges, createGaugeMetrics } from '#infra/constructs/gauge-metrics.ts'
import { alarmsOfRefusals } from '#infra/constructs/refusal-alarms.ts'
import { createSavedQueries } from '#infra/constructs/saved-queries.ts'
import type { DataStack } from '#infra/data-stack.ts'

export interface OperationsStackProps extends StackProps {
  readonly config: StageConfig
  readonly data: DataStack
  readonly api: ApiStack
}

/** What people who run the platform look at: metrics of its promises, their alarms, the dashboard, saved queries. */
export class OperationsStack extends Stack {
  constructor(scope: Construct, id: string, { config, data, api, ...props }: OperationsStackProps) {
    super(scope, id, props)
    const { stage } = config
    const groups = { functions: data.functionLogs, access: data.accessLogs }
    createGaugeMetrics(this, stage, data.functionLogs)
    alarmsOfGauges(this, stage, data.alarmTopic)
    alarmsOfRefusals(this, {
      stage,
      apiId: api.apiId,
      accessLogs: data.accessLogs,
      topic: data.alarmTopic,
    })
    createSavedQueries(this, stage, groups)
    createDashboard(this, { stage, apiId: api.apiId, groups })
    new CfnOutput(this, 'DashboardName', { value: `craftworks-${stage}` })
  }
}
