import { describe, expect, it } from 'vitest'
import { InvalidJsonError, type Member, membersOf } from '#infra/matching/json-members.ts'

async function* cut(text: string, length: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += length) yield await Promise.resolve(text.slice(at, at + length))
}

async function allOf(members: AsyncIterable<Member>): Promise<Member[]> {
  const all: Member[] = []
  for await (const member of members) all.push(member)
  return all
}

/** The object that the members were read from. */
function joined(members: readonly Member[]): Record<string, unknown> {
  const object: Record<string, unknown> = {}
  for (const { key, place, value } of members) {
    if (place === null) object[key] = value
    else (object[key] as unknown[])[place] = value
  }
  return object
}

const OBJECT = {
  word: 'سباكة "و" \\ {[,:]} \u2028 \ud83d\udd27',
  number: -12.5e-3,
  nothing: null,
  empty: [],
  object: { lists: [[], [1, '}'], {}], yes: true },
  list: [1, 'two', null, [3, [4]], { five: '\n"]' }, false],
}

describe('an object that is read in chunks', () => {
  it.each([1, 2, 3, 7, 64, 10_000])('is the same however it is cut: %i signs at a time', async (length) => {
    for (const text of [
      JSON.stringify(OBJECT),
      JSON.stringify(OBJECT, null, 2),
      `\r\n ${JSON.stringify(OBJECT)} \t`,
    ])
      expect(joined(await allOf(membersOf(cut(text, length))))).toEqual(OBJECT)
  })

  it('may be larger than memory: of a list, one element is held at a time', async () => {
    // Prepare: a gigabyte that is never there as a whole
    const element = `{"text":"${'x'.repeat(1_000)}"}`
    const [chunks, inChunk] = [1_000, 1_000]
    const chunk = `${element},`.repeat(inChunk)
    let begun = 0
    async function* large(): AsyncGenerator<string> {
      yield await Promise.resolve('{"list":[')
      for (; begun < chunks; begun += 1) yield chunk
      yield `${element}]}`
    }
    // Act
    let told = 0
    let furthestAhead = 0
    for await (const { place } of membersOf(large())) {
      if (place === null) continue
      furthestAhead = Math.max(furthestAhead, (begun + 1) * inChunk - told)
      told += 1
      if (told === 20 * inChunk) break // and the rest is as the beginning
    }
    // Assess
    expect(told).toBe(20 * inChunk)
    expect(furthestAhead).toBeLessThanOrEqual(inChunk)
  })

  it('is refused where a value does not end, before all of it was read', async () => {
    let chunks = 0
    async function* endless(): AsyncGenerator<string> {
      yield await Promise.resolve('{"list":["')
      for (;;) {
        chunks += 1
        yield 'x'.repeat(1_000)
      }
    }
    await expect(allOf(membersOf(endless(), 50_000))).rejects.toThrow('list[0]: a value is too long')
    expect(chunks).toBeLessThan(60)
  })

  it.each([
    ['', 'the text ends too early'],
    ['[]', '"[" where an object belongs'],
    ['{"a":1', 'a: the text ends too early'],
    ['{"a":1}}', 'a: "}" where the end belongs'],
    ['{"a":[1,{"b":2},tru]}', 'a[2]: Unexpected'],
    ['{"a":[1,]}', 'a[1]: "]" where an element belongs'],
    ['{"a":[1 2]}', 'a[1]: "2" where , or ] in a list belongs'],
    ['{"a":,}', 'a: "," where a value belongs'],
    ['{"a" 1}', 'a: "1" where : belongs'],
    ['{a:1}', 'Unexpected token'],
    ['{1:1}', 'a key is no string'],
    ['{"a":1,"a":2}', 'a: the key "a" comes twice'],
    ['{"a":[{"b":[}]}]}', 'a[0]: Unexpected'],
    ['{"a":"line\nbreak"}', 'a: Bad control character'],
  ])('is refused in one line that says where: %j', async (text, message) => {
    for (const length of [1, 1_000]) {
      const error = await allOf(membersOf(cut(text, length))).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(InvalidJsonError)
      expect((error as Error).message).toContain(message)
      expect((error as Error).message).not.toContain('\n')
    }
  })
})
