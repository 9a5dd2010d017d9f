import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib'
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2'
import type { Construct } from 'constructs'
import type { StageConfig } from '#infra/config.ts'
import { wafRules } from '#infra/waf-rules.ts'

/** The region in which AWS wants everything that belongs to CloudFront. */
export const EDGE_REGION = 'us-east-1'

/** The output that the API's stack reads, from another region, by its name. */
export const WEB_ACL_OUTPUT = 'WebAclArn'

export const edgeStackName = (stage: string): string => `craftworks-${stage}-edge`

export interface EdgeStackProps extends StackProps {
  readonly config: StageConfig
  readonly requestsPerAddress: number
}

/** The web application firewall in front of the API (EDGE=on). CloudFront itself is in the API's stack. */
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
    new CfnOutput(this, WEB_ACL_OUTPUT, { value: acl.attrArn })
  }
}
