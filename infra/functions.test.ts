import { describe, expect, it } from 'vitest'
import { queues } from '#functions/consumers.ts'
import { pascal } from '#infra/constructs/area.ts'
import { BUILD_INDEXES, type DeployedFunction, deployedFunctions } from '#infra/functions.ts'
import { production } from '#infra/testing/production.ts'
import { type Resource, synthesize } from '#infra/testing/synthesize.ts'
import { urlSettingOf } from '#lib/lambda/queue/define-queue.ts'
import { needsSecrets, plainSettingsFor } from '#lib/platform/needs.ts'
import { queuesOfNeeds } from '#lib/platform/queue-names.ts'
import { SECRET_SETTINGS } from '#lib/platform/settings.ts'

const deployed = synthesize(production)

/** The settings with the addresses that functions send to. */
const SEND_SETTINGS = [...queues.map(urlSettingOf), 'EVENT_BUS_NAME']

const CONSUMER_ACTIONS = [
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:ChangeMessageVisibility',
  'sqs:GetQueueAttributes',
]

const lambdaOf = ({ id }: DeployedFunction): Resource => {
  const found = deployed
    .ofType('AWS::Lambda::Function')
    .filter(({ Properties }) => Properties.FunctionName === `craftworks-prod-${id}`)
  expect(found, id).toHaveLength(1)
  return found[0] as Resource
}

const statementsOf = (lambda: Resource): { Action: string | string[]; Resource: unknown }[] => {
  const roleId = lambda.Properties.Role['Fn::GetAtt'][0] as string
  const role = Object.values(deployed.templates).find(({ resources }) => roleId in resources)?.resources[
    roleId
  ]
  expect(role?.Properties.ManagedPolicyArns).toBeUndefined()
  return role?.Properties.Policies.flatMap(
    (policy: { PolicyDocument: { Statement: unknown[] } }) => policy.PolicyDocument.Statement,
  )
}

const notesOutside = ({ needs }: DeployedFunction) =>
  needs.includes('anchors') || needs.includes('erasureNotes')

describe.each(deployedFunctions.map((fn) => [fn.id, fn] as const))('the function %s', (_, fn) => {
  const lambda = lambdaOf(fn)
  const variables = lambda.Properties.Environment.Variables as Record<string, unknown>

  it('runs on arm64 and Node 24 with the memory of its class, traced, logging JSON to the shared group', () => {
    // Assess
    expect(lambda.Properties).toMatchObject({
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
      Handler: 'cached.handler',
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogFormat: 'JSON' },
    })
    expect(JSON.stringify(lambda.Properties.LoggingConfig.LogGroup)).toContain('FunctionLogs')
    const memory = fn.route?.work === 'passwords' ? 1769 : fn.needs.includes('mongo') ? 512 : 256
    expect(lambda.Properties.MemorySize).toBe(memory)
    const isStep = fn.id === BUILD_INDEXES.id
    expect(lambda.Properties.Timeout).toBeLessThanOrEqual(
      isStep ? 900 : fn.schedule ? 120 : fn.queue ? 90 : 25,
    )
  })

  it('gets the settings that its needs name, and no secret', () => {
    // Act
    const given = [
      ...Object.keys(production),
      'SOCKETS_URL',
      'SOCKETS_ENDPOINT',
      'API_URL',
      'KMS_KEY_ID',
      'FILES_BUCKET',
      'AUDIT_BUCKET',
      ...SEND_SETTINGS,
    ]
    const plain = plainSettingsFor(fn.needs).filter((name) => given.includes(name))
    const secret = needsSecrets(fn.needs) ? ['SECRETS_ARN'] : []
    // Assess
    expect(Object.keys(variables).toSorted()).toEqual(['BUILD_ID', ...plain, ...secret].toSorted())
    for (const name of SECRET_SETTINGS) expect(variables).not.toHaveProperty(name)
  })

  it('may write its logs and traces, read the secret if it needs it, do what its needs name, and nothing more', () => {
    // Act
    const statements = statementsOf(lambda)
    const actions = [...new Set(statements.flatMap(({ Action }) => Action))].toSorted()
    const onEverything = statements.filter(({ Resource }) => Resource === '*').flatMap(({ Action }) => Action)
    // Assess
    expect(actions).toEqual(
      [
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'xray:PutTelemetryRecords',
        'xray:PutTraceSegments',
        ...(needsSecrets(fn.needs) ? ['secretsmanager:GetSecretValue'] : []),
        ...(fn.schedule || queuesOfNeeds(fn.needs).length > 0 ? ['sqs:SendMessage'] : []),
        ...(fn.needs.includes('bus') ? ['events:PutEvents'] : []),
        ...(fn.queue ? CONSUMER_ACTIONS : []),
        ...(fn.needs.includes('keys') ? ['kms:GenerateDataKey', 'kms:Decrypt'] : []),
        ...(fn.needs.includes('files') ? ['s3:PutObject', 's3:GetObject'] : []),
        ...(notesOutside(fn) ? ['s3:PutObject', 's3:GetObject', 's3:ListBucket'] : []),
        ...(fn.needs.includes('sockets') ? ['execute-api:ManageConnections'] : []),
      ].toSorted(),
    )
    // it may send only to the queues that its needs name and, as a schedule, to the queue of failed runs
    const sending = JSON.stringify(
      statements
        .filter(({ Action }) => [Action].flat().includes('sqs:SendMessage'))
        .map(({ Resource }) => Resource),
    )
    for (const { name } of queues) {
      const maySend = (queuesOfNeeds(fn.needs) as readonly string[]).includes(name)
      // a name may begin another one: its resource is followed by a hash in capitals
      expect(new RegExp(`Queues${pascal(name)}[0-9A-F]{8}`).test(sending), name).toBe(maySend)
    }
    expect(sending.includes('FailedRuns')).toBe(fn.schedule !== undefined)
    expect(onEverything.toSorted()).toEqual(['xray:PutTelemetryRecords', 'xray:PutTraceSegments'])
  })

  it('keeps its logical id, so that it is never deleted and made anew under the same name', () => {
    // Act
    const ids = Object.values(deployed.templates).flatMap(({ resources }) =>
      Object.keys(resources).filter((id) => resources[id] === lambda),
    )
    // Assess
    expect(ids).toMatchSnapshot()
  })

  it('has a summary that IAM and Lambda accept as a description', () => {
    // Assess
    expect(fn.summary).toMatch(/^[\x20-\x7e]{1,256}$/)
    expect(lambda.Properties.FunctionName.length).toBeLessThanOrEqual(64)
  })
})
