import * as z from 'zod'
import { EXPLAINED_ADVISORIES } from '#infra/checks/supply-chain/exceptions.ts'

const advisory = z.object({ name: z.string(), title: z.string(), url: z.string(), severity: z.string() })

/** What `npm audit --json` prints of the packages of the lock, with the fields that we read. */
const report = z.object({
  auditReportVersion: z.number(),
  vulnerabilities: z.record(z.string(), z.object({ via: z.array(z.union([z.string(), advisory])) })),
})

type Advisory = z.output<typeof advisory>

export type Judgement =
  | { readonly kind: 'skipped'; readonly why: string }
  | { readonly kind: 'judged'; readonly faults: readonly string[]; readonly others: readonly string[] }

/**
 * What an audit of the lock means: critical advisories that nobody explained are faults, and so are explanations of
 * advisories that are gone. Without a report, since there is no network or the registry has no advisories, it is skipped.
 */
export function judgeAudit(
  printed: string,
  explained: Readonly<Record<string, string>> = EXPLAINED_ADVISORIES,
): Judgement {
  const read = report.safeParse(jsonIn(printed))
  if (!read.success) return { kind: 'skipped', why: reasonIn(printed) }
  const known = new Map<string, Advisory>()
  for (const { via } of Object.values(read.data.vulnerabilities)) {
    for (const one of via) if (typeof one !== 'string') known.set(one.url, one)
  }
  const advisories = [...known.values()]
  const critical = advisories.filter(({ severity }) => severity === 'critical')
  return {
    kind: 'judged',
    faults: [
      ...critical.filter(({ url }) => !(url in explained)).map(lineOf),
      ...Object.keys(explained)
        .filter((url) => !critical.some((one) => one.url === url))
        .map((url) => `${url} is explained, and concerns no package any more`),
    ],
    others: advisories.filter((one) => !critical.includes(one)).map(lineOf),
  }
}

const lineOf = ({ severity, name, title, url }: Advisory): string => `${severity}: ${name}: ${title} (${url})`

function jsonIn(printed: string): unknown {
  try {
    return JSON.parse(printed)
  } catch {
    return null
  }
}

function reasonIn(printed: string): string {
  const failure = z.object({ message: z.string().min(1) }).safeParse(jsonIn(printed))
  return failure.success ? (failure.data.message.split(/ - /)[0] ?? '') : 'npm printed no report'
}
