import { existsSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { routes } from '#functions/routes.ts'
import { APPEND_ONLY } from '#infra/database-role.ts'
import { EDGE_REGION } from '#infra/edge-stack.ts'
import {
  ALL_OPTIONS,
  resourcesOf,
  settingsWith,
  stageWith,
  synthesizeSmall,
} from '#infra/testing/stage-with.ts'
import type { Resource, Synthesized } from '#infra/testing/synthesize.ts'
import { pathsOfLogins, pathsThatTakeFiles } from '#infra/waf-rules.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

vi.setConfig({ testTimeout: timeLimit(10_000) })

const one = (stage: Synthesized, type: string): Record<string, unknown> & Resource['Properties'] => {
  const [found, ...others] = stage.ofType(type)
  expect(others, type).toEqual([])
  return found?.Properties ?? {}
}

describe('the database in Atlas', () => {
  const stage = stageWith('atlas', 'vpc')

  it('has continuous backup, snapshots of four kinds and copies of all of them in another region', () => {
    // Act
    const cluster = one(stage, 'MongoDB::Atlas::Cluster')
    const backups = one(stage, 'MongoDB::Atlas::CloudBackupSchedule')
    // Assess
    expect(cluster).toMatchObject({ BackupEnabled: true, PitEnabled: true })
    expect(backups.RestoreWindowDays).toBeGreaterThanOrEqual(7)
    const kinds = (backups.Policies[0].PolicyItems as { FrequencyType: string }[]).map(({ FrequencyType }) =>
      FrequencyType.toUpperCase(),
    )
    expect(kinds).toEqual(['HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY'])
    const [copies] = backups.CopySettings
    expect(copies).toMatchObject({ RegionName: 'EU_CENTRAL_1', ShouldCopyOplogs: true })
    expect(copies.Frequencies).toEqual(expect.arrayContaining(kinds))
    expect(cluster.ReplicationSpecs[0].AdvancedRegionConfigs[0].RegionName).toBe('EU_SOUTH_1')
  })

  it('cannot be deleted by mistake, and outlives its stack, where people rely on it', () => {
    // Act
    const kept = Object.values(resourcesOf(stage, 'Atlas')).filter(
      ({ DeletionPolicy }) => DeletionPolicy === 'Retain',
    )
    const trial = synthesizeSmall({ ...settingsWith('atlas'), STAGE: 'dev', PROTECTION: 'off' })
    // Assess
    expect(one(stage, 'MongoDB::Atlas::Cluster').TerminationProtectionEnabled).toBe(true)
    expect(kept.map(({ Type }) => Type).toSorted()).toEqual([
      'AWS::SecretsManager::Secret',
      'MongoDB::Atlas::Cluster',
      'MongoDB::Atlas::Project',
    ])
    expect(one(trial, 'MongoDB::Atlas::Cluster').TerminationProtectionEnabled).toBe(false)
  })

  it('lets one user in, with one role of ours and a password that is in no template', () => {
    // Act
    const user = one(stage, 'MongoDB::Atlas::DatabaseUser')
    const role = one(stage, 'MongoDB::Atlas::CustomDBRole')
    // Assess
    expect(user.Roles).toEqual([{ DatabaseName: 'admin', RoleName: role.RoleName }])
    expect(user.Scopes).toEqual([{ Name: 'craftworks-prod', Type: 'CLUSTER' }])
    expect(JSON.stringify(user.Password)).toMatch(/\{\{resolve:secretsmanager:.*DatabasePassword/)
    expect(role.InheritedRoles).toBeUndefined()
    const grants = role.Actions as { Action: string; Resources: { Collection: string; DB: string }[] }[]
    for (const { Action, Resources } of grants) {
      const names = Resources.map(({ Collection }) => Collection)
      expect(names.includes(''), Action).toBe(Action === 'LIST_COLLECTIONS')
      const changes = ['UPDATE', 'REMOVE'].includes(Action)
      expect(changes && names.some((name) => APPEND_ONLY.includes(name)), Action).toBe(false)
    }
  })

  it('lets the functions make the index of Atlas Search only where jobs are found by it', () => {
    // Act
    const searching = synthesizeSmall({ ...settingsWith('atlas'), JOB_SEARCH: 'atlas' })
    const actionsOf = (some: Synthesized) =>
      (one(some, 'MongoDB::Atlas::CustomDBRole').Actions as { Action: string }[]).map(({ Action }) => Action)
    // Assess
    const added = actionsOf(searching).filter((action) => !actionsOf(stage).includes(action))
    expect(added).toEqual(['CREATE_SEARCH_INDEXES', 'UPDATE_SEARCH_INDEX', 'LIST_SEARCH_INDEXES'])
  })

  it('is reached by a private endpoint from the network of the functions, and else from their addresses alone', () => {
    // Act
    const access = one(stage, 'MongoDB::Atlas::ProjectIpAccessList').AccessList as Record<string, unknown>[]
    const open = one(stageWith('atlas'), 'MongoDB::Atlas::ProjectIpAccessList').AccessList as unknown[]
    // Assess
    expect(one(stage, 'MongoDB::Atlas::PrivateEndpointAWS')).toMatchObject({
      Id: { Ref: expect.stringMatching(/^DatabaseEndpoint/) as string },
    })
    const kinds = stage
      .ofType('AWS::EC2::VPCEndpoint')
      .map(({ Properties }) => Properties.VpcEndpointType as string)
    expect(kinds).toContain('Interface')
    expect(access).toHaveLength(1)
    expect(JSON.stringify(access)).toContain('PublicIp')
    expect(JSON.stringify(access)).not.toContain('0.0.0.0')
    expect(open).toMatchObject([{ CIDRBlock: '0.0.0.0/0' }])
  })
})

describe('the network of the functions', () => {
  it('has an endpoint of a database that was made elsewhere, if it is named', () => {
    // Act
    const named = synthesizeSmall({
      ...settingsWith('vpc'),
      ATLAS_ENDPOINT_SERVICE: 'com.amazonaws.vpce.eu-south-1.vpce-svc-0123456789abcdef0',
    })
    const endpoints = named
      .ofType('AWS::EC2::VPCEndpoint')
      .map(({ Properties }) => Properties.VpcEndpointType)
    // Assess
    expect(endpoints.toSorted()).toEqual(['Gateway', 'Interface'])
  })

  it('lets functions out to the web and to the database, and nobody in', () => {
    // Act
    const stage = stageWith('vpc')
    const groups = stage.ofType('AWS::EC2::SecurityGroup').map(({ Properties }) => Properties)
    const [functions] = groups.filter(
      ({ GroupDescription }) => GroupDescription === 'What functions may reach',
    )
    const ports = (functions?.SecurityGroupEgress as { FromPort: number }[]).map(({ FromPort }) => FromPort)
    // Assess
    expect(ports.toSorted()).toEqual([27_015, 443])
    expect(functions?.SecurityGroupIngress).toBeUndefined()
    for (const { Properties } of stage.ofType('AWS::EC2::SecurityGroupIngress')) {
      expect(Properties.SourceSecurityGroupId).toBeDefined()
    }
    for (const { Properties } of stage.ofType('AWS::Lambda::Function')) {
      expect(Properties.VpcConfig.SubnetIds).toHaveLength(2)
    }
  })
})

describe('CloudFront in front of the API', () => {
  const stage = stageWith('edge', 'domain')

  it('is the only way in: each route asks the guard, and its answer is kept for an hour', () => {
    // Act
    const routesOfApi = Object.entries(stage.templates)
      .filter(([name]) => !name.includes('Websocket'))
      .flatMap(([, { resources }]) => Object.values(resources))
      .filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Route')
    const guard = one(stage, 'AWS::ApiGatewayV2::Authorizer')
    // Assess
    expect(routesOfApi.length).toBeGreaterThan(3)
    for (const { Properties } of routesOfApi) {
      expect(Properties).toMatchObject({
        AuthorizationType: 'CUSTOM',
        AuthorizerId: expect.anything() as object,
      })
    }
    expect(guard).toMatchObject({
      IdentitySource: ['$request.header.x-craftworks-key'],
      EnableSimpleResponses: true,
      AuthorizerResultTtlInSeconds: 3_600,
    })
    expect(one(stageWith(), 'AWS::ApiGatewayV2::Authorizer')).toEqual({})
  })

  it('sends the key of the secret, caches nothing, and has the domain and the firewall', () => {
    // Act
    const { DistributionConfig: config } = one(stage, 'AWS::CloudFront::Distribution')
    const [header] = config.Origins[0].OriginCustomHeaders
    // Assess
    expect(header.HeaderName).toBe('x-craftworks-key')
    expect(JSON.stringify(header.HeaderValue)).toMatch(/\{\{resolve:secretsmanager:.*EdgeKey.*EDGE_KEY::\}\}/)
    expect(config.DefaultCacheBehavior).toMatchObject({
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad', // CachingDisabled
      ViewerProtocolPolicy: 'https-only',
    })
    expect(config.Aliases).toEqual(['api.craftworks.example'])
    expect(config.WebACLId).toEqual({
      'Fn::GetStackOutput': {
        StackName: 'craftworks-prod-edge',
        OutputName: 'WebAclArn',
        Region: EDGE_REGION,
      },
    })
    expect(one(stage, 'AWS::CloudFront::Function').FunctionCode).toContain('event.viewer.ip')
  })

  it('refuses floods, oversized and known bad requests', () => {
    // Act
    const { Rules } = one(stage, 'AWS::WAFv2::WebACL')
    const named = (Rules as { Name: string; Statement: Record<string, unknown> }[]).map(({ Name }) => Name)
    // Assess
    expect(named).toEqual([
      'AWSManagedRulesAmazonIpReputationList',
      'requests-per-address',
      'logins-per-address',
      'long-path',
      'long-query',
      'large-body',
      'AWSManagedRulesKnownBadInputsRuleSet',
    ])
    expect(JSON.stringify(Rules)).toMatch(/"Limit":10000.*"Limit":500/)
  })

  it('tells who hears of alarms when it refuses many requests, in the region of its metrics', () => {
    // Act
    const edge = Object.values(resourcesOf(stage, 'Edge'))
    const ofType = (type: string) => edge.find(({ Type }) => Type === type)?.Properties ?? {}
    const alarm = ofType('AWS::CloudWatch::Alarm')
    // Assess
    expect(alarm).toMatchObject({
      Namespace: 'AWS/WAFV2',
      MetricName: 'BlockedRequests',
      Dimensions: expect.arrayContaining([{ Name: 'WebACL', Value: 'craftworks-prod' }]) as object,
      TreatMissingData: 'notBreaching',
    })
    expect(ofType('AWS::WAFv2::WebACL').VisibilityConfig).toMatchObject({ MetricName: 'craftworks-prod' })
    expect(alarm.AlarmActions).toEqual([{ Ref: expect.stringMatching(/^Alarms/) as string }])
    expect(ofType('AWS::SNS::Subscription')).toMatchObject({ Protocol: 'email' })
    const [page = ''] = /docs\/runbooks\/[\w-]+\.md$/.exec(String(alarm.AlarmDescription)) ?? []
    expect(existsSync(new URL(`../${page}`, import.meta.url))).toBe(true)
  })

  it('counts as logins what somebody may guess with, and not the sessions that apps renew by themselves', () => {
    // Act
    const pattern = new RegExp(pathsOfLogins(routes))
    const counted = routes.filter(({ path }) => pattern.test(path)).map(({ path }) => path)
    // Assess
    expect(counted.toSorted()).toEqual(
      ['forgot-password', 'login', 'register', 'reset-password', 'second-factor', 'social'].map(
        (name) => `/api/auth/${name}`,
      ),
    )
  })

  it('lets large bodies through to the routes that take files, and to no other', () => {
    // Act
    const pattern = new RegExp(pathsThatTakeFiles(routes))
    const letIn = routes.filter(({ path }) =>
      pattern.test(path.replaceAll(/\{\w+\}/g, '65a000000000000000000801')),
    )
    // Assess
    const withFiles = new Set(routes.filter(({ files }) => files).map(({ path }) => path))
    expect(withFiles.size).toBeGreaterThan(2)
    expect([...new Set(letIn.map(({ path }) => path))].toSorted()).toEqual([...withFiles].toSorted())
  })
})

describe('a release', () => {
  it('gives a tenth of the requests to new code, and goes back if the API or the area fails', () => {
    // Act
    const groups = stageWith('canary').ofType('AWS::CodeDeploy::DeploymentGroup')
    // Assess
    expect(groups.length).toBeGreaterThan(3)
    for (const { Properties } of groups) {
      expect(Properties.DeploymentConfigName).toBe('CodeDeployDefault.LambdaCanary10Percent10Minutes')
      expect(Properties.AlarmConfiguration).toMatchObject({ Enabled: true })
      expect(Properties.AlarmConfiguration.Alarms.length).toBeGreaterThanOrEqual(3)
      expect(Properties.AutoRollbackConfiguration.Events).toEqual([
        'DEPLOYMENT_FAILURE',
        'DEPLOYMENT_STOP_ON_ALARM',
      ])
    }
  })

  it('may be told not to wait: all requests at once, whatever rings', () => {
    // Act
    const groups = synthesizeSmall({ ...settingsWith('canary'), CANARY: 'now' }).ofType(
      'AWS::CodeDeploy::DeploymentGroup',
    )
    // Assess
    for (const { Properties } of groups) {
      expect(Properties.DeploymentConfigName).toBe('CodeDeployDefault.LambdaAllAtOnce')
      expect(Properties.AlarmConfiguration?.Enabled ?? false).toBe(false)
    }
  })

  it('reaches people through the alias: no route calls a function itself', () => {
    // Act
    const stage = stageWith(...ALL_OPTIONS)
    const integrations = Object.entries(stage.templates)
      .filter(([name]) => !name.includes('Websocket'))
      .flatMap(([, { resources }]) => Object.values(resources))
      .filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Integration')
    // Assess
    expect(integrations.length).toBeGreaterThan(3)
    for (const { Properties } of integrations)
      expect(JSON.stringify(Properties.IntegrationUri)).toMatch(/Alias/)
  })
})
