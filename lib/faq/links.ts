import { isKnownLink, PATHS } from '#lib/faq/link-paths.ts'
import { config } from '#lib/platform/config.ts'

/** The addresses of links, on the website that is configured. */
export async function linksTo(rels: readonly string[]): Promise<{ rel: string; href: string }[]> {
  const { PUBLIC_URL } = await config('site')
  const site = PUBLIC_URL.replace(/\/$/, '')
  return rels.flatMap((rel) => (isKnownLink(rel) ? [{ rel, href: `${site}${PATHS[rel]}` }] : []))
}
