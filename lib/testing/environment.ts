/** The settings with which every test file starts. None of them is a secret of a deployment. */
process.env.JWT_SECRET ??= 'a secret of tests alone, long enough to be one'
process.env.LOCAL_KEY ??= Buffer.alloc(32, 'a key of tests alone').toString('base64')
process.env.NATIONAL_ID_KEY ??= Buffer.alloc(32, 'hashes ID numbers in tests').toString('base64')
process.env.PASSWORD_COST ??= '4' // bcrypt's lowest: hundreds of people register in a test run
process.env.LIMIT_LOOPBACK ??= '0'
process.env.PUBLIC_URL ??= 'http://localhost:3000'
process.env.API_URL ??= 'http://localhost:3000'
process.env.RESEND_API_KEY ??= 're_test'
process.env.CLOUDINARY_CLOUD_NAME ??= 'craftworks-test'
process.env.CLOUDINARY_API_KEY ??= 'key'
process.env.CLOUDINARY_API_SECRET ??= 'cloudinary secret of tests'
