import { production } from '#infra/testing/production.ts'
import { smallManifest } from '#infra/testing/small-manifest.ts'
import { type Resource, synthesize, type Synthesized } from '#infra/testing/synthesize.ts'

/** What each option is switched on with. */
const OPTIONS = {
  vpc: { NETWORK: 'vpc' },
  atlas: {
    ATLAS: 'on',
    ATLAS_ORG_ID: 'a'.repeat(24),
    ATLAS_REGION: 'EU_SOUTH_1',
    ATLAS_BACKUP_REGION: 'EU_CENTRAL_1',
    ATLAS_REPLICATION_SPEC: 'b'.repeat(24),
  },
  edge: { EDGE: 'on' },
  domain: {
    DOMAIN_NAME: 'api.craftworks.example',
    CERTIFICATE_ARN: 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012',
  },
  canary: { CANARY: 'on' },
} as const

export type Option = keyof typeof OPTIONS
export const ALL_OPTIONS = Object.keys(OPTIONS) as Option[]
/** A production stage with these options. */
export const settingsWith = (...options: readonly Option[]): Readonly<Record<string, string>> =>
  Object.assign({}, production, ...options.map((option) => OPTIONS[option])) as Record<string, string>

const seen = new Map<string, Synthesized>()

/** The same, synthesized with a few functions; once for each choice of options. */
export function stageWith(...options: readonly Option[]): Synthesized {
  const key = options.join('+')
  const known = seen.get(key)
  if (known) return known
  const stage = synthesizeWith(...options)
  seen.set(key, stage)
  return stage
}

/** The same anew. */
export const synthesizeWith = (...options: readonly Option[]): Synthesized =>
  synthesizeSmall(settingsWith(...options))

/** A stage with a few functions. */
export const synthesizeSmall = (settings: Readonly<Record<string, string>>): Synthesized =>
  synthesize(settings, { manifest: smallManifest() })

/** The resources of one stack, by their logical ids. */
export const resourcesOf = (stage: Synthesized, stack: string): Readonly<Record<string, Resource>> =>
  stage.templates[`${stack}.template.json`]?.resources ?? {}
