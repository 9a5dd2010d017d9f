import type { Bilingual, Locale } from '#lib/platform/locale.ts'

/** What is said in Arabic where nothing better is known. */
const NOT_VALID = 'القيمة غير صحيحة'

/** The sentences about fields that schemas and use cases have of their own, each with its Arabic. */
const SENTENCES: Readonly<Record<string, string>> = {
  Required: 'هذا الحقل مطلوب',
  'Given twice': 'هذا الحقل مكرر',
  'Unknown file': 'هذا الملف غير متوقع هنا',
  'No such service': 'لا توجد خدمة بهذا الاسم',
  'Only craftsmen have this': 'هذا الحقل للصنايعية فقط',
  'Not an upload of yours': 'هذه الصورة لم تُرفع من حسابك',
  'Contains characters that are not allowed': 'فيه رموز غير مسموح بها',
  'Names a figure that does not exist': 'فيه رقم غير معروف',
  'Must be a single line': 'اكتبه في سطر واحد',
  'Must be a number': 'اكتب رقمًا',
  'Must be a whole number': 'اكتب رقمًا صحيحًا بدون كسور',
  'Must be the cursor of a page before': 'استخدم المؤشر الموجود في صفحة سابقة من نفس القائمة',
  'Cannot be combined with page': 'لا يمكن استخدامه مع رقم الصفحة',
  'This list has pages alone': 'هذه القائمة بأرقام الصفحات فقط',
  'Cannot be combined with category and near': 'لا يمكن استخدامه مع التخصص والمكان',
  'Needs jobId, or category with near': 'أرسل رقم الشغلانة، أو التخصص مع المكان',
  'Must be the `next` of a part before': 'استخدم القيمة التي جاءت مع الجزء السابق',
  'Must be a date between 2000 and 2100': 'اختر تاريخًا بين سنة ٢٠٠٠ وسنة ٢١٠٠',
  'Must be a day of the calendar like 2026-11-26, from 2000 to 2099':
    'اكتب يومًا موجودًا في التقويم مثل 2026-11-26، من سنة ٢٠٠٠ إلى سنة ٢٠٩٩',
  'Must be at most 400 days after from': 'المدة لا تزيد على ٤٠٠ يوم',
  'Must be in the future': 'اختر موعدًا في المستقبل',
  'Must be in Egypt: [longitude, latitude]': 'يجب أن يكون المكان داخل مصر، وخط الطول قبل خط العرض',
  'Must be "longitude,latitude"': 'اكتب خط الطول ثم فاصلة ثم خط العرض',
  'Must be a time of day like 09:30': 'اكتب الوقت مثل 09:30',
  'Overlaps other hours of this day': 'تتداخل مع مواعيد أخرى في نفس اليوم',
  'Must be later than from': 'يجب أن يكون وقت النهاية بعد وقت البداية',
  'Must end at another time than it begins': 'يجب أن يختلف وقت النهاية عن وقت البداية',
  'currentPassword and newPassword belong together': 'اكتب كلمة المرور الحالية والجديدة معًا',
  'Must be 8 to 128 characters': 'كلمة المرور من ٨ إلى ١٢٨ حرفًا',
  'Must be an e-mail address': 'اكتب بريدًا إلكترونيًا صحيحًا',
  'Must be an Egyptian mobile number': 'اكتب رقم موبايل مصريًا صحيحًا',
  'Must be an Egyptian IBAN (EG and 27 digits)': 'اكتب رقم IBAN مصريًا صحيحًا (EG وبعدها ٢٧ رقمًا)',
  'Has a wrong digit: its check digits do not fit': 'راجع رقم IBAN، فيه رقم مكتوب غلط',
  'Must be an Egyptian national ID number (14 digits)': 'اكتب رقمًا قوميًا صحيحًا من ١٤ رقمًا',
  'Must be a kind of document, not a number': 'اكتب نوع المستند وليس رقمه',
  'Must be an ID token': 'رمز تسجيل الدخول غير صحيح',
  'Must be a token of Firebase Cloud Messaging': 'رمز الجهاز غير صحيح',
  'Must be an icon’s name or an https address': 'اكتب اسم أيقونة أو رابطًا يبدأ بـ https',
  'Name one of the craftsmen (over a socket: in `to`)': 'حدد واحدًا من الصنايعية (عبر السوكت: في `to`)',
  'Needs near': 'أرسل المكان مع هذا الترتيب',
  'Must be UTF-8': 'النص ليس بترميز UTF-8',
  'Needs a rating or a comment': 'اكتب تقييمًا أو تعليقًا',
  'Needs a text or a picture': 'اكتب رسالة أو أرفق صورة',
  'Needs a text, a photo or a message': 'اكتب نصًا أو أرفق صورة أو اختر رسالة',
  'Must be 1 to 255 visible ASCII characters': 'من حرف إلى ٢٥٥ حرفًا إنجليزيًا بدون مسافات',
}

/** A sentence about a field in a language. An English one that has no Arabic becomes the general sentence there. */
export function sentenceIn(sentence: string | Bilingual, locale: Locale): string {
  if (typeof sentence !== 'string') return sentence[locale]
  return locale === 'en' ? sentence : (SENTENCES[sentence] ?? NOT_VALID)
}
