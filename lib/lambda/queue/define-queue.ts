import type * as z from 'zod'
import type { Need } from '#lib/platform/needs.ts'
import { urlSettingOfQueue } from '#lib/platform/queue-names.ts'

export interface QueueDefinition {
  /** The function behind the queue, in camelCase. Its file below `functions/queues/` has this name in kebab-case. */
  readonly consumer: string
  readonly message: z.ZodType
  readonly uses: readonly Need[]
  /** The maximum number of messages in one call. */
  readonly batchSize: number
  /** How long messages may be collected into a batch; 0 delivers what is there at once. */
  readonly windowSeconds: number
  /** How many messages of a batch are processed concurrently. */
  readonly concurrency: number
  /** How long a call may take. */
  readonly timeoutSeconds: number
  /** How long a delivered message stays invisible to others: six times the call's timeout, as AWS advises. */
  readonly visibilitySeconds: number
  /** How often a message is tried before it goes to the dead-letter queue. */
  readonly maxReceives: number
  /** How many calls of the function may run at once on AWS, so that a rush leaves room and connections for others. */
  readonly maxCalls: number
  /**
   * How long a message may wait, and how many may wait, before an alarm says that the function does not keep up. What
   * schedules hand out comes in thousands.
   */
  readonly alarmAt?: { readonly seconds: number; readonly messages: number }
  readonly summary: string
}

export type Queue<D extends QueueDefinition = QueueDefinition> = D & {
  /** Has only characters that SQS allows, as it is part of the queue's name there. */
  readonly name: string
}

/** Defines the queues. Their message schemas, timeouts and retries are written only here. */
export function defineQueues<const D extends Record<string, QueueDefinition>>(
  definitions: D,
): { readonly [K in keyof D]: Queue<D[K]> } {
  const queues = Object.entries(definitions).map(([name, definition]) => [name, { ...definition, name }])
  return Object.fromEntries(queues) as { readonly [K in keyof D]: Queue<D[K]> }
}

/** The longest wait between two tries. */
const MAX_WAIT_SECONDS = 3_600

/**
 * How long a message that was delivered `receives` times and failed each time waits for the next try: twice as long as
 * before, up to an hour. So an outage of some hours uses up no message's tries.
 */
export const waitSecondsAfter = ({ visibilitySeconds }: QueueDefinition, receives: number): number =>
  Math.min(visibilitySeconds * 2 ** Math.max(0, Math.min(receives, 20) - 1), MAX_WAIT_SECONDS)

/** The name (or URL) of a queue's dead-letter queue, the same on AWS and on one machine. */
export const deadLettersOf = (nameOrUrl: string): string => `${nameOrUrl}-dead`

/** The setting with a queue's URL. */
export const urlSettingOf = ({ name }: Queue): string => urlSettingOfQueue(name)
