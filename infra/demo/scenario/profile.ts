import { crc32, deflateSync } from 'node:zlib'
import type { Cast } from '#infra/demo/scenario/accounts.ts'
import { expectAnswer, expectThat } from '#infra/demo/scenario/app.ts'
import type { ScenarioSteps } from '#infra/demo/scenario/steps.ts'

/** Profiles: what craftsmen write about themselves, their picture, and what others see. */
export async function showProfiles(play: ScenarioSteps, { client, craftsman }: Cast): Promise<void> {
  play.chapter('Profiles and services')
  await play.step('Everybody sees the services, in both languages', async () => {
    const services = expectAnswer(await play.anonymous.get('/api/services'), 200).list('')
    const plumbing = services.find((service) => service.at('name') === 'Plumbing')
    expectThat(plumbing?.text('nameAr') === 'سباكة', 'Plumbing, called سباكة', plumbing?.value)
  })
  await play.step('The craftsman writes their profile', async () => {
    const bio = 'سباك بخبرة عشر سنين، كشف تسريب وتغيير مواسير.'
    expectAnswer(await craftsman.app.put('/api/users/me', { bio, serviceRadiusKm: 25 }), 200, {
      craftsmanInfo: { bio, serviceRadiusKm: 25, skills: ['Plumbing'] },
    })
  })
  await play.step('The craftsman sends a picture as a form', async () => {
    const form = new FormData()
    form.set('profileImage', new Blob([onePixelPng()], { type: 'image/png' }), 'me.png')
    const answer = await craftsman.app.call('PUT', '/api/users/me', { form })
    expectAnswer(answer, 200).text('profilePicture')
  })
  await play.step('The client’s picture goes straight to the image store, by a signed upload', async () => {
    const requested = await client.app.post('/api/users/me/uploads', { purpose: 'profile' })
    const signed = expectAnswer(requested, 201)
    const form = new FormData()
    for (const [name, value] of Object.entries(signed.at('fields') as object)) form.set(name, String(value))
    form.set('file', new Blob([onePixelPng()], { type: 'image/png' }), 'me.png')
    const uploaded = await fetch(signed.text('url'), { method: 'POST', body: form })
    expectThat(uploaded.ok, 'the store to accept it', uploaded.status)
    const profileImage = { publicId: signed.text('publicId') }
    const attached = expectAnswer(await client.app.put('/api/users/me', { profileImage }), 200)
    expectThat(
      attached.text('profilePicture').includes(profileImage.publicId),
      profileImage.publicId,
      attached.value,
    )
  })
  await play.step('A text that claims to be a picture is refused', async () => {
    const form = new FormData()
    form.set('profileImage', new Blob(['<svg onload=alert(1)>'], { type: 'image/png' }), 'me.png')
    expectAnswer(await craftsman.app.call('PUT', '/api/users/me', { form }), 400)
  })
  await play.step(
    'The public profile shows no e-mail, no phone, and the location to a kilometre',
    async () => {
      const answer = await play.anonymous.get(`/api/users/${craftsman.id}`)
      const profile = expectAnswer(answer, 200, { id: craftsman.id, skills: ['Plumbing'] })
      expectThat(!answer.text.includes(craftsman.email), 'no e-mail', profile.value)
      expectThat(!/"(phone|password|_id)"/.test(answer.text), 'nothing private', profile.value)
    },
  )
  await play.step('Setting one’s own role is refused', async () => {
    expectAnswer(await client.app.put('/api/users/me', { role: 'Admin' }), 400, { code: 'VALIDATION_FAILED' })
  })
}

/** A valid picture of minimal size. */
export function onePixelPng(): Uint8Array<ArrayBuffer> {
  const chunk = (type: string, content: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(type), content])
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(content.length)
    check.writeUInt32BE(crc32(named))
    return Buffer.concat([length, named, check])
  }
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0])
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const pixel = deflateSync(Buffer.from([0, 0x2e, 0x86, 0xc1]))
  const whole = [signature, chunk('IHDR', header), chunk('IDAT', pixel), chunk('IEND', Buffer.alloc(0))]
  return new Uint8Array(Buffer.concat(whole))
}
