import { Annotations, CfnOutput, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { CfnCloudBackupSchedule } from 'awscdk-resources-mongodbatlas/lib/l1-resources/cloud-backup-schedule/index.js'
import {
  AdvancedRegionConfigProviderName,
  CfnCluster,
} from 'awscdk-resources-mongodbatlas/lib/l1-resources/cluster/index.js'
import { CfnCustomDbRole } from 'awscdk-resources-mongodbatlas/lib/l1-resources/custom-db-role/index.js'
import {
  CfnDatabaseUser,
  ScopeDefinitionType,
} from 'awscdk-resources-mongodbatlas/lib/l1-resources/database-user/index.js'
import { CfnPrivateEndpointAws } from 'awscdk-resources-mongodbatlas/lib/l1-resources/private-endpoint-aws/index.js'
import {
  CfnPrivateEndpointService,
  CfnPrivateEndpointServicePropsCloudProvider,
} from 'awscdk-resources-mongodbatlas/lib/l1-resources/private-endpoint-service/index.js'
import { CfnProject } from 'awscdk-resources-mongodbatlas/lib/l1-resources/project/index.js'
import { CfnProjectIpAccessList } from 'awscdk-resources-mongodbatlas/lib/l1-resources/project-ip-access-list/index.js'
import type { Construct } from 'constructs'
import type { StageConfig } from '#infra/config.ts'
import { grantsOf } from '#infra/database-role.ts'
import type { NetworkStack } from '#infra/network-stack.ts'
import type { AtlasOptions } from '#infra/options.ts'

/** The name of the database in the cluster, with which the address in the secret ends. */
export const DATABASE = 'craftworks'

/** The version that the tests of this project are to run on with Atlas; a new one is a decision. */
const MONGODB_VERSION = '8.0'

/** How often a snapshot is taken, and how long it is kept. */
const SNAPSHOTS = [
  { frequencyType: 'hourly', frequencyInterval: 6, retentionUnit: 'days', retentionValue: 7 },
  { frequencyType: 'daily', frequencyInterval: 1, retentionUnit: 'days', retentionValue: 30 },
  { frequencyType: 'weekly', frequencyInterval: 6, retentionUnit: 'weeks', retentionValue: 8 },
  { frequencyType: 'monthly', frequencyInterval: 40, retentionUnit: 'months', retentionValue: 12 }, // 40: the last day
]

/** Within these days the database can be restored as it was at any second. */
const RESTORE_WINDOW_DAYS = 7

export interface AtlasStackProps extends StackProps {
  readonly config: StageConfig
  readonly atlas: AtlasOptions
  /** The network of the functions; null if they come from anywhere. */
  readonly network: NetworkStack | null
  /** The names of the collections that models define. */
  readonly collections: readonly string[]
}

/**
 * The database as code (ATLAS=on), by the CloudFormation types that MongoDB keeps: a project with one cluster, its
 * backups with copies in a second region, who may connect from where, and one user who may do what the functions do.
 */
export class AtlasStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { config, atlas, network, collections, ...props }: AtlasStackProps,
  ) {
    super(scope, id, props)
    const { profile } = atlas
    const project = new CfnProject(this, 'Project', {
      name: `craftworks-${config.stage}`,
      orgId: atlas.orgId,
      profile,
      withDefaultAlertsSettings: true,
      // in the console of Atlas nobody reads documents: that would be a way past the log of who looked at what
      projectSettings: { isDataExplorerEnabled: false, isPerformanceAdvisorEnabled: true },
    })
    const projectId = project.attrId
    const cluster = this.createCluster(config, atlas, projectId)
    this.createBackups(atlas, projectId, cluster)
    this.createUser(config, { projectId, profile, cluster, collections })
    if (network) this.connect(network, atlas, projectId)
    else this.admit(['0.0.0.0/0'], { projectId, profile, comment: 'Functions without fixed addresses' })
    for (const resource of [project, cluster]) {
      resource.applyRemovalPolicy(config.isProtected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY)
    }
  }

  private createCluster(config: StageConfig, atlas: AtlasOptions, projectId: string): CfnCluster {
    const cluster = new CfnCluster(this, 'Cluster', {
      projectId,
      name: `craftworks-${config.stage}`,
      profile: atlas.profile,
      clusterType: 'REPLICASET',
      mongoDbMajorVersion: MONGODB_VERSION,
      versionReleaseSystem: 'LTS',
      backupEnabled: true,
      pitEnabled: true,
      terminationProtectionEnabled: config.isProtected,
      advancedSettings: { javascriptEnabled: false, minimumEnabledTlsProtocol: 'TLS1_2' },
      replicationSpecs: [
        {
          numShards: 1,
          advancedRegionConfigs: [
            {
              providerName: AdvancedRegionConfigProviderName.AWS,
              regionName: atlas.region,
              priority: 7,
              electableSpecs: { instanceSize: atlas.tier, nodeCount: 3 },
              autoScaling: { diskGb: { enabled: true } },
            },
          ],
        },
      ],
    })
    new CfnOutput(this, 'DatabaseAddress', {
      description: 'The address for MONGODB_URI, without user and password',
      value: cluster.getAtt('ConnectionStrings.StandardSrv').toString(),
    })
    return cluster
  }

  private createBackups(atlas: AtlasOptions, projectId: string, cluster: CfnCluster): void {
    const schedule = new CfnCloudBackupSchedule(this, 'Backups', {
      projectId,
      clusterName: cluster.props.name,
      profile: atlas.profile,
      autoExportEnabled: false,
      referenceHourOfDay: 1, // UTC: the night in Cairo
      referenceMinuteOfHour: 0,
      restoreWindowDays: RESTORE_WINDOW_DAYS,
      updateSnapshots: false,
      policies: [{ policyItems: SNAPSHOTS }],
      ...(atlas.replicationSpec !== null && {
        copySettings: [
          {
            cloudProvider: 'AWS',
            regionName: atlas.backupRegion,
            replicationSpecId: atlas.replicationSpec,
            frequencies: ['HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'ON_DEMAND'],
            shouldCopyOplogs: true,
          },
        ],
      }),
    })
    if (atlas.replicationSpec === null) {
      Annotations.of(this).addWarningV2(
        'craftworks:copies',
        `Backups are not copied to ${atlas.backupRegion} yet: set ATLAS_REPLICATION_SPEC once the cluster is made (docs/deploying.md).`,
      )
    }
    schedule.addResourceDependency(cluster)
  }

  private createUser(config: StageConfig, { projectId, profile, cluster, collections }: UserProps): void {
    const usesAtlasSearch = config.functionSettings.JOB_SEARCH === 'atlas'
    const role = new CfnCustomDbRole(this, 'FunctionsRole', {
      projectId,
      profile,
      roleName: 'functions',
      actions: grantsOf(collections, { usesAtlasSearch }).map(({ action, collections: names }) => ({
        action,
        resources: (names ?? ['']).map((collection) => ({ db: DATABASE, collection })),
      })),
    })
    const password = new Secret(this, 'DatabasePassword', {
      secretName: `craftworks/${config.stage}/database-user`,
      description: 'The password of the database user of the functions: a part of MONGODB_URI',
      generateSecretString: { excludePunctuation: true, passwordLength: 48 }, // none has to be escaped in an address
      removalPolicy: config.isProtected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
    Validations.of(password).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'The address with it is in the secret of the functions too: both are changed in one runbook.',
    })
    const user = new CfnDatabaseUser(this, 'FunctionsUser', {
      projectId,
      profile,
      username: 'functions',
      databaseName: 'admin',
      password: password.secretValue.unsafeUnwrap(), // a reference, which CloudFormation resolves: no value is in the template
      roles: [{ roleName: role.props.roleName, databaseName: 'admin' }],
      scopes: [{ name: cluster.props.name, type: ScopeDefinitionType.CLUSTER }],
    })
    user.addResourceDependency(role)
    user.addResourceDependency(cluster)
    new CfnOutput(this, 'DatabaseUserSecret', { value: `craftworks/${config.stage}/database-user` })
  }

  /** A private endpoint; and the fixed addresses of the functions, so that nobody else may connect. */
  private connect(network: NetworkStack, atlas: AtlasOptions, projectId: string): void {
    const { profile } = atlas
    const service = new CfnPrivateEndpointService(this, 'EndpointService', {
      projectId,
      profile,
      region: atlas.region,
      cloudProvider: CfnPrivateEndpointServicePropsCloudProvider.AWS,
    })
    const endpoint = network.createDatabaseEndpoint(this, service.attrEndpointServiceName)
    new CfnPrivateEndpointAws(this, 'Endpoint', {
      projectId,
      profile,
      endpointServiceId: service.attrId,
      id: endpoint.vpcEndpointId,
      enforceConnectionSuccess: true,
    })
    this.admit(network.egressAddresses, { projectId, profile, comment: 'The functions' })
  }

  private admit(addresses: readonly string[], { projectId, profile, comment }: AccessProps): void {
    new CfnProjectIpAccessList(this, 'AccessList', {
      projectId,
      profile,
      accessList: addresses.map((address) => ({
        comment,
        ...(address.includes('/') ? { cidrBlock: address } : { ipAddress: address }),
      })),
    })
  }
}

interface UserProps {
  readonly projectId: string
  readonly profile: string
  readonly cluster: CfnCluster
  readonly collections: readonly string[]
}

interface AccessProps {
  readonly projectId: string
  readonly profile: string
  readonly comment: string
}
