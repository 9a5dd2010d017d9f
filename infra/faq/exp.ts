import path from 'node:path'
import { readPhrasings } from '#infra/faq/phrasings.ts'
import { withSlips } from '#infra/faq/spelling-noise.ts'
import { featuresOf } from '#lib/faq/question-features.ts'
import { conceptsOf } from '#infra/faq/exp3.ts'
import { randomOf } from '#lib/testing/random.ts'
const all = readPhrasings(path.resolve('infra/faq/phrasings'))
const topics = [...new Set(all.map((p) => p.topic))]
const random = randomOf(7)
const K = 5
const fold = all.map(() => Math.floor(random() * K))
const NOISE = Number(process.env.NOISE ?? 0), EPOCHS = Number(process.env.EPOCHS ?? 15), RATE = Number(process.env.RATE ?? 2), L2 = Number(process.env.L2 ?? 1e-5)
const f = 0
type V = Map<number, number>
const hash=(s:string)=>{let h=0x811c9dc5;for(let i=0;i<s.length;i++)h=Math.imul(h^s.charCodeAt(i),0x01000193);return h>>>0}
const full=(q:string)=>{const m=new Map(featuresOf(q));const c=conceptsOf(q);const G=Number(process.env.G??1.5);const n=Math.sqrt(c.length||1);for(const x of c)m.set(hash('g'+x),G/n);const ps=c.flatMap((a,i)=>c.slice(i+1).map((b)=>'G'+[a,b].sort().join('+')));const pn=Math.sqrt(ps.length||1);for(const x of ps)m.set(hash(x),G*0.8/pn);return m}
const raw = all.map((p) => full(p.text))
const df = new Map<number, number>()
let N = 0
all.forEach((_, i) => { if (fold[i] !== f) { N++; for (const k of raw[i]!.keys()) df.set(k, (df.get(k) ?? 0) + 1) } })
const vec = (r: ReadonlyMap<number, number>): V => {
  const v: V = new Map(); let n = 0
  for (const [k, x] of r) { const d = df.get(k); if (!d) continue; const y = x * Math.log(1 + N / d); v.set(k, y); n += y * y }
  n = Math.sqrt(n) || 1
  for (const [k, y] of v) v.set(k, y / n)
  return v
}
const tr: { v: V; t: number; w: number }[] = []
all.forEach((p, i) => {
  if (fold[i] === f) return
  const t = topics.indexOf(p.topic)
  tr.push({ v: vec(raw[i]!), t, w: 1 })
  for (let k = 0; k < NOISE; k++) tr.push({ v: vec(full(withSlips(p.text, 1 + Math.floor(random() * 2), random))), t, w: 0.5 })
})
const T = topics.length
// LR
const W = new Map<number, Float64Array>()
for (const { v } of tr) for (const k of v.keys()) if (!W.has(k)) W.set(k, new Float64Array(T))
const score = (v: V) => { const s = new Float64Array(T); for (const [k, x] of v) { const r = W.get(k); if (r) for (let t = 0; t < T; t++) s[t]! += r[t]! * x } return s }
const soft = (s: Float64Array) => { const m = Math.max(...s); const e = s.map((x) => Math.exp(x - m)); const z = e.reduce((a, b) => a + b); return e.map((x) => x / z) }
const t0 = performance.now()
for (let ep = 0; ep < EPOCHS; ep++) {
  const o = tr.map((_, i) => i); for (let i = o.length - 1; i > 0; i--) { const j = Math.floor(random() * (i + 1)); [o[i], o[j]] = [o[j]!, o[i]!] }
  const lr = RATE / (1 + ep * 0.3)
  for (const i of o) { const { v, t, w } = tr[i]!; const p = soft(score(v)); p[t]! -= 1; for (const [k, x] of v) { const r = W.get(k)!; for (let c = 0; c < T; c++) r[c]! -= lr * w * (p[c]! * x + L2 * r[c]!) } }
}
// knn / centroid
const C = topics.map(() => new Map<number, number>()); const cn = new Float64Array(T)
for (const { v, t } of tr) { for (const [k, x] of v) C[t]!.set(k, (C[t]!.get(k) ?? 0) + x) }
C.forEach((c, t) => { let n = 0; for (const x of c.values()) n += x * x; cn[t] = Math.sqrt(n) })
const cos = (v: V) => Float64Array.from(topics, (_, t) => { let s = 0; for (const [k, x] of v) s += x * (C[t]!.get(k) ?? 0); return s / cn[t]! })
const post = new Map<number, [number, number][]>()
tr.forEach(({ v }, i) => { for (const [k, x] of v) { const l = post.get(k) ?? []; l.push([i, x]); post.set(k, l) } })
const knn = (v: V) => { const s = new Float64Array(tr.length); for (const [k, x] of v) for (const [i, y] of post.get(k) ?? []) s[i]! += x * y; const r = new Float64Array(T); const best = [...s.keys()].sort((a, b) => s[b]! - s[a]!).slice(0, 8); best.forEach((i) => { r[tr[i]!.t]! += s[i]! ** 3 }); return r }
const evals: Record<string, (v: V) => Float64Array> = { lr: score, centroid: cos, knn, mix: (v) => { const a = soft(score(v)); const b = soft(cos(v).map((x) => x * 20)); const k = knn(v); const kz = k.reduce((x, y) => x + y, 1e-9); return a.map((x, t) => Math.log(x + 1e-6) + Math.log(b[t]! + 1e-6) + Math.log(k[t]! / kz + 0.02)) } }
for (const [name, fn] of Object.entries(evals)) {
  const stat: Record<string, number[]> = {}
  all.forEach((p, i) => {
    if (fold[i] !== f) return
    const s = fn(vec(raw[i]!)); const order = topics.map((_, t) => t).sort((a, b) => s[b]! - s[a]!)
    const rank = order.findIndex((t) => topics[t] === p.topic)
    const st = (stat[(p.topic === 'out-of-scope' || p.topic === 'abuse' ? 'oos-' : '') + p.language] ??= [0, 0, 0])
    st[0]!++; if (rank === 0) st[1]!++; if (rank < 3) st[2]!++
  })
  console.log(name.padEnd(9), Object.entries(stat).map(([l, [n, a, b]]) => `${l} ${(100 * a! / n!).toFixed(0)}/${(100 * b! / n!).toFixed(0)}`).join('  '))
}
console.log(Math.round(performance.now() - t0), 'ms')
