import type * as z from 'zod'
import type { Need } from '#lib/platform/needs.ts'

export interface QueueDefinition {
  /** The function behind it, in camelCase; its file is the kebab-case below `functions/queues/`. */
  readonly consumer: string
  readonly message: z.ZodType
  readonly uses: readonly Need[]
  /** How many messages a call is given at the most. */
  readonly batchSize: number
  /** How long a batch may be gathered; 0 hands on what is there at once. */
  readonly windowSeconds: number
  /** How many messages of a batch are worked on side by side. */
  readonly sideBySide: number
  /** How long a call may take. */
  readonly timeoutSeconds: number
  /** How long a message that was handed out is nobody else's: six times a call, as AWS advises. */
  readonly visibilitySeconds: number
  /** How often a message is tried before it goes to the dead letters. */
  readonly maxReceives: number
  readonly summary: string
}

export type Queue<D extends QueueDefinition = QueueDefinition> = D & {
  /** In the letters of an SQS name: it is part of the queue's own. */
  readonly name: string
}

/** Names the queues: the only place where one's message, its patience and its tries are written. */
export function defineQueues<const D extends Record<string, QueueDefinition>>(
  definitions: D,
): { readonly [K in keyof D]: Queue<D[K]> } {
  const queues = Object.entries(definitions).map(([name, definition]) => [name, { ...definition, name }])
  return Object.fromEntries(queues) as { readonly [K in keyof D]: Queue<D[K]> }
}

/** Where the failed messages of a queue lie; a name on AWS and on one machine. */
export const deadLettersOf = (nameOrUrl: string): string => `${nameOrUrl}-dead`

/** The setting that says where a queue is. */
export const urlSettingOf = ({ name }: Queue): string =>
  `${name.toUpperCase().replaceAll('-', '_')}_QUEUE_URL`
