import { writeFileSync } from 'node:fs'
import { processPage } from '#lib/process/process-page.ts'

/** `npm run docs`: writes the documentation pages that are generated from code. */
writeFileSync(new URL('../../docs/process.md', import.meta.url), processPage())
