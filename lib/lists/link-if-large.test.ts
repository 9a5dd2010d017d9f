import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { presignedSignature, type S3Fake, startS3Fake } from '#infra/fakes/s3.ts'
import { readStored } from '#lib/gateways/files/folder.ts'
import { linkIfLarge } from '#lib/lists/link-if-large.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { CsvFile } from '#lib/platform/csv-file.ts'
import { FileLink } from '#lib/platform/file-link.ts'
import { OutageError } from '#lib/platform/outage.ts'

const MB = 1024 * 1024
const MINUTE = 60_000

/** A table whose answer takes so many bytes when Lambda hands it over. */
const tableOf = (bytes: number): CsvFile => new CsvFile('statement.csv', 'x'.repeat(bytes - 2))

const linkTo = async (table: CsvFile): Promise<string> => {
  const answer = await linkIfLarge(table, 'TABLE_TOO_LONG')
  expect(answer).toBeInstanceOf(FileLink)
  return (answer as FileLink).url
}

function setEnvironment(env: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  forgetConfig()
}

afterEach(() => {
  vi.unstubAllEnvs()
  vi.useRealTimers()
  forgetConfig()
})

describe('a table', () => {
  it('is answered as itself up to 4 MB, as Lambda counts them: quotes count twice', async () => {
    // Prepare
    const largest = tableOf(4 * MB)
    const quotes = new CsvFile('statement.csv', '"'.repeat(2 * MB))
    // Act, assess
    expect(await linkIfLarge(largest, 'TABLE_TOO_LONG')).toBe(largest)
    await expect(linkIfLarge(tableOf(4 * MB + 1), 'TABLE_TOO_LONG')).rejects.toMatchObject({
      code: 'TABLE_TOO_LONG',
    })
    await expect(linkIfLarge(quotes, 'STATEMENT_TOO_LONG')).rejects.toMatchObject({
      code: 'STATEMENT_TOO_LONG',
    })
  })
})

describe('a large table on AWS', () => {
  let s3: S3Fake

  beforeAll(async () => {
    s3 = await startS3Fake()
  })

  afterAll(() => s3.stop())

  it('is an object in the bucket, which the link has byte for byte, to be saved under its name', async () => {
    // Prepare
    setEnvironment(s3.env)
    const table = new CsvFile('statement.csv', `\uFEFF"${'سحب'.repeat(MB)}"`)
    // Act
    const url = await linkTo(table)
    const response = await fetch(url)
    // Assess
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="statement.csv"')
    expect(Buffer.from(await response.arrayBuffer()).equals(Buffer.from(table.text))).toBe(true)
  })

  it('has a link that is good for five minutes, and for nothing but this object', async () => {
    // Prepare
    setEnvironment(s3.env)
    const [url, other] = [await linkTo(tableOf(5 * MB)), await linkTo(tableOf(5 * MB))]
    const moved = new URL(url)
    moved.pathname = new URL(other).pathname
    const longer = new URL(url)
    longer.searchParams.set('X-Amz-Expires', '86400')
    const statusOf = async (address: URL | string) => (await fetch(address)).status
    // Act, assess
    expect(new URL(url).pathname).not.toBe(new URL(other).pathname)
    expect([await statusOf(moved), await statusOf(longer), await statusOf(url.split('?')[0] ?? '')]).toEqual([
      403, 403, 403,
    ])
    s3.setTime(new Date(Date.now() + 4.9 * MINUTE))
    expect(await statusOf(url)).toBe(200)
    s3.setTime(new Date(Date.now() + 5.1 * MINUTE))
    expect(await statusOf(url)).toBe(403)
    s3.setTime(new Date())
  })

  it('is an outage if S3 does not take it, so that the request is made again', async () => {
    // Prepare
    setEnvironment(s3.env)
    s3.answerUploadsWith(403)
    // Act, assess
    await expect(linkTo(tableOf(5 * MB))).rejects.toBeInstanceOf(OutageError)
    s3.answerUploadsWith(200)
  })

  it('is signed as in the example of the description of Signature Version 4', () => {
    // Prepare
    const key = ['AKIA', 'IOSFODNN7EXAMPLE'].join('')
    // Act: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
    const url = new URL(
      `https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${key}%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host`,
    )
    const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
    // Assess: what the fake compares with is what S3 would
    expect(presignedSignature({ method: 'GET', url, host: url.host, secret })).toBe(
      'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    )
  })
})

describe('a large table on one machine', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'craftworks-files-'))
  const env = { FILES_FOLDER: folder, FILES_URL: 'http://localhost:3000/_local/files' }

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('is a file whose link is good for five minutes, and which goes when the next one is stored', async () => {
    // Prepare
    setEnvironment(env)
    const url = await linkTo(tableOf(5 * MB))
    const stored = url.slice(env.FILES_URL.length + 1)
    // Act
    const file = await readStored(folder, stored)
    vi.useFakeTimers({ now: Date.now() + 5 * MINUTE, toFake: ['Date'] })
    const late = await readStored(folder, stored)
    await linkTo(tableOf(5 * MB))
    // Assess
    expect([file?.name, file?.bytes.length]).toEqual(['statement.csv', 5 * MB - 2])
    expect(late).toBeNull()
    expect(readdirSync(folder)).toHaveLength(1)
  })

  it('cannot be reached by a name that leads out of the folder', async () => {
    // Assess
    for (const name of ['../../etc/passwd', '..', '', `${Date.now() + MINUTE}-${'0'.repeat(32)}-../secret`]) {
      expect(await readStored(folder, name)).toBeNull()
    }
  })
})
