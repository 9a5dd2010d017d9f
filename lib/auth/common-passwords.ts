const COMMON = new Set(['password', 'password1', '12345678', '123456789', 'qwertyui'])

export const isCommonPassword = (password: string): boolean => COMMON.has(password.toLowerCase())
