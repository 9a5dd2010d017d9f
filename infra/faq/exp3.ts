import { readFileSync } from 'node:fs'
import { foldQuestion, scriptOf, skeletonOf } from '#lib/faq/fold-question.ts'
const lines = readFileSync('infra/faq/concepts.txt', 'utf8').trim().split('\n')
const exact = new Map<string, Set<string>>(); const multi: [string[], string][] = []; const skel = new Map<string, Set<string>>()
const put = (m: Map<string, Set<string>>, k: string, c: string) => (m.get(k) ?? m.set(k, new Set()).get(k)!).add(c)
export const variantsOf = (w: string): string[] => {
  const out = new Set([w])
  if (/[a-z]/.test(w)) { out.add(w.replace(/(?<=[a-z]{3})(?:ing|ed|es|s)$/, '')); return [...out] }
  const a = w.replace(/^(?:وال|بال|كال|فال|لل|ال|و(?=[\u0621-\u064a]{3}))/, ''); out.add(a)
  for (const x of [w, a]) out.add(x.replace(/(?<=[\u0621-\u064a]{3})(?:كم|كو|هم|ها|نا|ات|ين|ون|ني|تي|ه|ي|ك|ش|وا|وه)$/, ''))
  for (const x of [...out]) { const v = x.replace(/^(?:بي|بت|بن|با|هي|هت|هن|ها|حي|حت|ست|سي|ي|ت|ن|ا|م(?=[\u0621-\u064a]{3,}))(?=[\u0621-\u064a]{3})/, ''); out.add(v); if (/^[بلفه](?=[\u0621-\u064a]{3})/.test(x)) out.add(x.slice(1)) }
  return [...out].filter((x) => x.length > 2 || x === w)
}
for (const line of lines) {
  const [c = '', rest = ''] = line.split(':'); 
  for (const raw of rest.replace('|', ' ').trim().split(/\s+/)) {
    const words = foldQuestion(raw.replaceAll('_', ' ')).split(' ')
    if (words.length > 1) multi.push([words, c]); else { for (const v of variantsOf(words[0]!)) put(exact, v, c); if (/[\u0621-\u064a]/.test(words[0]!)) { const k = skeletonOf(words[0]!); if (k.length > 2) put(skel, k, c) } }
  }
}
export function conceptsOf(text: string): string[] {
  const folded = foldQuestion(text); const words = folded.split(' '); const script = scriptOf(folded)
  const vs = words.map((w) => new Set(variantsOf(w)))
  const found = new Set<string>()
  vs.forEach((set, i) => { for (const v of set) for (const c of exact.get(v) ?? []) found.add(c); if (script === 'franco') { for (const c of skel.get(skeletonOf(words[i]!)) ?? []) found.add(c); const noEl = words[i]!.replace(/^el/, ''); } })
  for (const [ws, c] of multi) for (let i = 0; i + ws.length <= words.length; i++) if (ws.every((w, k) => w === words[i + k] || vs[i + k]!.has(w))) { found.add(c); break }
  return [...found]
}
