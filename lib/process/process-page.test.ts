import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { processPage } from '#lib/process/process-page.ts'

it('docs/process.md is what the process table says (mend with `npm run docs`)', () => {
  const page = readFileSync(new URL('../../docs/process.md', import.meta.url), 'utf8')
  expect(page).toBe(processPage())
})
