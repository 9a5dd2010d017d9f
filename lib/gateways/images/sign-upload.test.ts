import { v2 } from 'cloudinary'
import { describe, expect, it } from 'vitest'
import { userRoutes } from '#functions/users/users.routes.ts'
import { startCloudinaryFake } from '#infra/fakes/cloudinary.ts'
import { OPEN_PURPOSES } from '#lib/gateways/images/purposes.ts'
import { signatureOf } from '#lib/gateways/images/sign-upload.ts'
import { call } from '#lib/testing/call.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient } from '#lib/testing/people.ts'
import { aJpeg, aPng } from '#lib/testing/pictures.ts'

aDatabase()
const cloudinary = aFake(startCloudinaryFake)

describe('a signed upload', () => {
  it.each<Record<string, string>>([
    { timestamp: '1767225600', folder: 'profile-images', public_id: 'a-b' },
    { transformation: 'c_fill,h_400/fl_strip_profile', allowed_formats: 'jpg,png', timestamp: '1' },
    { public_id: 'a&folder=elsewhere', timestamp: '1', folder: 'x=y&z' },
    { b: '2', a: '1', a_b: '4', ab: '3' },
  ])('is signed as Cloudinary’s own SDK signs %j', (fields) => {
    expect(signatureOf(fields, 'secret')).toBe(v2.utils.api_sign_request(fields, 'secret'))
  })

  it.each(OPEN_PURPOSES)(
    'goes to the folder of its purpose (%s), under a name that we chose, and nowhere else',
    async (purpose) => {
      // Prepare
      const client = await aClient()
      const { status, body } = await call(userRoutes.signUpload, { as: client, body: { purpose } })
      expect(status).toBe(201)
      expect(body.publicId).toMatch(new RegExp(`^${purpose}-images/${client.id}-[0-9a-f]{24}$`))
      const send = (changes: Record<string, string> = {}, file = aPng()) => {
        const form = new FormData()
        for (const [name, value] of Object.entries({ ...body.fields, ...changes })) form.append(name, value)
        form.append('file', new Blob([new Uint8Array(file)]), 'x.png')
        return fetch(body.url, { method: 'POST', body: form, headers: { origin: 'https://app.example' } })
      }
      // Act and assess
      const changes: Record<string, string>[] = [
        { folder: 'job-pictures' },
        { public_id: 'another' },
        { timestamp: '1' },
        { transformation: 'w_9000' },
        { allowed_formats: 'svg' },
        { overwrite: 'true' },
        { overwrite: '' },
        { eager: 'w_1' },
        { signature: '0'.repeat(40) },
      ]
      for (const change of changes) expect((await send(change)).status).toBe(401)
      expect((await send({}, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).status).toBe(400)
      const stored = await send()
      expect(stored.status).toBe(200)
      expect(stored.headers.get('access-control-allow-origin')).toBe('*')
      const shown = () => cloudinary.its.images().filter(({ publicId }) => publicId === body.publicId)
      expect(shown()).toHaveLength(1)
      // the same form again, as it is or with another picture, leaves the picture as it was
      const before = shown()[0]?.bytes
      for (const picture of [aPng(), aPng({ width: 9, height: 9 }), aJpeg()]) {
        const again = await send({}, picture)
        expect([again.status, ((await again.json()) as { existing?: boolean }).existing]).toEqual([200, true])
        expect(shown().map(({ bytes }) => bytes)).toEqual([before])
      }
    },
  )

  it('is refused for an unknown purpose and for one that only staff have', async () => {
    const client = await aClient()
    for (const body of [{ purpose: 'service' }, { purpose: 'x' }, {}, { purpose: 'profile', folder: 'x' }]) {
      expect((await call(userRoutes.signUpload, { as: client, body })).status).toBe(400)
    }
  })
})
