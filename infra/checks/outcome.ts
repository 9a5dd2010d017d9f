/** What a check found: whether the rule holds, and what it complains of. */
export interface Outcome {
  readonly ok: boolean
  readonly output: string
}

export const outcomeOf = (faults: readonly string[]): Outcome => ({
  ok: faults.length === 0,
  output: faults.join('\n'),
})
