import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2'
import type { Construct } from 'constructs'
import type { StageConfig } from '#infra/config.ts'
import { createAlarmTopic } from '#infra/constructs/alarm-topic.ts'
import { alarmAt } from '#infra/constructs/alarms.ts'
import { wafRules } from '#infra/waf-rules.ts'

/** The region in which AWS wants everything that belongs to CloudFront. */
export const EDGE_REGION = 'us-east-1'

/** The output that the API's stack reads, from another region, by its name. */
export const WEB_ACL_OUTPUT = 'WebAclArn'

/**
 * So many refusals in five minutes, twice, are no scanner that passes by: somebody floods, or a rule refuses people, such
 * as the thousands behind one address of a mobile network.
 */
const BLOCKED = 1_000

export const edgeStackName = (stage: string): string => `craftworks-${stage}-edge`

export interface EdgeStackProps extends StackProps {
  readonly config: StageConfig
  readonly requestsPerAddress: number
}

/** The web application firewall in front of the API (EDGE=on), and its alarm. CloudFront itself is in the API's stack. */
export class EdgeStack extends Stack {
  constructor(scope: Construct, id: string, { config, requestsPerAddress, ...props }: EdgeStackProps) {
    super(scope, id, { ...props, env: { region: EDGE_REGION } })
    const name = `craftworks-${config.stage}`
    const { rules, customResponseBodies } = wafRules(requestsPerAddress)
    const acl = new CfnWebACL(this, 'WebAcl', {
      name,
      description:
        'Craftworks: floods, oversized and known bad requests are refused before they reach the API',
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false, metricName: name },
      rules,
      customResponseBodies,
    })
    alarmAt(this, 'BlockedRequestsAlarm', {
      metric: new Metric({
        namespace: 'AWS/WAFV2',
        metricName: 'BlockedRequests',
        dimensionsMap: { WebACL: name, Rule: 'ALL' }, // no region: it is CloudFront's
        statistic: 'Sum',
        period: Duration.minutes(5),
      }),
      threshold: BLOCKED,
      periods: 2,
      description: 'The firewall refuses many requests. docs/runbooks/firewall.md',
      topic: createAlarmTopic(this, config.alarmEmail), // metrics of CloudFront are in this region, and so is their alarm
    })
    new CfnOutput(this, WEB_ACL_OUTPUT, { value: acl.attrArn })
  }
}
