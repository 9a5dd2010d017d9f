import { writeFileSync } from 'node:fs'
import { processPage } from '#lib/jobs/process-page.ts'

/** `npm run docs`: writes the pages that are made from code. */
writeFileSync(new URL('../../docs/process.md', import.meta.url), processPage())
