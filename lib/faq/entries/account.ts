import type { DeliveredEntry } from '#lib/faq/delivered-entry.ts'

/** Accounts, profiles and what people may know of each other. Figures are placeholders: `figures.ts` has them. */
export const ACCOUNT_ENTRIES: readonly DeliveredEntry[] = [
  {
    id: 'what-is-craftworks',
    for: 'anyone',
    question: { en: 'What is Craftworks?', ar: 'إيه هو كرافت ووركس؟' },
    answer: {
      en: 'Craftworks brings people who need something done at home together with local craftsmen: plumbers, electricians, carpenters and many more, all over Egypt. A client posts a job, craftsmen send quotes, the client chooses one, pays safely or in cash, and both review each other.',
      ar: 'كرافت ووركس بيوصّل أي حد محتاج شغل في بيته بصنايعية قريبين منه: سباكين وكهربائية ونجارين وغيرهم، في كل محافظات مصر. العميل بينزّل الشغلانة، والصنايعية بيبعتوا أسعارهم، والعميل بيختار ويدفع بأمان أو كاش، وبعدها كل طرف بيقيّم التاني.',
    },
    links: ['services'],
  },
  {
    id: 'create-account',
    for: 'anyone',
    question: { en: 'How do I create an account?', ar: 'أعمل حساب إزاي؟' },
    answer: {
      en: 'Choose "Register", say whether you are a client or a craftsman, and give your name, e-mail and a password of 8 characters or more. You may also sign up with Google, Apple or Facebook. Registering is free; a craftsman chooses their skills too.',
      ar: 'دوس على «تسجيل»، واختار إنت عميل ولا صنايعي، واكتب اسمك وإيميلك وكلمة سر من ٨ حروف أو أكتر. وممكن كمان تسجّل بجوجل أو أبل أو فيسبوك. التسجيل مجاني، والصنايعي بيختار تخصصاته كمان.',
    },
    links: ['register'],
  },
  {
    id: 'login-problem',
    for: 'anyone',
    question: { en: 'Why can I not log in?', ar: 'ليه مش عارف أدخل على حسابي؟' },
    answer: {
      en: 'Check the e-mail or phone and the password, capital letters included. After {failedLogins} the account waits {failedLoginsWait}; then try again, or reset the password. If you registered with Google, Apple or Facebook, log in the same way.',
      ar: 'راجع الإيميل أو الموبايل وكلمة السر، وخد بالك من الحروف الكبيرة. بعد {failedLogins} غلط الحساب بيستنى {failedLoginsWait}، وبعدها جرّب تاني أو غيّر كلمة السر. ولو مسجّل بجوجل أو أبل أو فيسبوك، ادخل بنفس الطريقة.',
    },
    links: ['login', 'forgot-password'],
  },
  {
    id: 'forgot-password',
    for: 'anyone',
    question: { en: 'I forgot my password. What now?', ar: 'نسيت كلمة السر، أعمل إيه؟' },
    answer: {
      en: 'Choose "Forgot password" and enter your e-mail. We send a link that works once and for {resetMinutes}. Look in the spam folder too. With a new password every device is logged out.',
      ar: 'دوس على «نسيت كلمة السر» واكتب إيميلك. هنبعتلك لينك بيشتغل مرة واحدة ولمدة {resetMinutes}. بص في الرسايل غير المرغوبة كمان. ولما تغيّر كلمة السر، كل الأجهزة بتخرج من الحساب.',
    },
    links: ['forgot-password'],
  },
  {
    id: 'change-password',
    for: 'anyone',
    question: { en: 'How do I change my password?', ar: 'أغيّر كلمة السر إزاي؟' },
    answer: {
      en: 'In your profile choose "Change password", give the one you have now and the new one: 8 to 128 characters, not a common one, and neither your name nor your e-mail or phone.',
      ar: 'من ملفك الشخصي اختار «تغيير كلمة السر»، واكتب الحالية والجديدة: من ٨ لـ ١٢٨ حرف، ومتكونش منتشرة، ولا اسمك ولا إيميلك ولا رقمك.',
    },
    links: ['profile'],
  },
  {
    id: 'change-email-phone',
    for: 'anyone',
    question: { en: 'How do I change my e-mail or phone?', ar: 'أغيّر الإيميل أو رقم الموبايل إزاي؟' },
    answer: {
      en: 'You change the phone number in your profile, and can prove the new one with a code. To change the e-mail write to us from the old one or with your phone number: we check that it is you.',
      ar: 'رقم الموبايل بتغيّره من ملفك الشخصي، وتقدر تأكد الرقم الجديد بكود. أما الإيميل فابعتلنا من القديم أو اكتب رقمك، وإحنا بنتأكد إنك صاحب الحساب ونغيّره.',
    },
    links: ['profile', 'contact'],
  },
  {
    id: 'verify-phone',
    for: 'anyone',
    question: { en: 'How do I confirm my phone number?', ar: 'أأكد رقم موبايلي إزاي؟' },
    answer: {
      en: 'Choose "Confirm phone" in your profile: the app sends a code by SMS, which you enter. If none comes, check the number and the signal and ask for another after a minute. It is optional, and shows others that the number is yours.',
      ar: 'من ملفك الشخصي دوس «تأكيد الموبايل»: التطبيق بيبعتلك كود في رسالة وتكتبه. لو مجاش، راجع الرقم والشبكة واطلب كود تاني بعد دقيقة. التأكيد اختياري، وبيبيّن للناس إن الرقم بتاعك.',
    },
    links: ['profile'],
  },
  {
    id: 'change-language',
    for: 'anyone',
    question: { en: 'How do I change the language?', ar: 'أغيّر اللغة إزاي؟' },
    answer: {
      en: 'In your profile choose Arabic or English under "Language". The app, notifications and e-mails follow it from then on.',
      ar: 'من ملفك الشخصي اختار عربي أو إنجليزي من «اللغة». التطبيق والإشعارات والإيميلات هتيجي بيها بعد كده.',
    },
    links: ['profile'],
  },
  {
    id: 'edit-profile',
    for: 'anyone',
    question: { en: 'How do I edit my profile?', ar: 'أعدّل ملفي الشخصي إزاي؟' },
    answer: {
      en: 'Open your profile and choose "Edit": name, place, picture and language can be changed at any time; a craftsman also changes skills, the text about themselves and pictures of their work.',
      ar: 'افتح ملفك الشخصي ودوس «تعديل»: تقدر تغيّر الاسم والمكان والصورة واللغة في أي وقت، والصنايعي يقدر كمان يعدّل تخصصاته ونبذته وصور شغله.',
    },
    links: ['profile'],
  },
  {
    id: 'profile-picture',
    for: 'anyone',
    question: { en: 'Why is my picture refused?', ar: 'ليه صورتي مرفوضة؟' },
    answer: {
      en: 'A picture is a JPEG, PNG or WebP of at most 5 MB. Save it in one of these forms, make it smaller, and upload it again. What is not a picture is refused whatever its name says.',
      ar: 'الصورة لازم تكون JPEG أو PNG أو WebP ومتزيدش عن ٥ ميجا. احفظها بصيغة من دول أو صغّرها وارفعها تاني. أي ملف مش صورة بيترفض حتى لو اسمه صورة.',
    },
    links: ['profile'],
  },
  {
    id: 'delete-account',
    for: 'anyone',
    question: { en: 'How do I delete my account?', ar: 'أحذف حسابي إزاي؟' },
    answer: {
      en: 'Choose "Delete account" in your profile. You have {deletionDays} to change your mind; then your personal data are erased and you get a confirmation by e-mail. Open contracts, disputes, a balance, fees you owe or a payout under way come first: the app lists what is still open. What the law asks us to keep about money stays without your name.',
      ar: 'من ملفك الشخصي اختار «حذف الحساب». قدامك {deletionDays} ترجع في كلامك، وبعدها بياناتك الشخصية بتتمسح ويوصلك تأكيد على الإيميل. لازم الأول تخلص أي تعاقد أو نزاع مفتوح، ورصيدك والعمولات اللي عليك وأي سحب شغال: التطبيق بيقولك إيه اللي ناقص. واللي القانون بيطلبه عن الفلوس بيفضل من غير اسمك.',
    },
    links: ['profile'],
  },
  {
    id: 'export-data',
    for: 'anyone',
    question: { en: 'How do I get a copy of my data?', ar: 'آخد نسخة من بياناتي إزاي؟' },
    answer: {
      en: 'Choose "Export my data" in your profile: you get one file with everything that we hold about you.',
      ar: 'من ملفك الشخصي اختار «تصدير بياناتي»: هتاخد ملف واحد فيه كل حاجة عندنا عنك.',
    },
    links: ['profile'],
  },
  {
    id: 'privacy',
    for: 'anyone',
    question: { en: 'Who sees my phone number and address?', ar: 'مين بيشوف رقمي وعنواني؟' },
    answer: {
      en: 'Nobody sees your e-mail or phone on your profile. The exact address of a job is shown only to the craftsman you hire; others see the area, to about a kilometre. Identity papers are encrypted, and only staff who check them see them. We sell no data.',
      ar: 'محدش بيشوف إيميلك ولا رقمك على ملفك. عنوان الشغل بالظبط بيظهر بس للصنايعي اللي اتفقت معاه، والباقي بيشوفوا المنطقة بالتقريب في حدود كيلو. أوراق الهوية متشفرة ومحدش بيشوفها غير الموظف اللي بيراجعها. وإحنا مش بنبيع بيانات.',
    },
    links: ['contact'],
  },
  {
    id: 'account-blocked',
    for: 'anyone',
    question: { en: 'Why is my account blocked?', ar: 'ليه حسابي محظور؟' },
    answer: {
      en: 'An account is blocked when somebody broke the rules: abuse, fraud, or deals outside the platform. The message at login and the e-mail say why and since when. If you think it is a mistake write to us, and a person looks at it again. Money that is yours is not lost.',
      ar: 'الحساب بيتحظر لما حد يخالف القواعد: إساءة أو نصب أو تعامل بره المنصة. رسالة الدخول والإيميل بيقولوا السبب ومن إمتى. لو شايف إنه غلط ابعتلنا، وموظف هيراجعه تاني. وفلوسك اللي ليك مش بتضيع.',
    },
    links: ['contact'],
  },
  {
    id: 'two-roles',
    for: 'anyone',
    question: { en: 'Can I be client and craftsman?', ar: 'ينفع أبقى عميل وصنايعي؟' },
    answer: {
      en: 'An account is either of a client or of a craftsman, and does not change. If you are both, register a second account with another e-mail. Did you register as the wrong one? Delete that account or write to us.',
      ar: 'الحساب يا إما عميل يا إما صنايعي، ومش بيتحوّل. لو إنت الاتنين، اعمل حساب تاني بإيميل تاني. سجّلت غلط؟ احذف الحساب أو ابعتلنا.',
    },
    links: ['register', 'contact'],
  },
]
