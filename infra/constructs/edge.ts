import { Duration, Fn, Stack, Validations } from 'aws-cdk-lib'
import {
  type HttpApi,
  HttpAuthorizer,
  HttpAuthorizerType,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront'
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import type { StageConfig } from '#infra/config.ts'
import { alarmOfGroup } from '#infra/constructs/alarms.ts'
import { DeployedLambda, type Platform } from '#infra/constructs/function.ts'
import { EDGE_REGION, edgeStackName, WEB_ACL_OUTPUT } from '#infra/edge-stack.ts'
import { EDGE_GUARD } from '#infra/functions.ts'
import { EDGE_KEY_HEADER, VIEWER_HEADER } from '#lib/lambda/http/edge.ts'

/** Sets the address of who really asks, whatever they sent under this name. */
const NAME_THE_VIEWER = `function handler(event) {
  var request = event.request
  request.headers['${VIEWER_HEADER}'] = { value: event.viewer.ip }
  return request
}
`

export interface EdgeProps {
  readonly api: HttpApi
  readonly config: StageConfig
}

/**
 * CloudFront in front of the API (EDGE=on). It caches nothing: it ends TLS near to people, asks the firewall, and sends a
 * key with each request, without which the API's own address answers 401.
 */
export class Edge extends Construct {
  readonly distribution: Distribution
  private readonly key: Secret

  constructor(scope: Construct, id: string, { api, config }: EdgeProps) {
    super(scope, id)
    const { stage, domain } = config
    this.key = new Secret(this, 'Key', {
      secretName: `craftworks/${stage}/edge`,
      description: 'What CloudFront sends with each request to the API',
      generateSecretString: {
        secretStringTemplate: '{"EDGE_KEY_BEFORE":""}',
        generateStringKey: 'EDGE_KEY',
        excludePunctuation: true,
        passwordLength: 48,
      },
    })
    Validations.of(this.key).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'CloudFront has to be given a new one by a deployment: docs/deploying.md says how.',
    })
    this.distribution = new Distribution(this, 'Distribution', {
      comment: `Craftworks ${stage}: the API`,
      webAclId: Fn.getStackOutput(edgeStackName(stage), WEB_ACL_OUTPUT, EDGE_REGION),
      httpVersion: HttpVersion.HTTP2_AND_3,
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      ...(domain && {
        domainNames: [domain.name],
        certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      }),
      defaultBehavior: {
        origin: new HttpOrigin(
          `${api.apiId}.execute-api.${Stack.of(this).region}.${Stack.of(this).urlSuffix}`,
          {
            protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
            readTimeout: Duration.seconds(30), // as long as API Gateway waits
            customHeaders: { [EDGE_KEY_HEADER]: this.key.secretValueFromJson('EDGE_KEY').unsafeUnwrap() },
          },
        ),
        allowedMethods: AllowedMethods.ALLOW_ALL,
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        functionAssociations: [
          { function: this.nameTheViewer(stage), eventType: FunctionEventType.VIEWER_REQUEST },
        ],
      },
    })
    this.acknowledgeFindings(config)
  }

  private nameTheViewer(stage: string): EdgeFunction {
    return new EdgeFunction(this, 'NameTheViewer', {
      functionName: `craftworks-${stage}-name-the-viewer`,
      comment: 'Names the address of who asks',
      code: FunctionCode.fromInline(NAME_THE_VIEWER),
      runtime: FunctionRuntime.JS_2_0,
    })
  }

  /** Refuses what did not come through CloudFront, at the API itself: for an hour a key is known by API Gateway. */
  guard(api: HttpApi, platform: Platform, topic: ITopic): IHttpRouteAuthorizer {
    const { lambda } = new DeployedLambda(this, 'Guard', {
      fn: EDGE_GUARD,
      platform,
      timeout: Duration.seconds(10), // as long as API Gateway waits for it
      grants: [
        new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [this.key.secretArn] }),
      ],
      environment: { SECRETS_ARN: this.key.secretArn },
    })
    alarmOfGroup(this, 'the edge', [lambda], topic)
    const { authorizerId } = new HttpAuthorizer(this, 'Authorizer', {
      httpApi: api,
      authorizerName: 'came-through-cloudfront',
      type: HttpAuthorizerType.LAMBDA,
      identitySource: [`$request.header.${EDGE_KEY_HEADER}`],
      enableSimpleResponses: true,
      authorizerUri: Stack.of(this).formatArn({
        service: 'apigateway',
        account: 'lambda',
        resource: 'path/2015-03-31/functions',
        resourceName: `${lambda.functionArn}/invocations`,
      }),
      resultsCacheTtl: Duration.hours(1),
    })
    lambda.addPermission('MayBeAsked', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: Stack.of(this).formatArn({
        service: 'execute-api',
        resource: api.apiId,
        resourceName: `authorizers/${authorizerId}`,
      }),
    })
    return HttpAuthorizer.fromHttpAuthorizerAttributes(this, 'AuthorizerOfRoutes', {
      authorizerId,
      authorizerType: 'CUSTOM',
    })
  }

  private acknowledgeFindings({ domain }: StageConfig): void {
    const reasons = {
      'AwsSolutions-CFR1': 'People travel: an Egyptian craftsman abroad may still look at their jobs.',
      'AwsSolutions-CFR3':
        'Its lines would hold the addresses of people. The API logs each request without them, and the firewall counts what it refuses.',
      ...(!domain && {
        'AwsSolutions-CFR4': 'Without a domain of our own CloudFront allows no choice of its TLS versions.',
      }),
    }
    for (const [id, reason] of Object.entries(reasons)) {
      Validations.of(this.distribution).acknowledge({ id, reason })
    }
  }
}
