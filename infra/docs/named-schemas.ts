import { type ApiDocument, changeSchemas } from '#infra/docs/api-document.ts'
import { changeSchema, type JsonSchema, mapValues } from '#infra/docs/json-schema.ts'
import { LOGIN_TYPES } from '#lib/auth/auth.schemas.ts'
import { OPEN_PURPOSES } from '#lib/gateways/images/purposes.ts'
import { CONTRACT_PAYMENTS, CONTRACT_STATUSES } from '#lib/model/contract-status.ts'
import { PLATFORMS } from '#lib/model/device-platforms.ts'
import { DECISIONS, DISPUTE_STATUSES } from '#lib/model/dispute-status.ts'
import { GATEWAYS, PAYMENT_METHODS } from '#lib/model/gateway-names.ts'
import { INVITATION_STATUSES } from '#lib/model/invitation-status.ts'
import { JOB_STATUSES, PAYMENT_TYPES } from '#lib/model/job-status.ts'
import { NOTIFICATION_TYPES } from '#lib/model/notification-types.ts'
import { PAYMENT_STATUSES } from '#lib/model/payment-status.ts'
import { PAYOUT_ACCOUNT_KINDS, PAYOUT_ACCOUNT_STATUSES } from '#lib/model/payout-account-kinds.ts'
import { PAYOUT_PURPOSES, PAYOUT_STATUSES } from '#lib/model/payout-status.ts'
import { QUOTE_STATUSES } from '#lib/model/quote-status.ts'
import { REFUND_STATUSES } from '#lib/model/refund-status.ts'
import { REPORT_TARGETS } from '#lib/model/report-targets.ts'
import { OPEN_ROLES, ROLES } from '#lib/model/role.ts'
import {
  TRANSACTION_GATEWAYS,
  TRANSACTION_STATUSES,
  TRANSACTION_TYPES,
} from '#lib/model/transaction-status.ts'
import { VERIFICATION_STATUSES } from '#lib/model/verification-status.ts'
import { ACTORS } from '#lib/process/process.ts'

/** The names of the lists of values. One that is not here is named after the property that has it first. */
const NAMES = new Map<string, string>(
  Object.entries({
    Role: ROLES,
    OpenRole: OPEN_ROLES,
    Locale: ['ar', 'en'],
    LoginType: LOGIN_TYPES,
    UploadPurpose: OPEN_PURPOSES,
    JobStatus: JOB_STATUSES,
    PaymentType: PAYMENT_TYPES,
    Actor: ACTORS,
    QuoteStatus: QUOTE_STATUSES,
    InvitationStatus: INVITATION_STATUSES,
    ContractStatus: CONTRACT_STATUSES,
    ContractPayment: CONTRACT_PAYMENTS,
    DisputeStatus: DISPUTE_STATUSES,
    Decision: DECISIONS,
    NotificationType: NOTIFICATION_TYPES,
    Platform: PLATFORMS,
    ReportTarget: REPORT_TARGETS,
    Gateway: GATEWAYS,
    PaymentMethod: PAYMENT_METHODS,
    PaymentStatus: PAYMENT_STATUSES,
    RefundStatus: REFUND_STATUSES,
    TransactionType: TRANSACTION_TYPES,
    TransactionStatus: TRANSACTION_STATUSES,
    TransactionGateway: TRANSACTION_GATEWAYS,
    PayoutStatus: PAYOUT_STATUSES,
    PayoutPurpose: PAYOUT_PURPOSES,
    PayoutAccountKind: PAYOUT_ACCOUNT_KINDS,
    PayoutAccountStatus: PAYOUT_ACCOUNT_STATUSES,
    VerificationStatus: VERIFICATION_STATUSES,
  }).map(([name, values]) => [JSON.stringify(values), name]),
)

export const toPascalCase = (...words: readonly string[]): string =>
  words
    .flatMap((word) => word.split(/[^A-Za-z0-9]+/))
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('')

/** Named schemas that grow while a document is read. The same schema gets the same name every time. */
class Components {
  readonly added: Record<string, JsonSchema> = {}

  /** Adds a schema and returns the reference to it. Throws if another one has its name. */
  add(name: string, schema: JsonSchema): JsonSchema {
    const before = this.added[name]
    if (before && JSON.stringify(before) !== JSON.stringify(schema))
      throw new RangeError(`Two schemas are called ${name}`)
    this.added[name] = schema
    return { $ref: `#/components/schemas/${name}` }
  }
}

/** What stays where a schema is used, beside the reference to it. */
const OF_THE_PLACE = ['description', 'default'] as const

/** The document with a name for every list of values, every list of resources, and every body. */
export function withNames(document: ApiDocument): ApiDocument {
  const components = new Components()
  const named = changeSchemas(document, (schema, place) => {
    if (schema.enum) return nameValues(schema, place, components)
    return isPage(schema) ? components.add(nameOfList(schema, place), schema) : schema
  })
  const withBodies = nameBodies(named, components)
  const { schemas } = withBodies.components
  return {
    ...withBodies,
    components: { ...withBodies.components, schemas: { ...schemas, ...components.added } },
  }
}

function nameValues(schema: JsonSchema, place: readonly string[], components: Components): JsonSchema {
  const name = NAMES.get(JSON.stringify(schema.enum)) ?? toPascalCase(...place)
  const kept = OF_THE_PLACE.filter((key) => key in schema)
  const rest = Object.fromEntries(Object.entries(schema).filter(([key]) => !kept.includes(key as 'default')))
  return {
    ...components.add(name, rest),
    ...Object.fromEntries(kept.map((key) => [key, schema[key]])),
  }
}

/** A list of one resource that has more beside its page than another list of it has a title of its own. */
const nameOfList = (schema: JsonSchema, place: readonly string[]): string =>
  typeof schema.title === 'string' ? schema.title : `${nameOfItem(schema, place)}List`

const isPage = ({ properties }: JsonSchema): boolean => Boolean(properties?.data && properties.pagination)

function nameOfItem({ properties }: JsonSchema, place: readonly string[]): string {
  const { items } = properties?.data ?? {}
  return (typeof items === 'object' && items.$ref?.split('/').at(-1)) || toPascalCase(...place)
}

/** Names each body after its operation: `CreateJobRequest`, `GetBalanceResponse`. */
function nameBodies(document: ApiDocument, components: Components): ApiDocument {
  const name = (schema: JsonSchema, ending: string, operationId: string) =>
    schema.properties || schema.anyOf || schema.oneOf
      ? components.add(toPascalCase(operationId, ending), schema)
      : schema
  return {
    ...document,
    paths: mapValues(document.paths, (methods) =>
      mapValues(methods, (operation) => {
        const { operationId, requestBody, responses } = operation
        const inContent = (content: Record<string, { schema: JsonSchema }> | undefined, ending: string) =>
          mapValues(content ?? {}, (media, type) => ({
            ...media,
            schema: name(media.schema, type === 'application/json' ? ending : `${ending}Form`, operationId),
          }))
        return {
          ...operation,
          ...(requestBody && {
            requestBody: { ...requestBody, content: inContent(requestBody.content, 'Request') },
          }),
          responses: mapValues(responses, (response) => ({
            ...response,
            ...(response.content && { content: inContent(response.content, 'Response') }),
          })),
        }
      }),
    ),
  }
}

/** The references in a schema, replaced by what they name. */
export const inlined = (schema: JsonSchema, schemas: Readonly<Record<string, JsonSchema>>): JsonSchema =>
  changeSchema(schema, ({ $ref, ...rest }) => {
    const target = $ref === undefined ? undefined : schemas[$ref.split('/').at(-1) ?? '']
    return target ? { ...inlined(target, schemas), ...rest } : $ref === undefined ? rest : { $ref, ...rest }
  })
