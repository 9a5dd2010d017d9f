/**
 * The log line of an event that staff must not miss. The alarm MoneyEvents (infra/data-stack.ts) watches for it; `code`
 * is the event's type.
 */
export const STAFF_ALARM = 'an event needs staff'
