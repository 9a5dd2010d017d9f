/** The queues that a need lets a function send to, by their names in the manifest (functions/queues/queues.ts). */
export const QUEUES_OF_NEED = {
  events: ['notifications'],
  queues: ['realtime', 'push', 'email'],
  work: ['work'],
  gatewayWork: ['gateway-orders', 'gateway-queries'],
  erasureWork: ['erasures'],
} as const

export type SendingNeed = keyof typeof QUEUES_OF_NEED
export type QueueName<N extends SendingNeed = SendingNeed> = (typeof QUEUES_OF_NEED)[N][number]

/** The setting with the URL of a queue. */
export const urlSettingOfQueue = (name: string): string =>
  `${name.toUpperCase().replaceAll('-', '_')}_QUEUE_URL`

const isSendingNeed = (need: string): need is SendingNeed => need in QUEUES_OF_NEED

/** The queues that functions with these needs send to. */
export const queuesOfNeeds = (needs: readonly string[]): readonly QueueName[] =>
  needs.filter(isSendingNeed).flatMap((need) => QUEUES_OF_NEED[need])
