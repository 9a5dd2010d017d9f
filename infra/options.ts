import * as z from 'zod'

/**
 * The settings of what a deployment may have beside the default: a network of its own, its database as code, CloudFront
 * in front, and releases that begin with a part of the requests. They are read together with the others (config.ts).
 */
const onOrOff = z.enum(['on', 'off'], { error: 'has to be on or off' }).default('off')

const atlasRegion = z
  .string()
  .regex(/^[A-Z]{2}(_[A-Z]+)+_\d$/, 'has to be a region as Atlas writes it: EU_SOUTH_1')

export const optionSettings = {
  /** `vpc`: functions run in a network of their own, and reach the database by a private endpoint. */
  NETWORK: z.enum(['public', 'vpc'], { error: 'has to be public or vpc' }).default('public'),
  /** How many gateways lead out of the VPC, each in a zone and with an address of its own. */
  NAT_GATEWAYS: z.coerce.number().int().min(1).max(2).default(1),
  /** The endpoint service of an Atlas project that this deployment did not make; the VPC gets an endpoint of it. */
  ATLAS_ENDPOINT_SERVICE: z
    .string()
    .regex(/^com\.amazonaws\.vpce\.[\w-]+\.vpce-svc-\w+$/, 'has to be the name of a VPC endpoint service')
    .optional(),
  /** Whether the Atlas project, its cluster, user and backups are part of the deployment. */
  ATLAS: onOrOff,
  ATLAS_ORG_ID: z
    .string()
    .regex(/^[0-9a-f]{24}$/, 'has to be the 24 hexadecimal digits of an organization')
    .optional(),
  ATLAS_REGION: atlasRegion.optional(),
  /** The second region, which keeps copies of all backups. */
  ATLAS_BACKUP_REGION: atlasRegion.optional(),
  /** The id that Atlas gives to the cluster's only group of nodes. It is known after the cluster is made; copies need it. */
  ATLAS_REPLICATION_SPEC: z
    .string()
    .regex(/^[0-9a-f]{24}$/, 'has to be 24 hexadecimal digits')
    .optional(),
  /** M10 is the smallest that has continuous backup and private endpoints. */
  ATLAS_TIER: z
    .string()
    .regex(/^M[1-9]\d{1,2}$/, 'has to be M10 or larger')
    .default('M10'),
  /** The profile with the API key of Atlas: the secret `cfn/atlas/profile/<name>` of the account. */
  ATLAS_PROFILE: z
    .string()
    .regex(/^[\w-]{1,64}$/, 'has to be letters, digits, hyphens and underscores')
    .default('default'),
  /** Whether CloudFront with a web application firewall stands in front of the API. */
  EDGE: onOrOff,
  /** How many requests one address may send in five minutes. */
  EDGE_RATE: z.coerce.number().int().min(100).max(2_000_000).default(10_000),
  /**
   * `on`: new code gets a tenth of the requests first, and all of them if no alarm rings. `now`: it gets all of them at
   * once, and the alarms are not asked: for a correction that cannot wait.
   */
  CANARY: z.enum(['on', 'off', 'now'], { error: 'has to be on, off or now' }).default('off'),
}

type Read = z.output<z.ZodObject<typeof optionSettings>>

export interface AtlasOptions {
  readonly orgId: string
  readonly region: string
  readonly backupRegion: string
  /** Null until the cluster has been made. */
  readonly replicationSpec: string | null
  readonly tier: string
  readonly profile: string
}

/** What the deployment has beside the default; null where it has not. */
export interface StageOptions {
  readonly vpc: { readonly natGateways: number; readonly endpointService: string | null } | null
  readonly atlas: AtlasOptions | null
  readonly edge: { readonly requestsPerAddress: number } | null
  readonly canary: 'gradual' | 'at once' | null
}

type AddIssue = (name: string, message: string) => void

/** What the settings of the options ask of each other, and of the domain. */
export function checkOptions(
  read: Read & { CERTIFICATE_ARN?: string | undefined },
  addIssue: AddIssue,
): void {
  if (read.ATLAS === 'on') {
    for (const name of ['ATLAS_ORG_ID', 'ATLAS_REGION', 'ATLAS_BACKUP_REGION'] as const) {
      if (read[name] === undefined) addIssue(name, 'is missing: ATLAS is on')
    }
    if (read.ATLAS_REGION !== undefined && read.ATLAS_REGION === read.ATLAS_BACKUP_REGION) {
      addIssue('ATLAS_BACKUP_REGION', 'has to be another region than ATLAS_REGION')
    }
    if (read.ATLAS_ENDPOINT_SERVICE) {
      addIssue('ATLAS_ENDPOINT_SERVICE', 'is that of a database made elsewhere, and ATLAS is on')
    }
  }
  if (read.ATLAS_ENDPOINT_SERVICE && read.NETWORK !== 'vpc') {
    addIssue('ATLAS_ENDPOINT_SERVICE', 'needs NETWORK=vpc')
  }
  if (read.EDGE === 'on' && read.CERTIFICATE_ARN && !read.CERTIFICATE_ARN.includes(':acm:us-east-1:')) {
    addIssue('CERTIFICATE_ARN', 'has to be in us-east-1, where CloudFront looks for it: EDGE is on')
  }
}

export function optionsOf(read: Read): StageOptions {
  const { ATLAS_ORG_ID: orgId, ATLAS_REGION: region, ATLAS_BACKUP_REGION: backupRegion } = read
  const isWhole = read.ATLAS === 'on' && orgId && region && backupRegion
  return {
    vpc:
      read.NETWORK === 'vpc'
        ? { natGateways: read.NAT_GATEWAYS, endpointService: read.ATLAS_ENDPOINT_SERVICE ?? null }
        : null,
    atlas: isWhole
      ? {
          orgId,
          region,
          backupRegion,
          replicationSpec: read.ATLAS_REPLICATION_SPEC ?? null,
          tier: read.ATLAS_TIER,
          profile: read.ATLAS_PROFILE,
        }
      : null,
    edge: read.EDGE === 'on' ? { requestsPerAddress: read.EDGE_RATE } : null,
    canary: read.CANARY === 'off' ? null : read.CANARY === 'on' ? 'gradual' : 'at once',
  }
}
