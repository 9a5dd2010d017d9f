import { describe, expect, it } from 'vitest'
import { authRoutes } from '#functions/auth/auth.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { startCloudinaryFake } from '#infra/fakes/cloudinary.ts'
import { startResendFake } from '#infra/fakes/resend.ts'
import { readImage } from '#lib/gateways/images/read-image.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { User } from '#lib/model/user.model.ts'
import { hashPassword } from '#lib/passwords/password.ts'
import { beginSession } from '#lib/sessions/session.ts'
import { call } from '#lib/testing/call.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { CAIRO } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, aModerator, type Somebody } from '#lib/testing/people.ts'
import { aGif, aHeavyPng, aPng, aWebp, aWholeJpeg } from '#lib/testing/pictures.ts'

aDatabase()
const resend = aFake(startResendFake)
const cloudinary = aFake(startCloudinaryFake)

const update = (as: Somebody, body: unknown) => call(userRoutes.updateMe, { as, body })
const OLD = 'the old password'
const password = await hashPassword(OLD)

/** Sends a form like a browser, in base64 like API Gateway. */
async function sendForm(as: Somebody, fields: Record<string, string | Blob>, filename = 'me.png') {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') form.append(name, value)
    else form.append(name, value, filename)
  }
  const request = new Request('http://x', { method: 'PUT', body: form })
  const headers = { 'content-type': request.headers.get('content-type') ?? '' }
  const body = Buffer.from(await request.arrayBuffer()).toString('base64')
  return call(userRoutes.updateMe, { as, body, headers, isBase64Encoded: true })
}

const blob = (bytes: Buffer) => new Blob([new Uint8Array(bytes)])

async function upload(as: Somebody, bytes: Buffer, purpose = 'profile') {
  const { body } = await call(userRoutes.signUpload, { as, body: { purpose } })
  const form = new FormData()
  for (const [name, value] of Object.entries(body.fields)) form.append(name, value)
  form.append('file', blob(bytes), 'picture.png')
  const response = await fetch(body.url, { method: 'POST', body: form })
  const { secure_url: url = '' } = (await response.json()) as { secure_url?: string }
  return { publicId: body.publicId, status: response.status, url }
}

describe('changing one’s profile', () => {
  it('changes what is named and leaves the rest', async () => {
    const client = await aClient({ phone: '+201012345678' })
    const consents = [{ kind: 'terms', version: '2' }]
    const { status, body } = await update(client, {
      firstName: 'منى',
      locale: 'ar',
      location: CAIRO,
      consents,
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({ firstName: 'منى', phone: '+201012345678', locale: 'ar', location: CAIRO })
    const { details } = (await ActivityLog.findOne({ action: 'user.update', actor: client.id }).lean()) ?? {}
    expect(details).toEqual({ changed: ['firstName', 'location', 'locale', 'consents'] })
    expect((await User.findById(client.id).lean())?.consents).toMatchObject(consents)
  })

  it.each([
    ['a role', { role: 'Admin' }],
    ['a wallet', { wallet: { balance: 1 } }],
    ['a rating', { rating: 5 }],
    ['isBanned', { isBanned: false }],
    ['a verification', { verificationStatus: 'Verified' }],
    ['the whole craftsmanInfo', { craftsmanInfo: { verificationStatus: 'Verified' } }],
    ['a path', { 'craftsmanInfo.verificationStatus': 'Verified' }],
    ['another e-mail', { email: 'other@example.com' }],
    ['a picture elsewhere', { profilePicture: 'https://evil.example/x.png' }],
    ['a hash', { password: 'x' }],
    ['an operator', { firstName: { $set: 'x' } }],
    ['a landline', { phone: '02 2736 1234' }],
    ['an empty name', { firstName: '   ' }],
    ['a name with two lines', { firstName: 'Mona\nAdel' }],
    ['a service radius that is too large', { serviceRadiusKm: 501 }],
    ['a new password alone', { newPassword: 'a new password' }],
    ['the current password alone', { currentPassword: OLD }],
  ])('refuses %s', async (_what, body) => {
    const craftsman = await aCraftsman()
    const before = await User.findById(craftsman.id).lean()
    const answer = await update(craftsman, body)
    expect([answer.status, answer.body.code]).toEqual([400, 'VALIDATION_FAILED'])
    expect(await User.findById(craftsman.id).lean()).toEqual(before)
  })

  it('refuses a craftsman’s fields to everybody else', async () => {
    for (const person of [await aClient(), await aModerator()]) {
      const { status, body } = await update(person, { bio: 'I can do it too' })
      expect([status, body.code]).toEqual([400, 'CRAFTSMAN_FIELD'])
    }
  })

  it('keeps a phone number unique, and requires a new one to be verified', async () => {
    const at = new Date()
    const owner = await aClient({ phone: '+201077777777', phoneVerifiedAt: at })
    const other = await aClient()
    expect((await update(other, { phone: '010 7777 7777' })).body.code).toBe('PHONE_TAKEN')
    expect((await update(owner, { phone: '01077777777' })).body.phoneVerified).toBe(true)
    expect((await update(owner, { phone: '01077777778' })).body.phoneVerified).toBe(false)
  })
})

describe('changing the password', () => {
  it('needs the current one, ends every other session, and notifies the user', async () => {
    const person = await aClient({ password })
    const elsewhere = await beginSession(person.id)
    const { status } = await update(person, { currentPassword: OLD, newPassword: 'a better password' })
    expect(status).toBe(200)
    expect((await call(userRoutes.getMe, { as: person })).status).toBe(200)
    expect((await call(userRoutes.getMe, { as: elsewhere })).status).toBe(401)
    expect((await call(authRoutes.refresh, { body: { refreshToken: elsewhere.refreshToken } })).status).toBe(
      401,
    )
    const login = { loginIdentifier: person.email, password: 'a better password', type: 'clients' }
    expect((await call(authRoutes.login, { body: login })).status).toBe(201)
    expect(resend.its.box().find(({ to }) => to === person.email)?.subject).toBe('تم تغيير كلمة المرور')
    expect(await Outbox.countDocuments({ type: 'account.passwordChanged', 'data.userId': person.id })).toBe(1)
  })

  it('refuses a wrong current password, and after 10 attempts even the right one', async () => {
    const person = await aClient({ password })
    for (let i = 0; i < 10; i += 1) {
      const { body } = await update(person, {
        currentPassword: `guess ${i}`,
        newPassword: 'a better password',
      })
      expect(body.code).toBe('WRONG_CURRENT_PASSWORD')
    }
    const { status, headers } = await update(person, {
      currentPassword: OLD,
      newPassword: 'a better password',
    })
    expect(status).toBe(429)
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  })

  it('refuses a weak password', async () => {
    const person = await aClient({ password })
    const codes = ['password1', person.email].map((newPassword) =>
      update(person, { currentPassword: OLD, newPassword }),
    )
    expect((await Promise.all(codes)).map(({ body }) => body.code)).toEqual([
      'PASSWORD_TOO_COMMON',
      'PASSWORD_TOO_PERSONAL',
    ])
  })

  it('lets one change win if two come at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const person = await aClient({ password })
      const change = (newPassword: string) => update(person, { currentPassword: OLD, newPassword })
      const answers = await Promise.all([change('the first choice'), change('the second choice')])
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
    }
  })
})

describe('the profile picture', () => {
  it('is sent with a form and other fields, becomes 400x400 in its folder, and replaces the old one', async () => {
    const craftsman = await aCraftsman()
    const first = await sendForm(craftsman, {
      profileImage: blob(aPng()),
      firstName: 'Nour',
      serviceRadiusKm: '12.5',
      capacity: '٤',
    })
    expect(first.body).toMatchObject({
      firstName: 'Nour',
      craftsmanInfo: { serviceRadiusKm: 12.5, capacity: 4 },
    })
    const [held] = cloudinary.its.images()
    expect(held?.publicId).toMatch(new RegExp(`^profile-images/${craftsman.id}-`))
    expect(readImage(held?.bytes ?? Buffer.alloc(0))).toMatchObject({ width: 400, height: 400 })
    expect(first.body.profilePicture).toContain(`/f_auto,q_auto/v${held?.version}/${held?.publicId}`)
    expect((await fetch(first.body.profilePicture ?? '')).status).toBe(200)
    const second = await sendForm(craftsman, { profileImage: blob(aWholeJpeg()) }, 'me.jpg')
    expect(second.body.profilePicture).not.toBe(first.body.profilePicture)
    expect(cloudinary.its.images().map(({ publicId }) => publicId)).not.toContain(held?.publicId)
  })

  it('is recognised by its bytes, not by its name', async () => {
    const client = await aClient()
    expect((await sendForm(client, { profileImage: blob(aGif()) }, 'me.exe')).status).toBe(200)
    expect((await sendForm(client, { profileImage: blob(aWebp()) }, 'me.txt')).status).toBe(200)
    const count = cloudinary.its.images().length
    const script = blob(Buffer.from('<script>alert(1)</script>'))
    const { status, body } = await sendForm(client, { profileImage: script, firstName: 'Changed' }, 'me.png')
    expect([status, body.code]).toEqual([400, 'IMAGE_NOT_ACCEPTED'])
    expect(cloudinary.its.images()).toHaveLength(count)
    expect((await User.findById(client.id).lean())?.firstName).not.toBe('Changed')
  })

  it('can have up to 4 MB in a form', async () => {
    const client = await aClient()
    const limit = 4 * 1024 * 1024
    expect((await sendForm(client, { profileImage: blob(aHeavyPng(limit)) })).status).toBe(200)
    const { status, body } = await sendForm(client, { profileImage: blob(aHeavyPng(limit + 1)) })
    expect([status, body.code]).toEqual([400, 'IMAGE_TOO_LARGE'])
  })

  it('can have up to 5 MB if the app uploads it, and is attached by its id', async () => {
    const client = await aClient()
    const { publicId, status } = await upload(client, aHeavyPng(5 * 1024 * 1024))
    expect(status).toBe(200)
    const attached = await update(client, { profileImage: { publicId } })
    expect(attached.body.profilePicture).toContain(publicId)
    expect((await update(client, { profileImage: { publicId } })).body.profilePicture).toContain(publicId)
    const larger = await upload(client, aHeavyPng(5 * 1024 * 1024 + 1))
    expect((await update(client, { profileImage: larger })).body.code).toBe('VALIDATION_FAILED')
    const refused = await update(client, { profileImage: { publicId: larger.publicId } })
    expect(refused.body.code).toBe('IMAGE_TOO_LARGE')
    expect(cloudinary.its.images().some((image) => image.publicId === larger.publicId)).toBe(false)
  })

  it('is never another user’s upload, one for another purpose, or one that does not exist', async () => {
    const [client, other] = [await aClient(), await aClient()]
    const theirs = await upload(other, aPng())
    const job = await upload(client, aPng(), 'job')
    const { body: signed } = await call(userRoutes.signUpload, { as: client, body: { purpose: 'profile' } })
    const wrong = [
      theirs.publicId,
      job.publicId,
      signed.publicId,
      `${theirs.publicId}/../x`,
      'profile-images/sample',
      'x',
    ]
    for (const publicId of wrong) {
      const { status, body } = await update(client, { profileImage: { publicId } })
      expect([status, body.code]).toEqual([400, 'UPLOAD_NOT_YOURS'])
    }
    expect(cloudinary.its.images().some(({ publicId }) => publicId === theirs.publicId)).toBe(true)
  })

  it('leaves nothing behind when the change is refused after the upload', async () => {
    await aClient({ phone: '+201033333333' })
    const client = await aClient()
    const count = cloudinary.its.images().length
    const { body } = await sendForm(client, { profileImage: blob(aPng()), phone: '01033333333' })
    expect(body.code).toBe('PHONE_TAKEN')
    expect(cloudinary.its.images()).toHaveLength(count)
  })

  it('changes nothing if the image store is not available', async () => {
    const client = await aClient()
    cloudinary.its.failNext(500)
    const { status, body } = await sendForm(client, { profileImage: blob(aPng()), firstName: 'Changed' })
    expect([status, body.code]).toEqual([500, 'IMAGES_UNAVAILABLE'])
    expect((await User.findById(client.id).lean())?.firstName).not.toBe('Changed')
  })

  it('leaves one picture if two come at once', async () => {
    const client = await aClient()
    await Promise.all([1, 2].map(() => sendForm(client, { profileImage: blob(aPng()) })))
    const ours = cloudinary.its.images().filter(({ publicId }) => publicId.includes(client.id))
    const { profilePictureId } = (await User.findById(client.id).lean()) ?? {}
    expect(ours.map(({ publicId }) => publicId)).toEqual([profilePictureId])
  })
})

describe('the portfolio', () => {
  it('takes only pictures of our own cloud that this craftsman uploaded for it', async () => {
    const [craftsman, other] = [await aCraftsman(), await aCraftsman()]
    const own = await upload(craftsman, aPng(), 'portfolio')
    const theirs = await upload(other, aPng(), 'portfolio')
    const taken = await update(craftsman, { portfolioImageUrls: [own.url] })
    expect(taken.body.craftsmanInfo?.portfolioImageUrls).toEqual([own.url])
    const { CLOUDINARY_DELIVERY_URL: cloud = '', CLOUDINARY_CLOUD_NAME: name = '' } = process.env
    const path = own.url.slice(`${cloud}/${name}/image/upload/`.length)
    const wrong = [
      theirs.url,
      own.url.replace(name, 'another-cloud'),
      own.url.replace('http://', 'http://user@'),
      own.url.replace('127.0.0.1', '127.0.0.1.evil.example'),
      `${own.url}?x=https://evil.example`,
      `${own.url}#x`,
      `${cloud}/${name}/image/upload/l_fetch:aHR0cDovL2V2aWw/${path}`,
      `${cloud}/${name}/image/fetch/https://evil.example/${path}`,
      `${cloud}/${name}/image/upload/../../x/${path}`,
      `https://evil.example/${path}`,
      'http://169.254.169.254/latest/meta-data',
      'file:///etc/passwd',
      'javascript:alert(1)',
      '',
    ]
    for (const address of wrong) {
      const { status, body } = await update(craftsman, { portfolioImageUrls: [address] })
      expect([address, status, body.code]).toEqual([address, 400, 'UPLOAD_NOT_YOURS'])
    }
  })
})
