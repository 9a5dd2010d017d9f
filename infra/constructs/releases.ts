import { Validations } from 'aws-cdk-lib'
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch'
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy'
import { type IRole, ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Alias, type Function } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'

export interface ReleasesProps {
  readonly stage: string
  readonly pace: 'gradual' | 'at once'
  /** The alarms of the API as a whole: if one rings, every function that is being released goes back. */
  readonly alarms: readonly IAlarm[]
}

/** CodeDeploy looks at ten alarms at most. */
const MAX_ALARMS = 10

/**
 * How new code of the API reaches people (CANARY). Each route calls an alias of its function. CodeDeploy gives the new
 * version a tenth of the requests for ten minutes, in which the alarms count twice over five; if none rings it gets all
 * of them, else the version before has all of them again, and the deployment fails and goes back as a whole.
 */
export class Releases extends Construct {
  private readonly application: LambdaApplication
  private readonly role: IRole
  private readonly props: ReleasesProps

  constructor(scope: Construct, id: string, props: ReleasesProps) {
    super(scope, id)
    this.props = props
    this.application = new LambdaApplication(this, 'Application', {
      applicationName: `craftworks-${props.stage}`,
    })
    const policy = 'service-role/AWSCodeDeployRoleForLambdaLimited'
    const role = new Role(this, 'Role', {
      description: 'Lets CodeDeploy move requests to new versions of functions, and back',
      assumedBy: new ServicePrincipal('codedeploy.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(policy)],
    })
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${policy}]`,
      reason: 'It is the policy that CodeDeploy asks for, without its right to publish to topics.',
    })
    this.role = role.withoutPolicyUpdates()
  }

  /** The alias that a route calls, with the group that releases the function. `alarms` are those of its area. */
  aliasOf(scope: Construct, id: string, lambda: Function, alarms: readonly IAlarm[]): Alias {
    const alias = new Alias(scope, `${id}Alias`, { aliasName: 'live', version: lambda.currentVersion })
    const isGradual = this.props.pace === 'gradual'
    new LambdaDeploymentGroup(scope, `${id}Release`, {
      application: this.application,
      alias,
      role: this.role,
      deploymentConfig: isGradual
        ? LambdaDeploymentConfig.CANARY_10PERCENT_10MINUTES
        : LambdaDeploymentConfig.ALL_AT_ONCE,
      alarms: isGradual ? [...this.props.alarms, ...alarms].slice(0, MAX_ALARMS) : [],
    })
    return alias
  }
}
