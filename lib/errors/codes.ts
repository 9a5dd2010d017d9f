/**
 * Every error of the API: code, kind and message, in one table.
 * The code is stable (apps match on it); the kind decides the status; the message is for people.
 */
export type ErrorKind =
  | 'invalid' // 400: the request, or a rule that forbids it now
  | 'unauthenticated' // 401
  | 'forbidden' // 403
  | 'missing' // 404
  | 'tooMany' // 429
  | 'internal' // 500
  | 'unavailable' // 503

export const STATUS_OF: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  tooMany: 429,
  internal: 500,
  unavailable: 503,
}

interface ErrorEntry {
  readonly kind: ErrorKind
  readonly en: string
  readonly ar: string
}

const table = {
  // the request itself
  VALIDATION_FAILED: { kind: 'invalid', en: 'The request is not valid', ar: 'البيانات المرسلة غير صحيحة' },
  MALFORMED_JSON: { kind: 'invalid', en: 'Malformed JSON', ar: 'صيغة JSON غير صحيحة' },
  MALFORMED_FORM: { kind: 'invalid', en: 'The form could not be read', ar: 'تعذرت قراءة النموذج' },
  BODY_TOO_LARGE: { kind: 'invalid', en: 'The request body is too large', ar: 'حجم الطلب أكبر من المسموح' },
  PAGE_TOO_DEEP: {
    kind: 'invalid',
    en: 'Pages end at the 10,000th item. Go on with the cursor of the page before',
    ar: 'الصفحات تنتهي عند العنصر رقم ١٠٬٠٠٠، أكمل باستخدام المؤشر الموجود في الصفحة السابقة',
  },
  INVALID_ID: {
    kind: 'missing',
    en: 'Resource not found (invalid ID)',
    ar: 'العنصر غير موجود (معرّف غير صحيح)',
  },
  ROUTE_NOT_FOUND: { kind: 'missing', en: 'API route not found', ar: 'هذا المسار غير موجود' },
  INTERNAL: { kind: 'internal', en: 'Internal server error', ar: 'حدث خطأ في الخادم' },
  SERVICE_UNAVAILABLE: {
    kind: 'unavailable',
    en: 'Craftworks cannot be reached right now. Please try again in a moment',
    ar: 'الخدمة غير متاحة الآن، حاول مرة أخرى بعد لحظات',
  },
  TOO_MANY_ATTEMPTS: {
    kind: 'tooMany',
    en: 'Too many attempts. Please try again later',
    ar: 'محاولات كثيرة، حاول مرة أخرى بعد قليل',
  },
  BAD_SIGNATURE: {
    kind: 'invalid',
    en: 'The signature does not match',
    ar: 'التوقيع غير مطابق',
  },

  // messages
  THREAD_NOT_FOUND: {
    kind: 'missing',
    en: 'There is no conversation here. It begins with a quote or an invitation',
    ar: 'لا توجد محادثة هنا، فهي تبدأ بعرض أو بدعوة',
  },
  RECIPIENT_REQUIRED: {
    kind: 'invalid',
    en: 'Several craftsmen are invited or have quoted: say which of them you mean',
    ar: 'فيه أكتر من صنايعي مدعو أو مقدم عرض، حدد مين المقصود',
  },
  MESSAGE_NOT_FOUND: { kind: 'missing', en: 'Message not found', ar: 'الرسالة غير موجودة' },
  MESSAGES_BLOCKED: {
    kind: 'forbidden',
    en: 'You cannot write to each other',
    ar: 'لا يمكنكما تبادل الرسائل',
  },
  TOO_LATE_TO_DELETE: {
    kind: 'invalid',
    en: 'A message can be taken back within 15 minutes',
    ar: 'يمكن حذف الرسالة خلال ١٥ دقيقة فقط',
  },

  NOTHING_TO_REPORT: {
    kind: 'missing',
    en: 'There is nothing here to report',
    ar: 'لا يوجد هنا ما يمكن الإبلاغ عنه',
  },

  OWN_REPORT: {
    kind: 'invalid',
    en: 'You cannot report yourself, or what you wrote',
    ar: 'لا يمكنك الإبلاغ عن نفسك أو عمّا كتبته',
  },
  REPORT_NOT_FOUND: { kind: 'missing', en: 'Report not found', ar: 'البلاغ غير موجود' },
  REPORT_RESOLVED: {
    kind: 'invalid',
    en: 'This report is resolved already',
    ar: 'تم البت في هذا البلاغ بالفعل',
  },
  REPORT_ABOUT_YOU: {
    kind: 'forbidden',
    en: 'This report is about you. Somebody else has to resolve it',
    ar: 'هذا البلاغ عنك، ويجب أن يبت فيه شخص آخر',
  },

  // reviews
  REVIEW_NOT_FOUND: { kind: 'missing', en: 'Review not found', ar: 'التقييم غير موجود' },
  REVIEW_NOT_YOURS: {
    kind: 'forbidden',
    en: 'Only its writer can change a review, and only the person it is about can reply',
    ar: 'لا يمكن تعديل التقييم إلا لكاتبه، ولا الرد عليه إلا لمن كُتب عنه',
  },
  REVIEW_REVEALED: {
    kind: 'invalid',
    en: 'This review is public now and can no longer be changed',
    ar: 'التقييم أصبح ظاهرًا للجميع ولا يمكن تعديله',
  },
  CONTRACT_NOT_COMPLETED: {
    kind: 'invalid',
    en: 'You can review each other once the work is completed and confirmed',
    ar: 'يمكنكما تقييم بعضكما بعد إتمام الشغل وتأكيده',
  },
  ALREADY_REVIEWED: {
    kind: 'invalid',
    en: 'You have reviewed this job already',
    ar: 'سبق أن قيّمت هذا الطلب',
  },
  REVIEW_WINDOW_OVER: {
    kind: 'invalid',
    en: 'The days for reviews are over',
    ar: 'انتهت المدة المحددة للتقييم',
  },
  ALREADY_REPLIED: {
    kind: 'invalid',
    en: 'You have replied to this review already',
    ar: 'سبق أن رددت على هذا التقييم',
  },
  REVIEW_ALREADY_HIDDEN: {
    kind: 'invalid',
    en: 'This review is hidden already',
    ar: 'هذا التقييم مخفي بالفعل',
  },
  REVIEW_NOT_HIDDEN: { kind: 'invalid', en: 'This review is not hidden', ar: 'هذا التقييم ليس مخفيًا' },

  // notifications
  INVALID_UNSUBSCRIBE_LINK: {
    kind: 'invalid',
    en: 'This link is not valid. You can change your e-mails in your profile',
    ar: 'هذا الرابط غير صالح، ويمكنك تعديل رسائلك من حسابك',
  },

  // money
  IDEMPOTENCY_KEY_REUSED: {
    kind: 'invalid',
    en: 'This Idempotency-Key was used for another request',
    ar: 'سبق استخدام مفتاح Idempotency-Key هذا مع طلب آخر',
  },
  IDEMPOTENCY_KEY_BUSY: {
    kind: 'tooMany',
    en: 'This request is still being worked on. Please try again in a moment',
    ar: 'طلبك قيد التنفيذ، حاول مرة أخرى بعد لحظات',
  },
  FEES_DUE: {
    kind: 'invalid',
    en: 'No new cash jobs until the fees that are due are paid. Jobs that are paid ahead stay open',
    ar: 'لا يمكن بدء طلبات نقدية جديدة قبل سداد الرسوم المستحقة، أما الطلبات المدفوعة مقدمًا فما زالت متاحة',
  },
  NOT_ENOUGH_TO_WITHDRAW: {
    kind: 'invalid',
    en: 'You can withdraw only what has cleared in your wallet',
    ar: 'يمكنك سحب الرصيد المتاح في محفظتك فقط',
  },
  PAYOUT_ACCOUNT_NOT_FOUND: {
    kind: 'missing',
    en: 'Payout account not found',
    ar: 'حساب السحب غير موجود',
  },
  PAYOUT_ACCOUNT_NOT_READY: {
    kind: 'invalid',
    en: 'This account has to be set up at its provider first',
    ar: 'أكمل إعداد هذا الحساب لدى مقدم الخدمة أولًا',
  },
  PAYOUT_ACCOUNT_IN_USE: {
    kind: 'invalid',
    en: 'A payout to this account is still under way',
    ar: 'يوجد تحويل جارٍ إلى هذا الحساب',
  },
  TOO_MANY_PAYOUT_ACCOUNTS: {
    kind: 'invalid',
    en: 'You have as many payout accounts as you may. Please delete one first',
    ar: 'وصلت إلى أقصى عدد من حسابات السحب، احذف حسابًا أولًا',
  },
  PAYOUT_PROVIDER_UNAVAILABLE: {
    kind: 'internal',
    en: 'The payout provider could not be reached. Please try again',
    ar: 'تعذر الاتصال بمقدم خدمة التحويل، حاول مرة أخرى',
  },
  PAYOUT_NOT_FOUND: { kind: 'missing', en: 'Payout not found', ar: 'التحويل غير موجود' },
  PAYOUT_NOT_UNDER_WAY: {
    kind: 'invalid',
    en: 'This payout is not under way: it waits for its batch, or was settled',
    ar: 'هذا التحويل ليس قيد التنفيذ: لم يدخل دفعة بعد أو تمت تسويته',
  },
  PAYOUT_NOT_PAID: {
    kind: 'invalid',
    en: 'Only a payout that was paid, and not returned yet, can come back',
    ar: 'لا يمكن إرجاع تحويل لم يُدفع أو سبق إرجاعه',
  },
  PAYOUT_BATCH_NOT_FOUND: { kind: 'missing', en: 'Batch not found', ar: 'الدفعة غير موجودة' },
  STATEMENT_TOO_LONG: {
    kind: 'invalid',
    en: 'This statement is too long. Please choose a shorter time',
    ar: 'كشف الحساب طويل جدًا، اختر فترة أقصر',
  },
  PAYMENT_NOT_FOUND: { kind: 'missing', en: 'Payment not found', ar: 'عملية الدفع غير موجودة' },
  PAYMENT_NOT_RECEIVED: {
    kind: 'invalid',
    en: 'There is no receipt: this payment was not received',
    ar: 'لا يوجد إيصال لأننا لم نستلم هذه الدفعة',
  },
  REFUND_NOT_FOUND: { kind: 'missing', en: 'Refund not found', ar: 'عملية رد المبلغ غير موجودة' },
  NOTHING_TO_PAY: {
    kind: 'invalid',
    en: 'There is nothing to pay for this job now',
    ar: 'لا يوجد مبلغ مطلوب لهذا الطلب الآن',
  },
  METHOD_NOT_OFFERED: {
    kind: 'invalid',
    en: 'This gateway does not take that way of paying',
    ar: 'طريقة الدفع هذه غير متاحة هنا',
  },
  PAYMENT_REFUSED: {
    kind: 'invalid',
    en: 'The payment gateway refused this payment. Please try another way of paying',
    ar: 'رفضت بوابة الدفع هذه العملية، جرّب طريقة دفع أخرى',
  },
  GATEWAY_UNAVAILABLE: {
    kind: 'internal',
    en: 'The payment gateway did not answer. Please try again; you will not pay twice',
    ar: 'لم ترد بوابة الدفع، حاول مرة أخرى ولن تدفع مرتين',
  },
  REFUND_NOT_REFUSED: {
    kind: 'invalid',
    en: 'This refund needs no account: it goes back the way it came',
    ar: 'لا تحتاج هذه العملية إلى حساب لأن المبلغ يعود بنفس طريقة الدفع',
  },
  REFUND_WAITS_FOR_BANK: {
    kind: 'invalid',
    en: 'Your bank took this payment back. Until it has decided, we cannot refund it; we will write to you then',
    ar: 'سحب البنك الخاص بك هذا المبلغ، ولا يمكننا رده حتى يصدر البنك قراره. سنخبرك حينها',
  },
  REFUND_NOT_STUCK: {
    kind: 'invalid',
    en: 'This refund cannot be settled by hand now: it is confirmed, still on its way, or in a payout',
    ar: 'لا يمكن تسوية رد المبلغ يدويًا الآن: تم بالفعل أو لا يزال جاريًا أو ضمن تحويل',
  },
  CONTRACT_NOT_SETTLED: {
    kind: 'invalid',
    en: 'The money of this contract is not settled yet',
    ar: 'لم تتم تسوية أموال هذا العقد بعد',
  },
  PAYMENT_NOT_CHARGED_BACK: {
    kind: 'invalid',
    en: 'No chargeback of this payment came after its release',
    ar: 'لا يوجد استرداد بنكي لهذه العملية بعد صرف المبلغ',
  },
  CHARGEBACK_DECIDED: {
    kind: 'invalid',
    en: 'Who bears this chargeback is decided already',
    ar: 'تم البت في من يتحمل هذا الاسترداد البنكي',
  },
  NOTHING_TO_REFUND: {
    kind: 'invalid',
    en: 'There is not that much left to refund',
    ar: 'لا يوجد هذا المبلغ متبقيًا لرده',
  },

  // login and access
  UNAUTHENTICATED: { kind: 'unauthenticated', en: 'Please log in', ar: 'من فضلك سجّل الدخول' },
  INVALID_CREDENTIALS: { kind: 'unauthenticated', en: 'Invalid credentials', ar: 'بيانات الدخول غير صحيحة' },
  INVALID_REFRESH_TOKEN: {
    kind: 'unauthenticated',
    en: 'Please log in again',
    ar: 'من فضلك سجّل الدخول من جديد',
  },
  INVALID_IDENTITY_TOKEN: {
    kind: 'unauthenticated',
    en: 'The identity provider did not confirm this sign-in',
    ar: 'لم يتم تأكيد تسجيل الدخول من مقدم الخدمة',
  },
  ACCOUNT_BLOCKED: { kind: 'forbidden', en: 'Your account has been blocked', ar: 'تم إيقاف حسابك' },
  SECOND_FACTOR_REQUIRED: {
    kind: 'unauthenticated',
    en: 'Please enter the code of your authenticator app',
    ar: 'أدخل الرمز الموجود في تطبيق المصادقة',
  },
  WRONG_SECOND_FACTOR: {
    kind: 'unauthenticated',
    en: 'This code is not right, or was used already',
    ar: 'الرمز غير صحيح أو تم استخدامه من قبل',
  },
  CHALLENGE_EXPIRED: {
    kind: 'unauthenticated',
    en: 'This login took too long. Please begin again',
    ar: 'انتهت مهلة تسجيل الدخول، ابدأ من جديد',
  },
  SECOND_FACTOR_NOT_SET_UP: {
    kind: 'forbidden',
    en: 'Set up a second factor first, or log in with it',
    ar: 'فعّل التحقق بخطوتين أولًا، أو سجّل الدخول به',
  },
  WRONG_CODE: {
    kind: 'invalid',
    en: 'This code is not right, or was used already',
    ar: 'الرمز غير صحيح أو تم استخدامه من قبل',
  },
  NO_SECOND_FACTOR: {
    kind: 'invalid',
    en: 'There is no second factor to confirm. Set one up first',
    ar: 'لا يوجد تحقق بخطوتين لتأكيده، فعّله أولًا',
  },
  ROLE_NOT_ALLOWED: {
    kind: 'forbidden',
    en: 'Your role may not do this',
    ar: 'نوع حسابك لا يسمح بهذا الإجراء',
  },
  WRONG_LOGIN_TYPE: {
    kind: 'forbidden',
    en: 'This account cannot log in here',
    ar: 'لا يمكن لهذا الحساب الدخول من هنا',
  },

  // accounts
  EMAIL_TAKEN: {
    kind: 'invalid',
    en: 'This e-mail is already registered',
    ar: 'هذا البريد الإلكتروني مسجل بالفعل',
  },
  PHONE_TAKEN: {
    kind: 'invalid',
    en: 'This phone number is already registered',
    ar: 'رقم الموبايل مسجل بالفعل',
  },
  PASSWORD_TOO_COMMON: {
    kind: 'invalid',
    en: 'This password is too common. Please choose another',
    ar: 'كلمة المرور شائعة جدًا، اختر كلمة أخرى',
  },
  PASSWORD_TOO_PERSONAL: {
    kind: 'invalid',
    en: 'The password may not be your name, e-mail or phone number',
    ar: 'لا تستخدم اسمك أو بريدك أو رقمك ككلمة مرور',
  },
  WRONG_CURRENT_PASSWORD: {
    kind: 'invalid',
    en: 'The current password is wrong',
    ar: 'كلمة المرور الحالية غير صحيحة',
  },
  INVALID_RESET_TOKEN: {
    kind: 'invalid',
    en: 'This reset link is no longer valid',
    ar: 'رابط إعادة التعيين لم يعد صالحًا',
  },
  ROLE_REQUIRED: {
    kind: 'invalid',
    en: 'Please say whether you are a client or a craftsman',
    ar: 'حدد إن كنت عميلًا أم صنايعي',
  },
  IDENTITY_UNAVAILABLE: {
    kind: 'internal',
    en: 'The identity provider could not be reached. Please try again',
    ar: 'تعذر الاتصال بمقدم خدمة الدخول، حاول مرة أخرى',
  },
  IDENTITY_WITHOUT_EMAIL: {
    kind: 'invalid',
    en: 'This sign-in carries no verified e-mail',
    ar: 'هذا الدخول لا يحمل بريدًا إلكترونيًا موثقًا',
  },
  PHONE_NOT_CONFIRMED: {
    kind: 'invalid',
    en: 'This sign-in carries no phone number',
    ar: 'هذا الدخول لا يحمل رقم موبايل',
  },
  TABLE_TOO_LONG: {
    kind: 'invalid',
    en: 'The table would have more than 50,000 lines. Choose a shorter period',
    ar: 'الجدول أطول من ٥٠٬٠٠٠ سطر، اختر فترة أقصر',
  },
  SEGMENT_NOT_FOUND: { kind: 'missing', en: 'Saved filter not found', ar: 'الفلتر المحفوظ غير موجود' },
  SEGMENT_EXISTS: {
    kind: 'invalid',
    en: 'A saved filter of this name exists already',
    ar: 'يوجد فلتر محفوظ بهذا الاسم بالفعل',
  },
  SETTINGS_CHANGED: {
    kind: 'invalid',
    en: 'The settings were changed meanwhile. Read them again',
    ar: 'تغيرت الإعدادات أثناء ذلك، اقرأها من جديد',
  },
  APPROVAL_NOT_FOUND: { kind: 'missing', en: 'Request not found', ar: 'الطلب غير موجود' },
  APPROVAL_NOT_WAITING: {
    kind: 'invalid',
    en: 'This request was decided already',
    ar: 'تم البت في هذا الطلب من قبل',
  },
  OWN_APPROVAL: {
    kind: 'forbidden',
    en: 'Another admin has to decide what you asked for',
    ar: 'طلبك يحتاج موافقة مدير آخر',
  },
  STAFF_ACCOUNT: {
    kind: 'forbidden',
    en: 'Only an admin may do this to an account of staff',
    ar: 'هذا الإجراء على حسابات الإدارة متاح لمدير النظام فقط',
  },
  OWN_ACCOUNT: {
    kind: 'forbidden',
    en: 'You cannot do this to your own account',
    ar: 'لا يمكنك تنفيذ هذا الإجراء على حسابك',
  },
  LAST_ADMIN: {
    kind: 'invalid',
    en: 'The last admin stays an admin. Make somebody else an admin first',
    ar: 'لا يمكن الاستغناء عن آخر مدير للنظام، عيّن مديرًا آخر أولًا',
  },
  DELETION_BLOCKED: {
    kind: 'invalid',
    en: 'Something is still open that needs your account. It has to be over first',
    ar: 'لا يزال لديك ما يحتاج إلى حسابك، لازم ينتهي أولًا',
  },
  NO_DELETION_REQUEST: {
    kind: 'invalid',
    en: 'Your account is not waiting to be deleted',
    ar: 'لا يوجد طلب لحذف حسابك',
  },
  ACCOUNT_IN_USE: {
    kind: 'invalid',
    en: 'This account has jobs, quotes or money under way in its present role',
    ar: 'لهذا الحساب طلبات أو عروض أو أموال جارية بدوره الحالي',
  },
  ALREADY_BANNED: { kind: 'invalid', en: 'This account is blocked already', ar: 'هذا الحساب موقوف بالفعل' },
  NOT_BANNED: { kind: 'invalid', en: 'This account is not blocked', ar: 'هذا الحساب غير موقوف' },
  USER_NOT_FOUND: { kind: 'missing', en: 'User not found', ar: 'المستخدم غير موجود' },
  CRAFTSMAN_FIELD: {
    kind: 'invalid',
    en: 'Only craftsmen have this part of a profile',
    ar: 'هذا الجزء من الملف للصنايعية فقط',
  },

  // pictures
  IMAGE_NOT_ACCEPTED: {
    kind: 'invalid',
    en: 'Only JPG, PNG, GIF and WebP pictures are accepted',
    ar: 'الصور المقبولة: JPG وPNG وGIF وWebP فقط',
  },
  IMAGE_TOO_LARGE: { kind: 'invalid', en: 'The picture is too large', ar: 'حجم الصورة أكبر من المسموح' },
  DOCUMENT_NOT_ACCEPTED: {
    kind: 'invalid',
    en: 'Only JPG, PNG and WebP pictures and PDF files are accepted',
    ar: 'الملفات المقبولة: صور JPG وPNG وWebP وملفات PDF فقط',
  },
  DOCUMENT_TOO_LARGE: { kind: 'invalid', en: 'The document is too large', ar: 'حجم المستند أكبر من المسموح' },
  UPLOAD_NOT_YOURS: {
    kind: 'invalid',
    en: 'This upload was not signed for you',
    ar: 'هذا الملف لم يُرفع من حسابك',
  },
  IMAGES_UNAVAILABLE: {
    kind: 'internal',
    en: 'The picture could not be stored. Please try again',
    ar: 'تعذر حفظ الصورة، حاول مرة أخرى',
  },

  // services
  FAQ_ENTRY_EXISTS: {
    kind: 'invalid',
    en: 'An entry with this id exists already',
    ar: 'يوجد سؤال بهذا المعرّف بالفعل',
  },
  FAQ_ASK_NOT_FOUND: {
    kind: 'missing',
    en: 'This question is not known any more',
    ar: 'هذا السؤال لم يعد محفوظًا',
  },
  SERVICE_NOT_FOUND: { kind: 'missing', en: 'Service not found', ar: 'الخدمة غير موجودة' },
  SERVICE_EXISTS: {
    kind: 'invalid',
    en: 'A service of this name exists already',
    ar: 'توجد خدمة بهذا الاسم بالفعل',
  },
  SERVICE_IN_USE: {
    kind: 'invalid',
    en: 'Open jobs use this service',
    ar: 'توجد طلبات مفتوحة تستخدم هذه الخدمة',
  },
  UNKNOWN_CATEGORY: { kind: 'invalid', en: 'There is no such service', ar: 'لا توجد خدمة بهذا الاسم' },

  // jobs
  JOB_NOT_FOUND: { kind: 'missing', en: 'Job not found', ar: 'الطلب غير موجود' },
  JOB_NOT_YOURS: { kind: 'forbidden', en: 'This job is not yours', ar: 'هذا الطلب ليس لك' },
  JOB_NOT_OPEN: { kind: 'invalid', en: 'This job is no longer open', ar: 'هذا الطلب لم يعد مفتوحًا' },
  JOB_FIXED_ONCE_QUOTED: {
    kind: 'invalid',
    en: 'Payment type, category and place are fixed once a quote is in',
    ar: 'لا يمكن تغيير طريقة الدفع أو الخدمة أو المكان بعد وصول عرض',
  },
  MOVE_NOT_ALLOWED: {
    kind: 'invalid',
    en: 'The job cannot go to this status now',
    ar: 'لا يمكن نقل الطلب إلى هذه الحالة الآن',
  },
  MOVE_NOT_YOURS: {
    kind: 'forbidden',
    en: 'This step is not yours to take',
    ar: 'هذه الخطوة ليست من صلاحياتك',
  },
  NOT_PAID: {
    kind: 'invalid',
    en: 'The client has to pay before this step',
    ar: 'يجب أن يدفع العميل قبل هذه الخطوة',
  },
  QUOTE_REQUIRED: { kind: 'invalid', en: 'Please name the quote (quoteId)', ar: 'حدد العرض المطلوب' },
  REASON_REQUIRED: { kind: 'invalid', en: 'Please give a reason', ar: 'من فضلك اذكر السبب' },
  CASH_PAID_NOT_ASKED: {
    kind: 'invalid',
    en: 'cashPaid belongs to jobs with a deposit',
    ar: 'المبلغ النقدي يخص الطلبات ذات العربون فقط',
  },
  CASH_PAID_ABOVE_PRICE: {
    kind: 'invalid',
    en: 'cashPaid is more than the price of the job',
    ar: 'المبلغ النقدي أكبر من سعر الطلب',
  },
  SPLIT_REQUIRED: {
    kind: 'invalid',
    en: 'Money is held: decide this through the dispute',
    ar: 'توجد أموال محجوزة: يُحسم الأمر من خلال النزاع',
  },
  DISPUTE_WINDOW_OVER: {
    kind: 'invalid',
    en: 'The time to open a dispute is over',
    ar: 'انتهت المهلة المتاحة لفتح نزاع',
  },
  LIMIT_REACHED: {
    kind: 'tooMany',
    en: 'You have reached the limit for now',
    ar: 'وصلت إلى الحد المسموح به حاليًا',
  },

  // quotes, invitations, contracts
  QUOTE_NOT_FOUND: { kind: 'missing', en: 'Quote not found', ar: 'العرض غير موجود' },
  QUOTE_NOT_OPEN: { kind: 'invalid', en: 'This quote is no longer open', ar: 'هذا العرض لم يعد متاحًا' },
  QUOTE_EXISTS: {
    kind: 'invalid',
    en: 'You have an open quote for this job',
    ar: 'لديك عرض مفتوح على هذا الطلب',
  },
  // verification
  VERIFICATION_NOT_FOUND: { kind: 'missing', en: 'Verification not found', ar: 'طلب التوثيق غير موجود' },
  DOCUMENT_NOT_FOUND: { kind: 'missing', en: 'Document not found', ar: 'المستند غير موجود' },
  VERIFICATION_NOT_OPEN: {
    kind: 'invalid',
    en: 'Please ask for verification first; documents are added while it waits',
    ar: 'قدّم طلب التوثيق أولًا، والمستندات تُضاف إليه قبل مراجعته',
  },
  VERIFICATION_DECIDED: {
    kind: 'invalid',
    en: 'This verification is already decided',
    ar: 'تم البت في طلب التوثيق هذا من قبل',
  },
  TOO_MANY_DOCUMENTS: {
    kind: 'invalid',
    en: 'A verification may have ten documents',
    ar: 'أقصى عدد للمستندات في طلب التوثيق عشرة',
  },
  DOCUMENT_EXPIRED: {
    kind: 'invalid',
    en: 'A document of this verification has expired',
    ar: 'أحد مستندات هذا الطلب انتهت صلاحيته',
  },
  NATIONAL_ID_UNDERAGE: {
    kind: 'invalid',
    en: 'You have to be 18 or older',
    ar: 'يجب ألا يقل السن عن ١٨ سنة',
  },
  NATIONAL_ID_TAKEN: {
    kind: 'invalid',
    en: 'This national ID number belongs to another account. Write to us if it is yours',
    ar: 'الرقم القومي مسجل في حساب آخر، راسلنا إن كان رقمك',
  },
  NATIONAL_ID_FIXED: {
    kind: 'invalid',
    en: 'Your verified national ID number cannot be changed. Please write to us',
    ar: 'لا يمكن تغيير الرقم القومي بعد توثيقه، راسلنا',
  },
  VERIFICATION_REQUIRED: {
    kind: 'forbidden',
    en: 'Only verified craftsmen may quote',
    ar: 'تقديم العروض متاح للصنايعية الموثقين فقط',
  },
  QUOTE_CHANGED: { kind: 'invalid', en: 'The price of this quote has changed', ar: 'تغير سعر هذا العرض' },
  CRAFTSMAN_NOT_FOUND: { kind: 'missing', en: 'Craftsman not found', ar: 'الصنايعي غير موجود' },
  ALREADY_INVITED: {
    kind: 'invalid',
    en: 'This craftsman was already invited to this job',
    ar: 'تمت دعوة هذا الصنايعي من قبل لهذا الطلب',
  },
  JOB_NOT_POSTED: {
    kind: 'invalid',
    en: 'Craftsmen can be invited only while the job is Posted',
    ar: 'يمكن دعوة الصنايعية فقط قبل وصول أول عرض',
  },
  INVITATION_NOT_FOUND: { kind: 'missing', en: 'Invitation not found', ar: 'الدعوة غير موجودة' },
  INVITATION_ANSWERED: {
    kind: 'invalid',
    en: 'This invitation was already answered',
    ar: 'تم الرد على هذه الدعوة من قبل',
  },
  TOO_MANY_INVITATIONS: {
    kind: 'tooMany',
    en: 'This job has as many open invitations as it may',
    ar: 'وصل الطلب إلى أقصى عدد من الدعوات المفتوحة',
  },
  DISPUTE_NOT_FOUND: { kind: 'missing', en: 'Dispute not found', ar: 'النزاع غير موجود' },
  DISPUTE_NOT_OPEN: {
    kind: 'invalid',
    en: 'This dispute is over',
    ar: 'هذا النزاع انتهى',
  },
  DISPUTE_NOT_YOURS: {
    kind: 'forbidden',
    en: 'Only the person who opened a dispute can withdraw it',
    ar: 'لا يمكن سحب النزاع إلا لمن فتحه',
  },
  DISPUTE_NOT_APPEALABLE: {
    kind: 'invalid',
    en: 'Nobody can appeal here: the time is over, or there was an appeal already',
    ar: 'لا يمكن الاعتراض: انتهت المهلة أو سبق تقديم اعتراض',
  },
  NO_SECOND_STAFF: {
    kind: 'invalid',
    en: 'An appeal is decided by another member of staff than the first decision',
    ar: 'يحكم في الاعتراض شخص آخر من الإدارة غير من أصدر الحكم الأول',
  },
  TOO_MUCH_EVIDENCE: {
    kind: 'invalid',
    en: 'This is more evidence than one side can add to a dispute',
    ar: 'وصلت إلى الحد الأقصى من الأدلة المسموح بها لكل طرف في النزاع',
  },
  STRIKE_NOT_FOUND: { kind: 'missing', en: 'Strike not found', ar: 'المخالفة غير موجودة' },
  STRIKE_APPEALED: {
    kind: 'invalid',
    en: 'You have appealed against this strike already',
    ar: 'سبق أن اعترضت على هذه المخالفة',
  },
  STRIKE_LIFTED: {
    kind: 'invalid',
    en: 'This strike was lifted already',
    ar: 'تم رفع هذه المخالفة من قبل',
  },
  SPLIT_DOES_NOT_ADD_UP: {
    kind: 'invalid',
    en: 'The two amounts have to add up to what is held',
    ar: 'يجب أن يساوي مجموع المبلغين المبلغ المحجوز',
  },
  CONTRACT_NOT_FOUND: { kind: 'missing', en: 'Contract not found', ar: 'العقد غير موجود' },
  CONTRACT_NOT_AWAITING: {
    kind: 'invalid',
    en: 'This contract does not await a confirmation',
    ar: 'هذا العقد لا ينتظر تأكيدًا',
  },

  // sockets
  ORIGIN_NOT_ALLOWED: {
    kind: 'forbidden',
    en: 'Pages of this website may not connect',
    ar: 'غير مسموح لهذا الموقع بالاتصال',
  },
  TOO_MANY_SOCKETS: {
    kind: 'tooMany',
    en: 'You are connected from too many places',
    ar: 'أنت متصل من أماكن كثيرة في الوقت نفسه',
  },
  NOTIFICATION_NOT_FOUND: { kind: 'missing', en: 'Notification not found', ar: 'الإشعار غير موجود' },
  TOO_MANY_FRAMES: {
    kind: 'tooMany',
    en: 'This socket sends too many frames. At most 20 a second are handled',
    ar: 'هذا الاتصال يرسل رسائل أكثر من المسموح، والحد 20 في الثانية',
  },
  FRAME_OUT_OF_ORDER: {
    kind: 'invalid',
    en: 'A frame with this `seq` or a later one was already applied',
    ar: 'تم بالفعل تنفيذ رسالة بنفس الرقم seq أو برقم أكبر منه',
  },
  UNKNOWN_ACTION: { kind: 'invalid', en: 'There is no such action', ar: 'هذا الإجراء غير موجود' },

  // contact
  CONTACT_FIELDS_REQUIRED: {
    kind: 'invalid',
    en: 'Name, email, and message are required.',
    ar: 'الاسم والبريد الإلكتروني والرسالة مطلوبة.',
  },
  EMAIL_NOT_SENT: { kind: 'internal', en: 'Failed to send email.', ar: 'تعذر إرسال الرسالة.' },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof table

export const ERRORS: Readonly<Record<ErrorCode, ErrorEntry>> = table
