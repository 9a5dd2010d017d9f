import { randomBytes, randomUUID } from 'node:crypto'
import { decryptAesGcm, encryptAesGcm } from '#lib/platform/aes-gcm.ts'

/** What KMS refuses a call with. */
export type KmsError =
  | 'AccessDeniedException'
  | 'DisabledException'
  | 'IncorrectKeyException'
  | 'InvalidCiphertextException'
  | 'KMSInvalidStateException'
  | 'NotFoundException'
  | 'ThrottlingException'
  | 'ValidationException'

/** A call that is refused. */
export class KmsRefusal extends Error {
  override readonly name = 'KmsRefusal'
  readonly type: KmsError

  constructor(type: KmsError, message = '') {
    super(message)
    this.type = type
  }
}

export type EncryptionContext = Readonly<Record<string, string>>

export type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion'

interface Material {
  /** 64 digits, as KMS names materials. */
  readonly id: string
  readonly secret: Buffer
}

/** A symmetric key: its newest material wraps, each of them unwraps what it wrapped. */
interface MasterKey {
  readonly arn: string
  state: KeyState
  readonly materials: Material[]
}

/** A ciphertext, and which key and material wrapped it. */
export interface Wrapped {
  readonly blob: Buffer
  readonly arn: string
  readonly material: string
}

export interface Unwrapped {
  readonly plain: Buffer
  readonly arn: string
  readonly material: string
}

const ACCOUNT = 'arn:aws:kms:eu-central-1:000000000000:key/'
const ID_LENGTH = 36
const MATERIAL_LENGTH = 32

/** The master keys of an account. */
export class KeyRing {
  readonly #keys = new Map<string, MasterKey>()

  /** Makes a key. Returns its ARN. */
  create(): string {
    const arn = `${ACCOUNT}${randomUUID()}`
    this.#keys.set(arn, { arn, state: 'Enabled', materials: [newMaterial()] })
    return arn
  }

  renew(arn: string): void {
    this.#find(arn).materials.push(newMaterial())
  }

  setState(arn: string, state: KeyState): void {
    this.#find(arn).state = state
  }

  /** Encrypts under the newest material of a key: its id and the material's stand before the ciphertext, as KMS does it. */
  wrap(keyId: string | undefined, plain: Buffer, context: EncryptionContext): Wrapped {
    const { arn, materials } = this.#usable(keyId)
    const material = materials.at(-1) ?? newMaterial()
    const head = Buffer.concat([Buffer.from(idIn(arn)), Buffer.from(material.id, 'hex')])
    const blob = Buffer.concat([head, encryptAesGcm(material.secret, plain, textOf(context))])
    return { blob, arn, material: material.id }
  }

  /** Decrypts with the key that is named in the ciphertext. If the caller names one too, it has to be the same. */
  unwrap(blob: Buffer, context: EncryptionContext, keyId?: string): Unwrapped {
    const named = `${ACCOUNT}${blob.subarray(0, ID_LENGTH).toString()}`
    const id = blob.subarray(ID_LENGTH, ID_LENGTH + MATERIAL_LENGTH).toString('hex')
    const asked = keyId === undefined ? undefined : this.#usable(keyId)
    const material = this.#keys.get(named)?.materials.find((one) => one.id === id)
    if (!material) throw new KmsRefusal('InvalidCiphertextException')
    const { arn } = this.#usable(named)
    if (asked && asked.arn !== arn)
      throw new KmsRefusal(
        'IncorrectKeyException',
        'The key ID in the request does not identify the CMK used',
      )
    try {
      const ciphertext = blob.subarray(ID_LENGTH + MATERIAL_LENGTH)
      return { plain: decryptAesGcm(material.secret, ciphertext, textOf(context)), arn, material: id }
    } catch {
      throw new KmsRefusal('InvalidCiphertextException') // another context, or a byte that was changed
    }
  }

  /** A key that may be used, by its ARN or its id. */
  #usable(keyId: string | undefined): MasterKey {
    if (keyId === undefined) throw new KmsRefusal('ValidationException', 'KeyId must not be null')
    const key = this.#find(keyId)
    if (key.state === 'Disabled') throw new KmsRefusal('DisabledException', `${key.arn} is disabled.`)
    if (key.state === 'PendingDeletion')
      throw new KmsRefusal('KMSInvalidStateException', `${key.arn} is pending deletion.`)
    return key
  }

  #find(keyId: string): MasterKey {
    const key = this.#keys.get(keyId) ?? this.#keys.get(`${ACCOUNT}${keyId}`)
    if (!key) throw new KmsRefusal('NotFoundException', `Invalid keyId '${keyId}'`)
    return key
  }
}

const newMaterial = (): Material => ({
  id: randomBytes(MATERIAL_LENGTH).toString('hex'),
  secret: randomBytes(32),
})

const idIn = (arn: string): string => arn.slice(ACCOUNT.length)

/** The names and values are what counts, in whatever order they come. */
const textOf = (context: EncryptionContext): string =>
  JSON.stringify(Object.entries(context).toSorted(([one], [other]) => (one < other ? -1 : 1)))
