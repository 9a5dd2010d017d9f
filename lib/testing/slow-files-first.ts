import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The files that take half a minute or more. One of them begun last would keep one worker busy while the other rests. */
const SLOW = [
  'functions/bad-input',
  'lib/payments/histories',
  'lib/payments/crash',
  'lib/analytics/incremental',
  'lib/reviews/double-blind',
  'infra/bundle/answers',
  'infra/local/queues/told-once',
  'functions/role-matrix',
  'infra/bundle/bundle',
  'lib/payouts/crash',
  'infra/local/docs-page.browser',
  'infra/local/start',
  'lib/disputes/appeal-races',
  'functions/security',
  'lib/payments/races',
  'infra/ops/runbooks',
  'lib/quotes/races',
  'lib/jobs/list-jobs',
  'infra/checks/patterns',
] as const

const placeOf = ({ moduleId }: TestSpecification): number => {
  const place = SLOW.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`))
  return place === -1 ? SLOW.length : place
}

/** The slow test files first, also on a machine that has never run them; the others in vitest's own order. */
export class SlowFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => placeOf(a) - placeOf(b))
  }
}
