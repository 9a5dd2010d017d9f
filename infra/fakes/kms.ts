import { randomBytes } from 'node:crypto'
import { type FakeRequest, type FakeResponse, type FakeServer, serve } from '#infra/fakes/fake-server.ts'
import {
  type EncryptionContext,
  KeyRing,
  type KeyState,
  type KmsError,
  KmsRefusal,
  type Wrapped,
} from '#infra/fakes/kms-keys.ts'

/** A permission as policies name it. */
export type KmsPermission = `kms:${Operation | 'ReEncryptFrom' | 'ReEncryptTo'}`

/** A call, and who signed it. */
export interface KmsCall {
  readonly by: string
  readonly operation: Operation
}

export interface KmsFake extends FakeServer {
  /** Makes a key. Returns its ARN. */
  readonly createKey: () => string
  /** Gives a key new material, as KMS does each year: what the older ones wrapped stays readable. */
  readonly renewMaterial: (arn: string) => void
  readonly setState: (arn: string, state: KeyState) => void
  /** Lets whoever signs with this access key id do this and nothing else. Others may do everything. */
  readonly allow: (accessKeyId: string, permissions: readonly KmsPermission[]) => void
  /** Refuses the next `times` calls of an operation. */
  readonly failNext: (operation: Operation, error: KmsError, times?: number) => void
  /** Lets so many calls of an operation be answered, and holds those after them until `release`. */
  readonly holdAfter: (operation: Operation, count: number) => Hold
  /** The calls that were answered with success, oldest first. */
  readonly calls: () => readonly KmsCall[]
}

interface Hold {
  /** Once the first call is held. */
  readonly reached: Promise<unknown>
  readonly release: () => void
}

type Operation = 'GenerateDataKey' | 'GenerateDataKeyWithoutPlaintext' | 'Decrypt' | 'ReEncrypt'

/** What calls say, by the operations that there are. */
interface KmsInput {
  readonly KeyId?: string
  readonly KeySpec?: string
  readonly EncryptionContext?: EncryptionContext
  readonly CiphertextBlob?: string
  readonly SourceKeyId?: string
  readonly SourceEncryptionContext?: EncryptionContext
  readonly DestinationKeyId?: string
  readonly DestinationEncryptionContext?: EncryptionContext
}

type Check = (permission: KmsPermission) => void

const CREDENTIAL = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/[\w-]+\/kms\/aws4_request, /

/** KMS over HTTP with keys of its own: it checks contexts, states, materials and permissions as KMS does. */
export async function startKmsFake(): Promise<KmsFake> {
  const keys = new KeyRing()
  const permissions = new Map<string, readonly KmsPermission[]>()
  const failures: { operation: Operation; error: KmsError }[] = []
  const gates: Gate[] = []
  const calls: KmsCall[] = []

  const answer = async ({ headers, body }: FakeRequest): Promise<FakeResponse> => {
    const operation = operationIn(headers['x-amz-target'])
    const [, by] = CREDENTIAL.exec(headers.authorization ?? '') ?? []
    if (!operation) return refused('UnknownOperationException', '')
    if (!by) return refused('MissingAuthenticationTokenException', 'Request is missing Authentication Token')
    for (const gate of gates) await gate.pass(operation)
    const failure = failures.findIndex((one) => one.operation === operation)
    if (failure >= 0) return refused(failures.splice(failure, 1)[0]?.error ?? '', 'Refused as planned')
    const check: Check = (permission) => {
      if (permissions.get(by)?.includes(permission) ?? true) return
      throw new KmsRefusal('AccessDeniedException', `User: ${by} is not authorized to perform: ${permission}`)
    }
    try {
      const json = OPERATIONS[operation](keys, JSON.parse(body.toString()) as KmsInput, check)
      calls.push({ by, operation })
      return { status: 200, json }
    } catch (error) {
      if (error instanceof KmsRefusal) return refused(error.type, error.message)
      throw error
    }
  }

  const { url, stop } = await serve(answer)
  return {
    url,
    env: {
      AWS_ENDPOINT_URL_KMS: url,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
    stop,
    createKey: () => keys.create(),
    renewMaterial: (arn) => keys.renew(arn),
    setState: (arn, state) => keys.setState(arn, state),
    allow: (accessKeyId, allowed) => void permissions.set(accessKeyId, allowed),
    failNext: (operation, error, times = 1) =>
      void failures.push(...Array.from({ length: times }, () => ({ operation, error }))),
    holdAfter: (operation, count) => {
      const gate = new Gate(operation, count)
      gates.push(gate)
      return { reached: gate.reached, release: () => gate.open() }
    },
    calls: () => calls,
  }
}

/** What each operation answers. Bytes travel in base64. */
const OPERATIONS: Readonly<
  Record<Operation, (keys: KeyRing, input: KmsInput, check: Check) => Readonly<Record<string, unknown>>>
> = {
  GenerateDataKey: (keys, input, check) => {
    check('kms:GenerateDataKey')
    const plain = newDataKey(input)
    const wrapped = keys.wrap(input.KeyId, plain, input.EncryptionContext ?? {})
    return { ...shown(wrapped), Plaintext: plain.toString('base64') }
  },
  GenerateDataKeyWithoutPlaintext: (keys, input, check) => {
    check('kms:GenerateDataKeyWithoutPlaintext')
    return shown(keys.wrap(input.KeyId, newDataKey(input), input.EncryptionContext ?? {}))
  },
  Decrypt: (keys, { CiphertextBlob = '', EncryptionContext = {}, KeyId }, check) => {
    check('kms:Decrypt')
    const blob = Buffer.from(CiphertextBlob, 'base64')
    const { plain, arn, material } = keys.unwrap(blob, EncryptionContext, KeyId)
    return { KeyId: arn, KeyMaterialId: material, ...ALGORITHM, Plaintext: plain.toString('base64') }
  },
  ReEncrypt: (keys, input, check) => {
    check('kms:ReEncryptFrom')
    check('kms:ReEncryptTo')
    const blob = Buffer.from(input.CiphertextBlob ?? '', 'base64')
    const from = keys.unwrap(blob, input.SourceEncryptionContext ?? {}, input.SourceKeyId)
    const to = keys.wrap(input.DestinationKeyId, from.plain, input.DestinationEncryptionContext ?? {})
    return {
      CiphertextBlob: to.blob.toString('base64'),
      KeyId: to.arn,
      SourceKeyId: from.arn,
      SourceKeyMaterialId: from.material,
      DestinationKeyMaterialId: to.material,
      SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    }
  },
}

const ALGORITHM = { EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' }

function newDataKey({ KeySpec }: KmsInput): Buffer {
  if (KeySpec === 'AES_256') return randomBytes(32)
  throw new KmsRefusal('ValidationException', 'Please specify either number of bytes or key spec.')
}

const shown = ({ blob, arn, material }: Wrapped) => ({
  CiphertextBlob: blob.toString('base64'),
  KeyId: arn,
  KeyMaterialId: material,
})

function operationIn(target: string | undefined): Operation | null {
  const name = target?.replace('TrentService.', '') ?? ''
  return Object.hasOwn(OPERATIONS, name) ? (name as Operation) : null
}

/** KMS answers all of these with 400. */
const refused = (type: string, message: string): FakeResponse => ({
  status: 400,
  json: { __type: type, message },
})

/** Holds the calls of an operation after so many, until it is opened. */
class Gate {
  readonly #operation: Operation
  #left: number
  readonly #reached = Promise.withResolvers<null>()
  readonly #opened = Promise.withResolvers<null>()

  constructor(operation: Operation, count: number) {
    this.#operation = operation
    this.#left = count
  }

  get reached(): Promise<unknown> {
    return this.#reached.promise
  }

  open(): void {
    this.#left = Infinity
    this.#opened.resolve(null)
  }

  async pass(operation: Operation): Promise<void> {
    if (operation !== this.#operation) return
    this.#left -= 1
    if (this.#left >= 0) return
    this.#reached.resolve(null)
    await this.#opened.promise
  }
}
